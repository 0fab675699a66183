package io.sigyn.logql.template;

import io.sigyn.logql.go.GoException;
import io.sigyn.logql.go.GoString;
import io.sigyn.logql.template.Function.Arguments;
import java.util.List;
import java.util.function.IntUnaryOperator;

/** Functions on text: the older ones of Loki, with a capital, and those of the Sprig library. Strings are bytes. */
final class StringFunctions {
    private static final GoType STRING = GoType.STRING;
    private static final GoType INT = GoType.INT;

    static final List<Function> ALL = List.of(
            Function.of("ToLower", a -> lower(a.string(0)), STRING),
            Function.of("ToUpper", a -> upper(a.string(0)), STRING),
            Function.of("lower", a -> lower(a.string(0)), STRING),
            Function.of("upper", a -> upper(a.string(0)), STRING),
            Function.of("title", a -> title(a.string(0)), STRING),
            Function.of("TrimSpace", a -> GoString.trimSpace(a.string(0)), STRING),
            Function.of("trim", a -> GoString.trimSpace(a.string(0)), STRING),
            Function.of("Trim", a -> trim(a.string(0), a.string(1), true, true), STRING, STRING),
            Function.of("TrimLeft", a -> trim(a.string(0), a.string(1), true, false), STRING, STRING),
            Function.of("TrimRight", a -> trim(a.string(0), a.string(1), false, true), STRING, STRING),
            Function.of("trimAll", a -> trim(a.string(1), a.string(0), true, true), STRING, STRING),
            Function.of("TrimPrefix", a -> trimPrefix(a.string(0), a.string(1)), STRING, STRING),
            Function.of("trimPrefix", a -> trimPrefix(a.string(1), a.string(0)), STRING, STRING),
            Function.of("TrimSuffix", a -> trimSuffix(a.string(0), a.string(1)), STRING, STRING),
            Function.of("trimSuffix", a -> trimSuffix(a.string(1), a.string(0)), STRING, STRING),
            Function.of(
                    "Replace",
                    a -> replace(a, a.string(0), a.string(1), a.string(2), a.integer(3)),
                    STRING,
                    STRING,
                    STRING,
                    INT),
            Function.of("replace", a -> replace(a, a.string(2), a.string(0), a.string(1), -1), STRING, STRING, STRING),
            Function.of("contains", a -> a.string(1).contains(a.string(0)), STRING, STRING),
            Function.of("hasPrefix", a -> a.string(1).startsWith(a.string(0)), STRING, STRING),
            Function.of("hasSuffix", a -> a.string(1).endsWith(a.string(0)), STRING, STRING),
            Function.of("trunc", a -> truncate(a.size(0), a.string(1)), INT, STRING),
            Function.of("substr", a -> substring(a.integer(0), a.integer(1), a.string(2)), INT, INT, STRING),
            Function.of("repeat", a -> repeat(a, a.string(1), a.integer(0)), INT, STRING),
            Function.of("indent", a -> indent(a, a.integer(0), a.string(1)), INT, STRING),
            Function.of("nindent", a -> "\n" + indent(a, a.integer(0), a.string(1)), INT, STRING),
            Function.of("alignLeft", a -> align(a, a.integer(0), a.string(1), true), INT, STRING),
            Function.of("alignRight", a -> align(a, a.integer(0), a.string(1), false), INT, STRING));

    private StringFunctions() {}

    private static String map(String text, IntUnaryOperator mapping) {
        StringBuilder out = new StringBuilder(text.length());
        for (int i = 0; i < text.length(); ) {
            int decoded = GoString.decode(text, i);
            GoString.append(out, mapping.applyAsInt(GoString.rune(decoded)));
            i += GoString.width(decoded);
        }
        return out.toString();
    }

    static String lower(String text) {
        return map(text, Character::toLowerCase);
    }

    static String upper(String text) {
        return map(text, Character::toUpperCase);
    }

    /** Every letter that follows no letter, digit or underscore becomes a title letter. */
    static String title(String text) {
        int[] before = {' '};
        return map(text, rune -> {
            boolean start = separates(before[0]);
            before[0] = rune;
            return start ? Character.toTitleCase(rune) : rune;
        });
    }

    private static boolean separates(int rune) {
        if (rune == '_' || Character.isLetter(rune) || Character.isDigit(rune)) {
            return false;
        }
        return rune < 0x80 || GoString.isSpace(rune);
    }

