package io.sigyn.querier.scan;

import io.sigyn.querier.QueryStats;
import java.util.concurrent.atomic.LongAdder;

/** What a query has read so far. Thread-safe. */
public final class ScanCounters {
    final LongAdder bytesProcessed = new LongAdder();
    final LongAdder linesProcessed = new LongAdder();
    final LongAdder blocksConsidered = new LongAdder();
    final LongAdder blocksRead = new LongAdder();
    final LongAdder blocksSkippedByFilter = new LongAdder();
    final LongAdder blocksDamaged = new LongAdder();
    final LongAdder storedBytes = new LongAdder();
    final LongAdder linesKept = new LongAdder();
    final LongAdder liveLines = new LongAdder();
    final LongAdder liveBytes = new LongAdder();
    final LongAdder queueNanos = new LongAdder();

    void lines(boolean live, long lines, long bytes) {
        linesProcessed.add(lines);
        bytesProcessed.add(bytes);
        if (live) {
            liveLines.add(lines);
            liveBytes.add(bytes);
        }
    }

    public QueryStats stats(long linesReturned, long execNanos) {
        return new QueryStats(
                bytesProcessed.sum(),
                linesProcessed.sum(),
                linesReturned,
                blocksConsidered.sum(),
                blocksRead.sum(),
                blocksSkippedByFilter.sum(),
                storedBytes.sum(),
                linesKept.sum(),
                blocksDamaged.sum(),
                liveLines.sum(),
                liveBytes.sum(),
                execNanos,
                queueNanos.sum());
    }
}
