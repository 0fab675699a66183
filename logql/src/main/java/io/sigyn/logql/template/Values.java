package io.sigyn.logql.template;

import io.sigyn.logql.go.GoComplex;
import io.sigyn.logql.go.GoInt;
import io.sigyn.logql.go.GoPrintf;
import io.sigyn.logql.go.GoStringMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What Go's reflection says of the values of a template. All functions are pure. */
final class Values {
    private Values() {}

    /** The name of a value's type, as {@code %T} prints it. */
    static String typeName(@Nullable Object value) {
        if (value instanceof Boxed) {
            return GoType.ANY.typeName();
        }
        return value instanceof LabelMap ? "map[string]string" : GoPrintf.typeName(value);
    }

    /** The value in the form in which it can be printed. */
    static @Nullable Object printable(@Nullable Object value) {
        Object content = Boxed.open(value);
        return content instanceof LabelMap labels ? labels.all() : content;
    }

    /** Whether a value is true: not the zero of its type. */
    static boolean isTrue(@Nullable Object value) {
        Object content = Boxed.open(value);
        if (content == null) {
            return false;
        } else if (content instanceof Boolean bool) {
            return bool;
        } else if (content instanceof GoInt number) {
            return number.value() != 0;
        } else if (content instanceof Double number) {
            return number != 0;
        } else if (content instanceof GoComplex number) {
            return number.real() != 0 || number.imaginary() != 0;
        }
        return length(content) != 0;
    }

    /** How many elements a value has, bytes for a string; -1 if it has no length. */
    static int length(@Nullable Object value) {
        if (value instanceof String string) {
            return string.length();
        } else if (value instanceof LabelMap labels) {
            return labels.all().values().size();
        } else if (value instanceof GoStringMap map) {
            return map.values().size();
        } else if (value instanceof List<?> list) {
            return list.size();
        } else if (value instanceof Map<?, ?> map) {
            return map.size();
        } else if (value instanceof byte[] bytes) {
            return bytes.length;
        }
        return -1;
    }
}