    /** Without the runes of a set on one or both sides. */
    private static String trim(String text, String set, boolean left, boolean right) {
        int start = 0;
        while (left && start < text.length() && holdsRuneAt(set, text, start)) {
            start += GoString.width(GoString.decode(text, start));
        }
        int end = text.length();
        while (right && end > start) {
            int last = GoString.lastRuneStart(text, end);
            if (last < start || !holdsRuneAt(set, text, last)) {
                break;
            }
            end = last;
        }
        return text.substring(start, end);
    }

    private static boolean holdsRuneAt(String set, String text, int at) {
        int wanted = GoString.rune(GoString.decode(text, at));
        for (int i = 0; i < set.length(); ) {
            int decoded = GoString.decode(set, i);
            if (GoString.rune(decoded) == wanted) {
                return true;
            }
            i += GoString.width(decoded);
        }
        return false;
    }

    private static String trimPrefix(String text, String prefix) {
        return text.startsWith(prefix) ? text.substring(prefix.length()) : text;
    }

    private static String trimSuffix(String text, String suffix) {
        return text.endsWith(suffix) ? text.substring(0, text.length() - suffix.length()) : text;
    }

    /** The first {@code limit} places replaced, all if it is negative; an empty text is found around every rune. */
    private static String replace(Arguments arguments, String text, String old, String replacement, long limit) {
        long most = limit < 0 ? Long.MAX_VALUE : limit;
        long found = 0;
        for (int at = find(text, old, 0); at >= 0 && found < most; at = find(text, old, after(text, old, at))) {
            found++;
        }
        arguments.run().charge(text.length() + found * replacement.length());
        StringBuilder out = new StringBuilder();
        int copied = 0;
        int at = find(text, old, 0);
        for (long i = 0; i < found; i++) {
            out.append(text, copied, at).append(replacement);
            copied = at + old.length();
            at = find(text, old, after(text, old, at));
        }
        return out.append(text, copied, text.length()).toString();
    }

    private static int find(String text, String old, int from) {
        return from > text.length() ? -1 : text.indexOf(old, from);
    }

    private static int after(String text, String old, int at) {
        if (!old.isEmpty()) {
            return at + old.length();
        }
        return at < text.length() ? at + GoString.width(GoString.decode(text, at)) : at + 1;
    }

    private static String truncate(int count, String text) {
        if (count < 0 && text.length() + count > 0) {
            return text.substring(text.length() + count);
        }
        return count >= 0 && text.length() > count ? text.substring(0, count) : text;
    }

    private static String substring(long start, long end, String text) {
        int length = text.length();
        if (start < 0) {
            if (end < 0) {
                throw outOfRange("[:" + end + "]");
            } else if (end > length) {
                throw outOfRange("[:" + end + "] with length " + length);
            }
            return text.substring(0, (int) end);
        }
        if (end < 0 || end > length) {
            if (start > length) {
                throw outOfRange("[" + start + ":" + length + "]");
            }
            return text.substring((int) start);
        }
        if (start > end) {
            throw outOfRange("[" + start + ":" + end + "]");
        }
        return text.substring((int) start, (int) end);
    }

    private static GoException outOfRange(String bounds) {
        return new GoException("runtime error: slice bounds out of range " + bounds);
    }

    private static String repeat(Arguments arguments, String text, long count) {
        if (count < 0) {
            throw new GoException("strings: negative Repeat count");
        }
        if (text.isEmpty()) {
            return "";
        }
        if (count > Long.MAX_VALUE / text.length()) {
            throw new GoException("strings: Repeat output length overflow");
        }
        arguments.run().charge(count * text.length());
        return text.repeat((int) count);
    }

    private static String indent(Arguments arguments, long spaces, String text) {
        String padding = repeat(arguments, " ", spaces);
        return padding + replace(arguments, text, "\n", "\n" + padding, -1);
    }

    /** Brought to a number of runes by blanks, or by cutting off at the other side. */
    private static String align(Arguments arguments, long count, String text, boolean left) {
        int runes = GoString.runeCount(text);
        if (count < 0 || count == runes) {
            return text;
        }
        if (count > runes) {
            String padding = repeat(arguments, " ", count - runes);
            return left ? text + padding : padding + text;
        }
        String kept = left
                ? text.substring(0, GoString.runeOffset(text, (int) count))
                : text.substring(GoString.runeOffset(text, (int) (runes - count)));
        return map(kept, rune -> rune);
    }
}
