package io.sigyn.logql.go;

import io.sigyn.model.GoQuote;

/** Spans of time in Prometheus' form: {@code 1h30m}, largest unit first, no fractions. All functions are pure. */
public final class PrometheusDuration {
    private static final long MILLI = 1_000_000;
    private static final long SECOND = 1000 * MILLI;
    private static final String[] UNITS = {"y", "w", "d", "h", "m", "s", "ms"};
    private static final long[] NANOS = {
        365 * 86_400 * SECOND, 7 * 86_400 * SECOND, 86_400 * SECOND, 3_600 * SECOND, 60 * SECOND, SECOND, MILLI
    };

    private PrometheusDuration() {}

    /**
     * Nanoseconds of a text.
     *
     * @throws GoException with the text of Prometheus
     */
    public static long parse(String text) {
        if (text.equals("0")) {
            return 0;
        }
        if (text.isEmpty()) {
            throw new GoException("empty duration string");
        }
        long total = 0;
        int lastUnit = -1;
        for (int at = 0; at < text.length(); ) {
            int unitStart = skip(text, at, true);
            int end = skip(text, unitStart, false);
            if (unitStart == at || end == unitStart || unitStart - at > 19) {
                throw invalid(text);
            }
            int unit = unitNamed(text, unitStart, end);
            if (unit <= lastUnit) {
                throw invalid(text);
            }
            lastUnit = unit;
            long count = number(text, at, unitStart);
            if (Long.compareUnsigned(count, Long.divideUnsigned(Long.MIN_VALUE, NANOS[unit])) > 0) {
                throw new GoException("duration out of range");
            }
            total += count * NANOS[unit];
            if (total < 0) {
                throw new GoException("duration out of range");
            }
            at = end;
        }
        return total;
    }

    private static int skip(String text, int from, boolean digits) {
        int at = from;
        while (at < text.length() && (text.charAt(at) >= '0' && text.charAt(at) <= '9') == digits) {
            at++;
        }
        return at;
    }

    private static long number(String text, int start, int end) {
        try {
            return Long.parseLong(text, start, end, 10);
        } catch (NumberFormatException e) {
            throw new GoException("duration out of range");
        }
    }

    private static int unitNamed(String text, int start, int end) {
        for (int i = 0; i < UNITS.length; i++) {
            if (UNITS[i].length() == end - start && text.startsWith(UNITS[i], start)) {
                return i;
            }
        }
        throw new GoException(
                "unknown unit " + GoQuote.quote(text.substring(start, end)) + " in duration " + GoQuote.quote(text));
    }

    private static GoException invalid(String text) {
        return new GoException("not a valid duration string: " + GoQuote.quote(text));
    }

    /** As Prometheus prints it, in whole milliseconds: years and weeks only where nothing is left over. */
    public static String format(long nanos) {
        long rest = nanos / MILLI;
        if (rest == 0) {
            return "0s";
        }
        StringBuilder out = new StringBuilder();
        if (rest < 0) {
            out.append('-');
            rest = -rest;
        }
        for (int i = 0; i < UNITS.length; i++) {
            long unit = NANOS[i] / MILLI;
            boolean onlyExact = i < 2;
            if (rest >= unit && (!onlyExact || rest % unit == 0)) {
                out.append(rest / unit).append(UNITS[i]);
                rest %= unit;
            }
        }
        return out.toString();
    }
}
