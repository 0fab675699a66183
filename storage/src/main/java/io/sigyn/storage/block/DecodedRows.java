package io.sigyn.storage.block;

import org.jspecify.annotations.Nullable;

/** The columns of a sealed block that were asked for. Immutable. */
final class DecodedRows implements Rows {
    private final int count;
    private final long @Nullable [] timestamps;
    private final int @Nullable [] offsets;
    private final byte @Nullable [] lines;
    private final @Nullable DecodedMetadata metadata;

    DecodedRows(
            int count,
            long @Nullable [] timestamps,
            int @Nullable [] offsets,
            byte @Nullable [] lines,
            @Nullable DecodedMetadata metadata) {
        this.count = count;
        this.timestamps = timestamps;
        this.offsets = offsets;
        this.lines = lines;
        this.metadata = metadata;
    }

    @Override
    public int count() {
        return count;
    }

    @Override
    public long timestamp(int row) {
        return read(timestamps, Column.TIMESTAMPS)[row];
    }

    @Override
    public byte[] lines() {
        return read(lines, Column.LINES);
    }

    @Override
    public int lineStart(int row) {
        return read(offsets, Column.LINE_LENGTHS)[row];
    }

    @Override
    public int lineEnd(int row) {
        return read(offsets, Column.LINE_LENGTHS)[row + 1];
    }

    @Override
    public int lineLength(int row) {
        int[] all = read(offsets, Column.LINE_LENGTHS);
        return all[row + 1] - all[row];
    }

    @Override
    public boolean contiguous() {
        return true;
    }

    @Override
    public MetadataCursor metadata() {
        return read(metadata, Column.METADATA).cursor();
    }

    private static <T> T read(@Nullable T column, Column name) {
        if (column == null) {
            throw new IllegalStateException("column " + name + " (expected: one that was asked for)");
        }
        return column;
    }
}
