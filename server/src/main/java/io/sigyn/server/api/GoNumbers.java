package io.sigyn.server.api;

import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;

/** Numbers as Go's {@code strconv.FormatFloat} prints them in format 'f' with the fewest digits that read back the same. */
public final class GoNumbers {
    private static final double LARGEST_EXACT_LONG = 1L << 53;
    private static final int MAX_DIGITS = 17;

    private GoNumbers() {}

    public static String format(double value) {
        if (Double.isNaN(value)) {
            return "NaN";
        } else if (Double.isInfinite(value)) {
            return value > 0 ? "+Inf" : "-Inf";
        } else if (value == Math.rint(value) && Math.abs(value) < LARGEST_EXACT_LONG) {
            boolean negativeZero = value == 0 && Double.doubleToRawLongBits(value) != 0;
            return negativeZero ? "-0" : Long.toString((long) value);
        }
        return shortest(value).toPlainString();
    }

    /** Java 17 sometimes prints a digit too many, so it is tried with fewer. */
    private static BigDecimal shortest(double value) {
        BigDecimal best = new BigDecimal(Double.toString(value));
        BigDecimal exact = new BigDecimal(value);
        for (int digits = Math.min(best.precision(), MAX_DIGITS) - 1; digits > 0; digits--) {
            BigDecimal shorter = exact.round(new MathContext(digits, RoundingMode.HALF_EVEN));
            if (shorter.doubleValue() != value) {
                break;
            }
            best = shorter;
        }
        return best.stripTrailingZeros();
    }
}
