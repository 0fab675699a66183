package io.sigyn.logql.pipeline;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Which labels the rest of a query can tell apart: all of them, some, or none. Parsers extract no others and stop when
 * they have them. Immutable.
 */
final class ParserNeeds {
    static final ParserNeeds ALL = new ParserNeeds(null, false);
    static final ParserNeeds NONE = new ParserNeeds(Set.of(), false);

    private final @Nullable Set<String> names;
    private final byte[][] encoded;
    private final boolean keepsErrors;

    private ParserNeeds(@Nullable Set<String> names, boolean keepsErrors) {
        this.names = names;
        this.keepsErrors = keepsErrors;
        this.encoded = names == null
                ? new byte[0][]
                : names.stream()
                        .map(name -> name.getBytes(StandardCharsets.UTF_8))
                        .toArray(byte[][]::new);
    }

    /** These names, and for those with the suffix of a conflict the name in the line too. */
    static ParserNeeds of(Collection<String> labels) {
        Set<String> names = new LinkedHashSet<>();
        for (String label : labels) {
            names.add(label);
            if (label.endsWith(LabelNames.DUPLICATE_SUFFIX)) {
                names.add(label.substring(0, label.length() - LabelNames.DUPLICATE_SUFFIX.length()));
            }
        }
        return names.isEmpty() ? NONE : new ParserNeeds(names, names.contains(LabelNames.ERROR));
    }

    static ParserNeeds allKeepingErrors(boolean keepsErrors) {
        return keepsErrors ? new ParserNeeds(null, true) : ALL;
    }

    boolean all() {
        return names == null;
    }

    boolean none() {
        return names != null && names.isEmpty();
    }

    boolean wants(String name) {
        return names == null || names.contains(name);
    }

    /** How many names are wanted; none is enough if it is all of them. */
    int count() {
        return names == null ? Integer.MAX_VALUE : names.size();
    }

    /** Whether the query asks for errors of parsers as a label. */
    boolean keepsErrors() {
        return keepsErrors;
    }

    /** Whether a wanted name may start with these bytes. */
    boolean wantsPrefix(byte[] prefix, int length) {
        if (names == null) {
            return true;
        }
        for (byte[] name : encoded) {
            if (name.length >= length && Arrays.equals(name, 0, length, prefix, 0, length)) {
                return true;
            }
        }
        return false;
    }
}
