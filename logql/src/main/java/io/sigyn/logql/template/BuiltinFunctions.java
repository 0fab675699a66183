package io.sigyn.logql.template;

import io.sigyn.logql.go.GoException;
import io.sigyn.logql.go.GoInt;
import io.sigyn.logql.go.GoPrintf;
import io.sigyn.logql.go.GoString;
import io.sigyn.logql.go.GoStringMap;
import io.sigyn.logql.template.Function.Arguments;
import io.sigyn.model.GoQuote;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** The functions that every Go template has. */
final class BuiltinFunctions {
    /** Evaluated by the {@link Evaluator}, which stops at the argument that decides. */
    static final Function AND = Function.variadic("and", arguments -> null, GoType.VALUE, GoType.VALUE);

    static final Function OR = Function.variadic("or", arguments -> null, GoType.VALUE, GoType.VALUE);

    /** Evaluated by the {@link Evaluator}, which always refuses: there are no functions among the values. */
    static final Function CALL = Function.variadic("call", arguments -> null, GoType.VALUE, GoType.VALUE);

    static final List<Function> ALL = List.of(
            AND,
            OR,
            CALL,
            Function.of("not", arguments -> !Values.isTrue(arguments.any(0)), GoType.VALUE),
            Function.of("len", BuiltinFunctions::length, GoType.VALUE),
            Function.variadic("index", BuiltinFunctions::index, GoType.VALUE, GoType.VALUE),
            Function.variadic("slice", BuiltinFunctions::slice, GoType.VALUE, GoType.VALUE),
            Function.variadic("html", arguments -> Escapes.html(shown(arguments)), GoType.ANY),
            Function.variadic("js", arguments -> Escapes.js(shown(arguments)), GoType.ANY),
            Function.variadic("urlquery", arguments -> Escapes.urlQuery(shown(arguments)), GoType.ANY),
            Function.variadic("print", arguments -> GoPrintf.print(printable(arguments, 0)), GoType.ANY),
            Function.variadic("println", arguments -> GoPrintf.println(printable(arguments, 0)), GoType.ANY),
            Function.variadic("printf", BuiltinFunctions::printf, GoType.STRING, GoType.ANY),
            Function.variadic("eq", arguments -> Comparison.equalToAny(arguments.values()), GoType.VALUE, GoType.VALUE),
            Function.of("ne", arguments -> !Comparison.equalToAny(arguments.values()), GoType.VALUE, GoType.VALUE),
            Function.of(
                    "lt", arguments -> Comparison.less(arguments.any(0), arguments.any(1)), GoType.VALUE, GoType.VALUE),
            Function.of("le", BuiltinFunctions::lessOrEqual, GoType.VALUE, GoType.VALUE),
            Function.of("gt", arguments -> !lessOrEqual(arguments), GoType.VALUE, GoType.VALUE),
            Function.of(
                    "ge",
                    arguments -> !Comparison.less(arguments.any(0), arguments.any(1)),
                    GoType.VALUE,
                    GoType.VALUE));

    private BuiltinFunctions() {}

    private static boolean lessOrEqual(Arguments arguments) {
        return Comparison.less(arguments.any(0), arguments.any(1)) || Comparison.equalToAny(arguments.values());
    }

    private static List<@Nullable Object> printable(Arguments arguments, int from) {
        return arguments.from(from).stream().map(Values::printable).collect(Collectors.toList());
    }

    private static String printf(Arguments arguments) {
        return GoPrintf.format(arguments.string(0), printable(arguments, 1));
    }

    private static String shown(Arguments arguments) {
        List<@Nullable Object> values = printable(arguments, 0);
        values.replaceAll(value -> value == null ? "<no value>" : value);
        return GoPrintf.print(values);
    }

    private static GoInt length(Arguments arguments) {
        Object value = Boxed.open(arguments.any(0));
        if (value == null) {
            throw new GoException(
                    arguments.any(0) == null
                            ? "reflect: call of reflect.Value.Type on zero Value"
                            : "len of nil pointer");
        }
        int length = Values.length(value);
        if (length < 0) {
            throw new GoException("len of type " + Values.typeName(value));
        }
        return GoInt.ofInt(length);
    }

    private static @Nullable Object index(Arguments arguments) {
        if (Boxed.open(arguments.any(0)) == null) {
            throw new GoException("index of untyped nil");
        }
        Object item = arguments.any(0);
        for (Object boxedIndex : arguments.from(1)) {
            Object index = Boxed.open(boxedIndex);
            Object container = Boxed.open(item);
            if (container == null) {
                throw new GoException("index of nil pointer");
            }
            if (container instanceof LabelMap || container instanceof GoStringMap || container instanceof Map) {
                item = Evaluator.element(container, key(index));
            } else if (container instanceof String || container instanceof List || container instanceof byte[]) {
                item = element(container, position(index, Values.length(container)));
            } else {
                throw new GoException("can't index item of type " + Values.typeName(container));
            }
        }
        return item;
    }

