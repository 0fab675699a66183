package io.sigyn.querier;

import io.sigyn.model.TenantId;
import io.sigyn.querier.QueryException.Kind;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;

/**
 * The tenants that a query names in one text, {@code a|b}, without repeats. With several, answers tell them apart by a
 * label; an empty name counts as one of them but has no data. Immutable.
 */
public record TenantIds(List<TenantId> ids, boolean labelled) {
    private static final int MAX_LENGTH = 150;
    private static final String SPECIAL = "!-_.*'()";

    public TenantIds {
        ids = List.copyOf(ids);
    }

    /**
     * Reads the value of a header.
     *
     * @throws QueryException with Loki's words if a name is not allowed
     */
    public static TenantIds parse(String text) {
        TreeSet<String> names = new TreeSet<>();
        for (String name : text.split("\\|", -1)) {
            check(name);
            names.add(name);
        }
        List<TenantId> ids = new ArrayList<>(names.size());
        for (String name : names) {
            if (!name.isEmpty()) {
                ids.add(new TenantId(name));
            }
        }
        return new TenantIds(ids, names.size() > 1);
    }

    private static void check(String name) {
        for (int i = 0; i < name.length(); i++) {
            int c = name.codePointAt(i);
            boolean letter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
            if (!letter && SPECIAL.indexOf(c) < 0) {
                throw refuse("tenant ID '" + name + "' contains unsupported character '" + Character.toString(c) + "'");
            }
        }
        if (name.length() > MAX_LENGTH) {
            throw refuse("tenant ID is too long: max " + MAX_LENGTH + " characters");
        }
        if (name.equals(".") || name.equals("..")) {
            throw refuse("tenant ID is '.' or '..'");
        }
    }

    private static QueryException refuse(String message) {
        return new QueryException(Kind.BAD_REQUEST, message);
    }
}
