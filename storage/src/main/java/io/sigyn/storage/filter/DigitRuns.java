package io.sigyn.storage.filter;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/**
 * Where a text has runs of hexadecimal digits: a bit for each byte, made eight bytes at a time, and searched 64 at a time.
 * For one thread at a time; meant to be used again.
 */
final class DigitRuns {
    private static final VarHandle LONG = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
    private static final long FOLD = 0x2020_2020_2020_2020L;
    private static final long TOP = 0x8080_8080_8080_8080L;
    /** Times bits that are eight apart, the lowest first, this has them in the top byte. */
    private static final long GATHER = 0x0102_0408_1020_4080L;

    private long[] bits = new long[0]; // a word more than the text has, so that each has a next one
    private int length;

    /** Whether a byte is a digit once its case is folded, which makes digits of some control characters, too. */
    static boolean isDigit(byte value) {
        int folded = value | 0x20;
        return (folded >= '0' && folded <= '9') || (folded >= 'a' && folded <= 'f');
    }

    /** Looks at a text, and forgets the one before. */
    void of(byte[] text, int offset, int size) {
        length = size;
        int words = size >>> 6;
        if (bits.length < words + 2 || bits.length > 4 * words + 1024) {
            bits = new long[words + words / 4 + 2];
        }
        for (int word = 0; word < words; word++) {
            bits[word] = bitsOf64(text, offset + (word << 6));
        }
        long rest = 0;
        for (int i = words << 6; i < size; i++) {
            rest |= (isDigit(text[offset + i]) ? 1L : 0L) << i;
        }
        bits[words] = rest;
        bits[words + 1] = 0;
    }

    /** Written out: as a loop the compiler makes it four times slower. */
    private static long bitsOf64(byte[] text, int from) {
        return bitsOf8(text, from)
                | bitsOf8(text, from + 8) << 8
                | bitsOf8(text, from + 16) << 16
                | bitsOf8(text, from + 24) << 24
                | bitsOf8(text, from + 32) << 32
                | bitsOf8(text, from + 40) << 40
                | bitsOf8(text, from + 48) << 48
                | bitsOf8(text, from + 56) << 56;
    }

    private static long bitsOf8(byte[] text, int from) {
        return ((digits((long) LONG.get(text, from)) >>> 7) * GATHER) >>> 56;
    }

    /** The top bit of each byte that is a digit. */
    private static long digits(long bytes) {
        long folded = (bytes | FOLD) & ~TOP;
        long decimal = folded + 0x5050_5050_5050_5050L & ~(folded + 0x4646_4646_4646_4646L); // from 30 to 39
        long letter = folded + 0x1F1F_1F1F_1F1F_1F1FL & ~(folded + 0x1919_1919_1919_1919L); // from 61 to 66
        return (decimal | letter) & ~bytes & TOP;
    }

    /** The first place from {@code from} on where eight digits begin; the text's length if there is none. */
    int nextEight(int from) {
        long wanted = -1L << from;
        for (int word = from >>> 6; word <= length >>> 6; word++) {
            long here = bits[word] & wanted;
            long next = bits[word + 1];
            here &= here >>> 1 | next << 63; // a bit is left where two digits begin,
            next &= next >>> 1;
            here &= here >>> 2 | next << 62; // where four do,
            next &= next >>> 2;
            here &= here >>> 4 | next << 60; // where eight do; of what follows only seven bits count
            if (here != 0) {
                return (word << 6) + Long.numberOfTrailingZeros(here);
            }
            wanted = -1;
        }
        return length;
    }

    /** The first place from {@code from} on that is no digit, or the text's length. */
    int end(int from) {
        long others = ~bits[from >>> 6] & -1L << from;
        int word = from >>> 6;
        while (others == 0) {
            others = ~bits[++word];
        }
        return (word << 6) + Long.numberOfTrailingZeros(others);
    }
}
