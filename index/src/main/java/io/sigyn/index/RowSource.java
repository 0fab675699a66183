package io.sigyn.index;

import io.sigyn.model.Labels;
import io.sigyn.model.Selector;
import io.sigyn.model.TimeRange;
import io.sigyn.storage.block.RowBlock;
import java.io.IOException;
import java.util.List;
import java.util.function.LongSupplier;

/** Rows that a query sees as one immutable whole: a generation's live chunks, or a sealed segment. Thread-safe. */
public interface RowSource {

    /** The blocks that hold rows of matching streams in the range; their runs are of matching streams only. */
    List<RowBlock> select(Selector selector, TimeRange range) throws IOException;

    /** What there is of each matching stream with rows in the range (by the stream's time bounds), without reading blocks. */
    void forEachStream(Selector selector, TimeRange range, StreamVisitor visitor) throws IOException;

    /** Says that rows of the range will be asked for soon, so that what is far away can be fetched meanwhile. */
    default void prefetch(TimeRange range) {}

    /** Whether the rows are still in memory only (labels of those are listed whatever the time range). */
    boolean live();

    /** Called once for each stream. */
    interface StreamVisitor {
        void visit(Labels stream, StreamStats stats);
    }

    /** Sums over a stream's rows in one source; {@code chunks} counts its runs. */
    record StreamStats(
            long minTimestampNanos,
            long maxTimestampNanos,
            long entries,
            long lineBytes,
            long chunks,
            LongSupplier metadataBytes) {

        /** Bytes as Loki's chunks measure them: lines, eight for each pair of metadata, each of its strings once. */
        public long bytes() {
            return lineBytes + metadataBytes.getAsLong();
        }
    }
}
