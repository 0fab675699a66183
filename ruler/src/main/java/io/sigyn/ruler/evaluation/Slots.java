package io.sigyn.ruler.evaluation;

import java.time.Duration;
import java.time.Instant;

/**
 * The instants at which a group is evaluated: one in each interval, at an offset that follows from the group's name, so that
 * groups do not all come at once and a restart changes nothing. In whole milliseconds. Immutable.
 */
record Slots(long intervalMillis, long offsetMillis) {
    /** Less would be work without end. */
    private static final long LEAST_MILLIS = 1000;

    static Slots of(Duration interval, String name) {
        long millis = Math.max(LEAST_MILLIS, interval.toMillis());
        long hash = name.hashCode() * 0x9E3779B97F4A7C15L;
        return new Slots(millis, (hash >>> 1) % millis);
    }

    /** The last slot that is not after an instant. */
    Instant latest(Instant now) {
        long millis = now.toEpochMilli();
        return Instant.ofEpochMilli(millis - Math.floorMod(millis - offsetMillis, intervalMillis));
    }

    /** The first slot after an instant. */
    Instant after(Instant now) {
        return latest(now).plusMillis(intervalMillis);
    }

    /** How many slots lie between two of them. */
    long between(Instant earlier, Instant later) {
        return Math.max(0, (later.toEpochMilli() - earlier.toEpochMilli()) / intervalMillis - 1);
    }
}
