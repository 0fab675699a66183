package io.sigyn.logql;

import io.sigyn.model.GoQuote;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.Map;
import java.util.OptionalLong;

/**
 * Durations in nanoseconds, in the two spellings that LogQL mixes: Prometheus' ({@code 1d12h}, whole numbers, largest
 * unit first) and Go's ({@code 36h0m0s}, fractions, no days). Stateless.
 */
public final class Durations {
    private static final long MILLISECOND = 1_000_000;
    private static final long SECOND = 1000 * MILLISECOND;
    private static final long MINUTE = 60 * SECOND;
    private static final long HOUR = 60 * MINUTE;
    private static final long DAY = 24 * HOUR;
    private static final long WEEK = 7 * DAY;
    private static final long YEAR = 365 * DAY;
    private static final BigInteger MAX = BigInteger.valueOf(Long.MAX_VALUE);

    /** Prometheus' units from the largest on. */
    private static final Unit[] PROMETHEUS = {
        new Unit("y", YEAR),
        new Unit("w", WEEK),
        new Unit("d", DAY),
        new Unit("h", HOUR),
        new Unit("m", MINUTE),
        new Unit("s", SECOND),
        new Unit("ms", MILLISECOND)
    };

    private static final Map<String, Long> GO = Map.of(
            "ns", 1L, "us", 1000L, "µs", 1000L, "μs", 1000L, "ms", MILLISECOND, "s", SECOND, "m", MINUTE, "h", HOUR);

    private record Unit(String name, long nanos) {}

    private Durations() {}

    /**
     * Reads Prometheus' spelling.
     *
     * @throws IllegalArgumentException if it is none; the message is Prometheus'
     */
    public static long parsePrometheus(String text) {
        if (text.equals("0")) {
            return 0;
        } else if (text.isEmpty()) {
            throw new IllegalArgumentException("empty duration string");
        }
        BigInteger sum = BigInteger.ZERO;
        int lastUnit = -1;
        for (int i = 0; i < text.length(); ) {
            int number = i;
            i = skipDigits(text, i);
            int unitStart = i;
            i = skipNonDigits(text, i);
            if (number == unitStart || unitStart == i || unitStart - number > 20) {
                throw notADuration(text);
            }
            String name = text.substring(unitStart, i);
            int unit = unitIndex(name);
            if (unit < 0) {
                throw new IllegalArgumentException("unknown unit " + quote(name) + " in duration " + quote(text));
            } else if (unit <= lastUnit) {
                throw notADuration(text);
            }
            lastUnit = unit;
            sum = sum.add(new BigInteger(text.substring(number, unitStart))
                    .multiply(BigInteger.valueOf(PROMETHEUS[unit].nanos)));
            if (sum.compareTo(MAX) > 0) {
                throw new IllegalArgumentException("duration out of range");
            }
        }
        return sum.longValueExact();
    }

    private static IllegalArgumentException notADuration(String text) {
        return new IllegalArgumentException("not a valid duration string: " + quote(text));
    }

    private static String quote(String text) {
        return GoQuote.quote(text);
    }

    private static int unitIndex(String name) {
        for (int i = 0; i < PROMETHEUS.length; i++) {
            if (PROMETHEUS[i].name.equals(name)) {
                return i;
            }
        }
        return -1;
    }

    private static int skipDigits(String text, int from) {
        int i = from;
        while (i < text.length() && isDigit(text.charAt(i))) {
            i++;
        }
        return i;
    }

    private static int skipNonDigits(String text, int from) {
        int i = from;
        while (i < text.length() && !isDigit(text.charAt(i))) {
            i++;
        }
        return i;
    }

    private static boolean isDigit(char character) {
        return character >= '0' && character <= '9';
    }

