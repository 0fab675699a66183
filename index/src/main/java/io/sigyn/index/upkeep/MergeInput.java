package io.sigyn.index.upkeep;

import io.sigyn.index.upkeep.RowFilter.StreamFilter;
import io.sigyn.model.EntryMetadata;
import io.sigyn.model.Labels;
import io.sigyn.storage.block.Column;
import io.sigyn.storage.block.Rows;
import io.sigyn.storage.segment.SegmentLabels;
import io.sigyn.storage.segment.SegmentReader;
import java.io.IOException;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A segment that is read from its first row to its last, without those that a filter drops. One block is in memory at a
 * time, each is read once at most. For one thread at a time.
 */
final class MergeInput {
    private static final Set<Column> ALL = EnumSet.allOf(Column.class);

    private final SegmentReader reader;
    private final SegmentLabels labels;
    private final RowFilter filter;
    private int stream = -1;
    private int run;
    private int runEnd;
    private int row;
    private int rowEnd;
    private @Nullable StreamFilter runFilter;
    private int block = -1;
    private @Nullable Rows rows;
    private Rows.@Nullable MetadataCursor metadata;
    private long timestamp;
    private long dropped;

    MergeInput(SegmentReader reader, RowFilter filter) {
        this.reader = reader;
        this.labels = reader.labels();
        this.filter = filter;
    }

    /** Moves on to the next stream, whatever is left of this one; returns whether there is one. */
    boolean nextStream() {
        stream++;
        row = 0;
        rowEnd = 0;
        if (stream >= labels.streams()) {
            rows = null;
            return false;
        }
        run = labels.firstRun(stream);
        runEnd = labels.firstRun(stream + 1);
        return true;
    }

    Labels stream() {
        return labels.stream(stream);
    }

    /** Moves on to the next row of the stream that is kept; returns whether there is one. */
    boolean nextRow() throws IOException {
        while (true) {
            row++;
            if (row >= rowEnd && !nextRun()) {
                return false;
            }
            timestamp = rows().timestamp(row);
            StreamFilter drop = runFilter;
            if (drop == null || !drop.drops(timestamp, line(), lineStart(), lineLength(), metadata())) {
                return true;
            }
            dropped++;
        }
    }

    /** Enters the next run of which something may be kept, at its first row. */
    private boolean nextRun() throws IOException {
        while (run < runEnd) {
            StreamFilter found = filter.of(labels.stream(stream), labels.minTimestamp(run), labels.maxTimestamp(run));
            if (found != null && found.dropsAll()) {
                dropped += labels.rows(run++);
                continue;
            }
            runFilter = found;
            if (labels.block(run) != block) {
                block = labels.block(run);
                rows = null; // before the next one is there
                Rows read = reader.block(block, List.of()).read(ALL);
                rows = read;
                metadata = read.metadata();
            }
            row = labels.fromRow(run);
            rowEnd = row + labels.rows(run);
            run++;
            return true;
        }
        return false;
    }

    private Rows rows() {
        Rows current = rows;
        if (current == null) {
            throw new IllegalStateException("a row before the first");
        }
        return current;
    }

    long timestamp() {
        return timestamp;
    }

    byte[] line() {
        return rows().lines();
    }

    int lineStart() {
        return rows().lineStart(row);
    }

    int lineLength() {
        return rows().lineLength(row);
    }

    EntryMetadata metadata() {
        Rows.MetadataCursor cursor = metadata;
        if (cursor == null) {
            throw new IllegalStateException("metadata before the first row");
        }
        return cursor.moveTo(row);
    }

    /** Rows that the filter has dropped so far. */
    long dropped() {
        return dropped;
    }
}
