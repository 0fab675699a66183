package io.sigyn.querier.scan;

import io.sigyn.index.upkeep.RowFilter.StreamFilter;
import io.sigyn.model.EntryMetadata;
import io.sigyn.storage.block.Column;
import io.sigyn.storage.block.RowBlock;
import io.sigyn.storage.block.Rows;
import java.io.IOException;
import java.util.Arrays;
import java.util.EnumSet;
import org.jspecify.annotations.Nullable;

/**
 * The rows of a run that a query must not see: those that repeat an earlier one, and those that were deleted. Whether a row
 * was deleted is found out when it is asked for, and what that needs is read then. For one thread.
 */
final class LeftOut {
    private static final EnumSet<Column> ALL = EnumSet.allOf(Column.class);
    private static final EnumSet<Column> METADATA = EnumSet.of(Column.METADATA);
    private static final byte[] NO_LINE = {};

    private final int[] repeats;
    private final @Nullable StreamFilter deleted;
    private final RowBlock block;
    private final Rows times;
    private @Nullable Rows lines;
    private Rows.@Nullable MetadataCursor metadata;

    /**
     * @param repeats ascending
     * @param times at least the timestamps; the lines, too, if {@code hasLines}
     */
    LeftOut(int[] repeats, @Nullable StreamFilter deleted, RowBlock block, Rows times, boolean hasLines) {
        this.repeats = repeats;
        this.deleted = deleted;
        this.block = block;
        this.times = times;
        this.lines = hasLines ? times : null;
    }

    boolean contains(int row) throws IOException {
        return (repeats.length > 0 && Arrays.binarySearch(repeats, row) >= 0)
                || (deleted != null && drops(deleted, row));
    }

    /** How many of {@code [from, to)}. */
    int within(int from, int to) throws IOException {
        if (deleted == null) {
            return repeats.length == 0 ? 0 : place(to) - place(from);
        }
        int count = 0;
        for (int row = from; row < to; row++) {
            count += contains(row) ? 1 : 0;
        }
        return count;
    }

    private int place(int row) {
        int found = Arrays.binarySearch(repeats, row);
        return found < 0 ? -found - 1 : found;
    }

    private boolean drops(StreamFilter filter, int row) throws IOException {
        long time = times.timestamp(row);
        if (!filter.readsRows()) {
            return filter.drops(time, NO_LINE, 0, 0, EntryMetadata.NONE);
        }
        Rows read = lines;
        Rows.MetadataCursor cursor = metadata;
        if (read == null) {
            read = block.read(ALL);
            cursor = read.metadata();
        } else if (cursor == null) {
            cursor = block.read(METADATA).metadata();
        }
        lines = read;
        metadata = cursor;
        int start = read.lineStart(row);
        return filter.drops(time, read.lines(), start, read.lineEnd(row) - start, cursor.moveTo(row));
    }
}
