package io.sigyn.querier.scan;

import io.sigyn.querier.scan.ScanPlan.BlockWork;
import io.sigyn.storage.block.Column;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Says of the blocks that come next that they will be read, so that they are fetched while others are worked on. For one
 * query; thread-safe.
 */
final class ReadAhead {
    private static final int BLOCKS = 8;

    private final List<BlockWork> blocks;
    private final AtomicInteger next = new AtomicInteger();

    ReadAhead(List<BlockWork> blocks) {
        this.blocks = blocks;
    }

    /** A block is about to be read, and those after it soon. */
    void reading(int block, Set<Column> columns) {
        next.accumulateAndGet(block + 1, Math::max);
        int end = Math.min(blocks.size(), block + 1 + BLOCKS);
        for (int ahead = next.getAndIncrement(); ahead < end; ahead = next.getAndIncrement()) {
            blocks.get(ahead).block().prefetch(columns);
        }
        next.decrementAndGet();
    }
}
