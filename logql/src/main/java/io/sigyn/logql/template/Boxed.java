package io.sigyn.logql.template;

import org.jspecify.annotations.Nullable;

/**
 * A value whose Go type is {@code interface{}}: elements of what {@code fromJson} gave. It differs from its content in
 * error messages, and a box without content is a nil, while null alone is no value at all. Immutable.
 */
record Boxed(@Nullable Object content) {

    /** The content of a box, everything else as it is. */
    static @Nullable Object open(@Nullable Object value) {
        return value instanceof Boxed box ? box.content : value;
    }
}
