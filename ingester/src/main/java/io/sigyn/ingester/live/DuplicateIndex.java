package io.sigyn.ingester.live;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.List;

/**
 * Finds a row of a chunk by its time and line. Only chunks whose rows come out of order, or many at one time, pay for it.
 * For one thread at a time.
 */
final class DuplicateIndex {
    private static final VarHandle LONGS = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

    /** Hash in the upper half, number of the row plus one in the lower; 0 is empty. */
    private long[] slots = new long[64];

    private int used;

    long memoryBytes() {
        return 8L * slots.length;
    }

    static int hash(long timestamp, byte[] line, int offset, int length) {
        long hash = mix(timestamp, length);
        int i = offset;
        for (int end = offset + length - 7; i < end; i += 8) {
            hash = mix(hash, (long) LONGS.get(line, i));
        }
        long rest = 0;
        for (int end = offset + length; i < end; i++) {
            rest = rest << 8 | (line[i] & 0xff);
        }
        return (int) (mix(hash, rest) >>> 32);
    }

    private static long mix(long hash, long word) {
        long mixed = (hash ^ word) * 0x9e3779b97f4a7c15L;
        return (mixed ^ mixed >>> 32) * 0xd6e8feb86659fd93L;
    }

    boolean contains(int hash, List<ChunkPage> pages, long timestamp, byte[] buffer, int lineOffset, int lineLength) {
        int mask = slots.length - 1;
        for (int i = hash & mask; slots[i] != 0; i = i + 1 & mask) {
            if ((int) (slots[i] >>> 32) == hash) {
                int number = (int) slots[i] - 1;
                ChunkPage page = pages.get(number / ChunkPage.MAX_ROWS);
                int row = number % ChunkPage.MAX_ROWS;
                if (page.timestamps[row] == timestamp && page.isLine(row, buffer, lineOffset, lineLength)) {
                    return true;
                }
            }
        }
        return false;
    }

    void add(int hash, int page, int row) {
        if (2 * used >= slots.length) {
            grow();
        }
        put((long) hash << 32 | (page * ChunkPage.MAX_ROWS + row + 1));
        used++;
    }

    private void put(long entry) {
        int mask = slots.length - 1;
        int i = (int) (entry >>> 32) & mask;
        while (slots[i] != 0) {
            i = i + 1 & mask;
        }
        slots[i] = entry;
    }

    private void grow() {
        long[] old = slots;
        slots = new long[old.length * 2];
        Arrays.stream(old).filter(entry -> entry != 0).forEach(this::put);
    }
}
