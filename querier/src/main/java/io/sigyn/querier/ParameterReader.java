package io.sigyn.querier;

import io.sigyn.logql.go.GoException;
import io.sigyn.logql.go.GoFloat;
import io.sigyn.logql.go.PrometheusDuration;
import io.sigyn.model.GoQuote;
import io.sigyn.querier.QueryException.Kind;
import io.sigyn.querier.QueryRequest.Direction;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.InstantSource;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.function.LongSupplier;
import java.util.regex.Pattern;

/** Reads single parameters, refusing what Loki refuses, with its words. For one thread. */
final class ParameterReader {
    private static final long SECOND = 1_000_000_000L;
    private static final long HOUR = 3600 * SECOND;
    private static final int MAX_POINTS = 11_000;
    private static final int DEFAULT_POINTS = 250;
    private static final int LONGEST_SECONDS = 10;

    private static final Pattern INTEGER = Pattern.compile("[+-]?[0-9]+");
    private static final Pattern RFC3339 =
            Pattern.compile("\\d{4}-\\d\\d-\\d\\dT\\d\\d?:\\d\\d:\\d\\d([.,]\\d+)?(Z|[+-]\\d\\d:\\d\\d)");

    private final Map<String, List<String>> parameters;
    private final long now;

    ParameterReader(InstantSource clock, Map<String, List<String>> parameters) {
        this.parameters = parameters;
        Instant instant = clock.instant();
        this.now = Math.addExact(Math.multiplyExact(instant.getEpochSecond(), SECOND), instant.getNano());
    }

    /** Start and end in nanoseconds. */
    record Bounds(long start, long end) {}

    long now() {
        return now;
    }

    /** The first value of a parameter, or the empty string. */
    String get(String name) {
        List<String> values = parameters.getOrDefault(name, List.of());
        return values.isEmpty() ? "" : values.get(0);
    }

    /** All values of several parameters. */
    List<String> all(String... names) {
        List<String> all = new ArrayList<>();
        for (String name : names) {
            all.addAll(parameters.getOrDefault(name, List.of()));
        }
        return all;
    }

    /** The parts of a comma separated value. */
    List<String> list(String name) {
        String value = get(name);
        return value.isEmpty() ? List.of() : List.of(value.split(",", -1));
    }

    Bounds bounds() {
        long since = named("since", () -> get("since").isEmpty() ? HOUR : sinceOf(get("since")));
        long end = named("end", () -> time("end", now));
        long start = named("start", () -> time("start", Math.min(end, now) - since));
        return new Bounds(start, end);
    }

    void checkOrder(Bounds bounds) {
        if (bounds.end() < bounds.start()) {
            throw refuse("end timestamp must not be before or equal to start time");
        }
    }

    int limit(String name, int missing) {
        int limit = integer(name, missing);
        if (limit <= 0) {
            throw refuse("limit must be a positive value");
        }
        return limit;
    }

    /** A whole number; what does not fit is cut off at the largest one, which is beyond any limit too. */
    int integer(String name, int missing) {
        String text = get(name);
        if (text.isEmpty()) {
            return missing;
        }
        long value = parseLong(text, "strconv.Atoi");
        return (int) Math.max(Integer.MIN_VALUE, Math.min(Integer.MAX_VALUE, value));
    }

    Direction direction(Direction missing) {
        String text = get("direction");
        return switch (text.toUpperCase(Locale.ROOT)) {
            case "" -> missing;
            case "FORWARD" -> Direction.FORWARD;
            case "BACKWARD" -> Direction.BACKWARD;
            default -> throw refuse("invalid direction '" + text + "'");
        };
    }

    /** The step in nanoseconds: as given, or such that there are some 250 of them. */
    long step(Bounds bounds) {
        String text = get("step");
        long step = text.isEmpty()
                ? Math.max(1, (bounds.end() - bounds.start()) / SECOND / DEFAULT_POINTS) * SECOND
                : secondsOrDuration(text);
        if (step <= 0) {
            throw refuse("zero or negative query resolution step widths are not accepted. Try a positive integer");
        }
        return step;
    }

