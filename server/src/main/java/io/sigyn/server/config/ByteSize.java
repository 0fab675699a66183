package io.sigyn.server.config;

import java.math.BigDecimal;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Sizes as Loki's configuration spells them: {@code 100B}, {@code 256KB} (of 1024 bytes), {@code 4MB}, {@code 4194304}. */
public final class ByteSize {
    private static final Pattern SIZE = Pattern.compile("([0-9]+(?:\\.[0-9]+)?)\\s*([kKmMgGtTpP]?)(?:i?[bB])?");
    private static final String UNITS = "KMGTP";

    private ByteSize() {}

    /**
     * Reads a size, in bytes.
     *
     * @throws IllegalArgumentException if it is none
     */
    public static long parse(String text) {
        Matcher size = SIZE.matcher(text.strip());
        if (!size.matches()) {
            throw new IllegalArgumentException("\"" + text + "\" (expected: a size such as 100B, 256KB or 4MB)");
        }
        String unit = size.group(2).toUpperCase(Locale.ROOT);
        int power = unit.isEmpty() ? 0 : UNITS.indexOf(unit) + 1;
        BigDecimal bytes = new BigDecimal(size.group(1)).multiply(BigDecimal.valueOf(1L << (10 * power)));
        if (bytes.compareTo(BigDecimal.valueOf(Long.MAX_VALUE)) > 0) {
            throw new IllegalArgumentException("\"" + text + "\" (expected: at most " + Long.MAX_VALUE + " bytes)");
        }
        return bytes.longValue();
    }

    /** In the largest unit that keeps it whole: {@code 256KB}. */
    public static String format(long bytes) {
        long value = bytes;
        int power = 0;
        while (value != 0 && value % 1024 == 0 && power < UNITS.length()) {
            value /= 1024;
            power++;
        }
        return value + (power == 0 ? "" : UNITS.substring(power - 1, power)) + "B";
    }
}
