package io.sigyn.logql.pipeline;

import io.sigyn.logql.ast.SampleExpr.Unwrap;
import io.sigyn.logql.go.GoBytes;
import io.sigyn.logql.go.GoDuration;
import io.sigyn.logql.go.GoFloat;

/** Numbers in labels, as Go reads them; the common ones without making a text of them first. Stateless. */
final class LabelNumbers {
    private static final double[] POWERS = {
        1, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15
    };

    private LabelNumbers() {}

    /**
     * The number that {@link LineState#find} found.
     *
     * @throws io.sigyn.logql.go.GoException if it is none, with Go's message
     */
    static double number(LineState state) {
        byte[] text = state.valueBuffer;
        int i = state.valueOffset;
        int end = i + state.valueLength;
        boolean negative = i < end && text[i] == '-';
        if (negative) {
            i++;
        }
        long digits = 0;
        int fraction = -1;
        int count = 0;
        for (; i < end; i++) {
            byte b = text[i];
            if (b >= '0' && b <= '9' && count < 15) {
                digits = 10 * digits + b - '0';
                count++;
                fraction += fraction >= 0 ? 1 : 0;
            } else if (b == '.' && fraction < 0) {
                fraction = 0;
            } else {
                return GoFloat.parse(state.valueText());
            }
        }
        if (count == 0) {
            return GoFloat.parse(state.valueText());
        }
        // Both are exact as doubles, so that their quotient is the nearest to the decimal.
        double value = fraction > 0 ? digits / POWERS[fraction] : digits;
        return negative ? -value : value;
    }

    static long duration(LineState state) {
        return GoDuration.parse(state.valueText());
    }

    static long bytes(LineState state) {
        return GoBytes.parse(state.valueText());
    }

    static double unwrap(LineState state, Unwrap.Conversion conversion) {
        return switch (conversion) {
            case NUMBER -> number(state);
            case BYTES -> bytes(state);
            case DURATION, DURATION_SECONDS -> GoDuration.seconds(duration(state));
        };
    }
}
