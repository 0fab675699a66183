package io.sigyn.logql.go;

import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.zone.ZoneRules;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A Go {@code *time.Location}: offsets and abbreviations over time. Local time is always UTC. Immutable.
 *
 * <p>The rules are Java's; the abbreviations, which Java does not keep, are those of the tz database.
 */
public final class GoZone {
    public static final GoZone UTC = new GoZone("UTC", null, 0, "UTC");
    public static final GoZone LOCAL = new GoZone("Local", null, 0, "UTC");

    private static final long MAX_SECONDS = 31_000_000_000_000L;

    private final String name;
    private final @Nullable ZoneRules rules;
    private final int fixedOffset;
    private final @Nullable String fixedAbbreviation;

    private GoZone(String name, @Nullable ZoneRules rules, int fixedOffset, @Nullable String fixedAbbreviation) {
        this.name = name;
        this.rules = rules;
        this.fixedOffset = fixedOffset;
        this.fixedAbbreviation = fixedAbbreviation;
    }

    /** A zone which always has this offset in seconds; without a name it shows the offset. */
    public static GoZone fixed(String name, int offsetSeconds) {
        return new GoZone(name, null, offsetSeconds, name);
    }

    /** The zone of the tz database with that name, UTC for {@code ""}; null if there is none. */
    public static @Nullable GoZone load(String name) {
        if (name.isEmpty() || name.equals("UTC")) {
            return UTC;
        }
        if (name.equals("Local")) {
            return LOCAL;
        }
        if (!ZoneAbbreviations.knows(name)) {
            return null;
        }
        String region = ZoneId.SHORT_IDS.getOrDefault(name, name);
        if (region.startsWith("-")) {
            return fixed(name, ZoneOffset.of(region).getTotalSeconds());
        }
        return ZoneId.getAvailableZoneIds().contains(name)
                ? new GoZone(name, ZoneId.of(name).getRules(), 0, null)
                : null;
    }

    /** Seconds east of Greenwich at an instant. */
    public int offsetAt(long epochSeconds) {
        if (rules == null) {
            return fixedOffset;
        }
        long bounded = Math.max(-MAX_SECONDS, Math.min(MAX_SECONDS, epochSeconds));
        return rules.getOffset(Instant.ofEpochSecond(bounded)).getTotalSeconds();
    }

    /** Whether clocks are put forward at an instant. */
    public boolean isDaylightSavingAt(long epochSeconds) {
        if (rules == null) {
            return false;
        }
        long bounded = Math.max(-MAX_SECONDS, Math.min(MAX_SECONDS, epochSeconds));
        return rules.isDaylightSavings(Instant.ofEpochSecond(bounded));
    }

    /** What the zone is called at an instant: {@code CEST}, or like {@code -03}; empty for an offset without a name. */
    public String abbreviationAt(long epochSeconds) {
        return fixedAbbreviation != null
                ? fixedAbbreviation
                : ZoneAbbreviations.of(name, offsetAt(epochSeconds), epochSeconds);
    }

    /** The offset for which the zone uses an abbreviation, preferably the one at that local time; null if it does not. */
    @Nullable
    Integer offsetNamed(String abbreviation, long localSeconds) {
        if (fixedAbbreviation != null) {
            return fixedAbbreviation.equals(abbreviation) ? fixedOffset : null;
        }
        Integer found = null;
        for (int offset : ZoneAbbreviations.offsets(name, abbreviation)) {
            if (offsetAt(localSeconds - offset) == offset) {
                return offset;
            }
            found = offset;
        }
        return found;
    }

    /** The instant at which the clocks of this zone show a time, given as if it were UTC. */
    public long toEpoch(long localSeconds) {
        int offset = offsetAt(localSeconds);
        int corrected = offsetAt(localSeconds - offset);
        return localSeconds - corrected;
    }

    /** The name that it was loaded with. */
    public String name() {
        return name;
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof GoZone that
                && name.equals(that.name)
                && fixedOffset == that.fixedOffset
                && (rules == null) == (that.rules == null);
    }

    @Override
    public int hashCode() {
        return Objects.hash(name, fixedOffset);
    }

    @Override
    public String toString() {
        return name;
    }
}
