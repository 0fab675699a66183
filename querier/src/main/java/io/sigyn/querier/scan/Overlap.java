package io.sigyn.querier.scan;

import io.sigyn.storage.CorruptDataException;
import io.sigyn.storage.block.Column;
import io.sigyn.storage.block.RowBlock;
import io.sigyn.storage.block.Rows;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;
import org.jspecify.annotations.Nullable;

/**
 * Runs of one stream that overlap in time, in several blocks: a client's repeat of a push may lie in another block than
 * the first one. Finds the repeated rows once, when the first of the runs is read: timestamps decide, and only blocks
 * with equal ones have their lines compared. Thread-safe.
 */
final class Overlap {
    private static final EnumSet<Column> TIMES = EnumSet.of(Column.TIMESTAMPS);
    private static final EnumSet<Column> LINES = EnumSet.of(Column.LINE_LENGTHS, Column.LINES);
    private static final int MAX_BLOCKS_WITH_LINES = 8;
    private static final int[] NONE = {};

    private final List<RunWork> runs;
    private @Nullable Map<RunWork, IntList> repeats;
    private final IdentityHashMap<RowBlock, Rows> lines = new IdentityHashMap<>();

    Overlap(List<RunWork> runs) {
        this.runs = List.copyOf(runs);
    }

    synchronized int[] repeatsIn(RunWork run) throws IOException {
        Map<RunWork, IntList> found = repeats;
        if (found == null) {
            found = find();
            repeats = found;
            lines.clear();
        }
        IntList rows = found.get(run);
        return rows == null ? NONE : sorted(rows);
    }

    private static int[] sorted(IntList rows) {
        int[] sorted = rows.toArray();
        Arrays.sort(sorted);
        return sorted;
    }

    /** A place in the merge of all runs by time, then arrival. */
    private static final class Cursor {
        private final RunWork run;
        private final Rows times;
        private int row;

        Cursor(RunWork run, Rows times) {
            this.run = run;
            this.times = times;
            this.row = run.run().fromRow();
        }

        long time() {
            return times.timestamp(row);
        }

        boolean hasNext() {
            return row < run.run().toRow();
        }
    }

    private record Place(RunWork run, int row) {}

    private Map<RunWork, IntList> find() throws IOException {
        IdentityHashMap<RowBlock, Rows> times = new IdentityHashMap<>();
        PriorityQueue<Cursor> merge = new PriorityQueue<>(
                Comparator.comparingLong(Cursor::time).thenComparingInt(cursor -> cursor.run.arrival()));
        for (RunWork run : runs) {
            Rows rows = times.get(run.block());
            if (rows == null) {
                rows = readUnlessDamaged(run.block(), TIMES);
                if (rows == null) {
                    continue;
                }
                times.put(run.block(), rows);
            }
            merge.add(new Cursor(run, rows));
        }
        Map<RunWork, IntList> found = new HashMap<>();
        List<Place> sameTime = new ArrayList<>();
        long time = 0;
        while (!merge.isEmpty()) {
            Cursor cursor = merge.remove();
            if (!sameTime.isEmpty() && cursor.time() != time) {
                compareLines(sameTime, found);
                sameTime.clear();
            }
            time = cursor.time();
            sameTime.add(new Place(cursor.run, cursor.row));
            cursor.row++;
            if (cursor.hasNext()) {
                merge.add(cursor);
            }
        }
        compareLines(sameTime, found);
        return found;
    }

    /** Keeps the first of equal lines, in order of arrival, and notes the others. */
    private void compareLines(List<Place> sameTime, Map<RunWork, IntList> found) throws IOException {
        if (sameTime.size() < 2) {
            return;
        }
        Map<Repeats.LineKey, Place> seen = new HashMap<>();
        for (Place place : sameTime) {
            Rows rows = linesOf(place.run().block());
            if (rows != null && seen.putIfAbsent(Repeats.LineKey.of(rows, place.row()), place) != null) {
                found.computeIfAbsent(place.run(), key -> new IntList()).add(place.row());
            }
        }
    }

    /** Rows that are damaged are not shown by anyone, so they repeat nothing. */
    private static @Nullable Rows readUnlessDamaged(RowBlock block, EnumSet<Column> columns) throws IOException {
        try {
            return block.read(columns);
        } catch (CorruptDataException reported) {
            return null;
        }
    }

    private @Nullable Rows linesOf(RowBlock block) throws IOException {
        Rows rows = lines.get(block);
        if (rows == null) {
            if (lines.size() == MAX_BLOCKS_WITH_LINES) {
                lines.clear();
            }
            rows = readUnlessDamaged(block, LINES);
            if (rows != null) {
                lines.put(block, rows);
            }
        }
        return rows;
    }
}
