package io.sigyn.ingester.live;

import java.util.Arrays;

/**
 * Some rows of one stream in the order of arrival, in a few arrays. Rows are only added, and what they fill does not
 * move, so who knows how many there were can read those without a lock. Changed with the chunk's lock held.
 */
final class ChunkPage {
    static final int MAX_LINE_BYTES = 128 << 10;
    static final int MAX_ROWS = 1 << 13;
    static final int NO_METADATA = -1;

    private static final int OBJECT_BYTES = 200;
    private static final int ROW_BYTES = 16;
    private static final int REMEMBERED_BITS = 4;

    /** Shared with other pages; the lines are from {@code base} on. */
    final byte[] lines;

    final int base;
    private final int capacityBytes;
    final long[] timestamps;
    /** Where the row's line ends in {@code lines}. */
    final int[] lineEnds;
    /** Where the row's metadata begins, or NO_METADATA; rows with equal metadata may share a place. */
    final int[] metadataAt;

    /** Each with its length in four bytes before it; replaced by a larger copy when it is full. */
    byte[] metadata = new byte[0];

    int metadataBytes;
    int lineBytes;
    int rows;
    boolean sorted = true;
    long min = Long.MAX_VALUE;
    long max = Long.MIN_VALUE;

    private final int[] remembered = new int[1 << REMEMBERED_BITS];

    ChunkPage(int rows, LineArena.Piece room, int capacityBytes) {
        this.lines = room.array();
        this.base = room.offset();
        this.capacityBytes = capacityBytes;
        this.timestamps = new long[rows];
        this.lineEnds = new int[rows];
        this.metadataAt = new int[rows];
        Arrays.fill(remembered, NO_METADATA);
    }

    /** What it takes in memory beside the room for lines. */
    long memoryBytes() {
        return OBJECT_BYTES + metadata.length + (long) ROW_BYTES * timestamps.length;
    }

    boolean hasRoom(int lineLength) {
        return rows < timestamps.length && lineBytes + lineLength <= capacityBytes;
    }

    /** Adds a row, for which there must be room. */
    void add(
            long timestamp,
            byte[] lineBuffer,
            int lineOffset,
            int lineLength,
            byte[] metadataBuffer,
            int metadataOffset,
            int metadataLength) {
        System.arraycopy(lineBuffer, lineOffset, lines, base + lineBytes, lineLength);
        lineBytes += lineLength;
        timestamps[rows] = timestamp;
        lineEnds[rows] = base + lineBytes;
        metadataAt[rows] = metadataLength == 0 ? NO_METADATA : place(metadataBuffer, metadataOffset, metadataLength);
        sorted &= timestamp >= max;
        min = Math.min(min, timestamp);
        max = Math.max(max, timestamp);
        rows++;
    }

    int lineStart(int row) {
        return row == 0 ? base : lineEnds[row - 1];
    }

    boolean isLine(int row, byte[] buffer, int offset, int length) {
        int start = lineStart(row);
        return lineEnds[row] - start == length
                && Arrays.equals(lines, start, start + length, buffer, offset, offset + length);
    }

    /** Where the metadata is now: often that of one of the last rows will do. */
    private int place(byte[] buffer, int offset, int length) {
        int slot = slot(buffer, offset, length);
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

    /** By the length and the last four bytes, which are mostly of a value: levels alternate, and each needs its own place. */
    private static int slot(byte[] buffer, int offset, int length) {
        int hash = length;
        for (int i = Math.max(0, length - 4); i < length; i++) {
            hash = hash * 31 + buffer[offset + i];
        }
        return (hash * 0x9E3779B1) >>> (32 - REMEMBERED_BITS);
    }

    static int metadataLength(byte[] metadata, int at) {
        return (metadata[at] & 0xff)
                | ((metadata[at + 1] & 0xff) << 8)
                | ((metadata[at + 2] & 0xff) << 16)
                | (metadata[at + 3] << 24);
    }
}
