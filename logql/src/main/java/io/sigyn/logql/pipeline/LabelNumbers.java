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

    private static final int MAX_PLAIN_DIGITS = 6; // times any unit they are no overflow

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
        long nanos = plainDuration(state);
        return nanos >= 0 ? nanos : GoDuration.parse(state.valueText());
    }

    /** A few digits and one unit, as most durations are; -1 for any other text. */
    private static long plainDuration(LineState state) {
        byte[] text = state.valueBuffer;
        int i = state.valueOffset;
        int end = i + state.valueLength;
        int from = i;
        long number = 0;
        while (i < end && text[i] >= '0' && text[i] <= '9') {
            number = 10 * number + text[i++] - '0';
        }
        int letters = end - i;
        if (i == from || i - from > MAX_PLAIN_DIGITS || letters < 1 || letters > 2) {
            return -1;
        }
        long unit = letters == 1 ? unit(text[i]) : text[i + 1] == 's' ? partOfSecond(text[i]) : -1;
        return unit < 0 ? -1 : number * unit;
    }

    private static long unit(byte letter) {
        return switch (letter) {
            case 's' -> 1_000_000_000L;
            case 'm' -> 60_000_000_000L;
            case 'h' -> 3_600_000_000_000L;
            default -> -1;
        };
    }

    private static long partOfSecond(byte letter) {
        return switch (letter) {
            case 'n' -> 1L;
            case 'u' -> 1_000L;
            case 'm' -> 1_000_000L;
            default -> -1;
        };
    }

    static long bytes(LineState state) {
        long bytes = plainBytes(state);
        return bytes >= 0 ? bytes : GoBytes.parse(state.valueText());
    }

    /** A few digits and a unit of at most a giga, as most sizes are; -1 for any other text. */
    private static long plainBytes(LineState state) {
        byte[] text = state.valueBuffer;
        int i = state.valueOffset;
        int end = i + state.valueLength;
        int from = i;
        long number = 0;
        while (i < end && text[i] >= '0' && text[i] <= '9' && i - from <= MAX_PLAIN_DIGITS) {
            number = 10 * number + text[i++] - '0';
        }
        if (i == from || i - from > MAX_PLAIN_DIGITS) {
            return -1;
        }
        boolean inBytes = end - i > 1 && (text[end - 1] | 0x20) == 'b';
        end -= inBytes ? 1 : 0;
        boolean binary = end - i == 2 && (text[end - 1] | 0x20) == 'i';
        if (end - i > (binary ? 2 : 1)) {
            return -1;
        }
        long thousand = binary ? 1024 : 1000;
        long unit = i == end
                ? 1
                : switch (text[i] | 0x20) {
                    case 'b' -> binary || inBytes ? -1 : 1;
                    case 'k' -> thousand;
                    case 'm' -> thousand * thousand;
                    case 'g' -> thousand * thousand * thousand;
                    default -> -1;
                };
        return unit < 0 ? -1 : number * unit;
    }

    static double unwrap(LineState state, Unwrap.Conversion conversion) {
        return switch (conversion) {
            case NUMBER -> number(state);
            case BYTES -> bytes(state);
            case DURATION, DURATION_SECONDS -> GoDuration.seconds(duration(state));
        };
    }
}
