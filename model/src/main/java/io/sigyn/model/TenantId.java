package io.sigyn.model;

import java.util.regex.Pattern;

/** Owner of streams; the first part of every object key. Immutable. */
public record TenantId(String value) implements Comparable<TenantId> {
    private static final Pattern ALLOWED = Pattern.compile("[a-zA-Z0-9!_.*'()-]{1,150}");

    public TenantId {
        if (!ALLOWED.matcher(value).matches() || value.equals(".") || value.equals("..")) {
            throw new IllegalArgumentException("tenant id: \"" + value + "\" (expected: 1 to 150 of a-z A-Z 0-9"
                    + " ! - _ . * ' ( ), and neither \".\" nor \"..\")");
        }
    }

    @Override
    public int compareTo(TenantId other) {
        return value.compareTo(other.value);
    }

    @Override
    public String toString() {
        return value;
    }
}
