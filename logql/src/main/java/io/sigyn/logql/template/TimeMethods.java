package io.sigyn.logql.template;

import io.sigyn.logql.go.CivilDate;
import io.sigyn.logql.go.GoInt;
import io.sigyn.logql.go.GoString;
import io.sigyn.logql.go.GoTime;
import io.sigyn.logql.go.GoZone;
import java.math.BigInteger;
import org.jspecify.annotations.Nullable;

/** The methods of Go's {@code time.Time}. */
final class TimeMethods {
    private static final BigInteger SECOND = BigInteger.valueOf(1_000_000_000);
    private static final String RFC_3339 = "2006-01-02T15:04:05.999999999Z07:00";

    private TimeMethods() {}

    static @Nullable Function find(GoTime time, String name) {
        Function found = ofCalendar(time, name);
        if (found == null) {
            found = ofInstant(time, name);
        }
        return found == null ? withoutUse(name) : found;
    }

    private static @Nullable Function ofCalendar(GoTime time, String name) {
        return switch (name) {
            case "Year" -> number(name, time.date().year());
            case "Month" ->
                Function.of(name, a -> new GoInt(GoInt.Kind.MONTH, time.date().month()));
            case "Day" -> number(name, time.date().day());
            case "YearDay" -> number(name, time.date().dayOfYear());
            case "Weekday" -> Function.of(name, a -> new GoInt(GoInt.Kind.WEEKDAY, time.weekday()));
            case "Hour" -> number(name, time.hour());
            case "Minute" -> number(name, time.minute());
            case "Second" -> number(name, time.second());
            case "Nanosecond" -> number(name, time.nanos());
            case "Format" -> Function.of(name, a -> time.format(a.string(0)), GoType.STRING);
            case "String" -> Function.of(name, a -> time.print());
            case "MarshalText" -> Function.of(name, a -> GoString.bytes(time.format(RFC_3339)));
            case "MarshalJSON" -> Function.of(name, a -> GoString.bytes('"' + time.format(RFC_3339) + '"'));
            case "AddDate" ->
                Function.of(
                        name,
                        a -> addDate(time, a.integer(0), a.integer(1), a.integer(2)),
                        GoType.INT,
                        GoType.INT,
                        GoType.INT);
            default -> null;
        };
    }

    private static @Nullable Function ofInstant(GoTime time, String name) {
        return switch (name) {
            case "Unix" -> Function.of(name, a -> GoInt.ofInt64(time.seconds()));
            case "UnixMilli" -> Function.of(name, a -> GoInt.ofInt64(time.epochMillis()));
            case "UnixMicro" -> Function.of(name, a -> GoInt.ofInt64(time.epochMicros()));
            case "UnixNano" -> Function.of(name, a -> GoInt.ofInt64(time.epochNanos()));
            case "UTC" -> Function.of(name, a -> time.in(GoZone.UTC));
            case "Local" -> Function.of(name, a -> time.in(GoZone.LOCAL));
            case "Location" -> Function.of(name, a -> time.zone());
            case "In" -> Function.of(name, a -> in(time, a.any(0)), GoType.LOCATION);
            case "IsZero" -> Function.of(name, a -> time.seconds() == GoTime.ZERO.seconds() && time.nanos() == 0);
            case "IsDST" -> Function.of(name, a -> time.zone().isDaylightSavingAt(time.seconds()));
            case "Add" -> Function.of(name, a -> time.plusNanos(a.integer(0)), GoType.DURATION);
            case "Sub" -> Function.of(name, a -> Methods.duration(between(a.time(0), time)), GoType.TIME);
            case "After" -> Function.of(name, a -> compare(time, a.time(0)) > 0, GoType.TIME);
            case "Before" -> Function.of(name, a -> compare(time, a.time(0)) < 0, GoType.TIME);
            case "Equal" -> Function.of(name, a -> compare(time, a.time(0)) == 0, GoType.TIME);
            case "Compare" -> Function.of(name, a -> GoInt.ofInt(compare(time, a.time(0))), GoType.TIME);
            case "Truncate" -> Function.of(name, a -> truncate(time, a.integer(0)), GoType.DURATION);
            case "Round" -> Function.of(name, a -> round(time, a.integer(0)), GoType.DURATION);
            default -> null;
        };
    }

    /** Methods with more results than a template can take. */
    private static @Nullable Function withoutUse(String name) {
        return switch (name) {
            case "Clock", "Date" ->
                Function.impossible(name, "function " + name + " has 3 return values; should be 1 or 2");
            case "ISOWeek", "Zone" -> Function.impossible(name, secondResult(name, "int"));
            case "ZoneBounds" -> Function.impossible(name, secondResult(name, "time.Time"));
            default -> null;
        };
    }

    private static String secondResult(String name, String type) {
        return "invalid function signature for " + name + ": second return value should be error; is " + type;
    }

    private static Function number(String name, long value) {
        return Function.of(name, a -> GoInt.ofInt(value));
    }

    private static GoTime in(GoTime time, @Nullable Object zone) {
        return zone instanceof GoZone location ? time.in(location) : time;
    }

    private static int compare(GoTime left, GoTime right) {
        int seconds = Long.compare(left.seconds(), right.seconds());
        return seconds != 0 ? seconds : Integer.compare(left.nanos(), right.nanos());
    }

    private static BigInteger nanosSinceZero(GoTime time) {
        BigInteger seconds = BigInteger.valueOf(time.seconds()).subtract(BigInteger.valueOf(GoTime.ZERO.seconds()));
        return seconds.multiply(SECOND).add(BigInteger.valueOf(time.nanos()));
    }

    /** Nanoseconds from one to the other; the longest duration where they do not fit. */
    private static long between(GoTime from, GoTime to) {
        BigInteger span = nanosSinceZero(to).subtract(nanosSinceZero(from));
        if (span.bitLength() < Long.SIZE) {
            return span.longValue();
        }
        return span.signum() < 0 ? Long.MIN_VALUE : Long.MAX_VALUE;
    }

    private static GoTime truncate(GoTime time, long unit) {
        if (unit <= 0) {
            return time;
        }
        return time.plusNanos(
                -nanosSinceZero(time).mod(BigInteger.valueOf(unit)).longValue());
    }

    private static GoTime round(GoTime time, long unit) {
        if (unit <= 0) {
            return time;
        }
        long rest = nanosSinceZero(time).mod(BigInteger.valueOf(unit)).longValue();
        return time.plusNanos(rest < unit - rest ? -rest : unit - rest);
    }

    private static GoTime addDate(GoTime time, long years, long months, long days) {
        CivilDate date = time.date();
        long day = CivilDate.epochDay(date.year() + years, date.month() + months, date.day() + days);
        long clock = time.hour() * 3600L + time.minute() * 60L + time.second();
        return new GoTime(time.zone().toEpoch(day * 86_400 + clock), time.nanos(), time.zone());
    }
}
