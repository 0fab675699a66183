package io.sigyn.server.config;

import java.time.Duration;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Durations as Loki's configuration spells them: {@code 1h30m}, {@code 1w}, {@code 1.5s}, {@code -1ns}, {@code 0}. */
public final class GoDuration {
    private static final Pattern PART = Pattern.compile("([0-9]+(?:\\.[0-9]*)?|\\.[0-9]+)(ns|us|µs|μs|ms|s|m|h|d|w|y)");

    private GoDuration() {}

    /**
     * Reads a duration.
     *
     * @throws IllegalArgumentException if it is none
     */
    public static Duration parse(String text) {
        String rest = text.strip();
        boolean negative = rest.startsWith("-");
        if (negative || rest.startsWith("+")) {
            rest = rest.substring(1);
        }
        if (rest.equals("0")) {
            return Duration.ZERO;
        }
        Matcher part = PART.matcher(rest);
        double nanos = 0;
        int end = 0;
        while (end < rest.length()) {
            if (!part.find(end) || part.start() != end) {
                throw new IllegalArgumentException("\"" + text + "\" (expected: a duration such as 30s, 1h30m or 7d)");
            }
            nanos += Double.parseDouble(part.group(1)) * unitNanos(part.group(2));
            end = part.end();
        }
        if (rest.isEmpty() || nanos > Long.MAX_VALUE) {
            throw new IllegalArgumentException("\"" + text + "\" (expected: a duration such as 30s, 1h30m or 7d)");
        }
        return Duration.ofNanos(negative ? -Math.round(nanos) : Math.round(nanos));
    }

    private static double unitNanos(String unit) {
        return switch (unit) {
            case "ns" -> 1;
            case "us", "µs", "μs" -> 1e3;
            case "ms" -> 1e6;
            case "s" -> 1e9;
            case "m" -> 60e9;
            case "h" -> 3600e9;
            case "d" -> 86400e9;
            case "w" -> 7 * 86400e9;
            default -> 365 * 86400e9;
        };
    }

    /** As Go prints it: {@code 1h30m0s}, {@code 1.5s}, {@code 0s}. */
    public static String format(Duration duration) {
        if (duration.isZero()) {
            return "0s";
        }
        if (duration.isNegative()) {
            return "-" + format(duration.negated());
        }
        long nanos = duration.toNanos();
        if (nanos < 1_000L) {
            return nanos + "ns";
        } else if (nanos < 1_000_000L) {
            return decimal(nanos, 1_000L) + "µs";
        } else if (nanos < 1_000_000_000L) {
            return decimal(nanos, 1_000_000L) + "ms";
        }
        long hours = duration.toHours();
        long minutes = duration.toMinutesPart();
        String seconds = decimal(nanos % 60_000_000_000L, 1_000_000_000L) + "s";
        if (hours > 0) {
            return hours + "h" + minutes + "m" + seconds;
        }
        return minutes > 0 ? minutes + "m" + seconds : seconds;
    }

    private static String decimal(long value, long unit) {
        long whole = value / unit;
        if (value % unit == 0) {
            return Long.toString(whole);
        }
        String fraction = Long.toString(unit + value % unit).substring(1).replaceFirst("0+$", "");
        return whole + "." + fraction;
    }
}
