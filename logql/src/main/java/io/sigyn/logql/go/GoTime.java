package io.sigyn.logql.go;

import org.jspecify.annotations.Nullable;

/**
 * A Go {@code time.Time}: an instant, and the zone in which it is shown. Immutable.
 *
 * @param seconds since 1970
 * @param nanos of the second, 0 to 999,999,999
 */
public record GoTime(long seconds, int nanos, GoZone zone) {
    /** Go's zero: the first of January of the year 1. */
    public static final GoTime ZERO = new GoTime(-62_135_596_800L, 0, GoZone.UTC);

    private static final int SECOND = 1_000_000_000;
    private static final long DAY = 86_400;

    public static GoTime ofNanos(long epochNanos) {
        return new GoTime(Math.floorDiv(epochNanos, SECOND), Math.floorMod(epochNanos, SECOND), GoZone.LOCAL);
    }

    public static GoTime ofSeconds(long epochSeconds) {
        return new GoTime(epochSeconds, 0, GoZone.LOCAL);
    }

    public GoTime in(GoZone other) {
        return new GoTime(seconds, nanos, other);
    }

    /** Nanoseconds since 1970; wraps around as Go does where they do not fit. */
    public long epochNanos() {
        return seconds * SECOND + nanos;
    }

    public long epochMicros() {
        return seconds * 1_000_000 + nanos / 1000;
    }

    public long epochMillis() {
        return seconds * 1000 + nanos / 1_000_000;
    }

    /** That much later. */
    public GoTime plusNanos(long span) {
        long sum = nanos + span % SECOND;
        return new GoTime(seconds + span / SECOND + Math.floorDiv(sum, SECOND), Math.floorMod(sum, SECOND), zone);
    }

    /** What the clock of the zone shows, as seconds since 1970 of that clock. */
    long localSeconds() {
        return seconds + zone.offsetAt(seconds);
    }

    /** The day of the zone's calendar, counted from 1970. */
    long localDay() {
        return Math.floorDiv(localSeconds(), DAY);
    }

    int secondOfDay() {
        return (int) Math.floorMod(localSeconds(), DAY);
    }

    public int hour() {
        return secondOfDay() / 3600;
    }

    public int minute() {
        return secondOfDay() / 60 % 60;
    }

    public int second() {
        return secondOfDay() % 60;
    }

    /** 0 is Sunday. */
    public int weekday() {
        return (int) Math.floorMod(localDay() + 4, 7L);
    }

    public CivilDate date() {
        return CivilDate.ofEpochDay(localDay());
    }

    /** In a layout made of Go's reference time, {@code Mon Jan 2 15:04:05 MST 2006}; the bytes of Go. */
    public String format(String layout) {
        return TimeLayout.format(this, layout);
    }

    /** The time that a value says in a layout, of that zone where the value names none; null if it does not fit. */
    public static @Nullable GoTime parse(String layout, String value, GoZone zone) {
        return new TimeParser(layout, value, zone).parse();
    }

    /** As Go prints it: {@code 2026-01-05 12:00:38.5 +0000 UTC}. */
    public String print() {
        return format("2006-01-02 15:04:05.999999999 -0700 MST");
    }
}
