package io.sigyn.logql.template;

import io.sigyn.logql.go.GoString;
import io.sigyn.logql.go.GoStringMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** The dot of a template: the labels as Go's {@code map[string]string}, read only as far as asked for. For one render. */
final class LabelMap {
    private final LabelLookup labels;
    private @Nullable GoStringMap all;

    LabelMap(LabelLookup labels) {
        this.labels = labels;
    }

    /** The value of a key, empty if it is missing; key and value are bytes. */
    String get(String key) {
        String value = labels.get(GoString.text(key));
        return value == null ? "" : GoString.of(value);
    }

    GoStringMap all() {
        GoStringMap map = all;
        if (map == null) {
            TreeMap<String, String> values = new TreeMap<>();
            labels.forEach((name, value) -> values.put(GoString.of(name), GoString.of(value)));
            map = new GoStringMap(values);
            all = map;
        }
        return map;
    }
}
