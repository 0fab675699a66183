package io.sigyn.ingester.validate;

import java.util.LinkedHashMap;
import java.util.Map;

/** Errors of single entries, equal ones counted; beyond a number of kinds further kinds are not told. For one thread. */
final class ErrorGroups {
    private static final int MAX_KINDS = 500;

    private final Map<String, Integer> counts = new LinkedHashMap<>();
    private int total;

    void add(String message) {
        total++;
        if (counts.size() < MAX_KINDS || counts.containsKey(message)) {
            counts.merge(message, 1, Integer::sum);
        }
    }

    boolean isEmpty() {
        return total == 0;
    }

    /** A lone error as it is; several as {@code 2 errors like: A; 1 errors like: B}. */
    String message() {
        if (total == 1) {
            return counts.keySet().iterator().next();
        }
        StringBuilder out = new StringBuilder();
        counts.forEach((message, count) -> out.append(out.length() == 0 ? "" : "; ")
                .append(count)
                .append(" errors like: ")
                .append(message));
        return out.toString();
    }
}
