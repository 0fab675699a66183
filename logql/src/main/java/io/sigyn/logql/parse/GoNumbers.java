package io.sigyn.logql.parse;

import io.sigyn.model.GoQuote;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.regex.Pattern;

/** Numbers as Go's {@code strconv} reads them, with its complaints. Stateless. */
final class GoNumbers {
    private static final Pattern DECIMAL =
            Pattern.compile("[+-]?(\\d[\\d_]*(\\.[\\d_]*)?|\\.\\d[\\d_]*)([eE][+-]?\\d+)?");
    private static final Pattern HEXADECIMAL =
            Pattern.compile("[+-]?0[xX](_?[0-9a-fA-F][0-9a-fA-F_]*\\.?[0-9a-fA-F_]*|\\.[0-9a-fA-F]+)[pP][+-]?\\d+");

    private GoNumbers() {}

    /** @throws IllegalArgumentException if it is no number, or none that a float can hold */
    static double parseFloat(String text) {
        if (!DECIMAL.matcher(text).matches() && !HEXADECIMAL.matcher(text).matches()) {
            throw new IllegalArgumentException(
                    "strconv.ParseFloat: parsing " + GoQuote.quote(text) + ": invalid syntax");
        }
        double value = Double.parseDouble(text.replace("_", ""));
        if (Double.isInfinite(value)) {
            throw new IllegalArgumentException(
                    "strconv.ParseFloat: parsing " + GoQuote.quote(text) + ": value out of range");
        }
        return value;
    }

    /** Six digits behind the point. */
    static String formatFixed(double value) {
        if (Double.isNaN(value)) {
            return "NaN";
        } else if (Double.isInfinite(value)) {
            return value > 0 ? "+Inf" : "-Inf";
        }
        return new BigDecimal(value).setScale(6, RoundingMode.HALF_EVEN).toPlainString();
    }
}
