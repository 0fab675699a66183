package io.sigyn.querier.scan;

import io.sigyn.index.upkeep.RowFilter.StreamFilter;
import io.sigyn.storage.block.Column;
import io.sigyn.storage.block.RowBlock;
import io.sigyn.storage.block.Rows;
import io.sigyn.storage.block.StreamRun;
import java.io.IOException;
import java.util.EnumSet;
import org.jspecify.annotations.Nullable;

/** One stream's rows in one block, as a query reads them. Immutable once the plan is made. */
final class RunWork {
    private static final EnumSet<Column> WITH_LINES = EnumSet.of(Column.TIMESTAMPS, Column.LINE_LENGTHS, Column.LINES);
    private static final int[] NONE = {};

    private final StreamRun run;
    private final RowBlock block;
    private final int arrival;
    private final @Nullable StreamFilter deleted;
    private @Nullable Overlap overlap;

    /** @param deleted which of the rows must not be seen; null if none */
    RunWork(StreamRun run, RowBlock block, int arrival, @Nullable StreamFilter deleted) {
        this.run = run;
        this.block = block;
        this.arrival = arrival;
        this.deleted = deleted;
    }

    StreamRun run() {
        return run;
    }

    RowBlock block() {
        return block;
    }

    /** Ascends in the order in which rows of equal time arrived. */
    int arrival() {
        return arrival;
    }

    void overlaps(Overlap overlap) {
        this.overlap = overlap;
    }

    /** Whether a row may be left out; false is certain. */
    boolean mayLeaveOut() {
        return overlap != null || deleted != null || block.mayRepeat();
    }

    /**
     * The rows that must not be seen.
     *
     * @param rows at least the timestamps; also the lines if {@code hasLines}
     */
    LeftOut leftOut(Rows rows, boolean hasLines) throws IOException {
        return new LeftOut(repeats(rows, hasLines), deleted, block, rows, hasLines);
    }

    /** The rows that repeat an earlier one (same time, same line) of the same stream, ascending. */
    private int[] repeats(Rows rows, boolean hasLines) throws IOException {
        if (overlap != null) {
            return overlap.repeatsIn(this);
        }
        if (!block.mayRepeat() || !hasEqualTimes(rows)) {
            return NONE;
        }
        return Repeats.within(hasLines ? rows : block.read(WITH_LINES), run.fromRow(), run.toRow());
    }

    private boolean hasEqualTimes(Rows rows) {
        for (int row = run.fromRow() + 1; row < run.toRow(); row++) {
            if (rows.timestamp(row) == rows.timestamp(row - 1)) {
                return true;
            }
        }
        return false;
    }
}