    /** Reads Go's spelling; empty if it is none. */
    public static OptionalLong parseGo(String text) {
        boolean signed = text.startsWith("-") || text.startsWith("+");
        String rest = signed ? text.substring(1) : text;
        if (rest.equals("0")) {
            return OptionalLong.of(0);
        } else if (rest.isEmpty()) {
            return OptionalLong.empty();
        }
        BigInteger sum = BigInteger.ZERO;
        for (int i = 0; i < rest.length(); ) {
            int number = i;
            i = skipDigits(rest, i);
            int digits = i - number;
            if (i < rest.length() && rest.charAt(i) == '.') {
                int fraction = i + 1;
                i = skipDigits(rest, fraction);
                digits += i - fraction;
            }
            int unit = i;
            while (i < rest.length() && rest.charAt(i) != '.' && !isDigit(rest.charAt(i))) {
                i++;
            }
            Long nanos = GO.get(rest.substring(unit, i));
            if (digits == 0 || nanos == null) {
                return OptionalLong.empty();
            }
            sum = sum.add(number(rest.substring(number, unit))
                    .multiply(BigDecimal.valueOf(nanos))
                    .toBigInteger());
            if (sum.compareTo(MAX) > 0) {
                return OptionalLong.empty();
            }
        }
        long nanos = sum.longValueExact();
        return OptionalLong.of(text.startsWith("-") ? -nanos : nanos);
    }

    private static BigDecimal number(String digits) {
        return new BigDecimal(digits.startsWith(".") ? "0" + digits : digits);
    }

    /** Reads Prometheus' spelling, or else Go's; empty if it is neither. */
    public static OptionalLong parseEither(String text) {
        try {
            return OptionalLong.of(parsePrometheus(text));
        } catch (IllegalArgumentException notPrometheus) {
            return parseGo(text);
        }
    }

    /** Prometheus' spelling, to the millisecond: {@code 90s} is {@code 1m30s}, {@code 7d} is {@code 1w}. */
    public static String formatPrometheus(long nanos) {
        long millis = Math.abs(nanos / MILLISECOND);
        if (millis == 0) {
            return "0s";
        }
        StringBuilder out = new StringBuilder(nanos < 0 ? "-" : "");
        for (Unit unit : PROMETHEUS) {
            long unitMillis = unit.nanos / MILLISECOND;
            boolean onlyWhole = unit.nanos >= WEEK; // 90d is easier to read than 12w6d
            if (millis >= unitMillis && (!onlyWhole || millis % unitMillis == 0)) {
                out.append(millis / unitMillis).append(unit.name);
                millis %= unitMillis;
            }
        }
        return out.toString();
    }

    /** Go's spelling: {@code 1h30m0s}, {@code 1.5s}, {@code 2ms}. */
    public static String formatGo(long nanos) {
        if (nanos == 0) {
            return "0s";
        }
        String sign = nanos < 0 ? "-" : "";
        BigInteger magnitude = BigInteger.valueOf(nanos).abs();
        if (magnitude.compareTo(BigInteger.valueOf(SECOND)) < 0) {
            long small = magnitude.longValueExact();
            long unit = small < 1000 ? 1 : small < MILLISECOND ? 1000 : MILLISECOND;
            return sign + decimal(magnitude, unit) + (unit == 1 ? "ns" : unit == 1000 ? "µs" : "ms");
        }
        BigInteger[] minutes = magnitude.divideAndRemainder(BigInteger.valueOf(MINUTE));
        long wholeMinutes = minutes[0].longValueExact();
        String text = sign;
        if (wholeMinutes >= 60) {
            text += wholeMinutes / 60 + "h";
        }
        if (wholeMinutes > 0) {
            text += wholeMinutes % 60 + "m";
        }
        return text + decimal(minutes[1], SECOND) + "s";
    }

    private static String decimal(BigInteger nanos, long unit) {
        BigDecimal value = new BigDecimal(nanos).divide(BigDecimal.valueOf(unit));
        return value.signum() == 0 ? "0" : value.stripTrailingZeros().toPlainString();
    }
}
