package io.sigyn.logql.go;

import io.sigyn.model.GoQuote;

/** Whole numbers as Go's {@code strconv} reads them. All functions are pure. */
public final class GoInteger {
    private GoInteger() {}

    /**
     * Reads a signed number of 64 bits.
     *
     * @param base 2 to 36, or 0: then a prefix {@code 0x}, {@code 0o}, {@code 0b} or {@code 0} says it, and underscores
     *     may separate digits
     * @throws GoException with the text of {@code strconv.ParseInt}
     */
    public static long parse(String text, int base) {
        boolean negative = text.startsWith("-");
        int start = negative || text.startsWith("+") ? 1 : 0;
        int radix = base;
        int digits = start;
        if (base == 0) {
            radix = prefixBase(text, start);
            digits = radix == 10 ? start : radix == 8 && !hasLetterPrefix(text, start) ? start + 1 : start + 2;
        }
        if (start == text.length()) {
            throw invalid(text);
        }
        long value = 0;
        boolean overflow = false;
        boolean underscores = false;
        for (int i = digits; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '_' && base == 0) {
                underscores = true;
                continue;
            }
            int digit = c < 0x80 ? Character.digit(c, 36) : -1;
            if (digit < 0 || digit >= radix) {
                throw invalid(text);
            }
            overflow |= Long.compareUnsigned(value, Long.divideUnsigned(-1L - digit, radix)) > 0;
            value = value * radix + digit;
        }
        if ((underscores && !underscoresSeparateDigits(text)) || digits > text.length()) {
            throw invalid(text);
        }
        boolean outOfRange = negative ? Long.compareUnsigned(value, Long.MIN_VALUE) > 0 : value < 0;
        if (overflow || outOfRange) {
            throw new GoException("strconv.ParseInt: parsing " + GoQuote.quote(text) + ": value out of range");
        }
        return negative ? -value : value;
    }

    private static int prefixBase(String text, int start) {
        if (start >= text.length() || text.charAt(start) != '0') {
            return 10;
        }
        if (!hasLetterPrefix(text, start)) {
            return 8;
        }
        return switch (text.charAt(start + 1) | 0x20) {
            case 'b' -> 2;
            case 'o' -> 8;
            default -> 16;
        };
    }

    private static boolean hasLetterPrefix(String text, int start) {
        return text.length() >= start + 3 && "boxBOX".indexOf(text.charAt(start + 1)) >= 0;
    }

    private static GoException invalid(String text) {
        return new GoException("strconv.ParseInt: parsing " + GoQuote.quote(text) + ": invalid syntax");
    }

    /** Whether every underscore stands between digits, or between a base's prefix and a digit. */
    static boolean underscoresSeparateDigits(String text) {
        int i = text.startsWith("-") || text.startsWith("+") ? 1 : 0;
        boolean hex = false;
        char before = '^';
        if (text.length() >= i + 2 && text.charAt(i) == '0' && "boxBOX".indexOf(text.charAt(i + 1)) >= 0) {
            hex = (text.charAt(i + 1) | 0x20) == 'x';
            before = '0';
            i += 2;
        }
        for (; i < text.length(); i++) {
            char c = text.charAt(i);
            boolean digit = (c >= '0' && c <= '9') || (hex && (c | 0x20) >= 'a' && (c | 0x20) <= 'f');
            if ((c == '_' && before != '0') || (!digit && c != '_' && before == '_')) {
                return false;
            }
            before = digit ? '0' : c == '_' ? '_' : '!';
        }
        return before != '_';
    }
}
