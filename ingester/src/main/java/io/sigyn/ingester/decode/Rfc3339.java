package io.sigyn.ingester.decode;

import java.time.DateTimeException;
import java.time.OffsetDateTime;
import java.util.regex.Pattern;

/** Times such as {@code 2024-01-01T00:00:01.123456789+02:00}. Stateless. */
final class Rfc3339 {
    private static final Pattern SHAPE = Pattern.compile(
            "[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}(\\.[0-9]{1,9})?(Z|[+-][0-9]{2}:[0-9]{2})");

    private Rfc3339() {}

    /**
     * Nanoseconds since 1970; times that do not fit are the first or last that do.
     *
     * @throws IllegalArgumentException if it is none
     */
    static long nanos(String text) {
        if (!SHAPE.matcher(text).matches()) {
            throw refused(text);
        }
        try {
            OffsetDateTime time = OffsetDateTime.parse(text);
            return nanos(time.toEpochSecond(), time.getNano());
        } catch (DateTimeException e) {
            throw refused(text);
        }
    }

    /** The same from whole seconds and the rest. */
    static long nanos(long seconds, int nanos) {
        if (seconds > Long.MAX_VALUE / 1_000_000_000L - 1) {
            return Long.MAX_VALUE;
        } else if (seconds < Long.MIN_VALUE / 1_000_000_000L + 1) {
            return DecodedPush.NO_TIME + 1;
        }
        return seconds * 1_000_000_000L + nanos;
    }

    private static IllegalArgumentException refused(String text) {
        return new IllegalArgumentException("parsing time \"" + text + "\" (expected: a time as RFC 3339 has it)");
    }
}
