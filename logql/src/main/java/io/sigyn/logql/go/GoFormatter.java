package io.sigyn.logql.go;

import io.sigyn.model.GoQuote;

/**
 * The flags, width and precision of one verb of {@code fmt.Printf}, and how plain values are written with them. Not
 * thread-safe; works on the bytes of Go strings.
 */
final class GoFormatter {
    private static final String LOWER_DIGITS = "0123456789abcdefx";
    private static final String UPPER_DIGITS = "0123456789ABCDEFX";

    final StringBuilder out;
    boolean sharp;
    boolean zero;
    boolean plus;
    boolean minus;
    boolean space;
    boolean plusV;
    boolean sharpV;
    boolean hasWidth;
    boolean hasPrecision;
    int width;
    int precision;

    GoFormatter(StringBuilder out) {
        this.out = out;
    }

    void clear() {
        sharp = false;
        zero = false;
        plus = false;
        minus = false;
        space = false;
        plusV = false;
        sharpV = false;
        hasWidth = false;
        hasPrecision = false;
        width = 0;
        precision = 0;
    }

    private void padding(int count, boolean zeros) {
        char fill = zeros ? '0' : ' ';
        for (int i = 0; i < count; i++) {
            out.append(fill);
        }
    }

    /** Appends text brought to the width, which counts runes. */
    void pad(String text, boolean zeros) {
        if (!hasWidth || width == 0) {
            out.append(text);
            return;
        }
        int missing = width - GoString.runeCount(text);
        if (minus) {
            out.append(text);
            padding(missing, false);
        } else {
            padding(missing, zeros);
            out.append(text);
        }
    }

    private String truncated(String text) {
        return hasPrecision ? text.substring(0, GoString.runeOffset(text, precision)) : text;
    }

    void string(String text) {
        pad(truncated(text), zero);
    }

    void quoted(String text) {
        String shown = truncated(text);
        if (sharp && canBackquote(shown)) {
            pad('`' + shown + '`', zero);
        } else {
            pad(GoString.quote(shown, '"', plus), zero);
        }
    }

    private static boolean canBackquote(String text) {
        for (int i = 0; i < text.length(); ) {
            int decoded = GoString.decode(text, i);
            int rune = GoString.rune(decoded);
            boolean broken = rune == GoString.REPLACEMENT && GoString.width(decoded) == 1;
            if (broken || (rune < ' ' && rune != '\t') || rune == '`' || rune == 0x7f || rune == 0xFEFF) {
                return false;
            }
            i += GoString.width(decoded);
        }
        return true;
    }

    /** The bytes in base 16. */
    void hexString(String text, boolean upper) {
        String digits = upper ? UPPER_DIGITS : LOWER_DIGITS;
        int length = hasPrecision ? Math.min(precision, text.length()) : text.length();
        StringBuilder hex = new StringBuilder();
        for (int i = 0; i < length; i++) {
            if (space && i > 0) {
                hex.append(' ');
            }
            if (sharp && (space || i == 0)) {
                hex.append('0').append(digits.charAt(16));
            }
            hex.append(digits.charAt(text.charAt(i) >> 4 & 15)).append(digits.charAt(text.charAt(i) & 15));
        }
        pad(hex.toString(), zero);
    }

    void bool(boolean value) {
        pad(value ? "true" : "false", zero);
    }

    void character(long value) {
        StringBuilder text = new StringBuilder();
        GoString.append(text, rune(value));
        pad(text.toString(), zero);
    }

    private static int rune(long value) {
        return value < 0 || value > Character.MAX_CODE_POINT ? GoString.REPLACEMENT : (int) value;
    }

    void quotedCharacter(long value) {
        StringBuilder text = new StringBuilder().append('\'');
        int rune = rune(value);
        GoString.appendEscaped(text, rune >= 0xD800 && rune < 0xE000 ? GoString.REPLACEMENT : rune, '\'', plus);
        pad(text.append('\'').toString(), zero);
    }

