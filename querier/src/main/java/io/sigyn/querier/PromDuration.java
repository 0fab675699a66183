package io.sigyn.querier;

import io.sigyn.model.GoQuote;

/** Durations as Prometheus spells them: {@code 1h30m}, largest unit first, no fractions. */
final class PromDuration {
    private static final String[] UNITS = {"y", "w", "d", "h", "m", "s", "ms"};
    private static final long[] NANOS = {
        365 * 86_400_000_000_000L,
        7 * 86_400_000_000_000L,
        86_400_000_000_000L,
        3_600_000_000_000L,
        60_000_000_000L,
        1_000_000_000L,
        1_000_000L
    };

    private PromDuration() {}

    /** Nanoseconds. */
    static long parse(String text) {
        if (text.isEmpty()) {
            throw ParameterReader.refuse("empty duration string");
        }
        if (text.equals("0")) {
            return 0;
        }
        long sum = 0;
        int lastUnit = -1;
        for (int at = 0; at < text.length(); ) {
            int digits = at;
            while (at < text.length() && isDigit(text.charAt(at))) {
                at++;
            }
            int letters = at;
            while (at < text.length() && !isDigit(text.charAt(at))) {
                at++;
            }
            if (digits == letters || letters == at) {
                throw notValid(text);
            }
            int unit = unit(text.substring(letters, at), text);
            if (unit <= lastUnit) {
                throw notValid(text);
            }
            lastUnit = unit;
            sum = add(sum, text.substring(digits, letters), NANOS[unit], text);
        }
        return sum;
    }

    private static boolean isDigit(char c) {
        return c >= '0' && c <= '9';
    }

    private static int unit(String name, String text) {
        for (int unit = 0; unit < UNITS.length; unit++) {
            if (UNITS[unit].equals(name)) {
                return unit;
            }
        }
        throw ParameterReader.refuse("unknown unit " + GoQuote.quote(name) + " in duration " + GoQuote.quote(text));
    }

    private static long add(long sum, String number, long unitNanos, String text) {
        try {
            return Math.addExact(sum, Math.multiplyExact(Long.parseLong(number), unitNanos));
        } catch (NumberFormatException e) {
            throw notValid(text);
        } catch (ArithmeticException e) {
            throw ParameterReader.refuse("duration out of range");
        }
    }

    private static QueryException notValid(String text) {
        return ParameterReader.refuse("not a valid duration string: " + GoQuote.quote(text));
    }

    /** To the millisecond, without parts that are zero: {@code 30d1h}. */
    static String format(long nanos) {
        long millis = nanos / NANOS[NANOS.length - 1];
        if (millis == 0) {
            return "0s";
        }
        StringBuilder out = new StringBuilder();
        if (millis < 0) {
            out.append('-');
            millis = -millis;
        }
        for (int unit = 0; unit < UNITS.length; unit++) {
            long unitMillis = NANOS[unit] / NANOS[NANOS.length - 1];
            boolean onlyWhole = unit < 2; // years and weeks only where nothing is left over
            if (millis >= unitMillis && !(onlyWhole && millis % unitMillis != 0)) {
                out.append(millis / unitMillis).append(UNITS[unit]);
                millis %= unitMillis;
            }
        }
        return out.toString();
    }
}
