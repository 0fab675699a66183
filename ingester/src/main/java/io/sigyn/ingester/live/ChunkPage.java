package io.sigyn.ingester.live;

import java.util.Arrays;

/**
 * Some rows of one stream in the order of arrival, in a few arrays. Rows are only added, so who knows how many there were
 * can read those without a lock; arrays that get too small are replaced by larger copies. Changed with the chunk's lock
 * held.
 */
final class ChunkPage {
    static final int MAX_LINE_BYTES = 256 << 10;
    static final int MAX_ROWS = 1 << 14;
    static final int NO_METADATA = -1;

    private static final int OBJECT_BYTES = 200;
    private static final int ROW_BYTES = 16;
    private static final int REMEMBERED = 8;

    byte[] lines;
    int lineBytes;
    long[] timestamps;
    int[] lineEnds;
    /** Where the row's metadata begins, or NO_METADATA; rows with equal metadata may share a place. */
    int[] metadataAt;

    /** Each with its length in four bytes before it. */
    byte[] metadata = new byte[0];

    int metadataBytes;
    int rows;
    boolean sorted = true;
    long min = Long.MAX_VALUE;
    long max = Long.MIN_VALUE;

    private final int[] remembered = new int[REMEMBERED];

    ChunkPage(int rows, int lineBytes) {
        this.lines = new byte[lineBytes];
        this.timestamps = new long[rows];
        this.lineEnds = new int[rows];
        this.metadataAt = new int[rows];
        Arrays.fill(remembered, NO_METADATA);
    }

    /** What it takes in memory. */
    long memoryBytes() {
        return OBJECT_BYTES + lines.length + metadata.length + (long) ROW_BYTES * timestamps.length;
    }

    boolean hasRoom(int lineLength) {
        return rows == 0 || (rows < MAX_ROWS && lineBytes + lineLength <= MAX_LINE_BYTES);
    }

    /** Makes room for what is coming, if it fits into a page at all. */
    void reserve(int moreRows, long moreLineBytes) {
        int wantedRows = (int) Math.min(MAX_ROWS, (long) rows + moreRows);
        if (wantedRows > timestamps.length) {
            growRows(wantedRows);
        }
        int wantedBytes = (int) Math.min(MAX_LINE_BYTES, lineBytes + moreLineBytes);
        if (wantedBytes > lines.length) {
            growLines(wantedBytes);
        }
    }

    void add(long timestamp, byte[] buffer, int lineOffset, int lineLength, int metadataOffset, int metadataLength) {
        if (rows == timestamps.length) {
            growRows(rows + 1);
        }
        if (lineBytes + lineLength > lines.length) {
            growLines(lineBytes + lineLength);
        }
        System.arraycopy(buffer, lineOffset, lines, lineBytes, lineLength);
        lineBytes += lineLength;
        timestamps[rows] = timestamp;
        lineEnds[rows] = lineBytes;
        metadataAt[rows] = metadataLength == 0 ? NO_METADATA : place(buffer, metadataOffset, metadataLength);
        sorted &= timestamp >= max;
        min = Math.min(min, timestamp);
        max = Math.max(max, timestamp);
        rows++;
    }

    int lineStart(int row) {
        return row == 0 ? 0 : lineEnds[row - 1];
    }

    boolean isLine(int row, byte[] buffer, int offset, int length) {
        int start = lineStart(row);
        return lineEnds[row] - start == length
                && Arrays.equals(lines, start, start + length, buffer, offset, offset + length);
    }

    /** Gives back what will not be used any more. */
    void seal() {
        if (lines.length - lineBytes > lines.length / 8) {
            lines = Arrays.copyOf(lines, lineBytes);
        }
        if (metadata.length - metadataBytes > metadata.length / 8) {
            metadata = Arrays.copyOf(metadata, metadataBytes);
        }
        if (timestamps.length - rows > rows / 8) {
            setRowCapacity(rows);
        }
    }

    private void growRows(int wanted) {
        setRowCapacity(Math.min(Math.max(MAX_ROWS, wanted), Math.max(wanted, timestamps.length * 2)));
    }

    private void setRowCapacity(int capacity) {
        timestamps = Arrays.copyOf(timestamps, capacity);
        lineEnds = Arrays.copyOf(lineEnds, capacity);
        metadataAt = Arrays.copyOf(metadataAt, capacity);
    }

    private void growLines(int wanted) {
        int doubled = Math.min(MAX_LINE_BYTES, lines.length * 2);
        lines = Arrays.copyOf(lines, Math.max(wanted, doubled));
    }

    /** Where the metadata is now: often that of one of the last rows will do. */
    private int place(byte[] buffer, int offset, int length) {
        int hash = length;
        for (int i = offset; i < offset + length; i++) {
            hash = hash * 31 + buffer[i];
        }
        int slot = (hash ^ hash >>> 15) & (REMEMBERED - 1);
        int known = remembered[slot];
        if (known != NO_METADATA
                && metadataLength(metadata, known) == length
                && Arrays.equals(metadata, known + 4, known + 4 + length, buffer, offset, offset + length)) {
            return known;
        }
        int needed = metadataBytes + 4 + length;
        if (needed > metadata.length) {
            metadata = Arrays.copyOf(metadata, Math.max(needed, Math.min(2 * metadata.length, needed + (64 << 10))));
        }
        int at = metadataBytes;
        for (int i = 0; i < 4; i++) {
            metadata[at + i] = (byte) (length >>> (8 * i));
        }
        System.arraycopy(buffer, offset, metadata, at + 4, length);
        metadataBytes = needed;
        remembered[slot] = at;
        return at;
    }

    static int metadataLength(byte[] metadata, int at) {
        return (metadata[at] & 0xff)
                | ((metadata[at + 1] & 0xff) << 8)
                | ((metadata[at + 2] & 0xff) << 16)
                | (metadata[at + 3] << 24);
    }
}
