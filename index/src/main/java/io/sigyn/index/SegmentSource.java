package io.sigyn.index;

import io.sigyn.index.manifest.SegmentRef;
import io.sigyn.model.Selector;
import io.sigyn.model.TimeRange;
import io.sigyn.storage.block.RowBlock;
import java.io.IOException;
import java.util.List;

/**
 * The rows of a sealed segment. Opens it when first asked, from the cache of {@link Segments}; one that is damaged or gone
 * has no rows, and that is reported. Immutable, thread-safe.
 */
final class SegmentSource implements RowSource {
    private final Segments segments;
    private final SegmentRef segment;

    SegmentSource(Segments segments, SegmentRef segment) {
        this.segments = segments;
        this.segment = segment;
    }

    @Override
    public List<RowBlock> select(Selector selector, TimeRange range) throws IOException {
        if (!mayHold(range)) {
            int blocks = segment.summary().blocks();
            segments.pruned().count(blocks, blocks, 0);
            return List.of();
        }
        OpenSegment open = segments.openUnlessDamaged(segment);
        return open != null ? open.select(CompiledSelector.compile(selector), range, segments.pruned()) : List.of();
    }

    @Override
    public void forEachStream(Selector selector, TimeRange range, StreamVisitor visitor) throws IOException {
        OpenSegment open = mayHold(range) ? segments.openUnlessDamaged(segment) : null;
        if (open != null) {
            open.forEachStream(CompiledSelector.compile(selector), range, visitor);
        }
    }

    @Override
    public void prefetch(TimeRange range) {
        if (mayHold(range)) {
            segments.prefetch(segment);
        }
    }

    @Override
    public boolean live() {
        return false;
    }

    private boolean mayHold(TimeRange range) {
        return range.overlaps(
                segment.summary().minTimestampNanos(), segment.summary().maxTimestampNanos());
    }

    @Override
    public String toString() {
        return segment.key();
    }
}
