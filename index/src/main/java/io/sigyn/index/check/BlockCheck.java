package io.sigyn.index.check;

import io.sigyn.model.EntryMetadata;
import io.sigyn.storage.block.Column;
import io.sigyn.storage.block.Rows;
import io.sigyn.storage.block.StreamRun;
import io.sigyn.storage.segment.SealedBlock;
import io.sigyn.storage.segment.SegmentReader;
import java.io.IOException;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Reads a block whole and compares its rows with what header, label index and filters say of them. Stateless.
 */
final class BlockCheck {
    private static final int SAMPLED_ROWS = 16;

    private BlockCheck() {}

    /** What is wrong with a block that can be read, or null if nothing is. */
    static @Nullable String check(SegmentReader segment, int number, List<StreamRun> runs) throws IOException {
        SealedBlock block = segment.block(number, runs);
        Rows rows = block.read(EnumSet.allOf(Column.class));
        int next = 0;
        for (StreamRun run : runs) {
            if (run.fromRow() != next) {
                return "the label index leaves out rows " + next + " to " + run.fromRow();
            }
            next = run.toRow();
            String wrong = checkRun(rows, run);
            if (wrong != null) {
                return wrong;
            }
        }
        if (next != rows.count()) {
            return "the label index knows " + next + " of " + rows.count() + " rows";
        }
        return checkFilters(block, rows);
    }

    private static @Nullable String checkRun(Rows rows, StreamRun run) {
        long bytes = 0;
        long last = Long.MIN_VALUE;
        for (int row = run.fromRow(); row < run.toRow(); row++) {
            if (rows.timestamp(row) < last) {
                return "rows of stream " + run.stream() + " are not in order of time";
            }
            last = rows.timestamp(row);
            bytes += rows.lineLength(row);
        }
        long first = rows.timestamp(run.fromRow());
        if (first != run.minTimestampNanos() || last != run.maxTimestampNanos() || bytes != run.lineBytes()) {
            return "the label index says of stream " + run.stream() + " that it has " + run.lineBytes() + " bytes from "
                    + run.minTimestampNanos() + " to " + run.maxTimestampNanos() + ", the block has " + bytes + " from "
                    + first + " to " + last;
        }
        return null;
    }

    /** A filter that denies what is there would hide it from queries. */
    private static @Nullable String checkFilters(SealedBlock block, Rows rows) {
        Rows.MetadataCursor metadata = rows.metadata();
        int step = Math.max(1, rows.count() / SAMPLED_ROWS);
        for (int row = 0; row < rows.count(); row += step) {
            byte[] line = Arrays.copyOfRange(rows.lines(), rows.lineStart(row), rows.lineEnd(row));
            if (!block.mayContain(line)) {
                return "the line filter denies the line of row " + row;
            }
            EntryMetadata entry = metadata.moveTo(row);
            for (int i = 0; i < entry.size(); i++) {
                byte[] value = Arrays.copyOfRange(
                        entry.valueBuffer(i), entry.valueOffset(i), entry.valueOffset(i) + entry.valueLength(i));
                if (!block.mayContainMetadata(entry.name(i), value)) {
                    return "the value filter denies " + entry.name(i) + " of row " + row;
                }
            }
        }
        return null;
    }

    /** What a block held, as far as the label index knows. */
    static String describe(List<StreamRun> runs) {
        StringBuilder text = new StringBuilder();
        long rows = 0;
        for (int i = 0; i < runs.size(); i++) {
            StreamRun run = runs.get(i);
            rows += run.toRow() - run.fromRow();
            if (i < 5) {
                text.append(i == 0 ? "" : "; ").append(run.stream()).append(" from ");
                text.append(Times.text(run.minTimestampNanos())).append(" to ");
                text.append(Times.text(run.maxTimestampNanos())).append(", ");
                text.append(run.toRow() - run.fromRow()).append(" entries");
            }
        }
        text.append(runs.size() > 5 ? "; and " + (runs.size() - 5) + " more streams" : "");
        return rows + " entries: " + text;
    }
}
