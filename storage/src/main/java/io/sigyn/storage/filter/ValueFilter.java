package io.sigyn.storage.filter;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.Arrays;

/**
 * Which metadata values occur in a block: a Bloom filter over the hashes of (name, value), read in place. Whole values, as
 * ids are looked up by all of their characters, and pieces of random ids occur in every block. With 12 bits a value and 6
 * probes, 1 in 270 absent values is taken for present. Stateless.
 *
 * <pre>
 * filter := word:u64*      bits of probe i: (low + i * high) mod 2^32 as a fraction of all bits,
 *                          low and high being the halves of XXH64(value, seed XXH64(name))
 * </pre>
 */
public final class ValueFilter {
    static final int BITS_PER_VALUE = 12;
    static final int PROBES = 6;
    private static final VarHandle LONG = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

    private ValueFilter() {}

    /** The filter of these hashes (repeats count once); empty if there are none. */
    public static byte[] build(long[] hashes) {
        if (hashes.length == 0) {
            return new byte[0];
        }
        Arrays.sort(hashes);
        int distinct = 1;
        for (int i = 1; i < hashes.length; i++) {
            distinct += hashes[i] == hashes[i - 1] ? 0 : 1;
        }
        byte[] filter = new byte[Math.toIntExact((distinct * (long) BITS_PER_VALUE + 63) / 64 * 8)];
        for (long hash : hashes) {
            for (int probe = 0; probe < PROBES; probe++) {
                int bit = bit(hash, probe, filter.length);
                filter[bit >>> 3] |= (byte) (1 << (bit & 7));
            }
        }
        return filter;
    }

    /** Whether the value may be there; the filter is {@code length} bytes at {@code offset}. */
    public static boolean mayContain(byte[] buffer, int offset, int length, String name, byte[] value) {
        long hash = XxHash64.hash(value, 0, value.length, XxHash64.hash(name));
        if (length == 0) {
            return false;
        }
        for (int probe = 0; probe < PROBES; probe++) {
            int bit = bit(hash, probe, length);
            long word = (long) LONG.get(buffer, offset + (bit >>> 6 << 3));
            if ((word >>> (bit & 63) & 1) == 0) {
                return false;
            }
        }
        return true;
    }

    private static int bit(long hash, int probe, int length) {
        int mixed = (int) hash + probe * (int) (hash >>> 32 | 1);
        return (int) (((mixed & 0xFFFFFFFFL) * (length * 8L)) >>> 32);
    }
}
