package io.sigyn.storage.block;

import io.sigyn.model.EntryMetadata;
import io.sigyn.storage.ByteWriter;
import io.sigyn.storage.Numbers;
import io.sigyn.storage.block.BlockHeader.StoredColumn;
import io.sigyn.storage.filter.ValueFilter;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.zip.CRC32C;

/** Collects rows, in order, and turns them into the bytes of a block; then the next block can begin. For one thread at a time. */
public final class BlockWriter {
    /** Columns of numbers gain nothing from higher levels. */
    private static final int MAX_NUMBERS_LEVEL = 3;

    private static final int SAMPLE_BYTES = 64 << 10;
    /** Lines that zstd makes as small as this part of what they were gain too little. */
    private static final int PLAINLY_SMALL = 8;

    private final Codec codec;
    private final int level;
    private final LineForm form;
    private final ByteWriter lines = new ByteWriter(1 << 16);
    private final MetadataWriter metadata = new MetadataWriter();
    private final ByteWriter raw = new ByteWriter(1 << 16);
    private final List<StoredColumn> columns = new ArrayList<>();
    private long[] timestamps = new long[1024];
    private int[] lengths = new int[1024];
    private int rows;
    private long minTimestamp = Long.MAX_VALUE;
    private long maxTimestamp = Long.MIN_VALUE;
    private long offset;

    /** Lines take the form that suits the level. */
    public BlockWriter(Codec codec, int level) {
        this(codec, level, LineForm.ofLevel(level));
    }

    /** @param level counts for zstd only, as does the form of lines */
    public BlockWriter(Codec codec, int level, LineForm form) {
        this.codec = codec;
        this.level = level;
        this.form = form;
    }

    public void add(long timestampNanos, byte[] buffer, int offset, int length, EntryMetadata entryMetadata) {
        if (rows == timestamps.length) {
            timestamps = Arrays.copyOf(timestamps, 2 * rows);
            lengths = Arrays.copyOf(lengths, 2 * rows);
        }
        timestamps[rows] = timestampNanos;
        lengths[rows] = length;
        lines.bytes(buffer, offset, length);
        metadata.add(entryMetadata);
        minTimestamp = Math.min(minTimestamp, timestampNanos);
        maxTimestamp = Math.max(maxTimestamp, timestampNanos);
        rows++;
    }

    public int rows() {
        return rows;
    }

    public long lineBytes() {
        return lines.size();
    }

    /** Bytes of metadata added, about. */
    public long metadataBytes() {
        return metadata.bytes();
    }

    /** Says that the rows to come are of another stream than those before. */
    public void startRun() {
        metadata.startRun();
    }

    /** What the run's metadata measures: eight bytes for each pair, and each name and each of its values once. */
    public long runMetadataBytes() {
        return metadata.runBytes();
    }

    /** Whether no more rows should be added, whatever their size. */
    public boolean isFull() {
        return rows >= BlockFormat.MAX_ROWS / 16;
    }

    /** The lines so far: {@link #lineBytes()} bytes from index 0; another array after the next add. */
    public byte[] lines() {
        return lines.buffer();
    }

    /** What answers whether a metadata value is in this block; empty if there is no metadata. */
    public byte[] metadataFilter() {
        int count = 0;
        for (MetadataWriter.ValueColumn column : metadata.columns()) {
            count += column.entryCount();
        }
        long[] hashes = new long[count];
        int i = 0;
        for (MetadataWriter.ValueColumn column : metadata.columns()) {
            for (int entry = 0; entry < column.entryCount(); entry++) {
                hashes[i++] = column.entryHash(entry);
            }
        }
        return ValueFilter.build(hashes);
    }

    /** Appends the columns' bytes and begins anew. */
    public BlockHeader finish(ByteWriter out) {
        offset = 0;
        raw.clear();
        encodeTimestamps();
        store(BlockFormat.TIMESTAMPS, "", BlockFormat.PLAIN, raw, numbersLevel(), out);
        raw.clear();
        Numbers.encode(lengths, rows, raw);
        store(BlockFormat.LINE_LENGTHS, "", BlockFormat.PLAIN, raw, numbersLevel(), out);
        storeLines(out);
        if (!metadata.isEmpty()) {
            storeMetadata(out);
        }
        BlockHeader header = new BlockHeader(rows, minTimestamp, maxTimestamp, columns, offset);
        clear();
        return header;
    }

