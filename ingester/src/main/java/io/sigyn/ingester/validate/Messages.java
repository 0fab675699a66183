package io.sigyn.ingester.validate;

import io.sigyn.ingester.decode.DecodedPush;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;

/** How Loki spells times and sizes in its messages. Stateless. */
final class Messages {
    private static final DateTimeFormatter RFC3339 =
            DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss'Z'", Locale.ROOT).withZone(ZoneOffset.UTC);
    private static final DateTimeFormatter GO =
            DateTimeFormatter.ofPattern("uuuu-MM-dd HH:mm:ss", Locale.ROOT).withZone(ZoneOffset.UTC);
    private static final String[] UNITS = {"B", "KB", "MB", "GB", "TB", "PB", "EB"};

    private Messages() {}

    private static Instant instant(long nanos) {
        return nanos == DecodedPush.NO_TIME
                ? Instant.parse("0001-01-01T00:00:00Z")
                : Instant.ofEpochSecond(Math.floorDiv(nanos, 1_000_000_000L), Math.floorMod(nanos, 1_000_000_000L));
    }

    /** {@code 2024-01-01T00:00:00Z}: whole seconds. */
    static String rfc3339(long nanos) {
        return RFC3339.format(instant(nanos));
    }

    static String rfc3339(Instant time) {
        return RFC3339.format(time);
    }

    /** {@code 2024-01-01 00:00:00.5 +0000 UTC}: as many digits as it has. */
    static String go(long nanos) {
        String fraction = "";
        long rest = nanos == DecodedPush.NO_TIME ? 0 : Math.floorMod(nanos, 1_000_000_000L);
        if (rest != 0) {
            fraction = String.format(Locale.ROOT, ".%09d", rest).replaceAll("0+$", "");
        }
        return GO.format(instant(nanos)) + fraction + " +0000 UTC";
    }

    /** {@code 3MB}, {@code 494791B}: in the largest unit that divides it. */
    static String size(long bytes) {
        long rest = bytes;
        int unit = 0;
        while (rest != 0 && rest % 1024 == 0 && unit < UNITS.length - 1) {
            rest /= 1024;
            unit++;
        }
        return rest + UNITS[unit];
    }
}
