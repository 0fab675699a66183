package io.sigyn.server.api;

import io.sigyn.model.TenantId;
import io.sigyn.querier.QueryException;
import io.sigyn.querier.TenantIds;
import io.sigyn.server.auth.Principal;
import io.sigyn.server.http.ApiRequest;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;

/**
 * Says whose a request is, by its {@code X-Scope-OrgID}, and refuses with Loki's words. A user who has logged in gets
 * only tenants that are his, and needs no header where there is but one. Immutable.
 */
public final class Tenants {
    static final String HEADER = "X-Scope-OrgID";
    private static final TenantId ALONE = new TenantId("fake");

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
            MULTIPLE,
            FORBIDDEN
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
        return alone(all(request));
    }

    /** The tenants of a question: one, unless queries over several are allowed. */
    List<TenantId> ofQuery(ApiRequest request) {
        return namedBy(request).ids();
    }

    /** The same, and whether answers tell them apart. */
    TenantIds namedBy(ApiRequest request) {
        if (!multiTenantQueries) {
            return new TenantIds(List.of(one(request)), false);
        }
        try {
            return all(request);
        } catch (TenantException refused) {
            throw refused.kind() == TenantException.Kind.INVALID ? byWayOfFrontend(refused) : refused;
        }
    }

    private static TenantId alone(TenantIds tenants) {
        if (tenants.labelled()) {
            throw new TenantException(TenantException.Kind.MULTIPLE, "multiple org IDs present");
        }
        return tenants.ids().get(0);
    }

    /** Where queries over several tenants are allowed, Loki refuses a name behind its query frontend, and it shows. */
    private static TenantException byWayOfFrontend(TenantException refused) {
        return new TenantException(
                TenantException.Kind.INVALID, "rpc error: code = Code(400) desc = " + refused.getMessage());
    }

    private TenantIds all(ApiRequest request) {
        if (!(request.caller() instanceof Principal principal)) {
            return named(request);
        }
        Optional<TenantId> only = principal.onlyTenant();
        TenantIds tenants =
                authEnabled && only.isPresent() && request.headerOrEmpty(HEADER).isEmpty()
                        ? new TenantIds(List.of(only.get()), false)
                        : named(request);
        for (TenantId tenant : tenants.ids()) {
            if (!principal.mayUse(tenant)) {
                throw new TenantException(
                        TenantException.Kind.FORBIDDEN,
                        "user \"" + principal.name() + "\" may not use tenant \"" + tenant + "\"");
            }
        }
        return tenants;
    }

    private TenantIds named(ApiRequest request) {
        if (!authEnabled) {
            return new TenantIds(List.of(ALONE), false);
        }
        TenantIds tenants;
        try {
            tenants = TenantIds.parse(decoded(request.headerOrEmpty(HEADER)));
        } catch (QueryException refused) {
            throw new TenantException(TenantException.Kind.INVALID, String.valueOf(refused.getMessage()));
        }
        if (tenants.ids().isEmpty()) {
            throw new TenantException(TenantException.Kind.MISSING, "no org id");
        }
        return tenants;
    }

    /** Bytes beyond ASCII are no tenant's, but are shown as they were meant. */
    private static String decoded(String header) {
        return new String(header.getBytes(StandardCharsets.ISO_8859_1), StandardCharsets.UTF_8);
    }
}
