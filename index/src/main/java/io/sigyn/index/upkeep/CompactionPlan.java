package io.sigyn.index.upkeep;

import io.sigyn.index.manifest.SegmentRef;
import java.util.List;

/**
 * Segments that are to be merged. Immutable.
 *
 * @param inputs in the order of their keys, which is the order in which their rows arrived
 * @param packed whether for good: as small as can be, rather than quickly
 */
record CompactionPlan(List<SegmentRef> inputs, boolean packed) {
    /** As flushed. */
    static final int FLUSHED = 0;

    /** Merged while more was to come. */
    static final int MERGED = 1;

    /** Packed for good. */
    static final int PACKED = 2;

    CompactionPlan {
        inputs = List.copyOf(inputs);
    }

    long sizeBytes() {
        return inputs.stream()
                .mapToLong(segment -> segment.summary().sizeBytes())
                .sum();
    }
}