    /** As {@code U+0078}, with {@code #} also {@code U+0078 'x'}. */
    void unicode(long value) {
        StringBuilder hex = new StringBuilder(Long.toHexString(value).toUpperCase(java.util.Locale.ROOT));
        int least = hasPrecision && precision > 4 ? precision : 4;
        while (hex.length() < least) {
            hex.insert(0, '0');
        }
        hex.insert(0, "U+");
        if (sharp && value >= 0 && value <= Character.MAX_CODE_POINT && GoQuote.isPrintable((int) value)) {
            GoString.append(hex.append(" '"), (int) value);
            hex.append('\'');
        }
        pad(hex.toString(), false);
    }

    /** A whole number in a base, {@code verb} decides on prefixes. */
    void integer(long value, int base, boolean signed, char verb) {
        boolean negative = signed && value < 0;
        int digits = 0;
        if (hasPrecision) {
            digits = precision;
            if (precision == 0 && value == 0) {
                padding(width, false);
                return;
            }
        } else if (zero && !minus && hasWidth) {
            digits = negative || plus || space ? width - 1 : width;
        }
        String text = Long.toUnsignedString(negative ? -value : value, base);
        StringBuilder number = new StringBuilder(verb == 'X' ? text.toUpperCase(java.util.Locale.ROOT) : text);
        if (number.length() < digits) {
            number.insert(0, "0".repeat(digits - number.length()));
        }
        if (sharp) {
            number.insert(0, prefix(base, verb, number));
        }
        if (verb == 'O') {
            number.insert(0, "0o");
        }
        number.insert(0, negative ? "-" : plus ? "+" : space ? " " : "");
        pad(number.toString(), false);
    }

    private static String prefix(int base, char verb, StringBuilder number) {
        return switch (base) {
            case 2 -> "0b";
            case 8 -> number.charAt(0) == '0' ? "" : "0";
            case 16 -> verb == 'X' ? "0X" : "0x";
            default -> "";
        };
    }

    void real(double value, char verb, int defaultPrecision) {
        int digits = hasPrecision ? precision : defaultPrecision;
        String text = GoFloat.format(value, verb, digits);
        char first = text.charAt(0);
        String number = first == '-' || first == '+' ? text : "+" + text;
        if (space && number.charAt(0) == '+' && !plus) {
            number = " " + number.substring(1);
        }
        if (Double.isNaN(value) || Double.isInfinite(value)) {
            boolean signShown = space || plus || value < 0 || Double.isInfinite(value);
            pad(signShown ? number : number.substring(1), false);
            return;
        }
        if (sharp && verb != 'b') {
            number = withPoint(number, verb, digits);
        }
        if (!plus && number.charAt(0) == '+') {
            pad(number.substring(1), zero);
        } else if (zero && !minus && hasWidth && width > number.length()) {
            out.append(number.charAt(0));
            padding(width - number.length(), true);
            out.append(number, 1, number.length());
        } else {
            pad(number, zero);
        }
    }

    /** The flag {@code #}: always a point, and for {@code g} no zeros cut off. */
    private static String withPoint(String number, char verb, int precision) {
        boolean hex = verb == 'x' || verb == 'X';
        int tailAt = number.length();
        for (int i = 1; i < number.length(); i++) {
            char c = number.charAt(i);
            if (c == 'p' || c == 'P' || (!hex && (c == 'e' || c == 'E'))) {
                tailAt = i;
                break;
            }
        }
        int digits = "gGx".indexOf(verb) >= 0 ? (precision == GoFloat.SHORTEST ? 6 : precision) : 0;
        boolean sawPoint = false;
        boolean sawNonZero = false;
        for (int i = 1; i < tailAt; i++) {
            char c = number.charAt(i);
            sawPoint |= c == '.';
            sawNonZero |= c != '.' && c != '0';
            digits -= c != '.' && sawNonZero ? 1 : 0;
        }
        StringBuilder result = new StringBuilder().append(number, 0, tailAt);
        if (!sawPoint) {
            digits -= tailAt == 2 && number.charAt(1) == '0' ? 1 : 0;
            result.append('.');
        }
        for (; digits > 0; digits--) {
            result.append('0');
        }
        return result.append(number, tailAt, number.length()).toString();
    }
}
