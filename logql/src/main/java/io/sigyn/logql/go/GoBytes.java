package io.sigyn.logql.go;

import java.util.Locale;

/** Sizes in bytes as the humanize library, which Loki uses, reads and prints them. All functions are pure. */
public final class GoBytes {
    private static final String UNITS = "kmgtpe";
    private static final double TOO_LARGE = 0x1p64;

    private GoBytes() {}

    /**
     * Bytes, as an unsigned number, of a text like {@code 10kb}, {@code 10 KiB} or {@code 1,024B}: commas are left out,
     * blanks and case of the unit do not count, a fraction of a byte is cut off.
     *
     * @throws GoException with the text of humanize
     */
    public static long parse(String text) {
        int end = 0;
        while (end < text.length() && isNumeric(text.charAt(end))) {
            end++;
        }
        double number = GoFloat.parse(text.substring(0, end).replace(",", ""));
        String unit = GoString.trimSpace(text.substring(end)).toLowerCase(Locale.ROOT);
        double bytes = number * multiplier(unit);
        if (bytes >= TOO_LARGE) {
            throw new GoException("too large: " + text);
        }
        return bytes >= 0x1p63 ? (long) (bytes - 0x1p63) + Long.MIN_VALUE : (long) bytes;
    }

    private static boolean isNumeric(char c) {
        return (c >= '0' && c <= '9') || c == '.' || c == ',';
    }

    private static double multiplier(String unit) {
        if (unit.isEmpty() || unit.equals("b")) {
            return 1;
        }
        int power = UNITS.indexOf(unit.charAt(0)) + 1;
        String rest = unit.substring(1);
        if (power > 0 && (rest.isEmpty() || rest.equals("b"))) {
            return power(1000, power);
        }
        if (power > 0 && (rest.equals("i") || rest.equals("ib"))) {
            return power(1024, power);
        }
        throw new GoException("unhandled size name: " + unit);
    }

    private static double power(double base, int exponent) {
        double result = 1;
        for (int i = 0; i < exponent; i++) {
            result *= base;
        }
        return result;
    }

    /** In powers of 1000: {@code 83 MB}, {@code 1.5 kB}. */
    public static String formatSi(long bytes) {
        return format(bytes, 1000, "kMGTPE", "B");
    }

    /** In powers of 1024: {@code 79 MiB}, {@code 1.5 KiB}. */
    public static String formatIec(long bytes) {
        return format(bytes, 1024, "KMGTPE", "iB");
    }

    private static String format(long bytes, int base, String units, String suffix) {
        double value = bytes >= 0 ? bytes : (bytes >>> 1) * 2.0;
        if (value < 10) {
            return bytes + " B";
        }
        int power = (int) Math.floor(Math.log(value) / Math.log(base));
        double shown = Math.floor(value / Math.pow(base, power) * 10 + 0.5) / 10;
        String number = GoFloat.format(shown, 'f', shown < 10 ? 1 : 0);
        return number + " " + (power == 0 ? "B" : units.charAt(power - 1) + suffix);
    }
}