    private static String key(@Nullable Object index) {
        if (index instanceof String key) {
            return key;
        } else if (index == null) {
            throw new GoException("value is nil; should be of type string");
        }
        throw new GoException("value has type " + Values.typeName(index) + "; should be string");
    }

    private static int position(@Nullable Object index, int end) {
        if (index == null) {
            throw new GoException("cannot index slice/array with nil");
        }
        if (!(index instanceof GoInt number)) {
            throw new GoException("cannot index slice/array with type " + Values.typeName(index));
        }
        if (number.value() < 0 || number.value() > end) {
            throw new GoException("index out of range: " + number.value());
        }
        return (int) number.value();
    }

    private static Object element(Object container, int position) {
        if (position == Values.length(container)) {
            throw new GoException(
                    "reflect: " + (container instanceof String ? "string" : "slice") + " index out of range");
        }
        if (container instanceof String string) {
            return new GoInt(GoInt.Kind.UINT8, string.charAt(position));
        } else if (container instanceof byte[] bytes) {
            return new GoInt(GoInt.Kind.UINT8, bytes[position] & 0xFF);
        }
        return new Boxed(((List<?>) container).get(position));
    }

    private static Object slice(Arguments arguments) {
        Object item = Boxed.open(arguments.any(0));
        int count = arguments.count() - 1;
        if (item == null) {
            throw new GoException("slice of untyped nil");
        } else if (count > 3) {
            throw new GoException("too many slice indexes: " + count);
        } else if (item instanceof String && count == 3) {
            throw new GoException("cannot 3-index slice a string");
        } else if (!(item instanceof String) && !(item instanceof List) && !(item instanceof byte[])) {
            throw new GoException("can't slice item of type " + Values.typeName(item));
        }
        int length = Values.length(item);
        int[] bounds = {0, length, length};
        for (int i = 0; i < count; i++) {
            bounds[i] = position(Boxed.open(arguments.any(i + 1)), length);
        }
        for (int i = 0; i < 2; i++) {
            if (bounds[i] > bounds[i + 1]) {
                throw new GoException("invalid slice index: " + bounds[i] + " > " + bounds[i + 1]);
            }
        }
        if (item instanceof String string) {
            return string.substring(bounds[0], bounds[1]);
        } else if (item instanceof byte[] bytes) {
            return Arrays.copyOfRange(bytes, bounds[0], bounds[1]);
        }
        return ((List<?>) item).subList(bounds[0], bounds[1]);
    }

    /** Text in which the HTML, JavaScript or URL around it cannot be mistaken for part of it. */
    private static final class Escapes {
        private static final String UPPER_HEX = "0123456789ABCDEF";

        static String html(String text) {
            StringBuilder out = new StringBuilder(text.length());
            for (int i = 0; i < text.length(); i++) {
                char c = text.charAt(i);
                switch (c) {
                    case 0 -> GoString.append(out, GoString.REPLACEMENT);
                    case '"' -> out.append("&#34;");
                    case '\'' -> out.append("&#39;");
                    case '&' -> out.append("&amp;");
                    case '<' -> out.append("&lt;");
                    case '>' -> out.append("&gt;");
                    default -> out.append(c);
                }
            }
            return out.toString();
        }

        static String js(String text) {
            StringBuilder out = new StringBuilder(text.length());
            for (int i = 0; i < text.length(); ) {
                int decoded = GoString.decode(text, i);
                int rune = GoString.rune(decoded);
                if (rune == '\\' || rune == '\'' || rune == '"') {
                    out.append('\\').append((char) rune);
                } else if (rune < ' ' || "<>&=".indexOf(rune) >= 0) {
                    out.append("\\u00").append(UPPER_HEX.charAt(rune >> 4)).append(UPPER_HEX.charAt(rune & 15));
                } else if (rune < 0x80 || GoQuote.isPrintable(rune)) {
                    out.append(text, i, i + GoString.width(decoded));
                } else {
                    out.append("\\u").append(String.format(java.util.Locale.ROOT, "%04X", rune));
                }
                i += GoString.width(decoded);
            }
            return out.toString();
        }

        static String urlQuery(String text) {
            return EncodingFunctions.urlEncode(text);
        }
    }
}
