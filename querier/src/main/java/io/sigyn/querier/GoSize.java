package io.sigyn.querier;

import java.math.BigDecimal;
import java.math.RoundingMode;

/** Sizes as people read them, in powers of 1000 with one digit below ten: {@code 1.2 GB}. */
final class GoSize {
    private static final String[] UNITS = {"B", "kB", "MB", "GB", "TB", "PB", "EB"};

    private GoSize() {}

    static String format(long bytes) {
        if (bytes < 10) {
            return bytes + " B";
        }
        int unit = 0;
        double value = bytes;
        while (value >= 1000 && unit < UNITS.length - 1) {
            value /= 1000;
            unit++;
        }
        int digits = value < 10 ? 1 : 0;
        return BigDecimal.valueOf(value).setScale(digits, RoundingMode.HALF_UP).toPlainString() + " " + UNITS[unit];
    }
}
