package io.sigyn.ingester.live;

import io.sigyn.storage.block.Rows;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.IntUnaryOperator;
import org.jspecify.annotations.Nullable;

/** A cursor over metadata as the log's records have it. Names are made strings once while they repeat. For one thread. */
final class PageMetadata implements Rows.MetadataCursor {
    private static final int CACHED = 64;
    private static final AtomicInteger CURSORS = new AtomicInteger();

    private final byte[] bytes;
    private final IntUnaryOperator placeOfRow;

    private final long cursor = (CURSORS.incrementAndGet() & 0xffff_ffffL) << 32;
    private int place = ChunkPage.NO_METADATA;
    private int size;
    private int[] fields = new int[16]; // name offset and length, value offset and length
    private final @Nullable String[] names = new String[CACHED];
    private final int[] nameAt = new int[CACHED];
    private final int[] nameLength = new int[CACHED];

    PageMetadata(byte[] bytes, IntUnaryOperator placeOfRow) {
        this.bytes = bytes;
        this.placeOfRow = placeOfRow;
    }

    @Override
    public Rows.MetadataCursor moveTo(int row) {
        int next = placeOfRow.applyAsInt(row);
        if (next != place) {
            place = next;
            size = 0;
            if (next != ChunkPage.NO_METADATA) {
                parse(next + 4, next + 4 + ChunkPage.metadataLength(bytes, next));
            }
        }
        return this;
    }

    private void parse(int from, int end) {
        int at = from;
        while (at < end) {
            if (4 * size == fields.length) {
                fields = Arrays.copyOf(fields, fields.length * 2);
            }
            for (int i = 0; i < 4; i += 2) {
                int length = 0;
                int shift = 0;
                while (bytes[at] < 0) {
                    length |= (bytes[at++] & 0x7f) << shift;
                    shift += 7;
                }
                length |= bytes[at++] << shift;
                fields[4 * size + i] = at;
                fields[4 * size + i + 1] = length;
                at += length;
            }
            size++;
        }
    }

    @Override
    public int size() {
        return size;
    }

    @Override
    public long sameness() {
        return cursor | (place + 1);
    }

    @Override
    public String name(int index) {
        int at = fields[4 * index];
        int length = fields[4 * index + 1];
        int slot = ((length == 0 ? 0 : bytes[at] * 31 + bytes[at + length - 1]) + length * 7) & (CACHED - 1);
        String known = names[slot];
        if (known == null
                || nameLength[slot] != length
                || !Arrays.equals(bytes, at, at + length, bytes, nameAt[slot], nameAt[slot] + length)) {
            known = new String(bytes, at, length, StandardCharsets.UTF_8);
            names[slot] = known;
            nameAt[slot] = at;
            nameLength[slot] = length;
        }
        return known;
    }

    @Override
    public byte[] valueBuffer(int index) {
        return bytes;
    }

    @Override
    public int valueOffset(int index) {
        return fields[4 * index + 2];
    }

    @Override
    public int valueLength(int index) {
        return fields[4 * index + 3];
    }
}
