package io.sigyn.ingester.live;

import io.sigyn.model.Labels;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * The live rows of one stream, in order of arrival. A row that is there already (same time and line) is left out, at
 * once where rows arrive in order, else when they are sorted. Thread-safe; readers get a {@link LiveRows}, which later
 * appends do not change.
 */
final class LiveChunk {
    private static final int ROW_BYTES = 20;

    private final Labels stream;
    private final NameTable names;
    private long[] timestamps = new long[4];
    private int[] lineEnds = new int[4];
    private byte[] lines = new byte[256];
    private int @Nullable [] metadataEnds; // of every row, once one row has metadata
    private byte[] metadata = new byte[0];
    private int count;
    private boolean inOrder = true;
    private long minTimestampNanos = Long.MAX_VALUE;
    private long maxTimestampNanos = Long.MIN_VALUE;
    private @Nullable LiveRows rows; // of the state now, made when asked for

    LiveChunk(Labels stream, NameTable names) {
        this.stream = stream;
        this.names = names;
    }

    Labels stream() {
        return stream;
    }

    /**
     * Appends a row. Its metadata is laid out as in a log record, with names as places in {@code nameNumbers}.
     *
     * @return the memory that it takes, in bytes; 0 if it was there already
     */
    synchronized int append(
            long timestampNanos,
            byte[] buffer,
            int lineStart,
            int lineLength,
            int metadataStart,
            int metadataEnd,
            int[] nameNumbers) {
        if (timestampNanos < maxTimestampNanos) {
            inOrder = false;
        } else if (inOrder && isThere(timestampNanos, buffer, lineStart, lineLength)) {
            return 0;
        }
        if (count == timestamps.length) {
            timestamps = Arrays.copyOf(timestamps, 2 * count);
            lineEnds = Arrays.copyOf(lineEnds, 2 * count);
        }
        int end = lineEnd(count - 1);
        lines = room(lines, end, lineLength);
        System.arraycopy(buffer, lineStart, lines, end, lineLength);
        timestamps[count] = timestampNanos;
        lineEnds[count] = end + lineLength;
        int metadataBytes = appendMetadata(buffer, metadataStart, metadataEnd, nameNumbers);
        count++;
        minTimestampNanos = Math.min(minTimestampNanos, timestampNanos);
        maxTimestampNanos = Math.max(maxTimestampNanos, timestampNanos);
        rows = null;
        return ROW_BYTES + lineLength + metadataBytes;
    }

    private boolean isThere(long timestampNanos, byte[] buffer, int lineStart, int lineLength) {
        for (int row = count - 1; row >= 0 && timestamps[row] == timestampNanos; row--) {
            if (Arrays.equals(lines, lineEnd(row - 1), lineEnds[row], buffer, lineStart, lineStart + lineLength)) {
                return true;
            }
        }
        return false;
    }

    private int appendMetadata(byte[] buffer, int start, int end, int[] nameNumbers) {
        boolean none = buffer[start] == 0;
        int[] ends = metadataEnds;
        if (ends == null) {
            if (none) {
                return 0;
            }
            ends = new int[timestamps.length];
        } else if (ends.length < timestamps.length) {
            ends = Arrays.copyOf(ends, timestamps.length);
        }
        metadataEnds = ends;
        int from = count == 0 ? 0 : ends[count - 1];
        if (none) {
            ends[count] = from;
            return 4;
        }
        // A name's number may be longer than its place in the record: four bytes more for each pair, of at least two.
        metadata = room(metadata, from, 3 * (end - start));
        ends[count] = MetadataBytes.renumber(buffer, start, end, metadata, from, nameNumbers);
        return 4 + ends[count] - from;
    }

    private int lineEnd(int row) {
        return row < 0 ? 0 : lineEnds[row];
    }

    private static byte[] room(byte[] buffer, int used, int more) {
        int needed = Math.addExact(used, more);
        if (needed <= buffer.length) {
            return buffer;
        }
        return Arrays.copyOf(buffer, (int) Math.max(needed, Math.min(2L * buffer.length, Integer.MAX_VALUE - 16)));
    }

    /** The rows so far, sorted by time, then arrival, without repeats. */
    synchronized LiveRows rows() {
        LiveRows known = rows;
        if (known == null) {
            int[] order = inOrder ? null : RowOrder.sortedWithoutRepeats(timestamps, lineEnds, lines, count);
            known = new LiveRows(
                    stream,
                    order == null ? count : order.length,
                    order,
                    timestamps,
                    lines,
                    lineEnds,
                    metadata,
                    metadataEnds,
                    names,
                    minTimestampNanos,
                    maxTimestampNanos);
            rows = known;
        }
        return known;
    }

    /** Whether any row may lie in the range, without sorting. */
    synchronized boolean overlaps(long startNanos, long endNanos) {
        return count > 0 && minTimestampNanos < endNanos && maxTimestampNanos >= startNanos;
    }
}
