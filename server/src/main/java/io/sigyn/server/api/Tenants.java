package io.sigyn.server.api;

import io.sigyn.model.TenantId;
import io.sigyn.server.http.ApiRequest;
import java.util.List;
import java.util.TreeSet;

/** Says whose a request is, by its {@code X-Scope-OrgID}, and refuses with Loki's words. Immutable. */
public final class Tenants {
    static final String HEADER = "X-Scope-OrgID";
    private static final TenantId ALONE = new TenantId("fake");
    private static final int MAX_LENGTH = 150;
    private static final String SPECIAL = "!-_.*'()";

    private final boolean authEnabled;
    private final boolean multiTenantQueries;

    public Tenants(boolean authEnabled, boolean multiTenantQueries) {
        this.authEnabled = authEnabled;
        this.multiTenantQueries = multiTenantQueries;
    }

    /** A request that names no tenant, one that cannot be, or too many. The message is what the client reads. */
    static final class TenantException extends RuntimeException {
        private static final long serialVersionUID = 1;
        private final Kind kind;

        enum Kind {
            MISSING,
            INVALID,
            MULTIPLE
        }

        TenantException(Kind kind, String message) {
            super(message, null, false, false);
            this.kind = kind;
        }

        Kind kind() {
            return kind;
        }
    }

    /** The one tenant of a request. */
    TenantId one(ApiRequest request) {
        List<TenantId> tenants = all(request);
        if (tenants.size() > 1) {
            throw new TenantException(TenantException.Kind.MULTIPLE, "multiple org IDs present");
        }
        return tenants.get(0);
    }

    /** The tenants of a query: one, unless queries over several are allowed. */
    List<TenantId> ofQuery(ApiRequest request) {
        if (!multiTenantQueries) {
            return List.of(one(request));
        }
        try {
            return all(request);
        } catch (TenantException refused) {
            throw refused.kind() == TenantException.Kind.INVALID ? byWayOfFrontend(refused) : refused;
        }
    }

    /** Where queries over several tenants are allowed, Loki refuses a name behind its query frontend, and it shows. */
    private static TenantException byWayOfFrontend(TenantException refused) {
        return new TenantException(
                TenantException.Kind.INVALID, "rpc error: code = Code(400) desc = " + refused.getMessage());
    }

    private List<TenantId> all(ApiRequest request) {
        if (!authEnabled) {
            return List.of(ALONE);
        }
        String header = request.headerOrEmpty(HEADER);
        if (header.isEmpty()) {
            throw new TenantException(TenantException.Kind.MISSING, "no org id");
        }
        TreeSet<String> names = new TreeSet<>(List.of(header.split("\\|", -1)));
        names.forEach(Tenants::check);
        if (names.size() > 1 && names.first().isEmpty()) {
            throw new TenantException(TenantException.Kind.MULTIPLE, "multiple org IDs present");
        }
        if (names.first().isEmpty()) {
            throw new TenantException(TenantException.Kind.MISSING, "no org id");
        }
        return names.stream().map(TenantId::new).toList();
    }

    private static void check(String name) {
        for (int i = 0; i < name.length(); i++) {
            char c = name.charAt(i);
            boolean letter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
            if (!letter && SPECIAL.indexOf(c) < 0) {
                throw new TenantException(
                        TenantException.Kind.INVALID,
                        "tenant ID '" + name + "' contains unsupported character '" + c + "'");
            }
        }
        if (name.length() > MAX_LENGTH) {
            throw new TenantException(TenantException.Kind.INVALID, "tenant ID is too long: max 150 characters");
        }
        if (name.equals(".") || name.equals("..")) {
            throw new TenantException(TenantException.Kind.INVALID, "tenant ID is '.' or '..'");
        }
    }
}
