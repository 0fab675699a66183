package io.sigyn.logql.template;

import io.sigyn.logql.go.GoException;
import io.sigyn.logql.go.GoFloat;
import io.sigyn.logql.go.GoInt;
import io.sigyn.logql.go.GoInteger;
import io.sigyn.logql.go.GoString;
import io.sigyn.logql.template.Function.Arguments;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.List;
import java.util.function.BinaryOperator;
import java.util.function.LongBinaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * Arithmetic of the Sprig library: whole numbers wrap around and take what cannot be read as 0; sums, products and
 * quotients of fractions are computed in decimal.
 */
final class MathFunctions {
    private static final GoType ANY = GoType.ANY;
    private static final int DIVISION_DIGITS = 16;
    private static final int MAX_DECIMAL_FACTORS = 200;

    static final List<Function> ALL = List.of(
            Function.of("int", a -> GoInt.ofInt(toInt(a.any(0))), ANY),
            Function.of("float64", a -> toFloat(a.any(0)), ANY),
            Function.variadic("add", a -> fold(0, a, 0, Long::sum), ANY),
            Function.of("sub", a -> fold(toInt(a.any(0)), a, 1, (x, y) -> x - y), ANY, ANY),
            Function.variadic("mul", a -> fold(toInt(a.any(0)), a, 1, (x, y) -> x * y), ANY, ANY),
            Function.of("div", a -> fold(toInt(a.any(0)), a, 1, MathFunctions::divide), ANY, ANY),
            Function.of("mod", a -> fold(toInt(a.any(0)), a, 1, MathFunctions::remainder), ANY, ANY),
            Function.variadic("max", a -> fold(toInt(a.any(0)), a, 1, Math::max), ANY, ANY),
            Function.variadic("min", a -> fold(toInt(a.any(0)), a, 1, Math::min), ANY, ANY),
            Function.variadic("addf", a -> decimal(BigDecimal.ZERO, a, 0, BigDecimal::add), ANY),
            Function.variadic("subf", a -> decimal(toDecimal(a.any(0)), a, 1, BigDecimal::subtract), ANY, ANY),
            Function.variadic("mulf", a -> decimal(toDecimal(a.any(0)), a, 1, BigDecimal::multiply), ANY, ANY),
            Function.variadic("divf", a -> decimal(toDecimal(a.any(0)), a, 1, MathFunctions::divide), ANY, ANY),
            Function.variadic("maxf", a -> extreme(a, true), ANY, ANY),
            Function.variadic("minf", a -> extreme(a, false), ANY, ANY),
            Function.of("ceil", a -> Math.ceil(toFloat(a.any(0))), ANY),
            Function.of("floor", a -> Math.floor(toFloat(a.any(0))), ANY),
            Function.variadic("round", MathFunctions::round, ANY, GoType.INT, GoType.FLOAT64));

    private MathFunctions() {}

    /** A whole number of a value: the part before the point of a fraction, 0 of a text that is no whole number. */
    static long toInt(@Nullable Object value) {
        if (value instanceof GoInt number) {
            return number.kind() == GoInt.Kind.DURATION ? 0 : number.value();
        } else if (value instanceof Double number) {
            return truncated(number);
        } else if (value instanceof Boolean bool) {
            return bool ? 1 : 0;
        } else if (value instanceof String string) {
            try {
                return GoInteger.parse(withoutZeroFraction(GoString.text(string)), 0);
            } catch (GoException e) {
                return 0;
            }
        }
        return 0;
    }

    /** As a processor of Go's most common platform does it: what does not fit becomes the least number. */
    private static long truncated(double value) {
        return value >= -0x1p63 && value < 0x1p63 ? (long) value : Long.MIN_VALUE;
    }

    /** {@code 12} for {@code 12.00}. */
    private static String withoutZeroFraction(String text) {
        int end = text.length();
        while (end > 0 && text.charAt(end - 1) == '0') {
            end--;
        }
        boolean zeros = end < text.length() && end > 0 && text.charAt(end - 1) == '.';
        return zeros ? text.substring(0, end - 1) : text;
    }

    private static double toFloat(@Nullable Object value) {
        if (value instanceof Double number) {
            return number;
        } else if (value instanceof String string) {
            try {
                return GoFloat.parse(GoString.text(string));
            } catch (GoException e) {
                return 0;
            }
        }
        return toInt(value);
    }

    private static GoInt fold(long start, Arguments arguments, int from, LongBinaryOperator operator) {
        long result = start;
        for (Object value : arguments.from(from)) {
            result = operator.applyAsLong(result, toInt(value));
        }
        return GoInt.ofInt64(result);
    }

    private static long divide(long dividend, long divisor) {
        if (divisor == 0) {
            throw new GoException("runtime error: integer divide by zero");
        }
        return dividend / divisor;
    }

    private static long remainder(long dividend, long divisor) {
        if (divisor == 0) {
            throw new GoException("runtime error: integer divide by zero");
        }
        return dividend % divisor;
    }

    private static BigDecimal toDecimal(@Nullable Object value) {
        double number = toFloat(value);
        if (Double.isNaN(number) || Double.isInfinite(number)) {
            throw new GoException("Cannot create a Decimal from " + GoFloat.format(number));
        }
        return new BigDecimal(GoFloat.format(number, 'e', GoFloat.SHORTEST));
    }

    private static BigDecimal divide(BigDecimal dividend, BigDecimal divisor) {
        if (divisor.signum() == 0) {
            throw new GoException("decimal division by 0");
        }
        return dividend.divide(divisor, DIVISION_DIGITS, RoundingMode.HALF_UP);
    }

    private static Double decimal(
            BigDecimal start, Arguments arguments, int from, BinaryOperator<BigDecimal> operator) {
        if (arguments.count() > MAX_DECIMAL_FACTORS) {
            throw new GoException(
                    "too many numbers: " + arguments.count() + " (expected: at most " + MAX_DECIMAL_FACTORS + ")");
        }
        BigDecimal result = start;
        for (Object value : arguments.from(from)) {
            result = operator.apply(result, toDecimal(value));
        }
        return result.doubleValue();
    }

    private static Double extreme(Arguments arguments, boolean largest) {
        double result = toFloat(arguments.any(0));
        for (Object value : arguments.from(1)) {
            double next = toFloat(value);
            result = largest ? Math.max(result, next) : Math.min(result, next);
        }
        return result;
    }

    /** To so many digits after the point; the fraction that is rounded up can be given, half if it is not. */
    private static Double round(Arguments arguments) {
        double value = toFloat(arguments.any(0));
        double roundUpFrom = arguments.count() > 2 ? arguments.real(2) : 0.5;
        double scale = powerOfTen(arguments.integer(1));
        double scaled = scale * value;
        double fraction = scaled - (scaled < 0 ? Math.ceil(scaled) : Math.floor(scaled));
        return (fraction >= roundUpFrom ? Math.ceil(scaled) : Math.floor(scaled)) / scale;
    }

    private static double powerOfTen(long exponent) {
        return exponent < 0 && exponent > -23 ? 1 / Math.pow(10, (double) -exponent) : Math.pow(10, (double) exponent);
    }
}
