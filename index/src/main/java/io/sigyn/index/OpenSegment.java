package io.sigyn.index;

import io.sigyn.model.TimeRange;
import io.sigyn.storage.block.RowBlock;
import io.sigyn.storage.block.StreamRun;
import io.sigyn.storage.segment.SegmentLabels;
import io.sigyn.storage.segment.SegmentReader;
import java.util.ArrayList;
import java.util.List;
import org.roaringbitmap.IntIterator;
import org.roaringbitmap.RoaringBitmap;

/** A segment's sections in memory, ready for questions. Thread-safe. */
final class OpenSegment {
    private final SegmentReader reader;
    private final SealedLabelIndex index;

    OpenSegment(SegmentReader reader) {
        this.reader = reader;
        this.index = new SealedLabelIndex(reader.labels());
    }

    int memoryBytes() {
        return (int) Math.min(Integer.MAX_VALUE, reader.memoryBytes());
    }

    SegmentReader reader() {
        return reader;
    }

    List<RowBlock> select(CompiledSelector selector, TimeRange range, PruneCounters pruned) {
        SegmentLabels labels = reader.labels();
        RoaringBitmap streams = index.select(selector);
        List<RowBlock> blocks = new ArrayList<>();
        List<StreamRun> runs = new ArrayList<>();
        int current = -1; // runs come in the order of blocks
        int last = -1;
        int touched = 0;
        IntIterator iterator = streams.getIntIterator();
        while (iterator.hasNext()) {
            int stream = iterator.next();
            for (int run = labels.firstRun(stream); run < labels.firstRun(stream + 1); run++) {
                if (labels.block(run) != last) {
                    last = labels.block(run);
                    touched++;
                }
                if (range.overlaps(labels.minTimestamp(run), labels.maxTimestamp(run))) {
                    if (labels.block(run) != current && !runs.isEmpty()) {
                        blocks.add(reader.block(current, runs));
                        runs.clear();
                    }
                    current = labels.block(run);
                    runs.add(reader.run(stream, run));
                }
            }
        }
        if (!runs.isEmpty()) {
            blocks.add(reader.block(current, runs));
        }
        pruned.count(reader.blocks(), touched, blocks.size());
        return blocks;
    }

    void forEachStream(CompiledSelector selector, TimeRange range, RowSource.StreamVisitor visitor) {
        SegmentLabels labels = reader.labels();
        IntIterator streams = index.select(selector).getIntIterator();
        while (streams.hasNext()) {
            int stream = streams.next();
            long min = Long.MAX_VALUE;
            long max = Long.MIN_VALUE;
            long entries = 0;
            long lineBytes = 0;
            long metadataBytes = 0;
            int runs = 0;
            for (int run = labels.firstRun(stream); run < labels.firstRun(stream + 1); run++) {
                long from = labels.minTimestamp(run);
                long to = labels.maxTimestamp(run);
                if (range.overlaps(from, to)) {
                    min = Math.min(min, from);
                    max = Math.max(max, to);
                    entries += labels.rows(run);
                    lineBytes += labels.lineBytes(run);
                    metadataBytes += labels.metadataBytes(run);
                    runs++;
                }
            }
            if (runs > 0) {
                long metadata = metadataBytes;
                visitor.visit(
                        labels.stream(stream),
                        new RowSource.StreamStats(min, max, entries, lineBytes, runs, () -> metadata));
            }
        }
    }
}
