package io.sigyn.storage.block;

import io.sigyn.storage.ByteWriter;
import java.util.Arrays;

/** Bytes in a row of parts, each of one kind, to be compressed each on its own. For one thread at a time. */
final class PartWriter {
    /** What is smaller than this shares a part with its neighbours. */
    private static final int MIN_PART_BYTES = 512;

    final ByteWriter bytes = new ByteWriter(1 << 12);
    private int[] ends = new int[16];
    private int count;

    void clear() {
        bytes.clear();
        count = 0;
    }

    /** Says that the bytes since {@code start} are of one kind, and others follow. */
    void endOfKind(int start) {
        int size = bytes.size();
        if (size - start < MIN_PART_BYTES) {
            return;
        }
        if (start > lastEnd()) {
            end(start);
        }
        end(size);
    }

    private int lastEnd() {
        return count == 0 ? 0 : ends[count - 1];
    }

    private void end(int at) {
        if (count == ends.length) {
            ends = Arrays.copyOf(ends, 2 * count);
        }
        ends[count++] = at;
    }

    /** Appends the parts' compressed bytes to {@code out} and what they are to {@code table}; returns how many there are. */
    int store(int level, ByteWriter table, ByteWriter out) {
        if (lastEnd() < bytes.size()) {
            end(bytes.size());
        }
        int start = 0;
        for (int i = 0; i < count; i++) {
            store(start, ends[i] - start, level, table, out);
            start = ends[i];
        }
        return count;
    }

    private void store(int start, int length, int level, ByteWriter table, ByteWriter out) {
        int before = out.size();
        Codec codec = Codec.ZSTD;
        codec.compress(bytes.buffer(), start, length, level, out);
        if (out.size() - before >= length - length / 64) {
            out.skip(before - out.size()).bytes(bytes.buffer(), start, length);
            codec = Codec.NONE;
        }
        table.u8(codec.id()).varint(length).varint(out.size() - before);
    }
}
