package io.sigyn.ingester.flush;

import java.time.Duration;

/**
 * When a generation ends by itself: when its rows take much memory, or have waited long. Immutable.
 *
 * @param maxBytes memory of a generation
 * @param maxAge since its first row, however few there are
 */
public record RotationPolicy(long maxBytes, Duration maxAge) {

    public boolean isFull(long bytes) {
        return bytes > maxBytes;
    }

    public boolean isOld(long firstRowMillis, long nowMillis) {
        return firstRowMillis <= nowMillis && nowMillis - firstRowMillis > maxAge.toMillis();
    }
}
