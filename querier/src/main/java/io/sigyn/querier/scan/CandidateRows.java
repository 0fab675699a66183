package io.sigyn.querier.scan;

import io.sigyn.logql.pipeline.LinePrefilter;
import io.sigyn.logql.pipeline.Needle;
import io.sigyn.logql.regex.Finder;
import io.sigyn.storage.block.Rows;
import java.util.List;

/**
 * Searches all lines of a run at once for what every kept row must hold, and says which rows may be kept. For one thread.
 */
final class CandidateRows {
    private static final int MAX_NEEDLES = 8;

    private final Finder[] anyOf;
    private IntList rows = new IntList();
    private IntList merged = new IntList();
    private final IntList more = new IntList();

    CandidateRows(LinePrefilter prefilter) {
        this.anyOf = best(prefilter.clauses());
    }

    /** Of the clauses that are worth it the one whose shortest needle is the longest: it is the rarest, as a rule. */
    private static Finder[] best(List<LinePrefilter.Clause> clauses) {
        List<Needle> best = List.of();
        int bestWeight = 0;
        for (LinePrefilter.Clause clause : clauses) {
            int weight = weight(clause.needles());
            if (weight > bestWeight) {
                best = clause.needles();
                bestWeight = weight;
            }
        }
        return best.stream().map(Needle::finder).toArray(Finder[]::new);
    }

    /** More needles make more passes over the lines, and more hits. */
    private static int weight(List<Needle> needles) {
        int shortest = Integer.MAX_VALUE;
        for (Needle needle : needles) {
            shortest = Math.min(shortest, needle.bytes().length);
        }
        return needles.size() > MAX_NEEDLES ? 0 : MAX_NEEDLES * shortest - needles.size();
    }

    boolean canSearch() {
        return anyOf.length > 0;
    }

    /** The rows of {@code [from, to)} that hold a needle, ascending; valid until the next call. */
    IntList find(Rows block, int from, int to) {
        rows.clear();
        if (from >= to) {
            return rows;
        }
        for (int i = 0; i < anyOf.length; i++) {
            if (i == 0) {
                find(block, from, to, anyOf[i], rows);
            } else {
                more.clear();
                find(block, from, to, anyOf[i], more);
                mergeMore();
            }
        }
        return rows;
    }

    private void mergeMore() {
        if (more.size() == 0) {
            return;
        }
        merged.clear();
        int a = 0;
        int b = 0;
        while (a < rows.size() || b < more.size()) {
            int left = a < rows.size() ? rows.get(a) : Integer.MAX_VALUE;
            int right = b < more.size() ? more.get(b) : Integer.MAX_VALUE;
            merged.add(Math.min(left, right));
            a += left <= right ? 1 : 0;
            b += right <= left ? 1 : 0;
        }
        IntList spare = rows;
        rows = merged;
        merged = spare;
    }

    private static void find(Rows block, int from, int to, Finder wanted, IntList found) {
        if (block.contiguous()) {
            findAcross(block, from, to, wanted, found);
        } else {
            findEach(block, from, to, wanted, found);
        }
    }

    private static void findAcross(Rows block, int from, int to, Finder wanted, IntList found) {
        byte[] bytes = block.lines();
        int end = block.lineEnd(to - 1);
        int row = from;
        int at = block.lineStart(from);
        while (true) {
            int hit = wanted.indexOf(bytes, at, end);
            if (hit < 0) {
                return;
            }
            row = rowAt(block, row, to, hit);
            int rowEnd = block.lineEnd(row);
            if (hit + wanted.length() <= rowEnd) {
                found.add(row);
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

    private static void findEach(Rows block, int from, int to, Finder wanted, IntList found) {
        byte[] bytes = block.lines();
        for (int row = from; row < to; row++) {
            if (wanted.indexOf(bytes, block.lineStart(row), block.lineEnd(row)) >= 0) {
                found.add(row);
            }
        }
    }
}
