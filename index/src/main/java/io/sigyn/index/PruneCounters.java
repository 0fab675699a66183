package io.sigyn.index;

import java.util.concurrent.atomic.LongAdder;

/**
 * How many blocks queries had not to look at, since their labels or times say that nothing in them is asked for; to be read
 * by whoever shows metrics. Thread-safe.
 */
public final class PruneCounters {
    /** All blocks of all segments that were asked. */
    public final LongAdder considered = new LongAdder();

    public final LongAdder skippedByTime = new LongAdder();
    public final LongAdder skippedByLabels = new LongAdder();

    /** A segment was asked: {@code touched} of its blocks have matching streams, {@code selected} in the range, too. */
    void count(int blocks, int touched, int selected) {
        considered.add(blocks);
        skippedByLabels.add(blocks - touched);
        skippedByTime.add(touched - selected);
    }
}
