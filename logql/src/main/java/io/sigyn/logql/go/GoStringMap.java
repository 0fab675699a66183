package io.sigyn.logql.go;

import java.util.Collections;
import java.util.SortedMap;
import java.util.TreeMap;

/** Go's {@code map[string]string}: what the dot of a template is. Sorted by the bytes of the keys; immutable. */
public record GoStringMap(SortedMap<String, String> values) {
    public GoStringMap {
        values = Collections.unmodifiableSortedMap(new TreeMap<>(values));
    }
}
