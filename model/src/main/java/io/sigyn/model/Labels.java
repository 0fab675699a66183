package io.sigyn.model;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * A set of label names with their values, sorted by name: what identifies a stream or a series. Immutable. A label
 * with an empty value can be held, since a parser may set one; streams never have one.
 */
public final class Labels implements Comparable<Labels> {
    public static final Labels EMPTY = new Labels(new String[0]);

    private final String[] pairs; // name, value, name, value ..., names ascending
    private final int hash;

    private Labels(String[] pairs) {
        this.pairs = pairs;
        this.hash = Arrays.hashCode(pairs);
    }

    /** From names and values in turn, in any order; of equal names the last wins. */
    public static Labels of(String... namesAndValues) {
        Builder builder = builder();
        for (int i = 0; i < namesAndValues.length; i += 2) {
            builder.set(namesAndValues[i], namesAndValues[i + 1]);
        }
        return builder.build();
    }

    public static Labels of(Map<String, String> values) {
        Builder builder = builder();
        values.forEach(builder::set);
        return builder.build();
    }

    /** From names and values in turn whose names strictly ascend; the array is taken over, not copied. */
    public static Labels ofSorted(String[] namesAndValues) {
        for (int i = 2; i < namesAndValues.length; i += 2) {
            if (namesAndValues[i - 2].compareTo(namesAndValues[i]) >= 0) {
                throw new IllegalArgumentException("labels: \"" + namesAndValues[i - 2] + "\" before \""
                        + namesAndValues[i] + "\" (expected: names strictly ascending)");
            }
        }
        return namesAndValues.length == 0 ? EMPTY : new Labels(namesAndValues);
    }

    public static Builder builder() {
        return new Builder();
    }

    public int size() {
        return pairs.length / 2;
    }

    /** An estimate of the memory held, where names are shared with others and values are not. */
    public long memoryBytes() {
        long bytes = 48 + 4L * pairs.length;
        for (int i = 1; i < pairs.length; i += 2) {
            bytes += 48 + pairs[i].length();
        }
        return bytes;
    }

    public boolean isEmpty() {
        return pairs.length == 0;
    }

    public String name(int index) {
        return pairs[2 * index];
    }

    public String value(int index) {
        return pairs[2 * index + 1];
    }

    /** The value of a label, or null where there is no such label. */
    public @Nullable String get(String name) {
        int index = indexOf(name);
        return index < 0 ? null : value(index);
    }

    /** The value of a label, or the empty string where there is no such label. */
    public String getOrEmpty(String name) {
        int index = indexOf(name);
        return index < 0 ? "" : value(index);
    }

    public boolean has(String name) {
        return indexOf(name) >= 0;
    }

    /** The place of a name, or {@code -(insertion point) - 1}. */
    public int indexOf(String name) {
        int low = 0;
        int high = size() - 1;
        while (low <= high) {
            int middle = (low + high) >>> 1;
            int order = pairs[2 * middle].compareTo(name);
            if (order == 0) {
                return middle;
            } else if (order < 0) {
                low = middle + 1;
            } else {
                high = middle - 1;
            }
        }
        return -low - 1;
    }

    public Labels with(String name, String value) {
        return toBuilder().set(name, value).build();
    }

    public Labels without(String name) {
        return has(name) ? toBuilder().remove(name).build() : this;
    }

    public Builder toBuilder() {
        Builder builder = new Builder();
        for (int i = 0; i < size(); i++) {
            builder.set(name(i), value(i));
        }
        return builder;
    }

    public Map<String, String> toMap() {
        return new TreeMap<>(toBuilder().values);
    }

    @Override
    public int compareTo(Labels other) {
        int shared = Math.min(pairs.length, other.pairs.length);
        for (int i = 0; i < shared; i++) {
            int order = pairs[i].compareTo(other.pairs[i]);
            if (order != 0) {
                return order;
            }
        }
        return Integer.compare(pairs.length, other.pairs.length);
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof Labels that && hash == that.hash && Arrays.equals(pairs, that.pairs);
    }

    @Override
    public int hashCode() {
        return hash;
    }

    /** In Loki's spelling: {@code {app="api", env="prod"}}. */
    @Override
    public String toString() {
        List<String> parts = new ArrayList<>(size());
        for (int i = 0; i < size(); i++) {
            parts.add(name(i) + "=" + GoQuote.quote(value(i)));
        }
        return "{" + String.join(", ", parts) + "}";
    }

    /** Collects labels; for one thread at a time. */
    public static final class Builder {
        private final TreeMap<String, String> values = new TreeMap<>();

        private Builder() {}

        public Builder set(String name, String value) {
            values.put(name, value);
            return this;
        }

        public Builder remove(String name) {
            values.remove(name);
            return this;
        }

        public Labels build() {
            String[] pairs = new String[2 * values.size()];
            int i = 0;
            for (Map.Entry<String, String> pair : values.entrySet()) {
                pairs[i++] = pair.getKey();
                pairs[i++] = pair.getValue();
            }
            return pairs.length == 0 ? EMPTY : new Labels(pairs);
        }
    }
}
