package io.sigyn.logql.go;

import io.sigyn.model.GoQuote;
import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;
import java.util.Locale;

/** Floating-point numbers as Go's {@code strconv} and {@code fmt} write and read them. All functions are pure. */
public final class GoFloat {
    /** As many digits as are needed to read the same number back. */
    public static final int SHORTEST = -1;

    /** The exponent from which on the shortest form has one. */
    private static final int EXPONENT_FROM = 6;

    private static final double[] EXACT_POWERS_OF_TEN = {
        1e0, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15, 1e16, 1e17, 1e18, 1e19,
        1e20, 1e21, 1e22
    };

    private GoFloat() {}

    /** Without an exponent and with the fewest digits: how Loki writes sample values. {@code +Inf}, {@code -Inf}, {@code NaN}. */
    public static String format(double value) {
        if (value == (long) value && Math.abs(value) < 1L << 53) {
            return value == 0 && 1 / value < 0 ? "-0" : Long.toString((long) value);
        }
        return format(value, 'f', SHORTEST);
    }

    /** As {@code fmt.Print} does: with the fewest digits, and an exponent below 1e-4 and from 1e6 on. */
    public static String formatGeneral(double value) {
        return format(value, 'g', SHORTEST);
    }

    /**
     * As {@code strconv.FormatFloat} does.
     *
     * @param verb {@code e}, {@code E}, {@code f}, {@code F}, {@code g}, {@code G}, {@code b}, {@code x} or {@code X}
     * @param precision digits after the point, for {@code g} digits in all; or {@link #SHORTEST}
     */
    public static String format(double value, char verb, int precision) {
        if (Double.isNaN(value)) {
            return "NaN";
        }
        if (Double.isInfinite(value)) {
            return value > 0 ? "+Inf" : "-Inf";
        }
        boolean negative = Double.doubleToRawLongBits(value) < 0;
        double magnitude = Math.abs(value);
        StringBuilder out = new StringBuilder(24);
        if (negative) {
            out.append('-');
        }
        switch (verb) {
            case 'b' -> binary(out, magnitude);
            case 'x', 'X' -> GoHexFloat.append(out, magnitude, verb, precision);
            case 'e', 'E' -> exponential(out, digits(magnitude, verb, precision), precision, verb);
            case 'f', 'F' -> fixed(out, digits(magnitude, verb, precision), precision);
            default -> general(out, digits(magnitude, 'g', precision), precision, verb);
        }
        return out.toString();
    }

    /** Digits without zeros at the end, and where the point stands: 0.digits times ten to the {@code point}. */
    private record Digits(String digits, int point) {
        char at(int index) {
            return index >= 0 && index < digits.length() ? digits.charAt(index) : '0';
        }
    }

    private static Digits digits(double value, char verb, int precision) {
        if (value == 0) {
            return new Digits("", 0);
        }
        if (precision < 0) {
            ShortestDecimal shortest = ShortestDecimal.of(value);
            String digits = Long.toString(shortest.digits);
            return new Digits(digits, digits.length() + shortest.exponent);
        }
        BigDecimal exact = new BigDecimal(value);
        BigDecimal rounded;
        if (verb == 'f' || verb == 'F') {
            rounded = precision < exact.scale() ? exact.setScale(precision, RoundingMode.HALF_EVEN) : exact;
        } else {
            int count = verb == 'g' ? Math.max(precision, 1) : precision + 1;
            rounded = exact.round(new MathContext(count, RoundingMode.HALF_EVEN));
        }
        if (rounded.signum() == 0) {
            return new Digits("", 0);
        }
        String digits = rounded.unscaledValue().toString();
        int point = digits.length() - rounded.scale();
        int end = digits.length();
        while (digits.charAt(end - 1) == '0') {
            end--;
        }
        return new Digits(digits.substring(0, end), point);
    }

    private static void exponential(StringBuilder out, Digits number, int precision, char letter) {
        int decimals = precision < 0 ? Math.max(number.digits.length() - 1, 0) : precision;
        out.append(number.at(0));
        if (decimals > 0) {
            out.append('.');
            for (int i = 1; i <= decimals; i++) {
                out.append(number.at(i));
            }
        }
        exponent(out.append(letter), number.digits.isEmpty() ? 0 : number.point - 1);
    }

    private static void exponent(StringBuilder out, int exponent) {
        out.append(exponent < 0 ? '-' : '+');
        int size = Math.abs(exponent);
        if (size < 10) {
            out.append('0');
        }
        out.append(size);
    }

