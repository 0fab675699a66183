package io.sigyn.querier.scan;

import io.sigyn.storage.block.Rows;
import java.util.Arrays;
import java.util.HashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Finds rows that repeat the time and line of another. */
final class Repeats {
    private static final int FEW = 8;

    private Repeats() {}

    /** The rows, ascending, that repeat an earlier row of the same run; {@code rows} has timestamps and lines. */
    static int[] within(Rows rows, int from, int to) {
        IntList repeats = new IntList();
        for (int first = from; first < to; ) {
            int end = first + 1;
            while (end < to && rows.timestamp(end) == rows.timestamp(first)) {
                end++;
            }
            if (end - first > FEW) {
                manyAtOnce(rows, first, end, repeats);
            } else {
                fewAtOnce(rows, first, end, repeats);
            }
            first = end;
        }
        return repeats.toArray();
    }

    private static void fewAtOnce(Rows rows, int first, int end, IntList repeats) {
        for (int row = first + 1; row < end; row++) {
            for (int earlier = first; earlier < row; earlier++) {
                if (sameLine(rows, earlier, rows, row)) {
                    repeats.add(row);
                    break;
                }
            }
        }
    }

    private static void manyAtOnce(Rows rows, int first, int end, IntList repeats) {
        Set<LineKey> seen = new HashSet<>();
        for (int row = first; row < end; row++) {
            if (!seen.add(LineKey.of(rows, row))) {
                repeats.add(row);
            }
        }
    }

    static boolean sameLine(Rows a, int rowA, Rows b, int rowB) {
        return Arrays.equals(
                a.lines(), a.lineStart(rowA), a.lineEnd(rowA), b.lines(), b.lineStart(rowB), b.lineEnd(rowB));
    }

    /** A line where it lies, as a key. */
    record LineKey(byte[] bytes, int from, int to, int hash) {
        static LineKey of(Rows rows, int row) {
            byte[] bytes = rows.lines();
            int from = rows.lineStart(row);
            int to = rows.lineEnd(row);
            int hash = 1;
            for (int i = from; i < to; i++) {
                hash = 31 * hash + bytes[i];
            }
            return new LineKey(bytes, from, to, hash);
        }

        @Override
        public boolean equals(@Nullable Object other) {
            return other instanceof LineKey that
                    && hash == that.hash
                    && Arrays.equals(bytes, from, to, that.bytes, that.from, that.to);
        }

        @Override
        public int hashCode() {
            return hash;
        }
    }
}
