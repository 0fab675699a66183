package io.sigyn.storage.block;

import io.sigyn.storage.ByteReader;
import io.sigyn.storage.ByteWriter;
import io.sigyn.storage.CorruptDataException;
import java.util.ArrayList;
import java.util.List;

/**
 * What a block's bytes are; see {@link BlockFormat}. Immutable.
 *
 * @param storedBytes of all columns together
 */
public record BlockHeader(
        int rows, long minTimestampNanos, long maxTimestampNanos, List<StoredColumn> columns, long storedBytes) {

    /** One column: what it holds and where it lies, counted from the block's first byte. */
    record StoredColumn(
            int kind, String name, int encoding, int codec, int rawLength, long offset, int storedLength, int crc) {

        /** What it holds, for people. */
        String describe() {
            return switch (kind) {
                case BlockFormat.TIMESTAMPS -> "timestamps";
                case BlockFormat.LINE_LENGTHS -> "line lengths";
                case BlockFormat.LINES -> "lines";
                case BlockFormat.METADATA_SHAPES -> "metadata shapes";
                case BlockFormat.METADATA_VALUES -> "metadata " + name;
                default -> "column of kind " + kind;
            };
        }
    }

    public BlockHeader {
        columns = List.copyOf(columns);
    }

    /**
     * What a column takes.
     *
     * @param name what it holds; {@code metadata <name>} for the values of a name
     * @param rawBytes before compression
     */
    public record ColumnSize(String name, long rawBytes, long storedBytes) {}

    /** What each column takes, in the order in which they lie. */
    public List<ColumnSize> columnSizes() {
        List<ColumnSize> sizes = new ArrayList<>();
        for (StoredColumn column : columns) {
            sizes.add(new ColumnSize(column.describe(), column.rawLength, column.storedLength));
        }
        return sizes;
    }

    /** The names of metadata that rows of the block have, as they were stored. */
    public List<String> metadataNames() {
        List<String> names = new ArrayList<>();
        for (StoredColumn column : columns) {
            if (column.kind() == BlockFormat.METADATA_VALUES) {
                names.add(column.name());
            }
        }
        return names;
    }

    /** Raw bytes of all lines. */
    public long lineBytes() {
        for (StoredColumn column : columns) {
            if (column.kind() == BlockFormat.LINES) {
                return column.rawLength();
            }
        }
        return 0;
    }

    public void encode(ByteWriter out) {
        out.varint(rows).u64(minTimestampNanos).varint(maxTimestampNanos - minTimestampNanos);
        out.varint(columns.size());
        for (StoredColumn column : columns) {
            out.varint(column.kind).text(column.name).u8(column.encoding).u8(column.codec);
            out.varint(column.rawLength).varint(column.storedLength).u32(column.crc);
        }
    }

    public static BlockHeader decode(ByteReader in) throws CorruptDataException {
        int rows = in.count(BlockFormat.MAX_ROWS);
        long min = in.u64();
        long max = min + in.varint();
        int count = in.count(Math.min(BlockFormat.MAX_COLUMNS, in.remaining()));
        List<StoredColumn> columns = new ArrayList<>(count);
        long offset = 0;
        for (int i = 0; i < count; i++) {
            int kind = in.count(Integer.MAX_VALUE);
            String name = in.text();
            int encoding = in.u8();
            int codec = in.u8();
            int rawLength = in.count(BlockFormat.MAX_COLUMN_BYTES);
            int storedLength = in.count(BlockFormat.MAX_COLUMN_BYTES);
            columns.add(new StoredColumn(kind, name, encoding, codec, rawLength, offset, storedLength, in.u32()));
            offset += storedLength;
        }
        return new BlockHeader(rows, min, max, columns, offset);
    }
}