    private static void fixed(StringBuilder out, Digits number, int precision) {
        int decimals = precision < 0 ? Math.max(number.digits.length() - number.point, 0) : precision;
        if (number.point <= 0) {
            out.append('0');
        }
        for (int i = 0; i < number.point; i++) {
            out.append(number.at(i));
        }
        if (decimals > 0) {
            out.append('.');
            for (int i = 0; i < decimals; i++) {
                out.append(number.at(number.point + i));
            }
        }
    }

    private static void general(StringBuilder out, Digits number, int precision, char verb) {
        int count = number.digits.length();
        int limit = precision == 0 ? 1 : precision;
        if (limit > count && count >= number.point) {
            limit = count;
        }
        if (precision < 0) {
            limit = EXPONENT_FROM;
        }
        int exponent = number.point - 1;
        if (exponent < -4 || exponent >= limit) {
            exponential(out, number, Math.max(count - 1, 0), verb == 'G' ? 'E' : 'e');
        } else {
            fixed(out, number, Math.max(count - number.point, 0));
        }
    }

    private static void binary(StringBuilder out, double value) {
        long bits = Double.doubleToRawLongBits(value);
        int biased = (int) (bits >>> 52);
        long mantissa = (bits & (1L << 52) - 1) | (biased == 0 ? 0 : 1L << 52);
        int exponent = Math.max(biased, 1) - 1075;
        out.append(mantissa).append('p').append(exponent < 0 ? "" : "+").append(exponent);
    }

    /**
     * Reads what {@code strconv.ParseFloat} reads: decimal and hexadecimal numbers with underscores between digits,
     * {@code inf}, {@code infinity} and {@code nan} in any case.
     *
     * @throws GoException with Go's text
     */
    public static double parse(String text) {
        int length = text.length();
        int start = length > 0 && (text.charAt(0) == '-' || text.charAt(0) == '+') ? 1 : 0;
        boolean negative = start == 1 && text.charAt(0) == '-';
        long mantissa = 0;
        int digits = 0;
        int point = -1;
        int i = start;
        for (; i < length; i++) {
            char c = text.charAt(i);
            if (c >= '0' && c <= '9' && digits < 18) {
                mantissa = mantissa * 10 + (c - '0');
                digits++;
            } else if (c == '.' && point < 0) {
                point = digits;
            } else {
                break;
            }
        }
        int decimals = point < 0 ? 0 : digits - point;
        if (i == length && digits > 0 && mantissa < 1L << 53 && decimals < EXACT_POWERS_OF_TEN.length) {
            double value = mantissa / EXACT_POWERS_OF_TEN[decimals];
            return negative ? -value : value;
        }
        return parseAny(text, start, negative);
    }

    private static double parseAny(String text, int start, boolean negative) {
        String lower = text.substring(start).toLowerCase(Locale.ROOT);
        if (lower.equals("inf") || lower.equals("infinity")) {
            return negative ? Double.NEGATIVE_INFINITY : Double.POSITIVE_INFINITY;
        }
        if (lower.equals("nan") && start == 0) {
            return Double.NaN;
        }
        if (!isNumber(lower) || (text.indexOf('_') >= 0 && !GoInteger.underscoresSeparateDigits(text))) {
            throw new GoException("strconv.ParseFloat: parsing " + GoQuote.quote(text) + ": invalid syntax");
        }
        double value = Double.parseDouble(lower.replace("_", ""));
        if (Double.isInfinite(value)) {
            throw new GoException("strconv.ParseFloat: parsing " + GoQuote.quote(text) + ": value out of range");
        }
        return negative ? -value : value;
    }

    /** Whether a text of small letters, without a sign, is a number but for the places of its underscores. */
    private static boolean isNumber(String text) {
        boolean hex = text.startsWith("0x");
        boolean sawDigit = false;
        boolean sawPoint = false;
        int i = hex ? 2 : 0;
        for (; i < text.length(); i++) {
            char c = text.charAt(i);
            if (isDigit(c) || (hex && c >= 'a' && c <= 'f')) {
                sawDigit = true;
            } else if (c == '.' && !sawPoint) {
                sawPoint = true;
            } else if (c != '_') {
                break;
            }
        }
        if (!sawDigit || i == text.length()) {
            return sawDigit && !hex;
        }
        if (text.charAt(i) != (hex ? 'p' : 'e')) {
            return false;
        }
        i++;
        if (i < text.length() && (text.charAt(i) == '+' || text.charAt(i) == '-')) {
            i++;
        }
        if (i == text.length() || !isDigit(text.charAt(i))) {
            return false;
        }
        while (i < text.length() && (isDigit(text.charAt(i)) || text.charAt(i) == '_')) {
            i++;
        }
        return i == text.length();
    }

    private static boolean isDigit(char c) {
        return c >= '0' && c <= '9';
    }
}
