package io.sigyn.querier.scan;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/**
 * Finds bytes in bytes, eight places at a time: where both the first and the last byte of the needle are in place, the
 * rest is compared. Case folding is for ASCII letters, with the needle in lower case. Stateless.
 */
final class ByteSearch {
    private static final VarHandle LONG = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
    private static final long ONES = 0x0101010101010101L;
    private static final long HIGHS = 0x8080808080808080L;
    private static final int FOLD = 0x20;

    private ByteSearch() {}

    /** The first place in {@code [from, to)} where the whole needle lies within that range, or -1. */
    static int indexOf(byte[] bytes, int from, int to, byte[] needle, boolean foldCase) {
        int rest = needle.length - 1;
        int lastStart = to - needle.length; // the last place where it may begin
        int firstFold = foldOf(needle[0], foldCase);
        int lastFold = foldOf(needle[rest], foldCase);
        long first = (needle[0] & 0xffL) * ONES;
        long last = (needle[rest] & 0xffL) * ONES;
        long firstFolds = firstFold * ONES;
        long lastFolds = lastFold * ONES;
        int at = from;
        for (; at + 7 <= lastStart; at += 8) {
            long x = (((long) LONG.get(bytes, at)) | firstFolds) ^ first;
            long y = (((long) LONG.get(bytes, at + rest)) | lastFolds) ^ last;
            long z = x | y;
            long hits = (z - ONES) & ~z & HIGHS; // a high bit for every zero byte, and some above the first
            while (hits != 0) {
                int place = at + (Long.numberOfTrailingZeros(hits) >>> 3);
                if (matches(bytes, place, needle, foldCase)) {
                    return place;
                }
                hits &= hits - 1;
            }
        }
        for (; at <= lastStart; at++) {
            if (matches(bytes, at, needle, foldCase)) {
                return at;
            }
        }
        return -1;
    }

    private static int foldOf(byte b, boolean foldCase) {
        return foldCase && b >= 'a' && b <= 'z' ? FOLD : 0;
    }

    private static boolean matches(byte[] bytes, int at, byte[] needle, boolean foldCase) {
        for (int i = 0; i < needle.length; i++) {
            byte wanted = needle[i];
            if ((bytes[at + i] | foldOf(wanted, foldCase)) != wanted) {
                return false;
            }
        }
        return true;
    }
}
