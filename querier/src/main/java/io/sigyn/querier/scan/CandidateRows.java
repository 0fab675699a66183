package io.sigyn.querier.scan;

import io.sigyn.logql.pipeline.LinePrefilter;
import io.sigyn.logql.pipeline.Needle;
import io.sigyn.storage.block.Rows;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Searches all lines of a run at once for what every kept row must hold, and says which rows may be kept. For one thread.
 */
final class CandidateRows {
    private final @Nullable Needle needle;
    private final IntList rows = new IntList();

    CandidateRows(LinePrefilter prefilter) {
        this.needle = longest(prefilter.clauses());
    }

    /** A clause with one needle only can be searched for like that; the longest is the rarest, as a rule. */
    private static @Nullable Needle longest(List<LinePrefilter.Clause> clauses) {
        Needle longest = null;
        for (LinePrefilter.Clause clause : clauses) {
            if (clause.needles().size() == 1) {
                Needle one = clause.needles().get(0);
                if (longest == null || one.bytes().length > longest.bytes().length) {
                    longest = one;
                }
            }
        }
        return longest;
    }

    boolean canSearch() {
        return needle != null;
    }

    /** The rows of {@code [from, to)} that hold the needle, ascending; valid until the next call. */
    IntList find(Rows block, int from, int to) {
        rows.clear();
        Needle wanted = needle;
        if (wanted == null || from >= to) {
            return rows;
        }
        if (block.contiguous()) {
            findAcross(block, from, to, wanted);
        } else {
            findEach(block, from, to, wanted);
        }
        return rows;
    }

    private void findAcross(Rows block, int from, int to, Needle wanted) {
        byte[] bytes = block.lines();
        int end = block.lineEnd(to - 1);
        int row = from;
        int at = block.lineStart(from);
        while (true) {
            int hit = ByteSearch.indexOf(bytes, at, end, wanted.bytes(), wanted.foldCase());
            if (hit < 0) {
                return;
            }
            row = rowAt(block, row, to, hit);
            int rowEnd = block.lineEnd(row);
            if (hit + wanted.bytes().length <= rowEnd) {
                rows.add(row);
                row++;
                if (row >= to) {
                    return;
                }
                at = rowEnd;
            } else {
                at = hit + 1; // lies across two lines
            }
        }
    }

    /** The row that holds a place, at or after the given one: far rows are reached by doubling steps. */
    private static int rowAt(Rows block, int row, int to, int place) {
        int low = row;
        int step = 1;
        int high = row;
        while (high < to && block.lineEnd(high) <= place) {
            low = high + 1;
            high += step;
            step <<= 1;
        }
        high = Math.min(high, to - 1);
        while (low < high) {
            int middle = (low + high) >>> 1;
            if (block.lineEnd(middle) <= place) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        return low;
    }

    private void findEach(Rows block, int from, int to, Needle wanted) {
        byte[] bytes = block.lines();
        for (int row = from; row < to; row++) {
            int start = block.lineStart(row);
            if (ByteSearch.indexOf(bytes, start, block.lineEnd(row), wanted.bytes(), wanted.foldCase()) >= 0) {
                rows.add(row);
            }
        }
    }
}
