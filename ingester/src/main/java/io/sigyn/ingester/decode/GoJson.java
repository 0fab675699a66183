package io.sigyn.ingester.decode;

import io.sigyn.storage.ByteWriter;
import java.math.BigDecimal;
import java.math.MathContext;
import java.nio.charset.StandardCharsets;

/** JSON as Go's encoder writes it. Stateless. */
final class GoJson {
    private static final String HEX = "0123456789abcdef";

    private GoJson() {}

    /** A string with quotes; HTML's characters are escaped, and what is not UTF-8 becomes U+FFFD. */
    static void string(byte[] text, int offset, int length, ByteWriter out) {
        StringBuilder quoted = new StringBuilder(length + 2).append('"');
        String string = new String(text, offset, length, StandardCharsets.UTF_8);
        for (int i = 0; i < string.length(); i++) {
            char c = string.charAt(i);
            switch (c) {
                case '"' -> quoted.append("\\\"");
                case '\\' -> quoted.append("\\\\");
                case '\n' -> quoted.append("\\n");
                case '\r' -> quoted.append("\\r");
                case '\t' -> quoted.append("\\t");
                case '\b' -> quoted.append("\\b");
                case '\f' -> quoted.append("\\f");
                case '<', '>', '&', '\u2028', '\u2029' -> escape(c, quoted);
                default -> {
                    if (c < ' ') {
                        escape(c, quoted);
                    } else {
                        quoted.append(c);
                    }
                }
            }
        }
        out.bytes(quoted.append('"').toString().getBytes(StandardCharsets.UTF_8));
    }

    private static void escape(char c, StringBuilder out) {
        out.append("\\u");
        for (int shift = 12; shift >= 0; shift -= 4) {
            out.append(HEX.charAt(c >> shift & 15));
        }
    }

    /** The shortest digits that read back to the same number; exponents only far from 1. */
    static String number(double number) {
        if (Double.isNaN(number) || Double.isInfinite(number)) {
            String name = Double.isNaN(number) ? "NaN" : number > 0 ? "+Inf" : "-Inf";
            return "json: unsupported value: " + name;
        }
        if (number == 0) {
            return 1 / number < 0 ? "-0" : "0";
        }
        BigDecimal shortest = shortest(number);
        double size = Math.abs(number);
        if (size >= 1e-6 && size < 1e21) {
            return shortest.toPlainString();
        }
        String digits = shortest.unscaledValue().abs().toString();
        int exponent = digits.length() - 1 - shortest.scale();
        String fraction = digits.length() == 1 ? "" : "." + digits.substring(1);
        return (number < 0 ? "-" : "") + digits.charAt(0) + fraction + "e" + (exponent < 0 ? "-" : "+")
                + Math.abs(exponent);
    }

    private static BigDecimal shortest(double number) {
        BigDecimal best = new BigDecimal(Double.toString(number)).stripTrailingZeros();
        while (best.precision() > 1) { // Double.toString may give a digit too many before Java 19
            BigDecimal shorter =
                    best.round(new MathContext(best.precision() - 1)).stripTrailingZeros();
            if (shorter.doubleValue() != number) {
                return best;
            }
            best = shorter;
        }
        return best;
    }
}
