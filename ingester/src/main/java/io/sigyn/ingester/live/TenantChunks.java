package io.sigyn.ingester.live;

import io.sigyn.index.CompiledSelector;
import io.sigyn.index.LiveLabelIndex;
import io.sigyn.index.RowSource;
import io.sigyn.ingester.log.AcceptedEntries;
import io.sigyn.ingester.log.PushRecord;
import io.sigyn.model.Labels;
import io.sigyn.model.Selector;
import io.sigyn.model.TimeRange;
import io.sigyn.storage.block.RowBlock;
import io.sigyn.storage.block.StreamRun;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The live chunks of one tenant in one generation. Thread-safe. A query sees each chunk as it is when the query selects
 * it: all rows that were acknowledged before, and perhaps some that will be.
 */
final class TenantChunks implements RowSource {
    private final LiveLabelIndex<LiveChunk> chunks = new LiveLabelIndex<>();
    private final NameTable names = new NameTable();

    /** Adds entries to their streams' chunks; returns the memory that they take, in bytes. */
    long append(AcceptedEntries entries) {
        Appending appending = new Appending(entries.streams(), names.numbers(entries.names()));
        PushRecord.visit(entries, appending);
        return appending.bytes;
    }

    private final class Appending implements PushRecord.Visitor {
        private static final int STREAM_BYTES = 600;

        private final List<Labels> streams;
        private final int[] nameNumbers;
        private @Nullable LiveChunk chunk;
        private int stream;
        private long bytes;

        Appending(List<Labels> streams, int[] nameNumbers) {
            this.streams = streams;
            this.nameNumbers = nameNumbers;
        }

        @Override
        public void stream(int index) {
            stream = index;
            chunk = null; // A stream without entries leaves no trace.
        }

        @Override
        public void entry(
                long timestampNanos, byte[] buffer, int lineStart, int lineLength, int metadataStart, int metadataEnd) {
            LiveChunk target = chunk;
            if (target == null) {
                target = chunks.getOrAdd(streams.get(stream), this::newChunk);
                chunk = target;
            }
            bytes += target.append(
                    timestampNanos, buffer, lineStart, lineLength, metadataStart, metadataEnd, nameNumbers);
        }

        private LiveChunk newChunk(Labels labels) {
            bytes += STREAM_BYTES;
            return new LiveChunk(labels, names);
        }
    }

    /** All rows, streams in ascending order: what a segment is written from. */
    List<LiveRows> sorted() {
        List<LiveRows> rows = new ArrayList<>();
        for (LiveChunk chunk : chunks.all()) {
            rows.add(chunk.rows());
        }
        rows.sort(Comparator.comparing(LiveRows::stream));
        return rows;
    }

    @Override
    public List<RowBlock> select(Selector selector, TimeRange range) {
        List<RowBlock> blocks = new ArrayList<>();
        for (LiveChunk chunk : chunks.select(CompiledSelector.compile(selector))) {
            if (chunk.overlaps(range.startNanos(), range.endNanos())) {
                blocks.add(chunk.rows());
            }
        }
        return blocks;
    }

    @Override
    public void forEachStream(Selector selector, TimeRange range, StreamVisitor visitor) {
        for (LiveChunk chunk : chunks.select(CompiledSelector.compile(selector))) {
            if (chunk.overlaps(range.startNanos(), range.endNanos())) {
                LiveRows rows = chunk.rows();
                StreamRun run = rows.run();
                visitor.visit(
                        rows.stream(),
                        new StreamStats(
                                run.minTimestampNanos(), run.maxTimestampNanos(), rows.count(), run.lineBytes(), 1));
            }
        }
    }

    @Override
    public boolean live() {
        return true;
    }
}
