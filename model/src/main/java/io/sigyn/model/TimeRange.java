package io.sigyn.model;

/** The instants from {@code startNanos} (inclusive) to {@code endNanos} (exclusive), in nanoseconds since 1970. */
public record TimeRange(long startNanos, long endNanos) {
    public static final TimeRange ALL = new TimeRange(Long.MIN_VALUE, Long.MAX_VALUE);

    public TimeRange {
        if (startNanos > endNanos) {
            throw new IllegalArgumentException("time range: starts at " + startNanos + ", after its end at " + endNanos
                    + " (expected: not after)");
        }
    }

    public boolean contains(long timestampNanos) {
        return timestampNanos >= startNanos && timestampNanos < endNanos;
    }

    /** Whether any instant from {@code minNanos} to {@code maxNanos}, both inclusive, lies in this range. */
    public boolean overlaps(long minNanos, long maxNanos) {
        return minNanos < endNanos && maxNanos >= startNanos;
    }
}