    private void clear() {
        lines.clear();
        metadata.clear();
        columns.clear();
        rows = 0;
        minTimestamp = Long.MAX_VALUE;
        maxTimestamp = Long.MIN_VALUE;
    }

    private void encodeTimestamps() {
        int scale = 9;
        long unit = 1_000_000_000;
        for (int i = 0; i < rows; i++) {
            while (timestamps[i] % unit != 0) {
                scale -= 3;
                unit /= 1000;
            }
        }
        raw.u64(rows == 0 ? 0 : timestamps[0]).u8(scale);
        int deltas = Math.max(0, rows - 1);
        for (int i = 0; i < deltas; i++) {
            long delta =
                    unit == 1 ? timestamps[i + 1] - timestamps[i] : timestamps[i + 1] / unit - timestamps[i] / unit;
            timestamps[i] = delta << 1 ^ delta >> 63;
        }
        Numbers.encode(timestamps, deltas, raw);
    }

    /** By templates, if that makes them small; plain, if that makes them smaller. */
    private void storeLines(ByteWriter out) {
        boolean templates = codec == Codec.ZSTD
                && form != LineForm.PLAIN
                && lines.size() >= LineTemplates.MIN_BYTES
                && lines.size() <= LineTemplates.MAX_BYTES
                && (form == LineForm.WHERE_SMALLER || !isSmallPlainly());
        raw.clear();
        templates = templates && LineEncoder.ofThread().encode(lines, lengths, rows, level, raw);
        if (templates && raw.size() < lines.size() / LineTemplates.SURELY_SMALL) {
            storeTemplates(out);
            return;
        }
        int start = out.size();
        store(BlockFormat.LINES, "", BlockFormat.PLAIN, lines, level, out);
        if (templates && raw.size() < out.size() - start) {
            columns.remove(columns.size() - 1);
            offset -= out.size() - start;
            out.skip(start - out.size());
            storeTemplates(out);
        }
    }

    /** Whether zstd makes lines from the middle so small that templates are not worth their time, now and at each query. */
    private boolean isSmallPlainly() {
        int length = Math.min(SAMPLE_BYTES, lines.size());
        raw.clear();
        codec.compress(lines.buffer(), (lines.size() - length) / 2, length, level, raw);
        return raw.size() < length / PLAINLY_SMALL;
    }

    private void storeTemplates(ByteWriter out) {
        int start = out.size();
        out.bytes(raw);
        note(BlockFormat.LINES, "", BlockFormat.TEMPLATES, Codec.NONE, lines.size(), start, out);
    }

    private void storeMetadata(ByteWriter out) {
        raw.clear();
        metadata.encodeShapes(raw);
        store(BlockFormat.METADATA_SHAPES, "", BlockFormat.PLAIN, raw, numbersLevel(), out);
        for (MetadataWriter.ValueColumn column : metadata.columns()) {
            raw.clear();
            boolean dictionary = column.dictionaryPays();
            if (dictionary) {
                column.encodeDictionary(raw);
            } else {
                column.encodePlain(raw);
            }
            int encoding = dictionary ? BlockFormat.DICTIONARY : BlockFormat.PLAIN;
            store(BlockFormat.METADATA_VALUES, column.name(), encoding, raw, level, out);
        }
    }

    private int numbersLevel() {
        return Math.min(level, MAX_NUMBERS_LEVEL);
    }

    /** Compressed, if that makes it smaller. */
    private void store(int kind, String name, int encoding, ByteWriter bytes, int level, ByteWriter out) {
        int start = out.size();
        Codec used = codec;
        codec.compress(bytes.buffer(), 0, bytes.size(), level, out);
        if (codec != Codec.NONE && out.size() - start >= bytes.size()) {
            out.skip(start - out.size()).bytes(bytes);
            used = Codec.NONE;
        }
        note(kind, name, encoding, used, bytes.size(), start, out);
    }

    private void note(int kind, String name, int encoding, Codec used, int rawLength, int start, ByteWriter out) {
        int stored = out.size() - start;
        CRC32C crc = new CRC32C();
        crc.update(out.buffer(), start, stored);
        columns.add(new StoredColumn(kind, name, encoding, used.id(), rawLength, offset, stored, (int) crc.getValue()));
        offset += stored;
    }
}
