package io.sigyn.querier.scan;

import io.sigyn.model.TimeRange;
import io.sigyn.storage.block.Rows;
import io.sigyn.storage.block.StreamRun;

/** Finds rows by time in a run, which is sorted by it. Stateless. */
final class RowBounds {
    private RowBounds() {}

    /** The first row of the run at or after the start of the range. */
    static int first(Rows rows, StreamRun run, TimeRange range) {
        return run.minTimestampNanos() >= range.startNanos()
                ? run.fromRow()
                : firstAtOrAfter(rows, run.fromRow(), run.toRow(), range.startNanos());
    }

    /** The row after the last one in the range. */
    static int end(Rows rows, StreamRun run, TimeRange range) {
        return run.maxTimestampNanos() < range.endNanos()
                ? run.toRow()
                : firstAtOrAfter(rows, run.fromRow(), run.toRow(), range.endNanos());
    }

    static int firstAtOrAfter(Rows rows, int from, int to, long time) {
        int low = from;
        int high = to;
        while (low < high) {
            int middle = (low + high) >>> 1;
            if (rows.timestamp(middle) < time) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        return low;
    }

    /** The first row of {@code [from, to)} after a time, which is near: reached by doubling steps. */
    static int firstAfter(Rows rows, int from, int to, long time) {
        int low = from;
        int high = from;
        int step = 1;
        while (high < to && rows.timestamp(high) <= time) {
            low = high + 1;
            high += step;
            step <<= 1;
        }
        high = Math.min(high, to);
        while (low < high) {
            int middle = (low + high) >>> 1;
            if (rows.timestamp(middle) <= time) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        return low;
    }
}
