package io.sigyn.index.check;

import java.time.Instant;

/** Times for people. Stateless. */
public final class Times {
    private static final long SECOND = 1_000_000_000L;

    private Times() {}

    /** Nanoseconds since 1970 in RFC 3339. */
    public static String text(long nanos) {
        return Instant.ofEpochSecond(Math.floorDiv(nanos, SECOND), Math.floorMod(nanos, SECOND))
                .toString();
    }
}
