package io.sigyn.logql.template;

import io.sigyn.logql.go.GoDuration;
import io.sigyn.logql.go.GoInt;
import io.sigyn.logql.go.GoString;
import io.sigyn.logql.go.GoTime;
import io.sigyn.logql.go.GoZone;
import org.jspecify.annotations.Nullable;

/** The methods of the Go types that templates come across: times, durations, months, weekdays, zones. */
final class Methods {
    private static final int SECOND = 1_000_000_000;

    private Methods() {}

    /** The method of a value, null if its type has none of that name. */
    static @Nullable Function find(Object receiver, String name) {
        if (receiver instanceof GoTime time) {
            return TimeMethods.find(time, name);
        } else if (receiver instanceof GoInt number && number.kind() == GoInt.Kind.DURATION) {
            return ofDuration(number.value(), name);
        } else if (receiver instanceof GoInt number && number.kind().isNamed() && name.equals("String")) {
            return Function.of(name, a -> number.print());
        } else if (receiver instanceof GoZone zone && name.equals("String")) {
            return Function.of(name, a -> GoString.of(zone.name()));
        }
        return null;
    }

    private static @Nullable Function ofDuration(long nanos, String name) {
        return switch (name) {
            case "String" -> Function.of(name, a -> GoString.of(GoDuration.format(nanos)));
            case "Hours" -> Function.of(name, a -> parts(nanos, 3600L * SECOND));
            case "Minutes" -> Function.of(name, a -> parts(nanos, 60L * SECOND));
            case "Seconds" -> Function.of(name, a -> GoDuration.seconds(nanos));
            case "Milliseconds" -> Function.of(name, a -> GoInt.ofInt64(nanos / 1_000_000));
            case "Microseconds" -> Function.of(name, a -> GoInt.ofInt64(nanos / 1000));
            case "Nanoseconds" -> Function.of(name, a -> GoInt.ofInt64(nanos));
            case "Abs" -> Function.of(name, a -> duration(nanos == Long.MIN_VALUE ? Long.MAX_VALUE : Math.abs(nanos)));
            case "Truncate" -> Function.of(name, a -> duration(truncate(nanos, a.integer(0))), GoType.DURATION);
            case "Round" -> Function.of(name, a -> duration(round(nanos, a.integer(0))), GoType.DURATION);
            default -> null;
        };
    }

    private static Double parts(long nanos, long unit) {
        long whole = nanos / unit;
        return whole + (nanos % unit) / (double) unit;
    }

    static GoInt duration(long nanos) {
        return new GoInt(GoInt.Kind.DURATION, nanos);
    }

    private static long truncate(long nanos, long unit) {
        return unit <= 0 ? nanos : nanos - nanos % unit;
    }

    private static long round(long nanos, long unit) {
        if (unit <= 0) {
            return nanos;
        }
        long rest = Math.abs(nanos % unit);
        long down = nanos - nanos % unit;
        return rest >= unit - rest ? down + (nanos < 0 ? -unit : unit) : down;
    }
}
