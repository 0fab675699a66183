package io.sigyn.querier.scan;

import java.util.concurrent.atomic.LongAdder;

/** What all queries of a process have read, to be read by whoever shows metrics. Thread-safe. */
public final class ScanTotals {
    /** Blocks that labels and times had left, and what became of them. */
    public final LongAdder blocksConsidered = new LongAdder();

    public final LongAdder blocksSkippedByFilter = new LongAdder();
    public final LongAdder blocksRead = new LongAdder();
    public final LongAdder blocksDamaged = new LongAdder();

    /** Lines and their bytes that were looked at. */
    public final LongAdder lines = new LongAdder();

    public final LongAdder bytes = new LongAdder();

    /** A query has ended. */
    public void add(ScanCounters query) {
        blocksConsidered.add(query.blocksConsidered.sum());
        blocksSkippedByFilter.add(query.blocksSkippedByFilter.sum());
        blocksRead.add(query.blocksRead.sum());
        blocksDamaged.add(query.blocksDamaged.sum());
        lines.add(query.linesProcessed.sum());
        bytes.add(query.bytesProcessed.sum());
    }
}