    void checkPoints(Bounds bounds, long step) {
        if ((bounds.end() - bounds.start()) / step > MAX_POINTS) {
            throw refuse("exceeded maximum resolution of 11,000 points per time series."
                    + " Try increasing the value of the step parameter");
        }
    }

    long interval() {
        String text = get("interval");
        long interval = text.isEmpty() ? 0 : secondsOrDuration(text);
        if (interval < 0) {
            throw refuse("interval must be >= 0");
        }
        return interval;
    }

    /** Whole seconds, whole nanoseconds, seconds with a fraction to the millisecond, or RFC 3339. */
    long time(String name, long missing) {
        String text = get(name);
        if (text.isEmpty()) {
            return missing;
        }
        if (text.indexOf('.') >= 0) {
            OptionalDouble seconds = parseDouble(text);
            if (seconds.isPresent()) {
                return millisOf(seconds.getAsDouble());
            }
        }
        if (RFC3339.matcher(text).matches()) {
            try {
                Instant instant = OffsetDateTime.parse(text.replace(',', '.')).toInstant();
                return Math.addExact(Math.multiplyExact(instant.getEpochSecond(), SECOND), instant.getNano());
            } catch (DateTimeException | ArithmeticException e) {
                throw refuse("strconv.ParseInt: parsing " + GoQuote.quote(text) + ": invalid syntax");
            }
        }
        long number = parseLong(text, "strconv.ParseInt");
        return text.length() <= LONGEST_SECONDS ? number * SECOND : number;
    }

    private static long millisOf(double seconds) {
        double whole = seconds < 0 ? Math.ceil(seconds) : Math.floor(seconds);
        long millis = BigDecimal.valueOf((seconds - whole) * 1000)
                .setScale(0, RoundingMode.HALF_UP)
                .longValue();
        return ((long) whole) * SECOND + millis * 1_000_000;
    }

    private static long secondsOrDuration(String text) {
        OptionalDouble seconds = parseDouble(text);
        if (seconds.isPresent()) {
            double nanos = seconds.getAsDouble() * SECOND;
            if (nanos > Long.MAX_VALUE || nanos < Long.MIN_VALUE) {
                throw refuse("cannot parse " + GoQuote.quote(text) + " to a valid duration. It overflows int64");
            }
            return Double.isNaN(nanos) ? Long.MIN_VALUE : (long) nanos;
        }
        try {
            return PrometheusDuration.parse(text);
        } catch (GoException e) {
            throw refuse("cannot parse " + GoQuote.quote(text) + " to a valid duration");
        }
    }

    private static long sinceOf(String text) {
        try {
            return PrometheusDuration.parse(text);
        } catch (GoException e) {
            throw refuse(String.valueOf(e.getMessage()));
        }
    }

    /** A float as Go reads it, or empty. */
    private static OptionalDouble parseDouble(String text) {
        try {
            return OptionalDouble.of(GoFloat.parse(text));
        } catch (GoException e) {
            return OptionalDouble.empty();
        }
    }

    private static long parseLong(String text, String function) {
        String reason = "invalid syntax";
        if (INTEGER.matcher(text).matches()) {
            try {
                return Long.parseLong(text);
            } catch (NumberFormatException e) {
                reason = "value out of range";
            }
        }
        throw refuse(function + ": parsing " + GoQuote.quote(text) + ": " + reason);
    }

    static long named(String name, LongSupplier read) {
        try {
            return read.getAsLong();
        } catch (QueryException e) {
            throw refuse("could not parse '" + name + "' parameter: " + e.getMessage());
        }
    }

    static QueryException refuse(String message) {
        return new QueryException(Kind.BAD_REQUEST, message);
    }
}
