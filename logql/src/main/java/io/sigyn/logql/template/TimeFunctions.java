package io.sigyn.logql.template;

import io.sigyn.logql.go.GoBytes;
import io.sigyn.logql.go.GoDuration;
import io.sigyn.logql.go.GoException;
import io.sigyn.logql.go.GoInt;
import io.sigyn.logql.go.GoInteger;
import io.sigyn.logql.go.GoString;
import io.sigyn.logql.go.GoTime;
import io.sigyn.logql.go.GoZone;
import io.sigyn.logql.template.Function.Arguments;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Functions on times, durations and sizes. The local time zone is UTC. */
final class TimeFunctions {
    private static final GoType STRING = GoType.STRING;
    private static final GoType TIME = GoType.TIME;
    private static final int DAY_SECONDS = 86_400;

    static final List<Function> ALL = List.of(
            Function.of("now", a -> a.run().now()),
            Function.of("date", a -> date(a, a.string(0), a.any(1)), STRING, GoType.ANY),
            Function.of("toDate", a -> read(a.string(0), a.string(1), GoZone.LOCAL), STRING, STRING),
            Function.of("toDateInZone", TimeFunctions::readInZone, STRING, STRING, STRING),
            Function.of("unixEpoch", a -> Long.toString(a.time(0).seconds()), TIME),
            Function.of("unixEpochMillis", a -> Long.toString(a.time(0).epochMillis()), TIME),
            Function.of("unixEpochNanos", a -> Long.toString(a.time(0).epochNanos()), TIME),
            Function.of("unixToTime", a -> ofEpoch(GoString.text(a.string(0))), STRING),
            Function.of("duration", a -> GoDuration.seconds(GoDuration.parse(GoString.text(a.string(0)))), STRING),
            Function.of(
                    "duration_seconds", a -> GoDuration.seconds(GoDuration.parse(GoString.text(a.string(0)))), STRING),
            Function.of("bytes", a -> toDouble(GoBytes.parse(GoString.text(a.string(0)))), STRING));

    private TimeFunctions() {}

    private static Double toDouble(long unsigned) {
        return unsigned >= 0 ? unsigned : (unsigned >>> 1) * 2.0;
    }

    /** A time or a number of seconds in a layout; of everything else the time of now. */
    private static String date(Arguments arguments, String layout, @Nullable Object value) {
        GoTime time;
        if (value instanceof GoTime given) {
            time = given;
        } else if (value instanceof GoInt number
                && (number.kind() == GoInt.Kind.INT || number.kind() == GoInt.Kind.INT64)) {
            time = GoTime.ofSeconds(number.value());
        } else {
            time = arguments.run().now();
        }
        return time.in(GoZone.LOCAL).format(layout);
    }

    private static GoTime read(String layout, String value, GoZone zone) {
        return Objects.requireNonNullElse(GoTime.parse(layout, value, zone), GoTime.ZERO);
    }

    private static GoTime readInZone(Arguments arguments) {
        GoZone zone = GoZone.load(GoString.text(arguments.string(1)));
        return read(arguments.string(0), arguments.string(2), zone == null ? GoZone.UTC : zone);
    }

    /** The number of digits tells the unit: days, seconds, milliseconds, microseconds or nanoseconds. */
    private static GoTime ofEpoch(String text) {
        long value;
        try {
            value = GoInteger.parse(text, 10);
        } catch (GoException e) {
            throw new GoException("unable to parse time '" + text + "': " + e.text());
        }
        return switch (GoString.of(text).length()) {
            case 5 -> GoTime.ofSeconds(value * DAY_SECONDS);
            case 10 -> GoTime.ofSeconds(value);
            case 13 -> ofUnit(value, 1000);
            case 16 -> ofUnit(value, 1_000_000);
            case 19 -> GoTime.ofNanos(value);
            default -> throw new GoException("unable to parse time '" + text + "': %!w(<nil>)");
        };
    }

    private static GoTime ofUnit(long value, int perSecond) {
        long seconds = Math.floorDiv(value, perSecond);
        int nanos = (int) (Math.floorMod(value, (long) perSecond) * (1_000_000_000 / perSecond));
        return new GoTime(seconds, nanos, GoZone.LOCAL);
    }
}
