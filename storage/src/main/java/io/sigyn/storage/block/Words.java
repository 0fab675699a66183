package io.sigyn.storage.block;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/** Eight bytes at a time; each method may read or write up to {@link #SLACK} bytes behind those it is about. Stateless. */
final class Words {
    static final int SLACK = 32;

    private static final VarHandle LONG = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
    private static final long HIGH_BITS = 0x8080808080808080L;
    private static final long PRIME = 0x9E3779B185EBCA87L;

    private Words() {}

    static long get(byte[] bytes, int at) {
        return (long) LONG.get(bytes, at);
    }

    static void set(byte[] bytes, int at, long word) {
        LONG.set(bytes, at, word);
    }

    static boolean equal(byte[] bytes, int a, int b, int length) {
        int i = 0;
        for (; i + 8 <= length; i += 8) {
            if (get(bytes, a + i) != get(bytes, b + i)) {
                return false;
            }
        }
        return i == length || (get(bytes, a + i) ^ get(bytes, b + i)) << (64 - 8 * (length - i)) == 0;
    }

    static long hash(byte[] bytes, int start, int length) {
        long hash = length;
        int i = 0;
        for (; i + 8 <= length; i += 8) {
            hash = (hash ^ get(bytes, start + i)) * PRIME;
            hash ^= hash >>> 32;
        }
        if (i < length) {
            hash = (hash ^ (get(bytes, start + i) << (64 - 8 * (length - i)))) * PRIME;
        }
        return hash ^ hash >>> 29;
    }

    /** How many of the eight bytes are ASCII digits before one is not. */
    static int digits(long word) {
        long digit = word ^ 0x3030303030303030L;
        long others = ((digit & ~HIGH_BITS) + 0x7676767676767676L | digit) & HIGH_BITS;
        return Long.numberOfTrailingZeros(others) >>> 3; // 8 if there is no other
    }

    /** The number that the first {@code count} of eight bytes are, all of them ASCII digits: in pairs, then pairs of these. */
    static long number(long word, int count) {
        if (count == 0) {
            return 0;
        }
        long digits = (word ^ 0x3030303030303030L) << (64 - 8 * count);
        long pairs = digits * 10 + (digits >>> 8);
        long high = (pairs & 0xFF_000000FFL) * 0xF4240_00000064L;
        long low = ((pairs >>> 16) & 0xFF_000000FFL) * 0x2710_00000001L;
        return (high + low) >>> 32;
    }

    /** The first ASCII digit at {@code from} or later, or {@code end}. */
    static int indexOfDigit(byte[] bytes, int from, int end) {
        for (int at = from; at < end; at += 8) {
            long word = get(bytes, at) ^ 0x3030303030303030L;
            long digits = ~((word & ~HIGH_BITS) + 0x7676767676767676L | word) & HIGH_BITS;
            if (digits != 0) {
                return Math.min(end, at + (Long.numberOfTrailingZeros(digits) >>> 3));
            }
        }
        return end;
    }

    /** Where the digits 0 to 9 and a to f end that begin at {@code from}, or an index less than eight before that. */
    static int skipHex(byte[] bytes, int from, int end) {
        int at = from;
        while (at + 8 <= end) {
            long word = get(bytes, at);
            long digit = word ^ 0x3030303030303030L;
            long noDigit = (digit & ~HIGH_BITS) + 0x7676767676767676L | word;
            // 'a' to 'f' are 0x61 to 0x66: less 0x60, 1 to 6
            long letter = word ^ 0x6060606060606060L;
            long noLetter = (letter & ~HIGH_BITS) + 0x7979797979797979L | word;
            noLetter |= ~((letter & ~HIGH_BITS) + 0x7F7F7F7F7F7F7F7FL);
            if ((noDigit & noLetter & HIGH_BITS) != 0) {
                return at;
            }
            at += 8;
        }
        return at;
    }

    /** Copies; returns where it ends, or -1 if that is after {@code limit}. */
    static int copy(byte[] from, int start, int length, byte[] to, int at, int limit) {
        if (length < 0 || length > limit - at) {
            return -1;
        }
        set(to, at, get(from, start));
        if (length > 8) {
            set(to, at + 8, get(from, start + 8));
            if (length > 16) {
                set(to, at + 16, get(from, start + 16));
                set(to, at + 24, get(from, start + 24));
                if (length > 32) {
                    System.arraycopy(from, start + 32, to, at + 32, length - 32);
                }
            }
        }
        return at + length;
    }
}
