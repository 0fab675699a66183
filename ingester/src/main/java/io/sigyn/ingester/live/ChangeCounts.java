package io.sigyn.ingester.live;

import io.sigyn.model.TimeRange;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;

/**
 * How often rows came, by the minute that they are of: while the sum over a range stays the same, so do the rows in it.
 * Counts only grow. Thread-safe.
 */
final class ChangeCounts {
    private static final long MINUTE = 60_000_000_000L;
    private static final int MAX_MINUTES = 4096;
    /** Of all minutes for which there is no room; it counts for every range. */
    private static final Long OTHERS = Long.MIN_VALUE;

    private final ConcurrentHashMap<Long, AtomicLong> counts = new ConcurrentHashMap<>();

    /** Rows between two times, both inclusive, have become visible. */
    void changed(long oldestNanos, long newestNanos) {
        long first = Math.floorDiv(oldestNanos, MINUTE);
        long last = Math.floorDiv(newestNanos, MINUTE);
        if (last - first >= MAX_MINUTES) {
            count(OTHERS);
            return;
        }
        for (long minute = first; minute <= last; minute++) {
            count(counts.containsKey(minute) || counts.size() < MAX_MINUTES ? minute : OTHERS);
        }
    }

    private void count(Long minute) {
        counts.computeIfAbsent(minute, any -> new AtomicLong()).incrementAndGet();
    }

    /** Grows when rows that may lie in the range become visible. */
    long over(TimeRange range) {
        long first = Math.floorDiv(range.startNanos(), MINUTE);
        long last = Math.floorDiv(range.endNanos(), MINUTE);
        long sum = 0;
        for (var entry : counts.entrySet()) {
            long minute = entry.getKey();
            if (minute == OTHERS || (minute >= first && minute <= last)) {
                sum += entry.getValue().get();
            }
        }
        return sum;
    }
}
