package io.sigyn.querier;

import java.math.BigDecimal;

/** Durations as Go prints them: {@code 722h0m0s}, {@code 1.5ms}. */
final class GoTime {
    private static final long SECOND = 1_000_000_000L;

    private GoTime() {}

    static String format(long nanos) {
        if (nanos == 0) {
            return "0s";
        }
        String sign = nanos < 0 ? "-" : "";
        long rest = Math.abs(nanos);
        if (rest < 1000) {
            return sign + rest + "ns";
        } else if (rest < 1_000_000) {
            return sign + decimal(rest, 3) + "µs";
        } else if (rest < SECOND) {
            return sign + decimal(rest, 6) + "ms";
        }
        long minutes = rest / (60 * SECOND);
        String seconds = decimal(rest % (60 * SECOND), 9) + "s";
        if (minutes == 0) {
            return sign + seconds;
        }
        return sign + (minutes >= 60 ? minutes / 60 + "h" : "") + minutes % 60 + "m" + seconds;
    }

    private static String decimal(long value, int digits) {
        BigDecimal decimal = BigDecimal.valueOf(value, digits).stripTrailingZeros();
        return decimal.toPlainString();
    }
}
