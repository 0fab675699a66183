package io.sigyn.logql;

import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalLong;

/** Sizes in bytes as people write them: {@code 10KiB}, {@code 1.5MB}. Stateless. */
public final class ByteSizes {
    private static final String LETTERS = "kmgtpe";
    private static final String[] DECIMAL = {"B", "kB", "MB", "GB", "TB", "PB", "EB"};
    private static final Map<String, Double> UNITS = new HashMap<>();

    static {
        UNITS.put("", 1.0);
        UNITS.put("b", 1.0);
        double decimal = 1;
        double binary = 1;
        for (int i = 0; i < LETTERS.length(); i++) {
            String letter = LETTERS.substring(i, i + 1);
            decimal *= 1000;
            binary *= 1024;
            UNITS.put(letter, decimal);
            UNITS.put(letter + "b", decimal);
            UNITS.put(letter + "i", binary);
            UNITS.put(letter + "ib", binary);
        }
    }

    private ByteSizes() {}

    /** Reads a number and a unit in any case; empty if it is not so. Commas in the number do not count. */
    public static OptionalLong parse(String text) {
        int unit = 0;
        while (unit < text.length() && ".,0123456789".indexOf(text.charAt(unit)) >= 0) {
            unit++;
        }
        Double factor = UNITS.get(text.substring(unit).strip().toLowerCase(Locale.ROOT));
        if (factor == null) {
            return OptionalLong.empty();
        }
        try {
            double size = Double.parseDouble(text.substring(0, unit).replace(",", "")) * factor;
            return size >= 0x1p64 ? OptionalLong.empty() : OptionalLong.of((long) size);
        } catch (NumberFormatException notANumber) {
            return OptionalLong.empty();
        }
    }

    /** With two digits at least, by thousands: 10 240 is {@code 10kB}, 2 621 440 is {@code 2.6MB}. */
    public static String format(long bytes) {
        if (bytes < 10) {
            return bytes + "B";
        }
        int exponent = (int) Math.floor(Math.log((double) bytes) / Math.log(1000));
        double value = Math.floor((double) bytes / Math.pow(1000, exponent) * 10 + 0.5) / 10;
        return String.format(Locale.ROOT, value < 10 ? "%.1f%s" : "%.0f%s", value, DECIMAL[exponent]);
    }
}
