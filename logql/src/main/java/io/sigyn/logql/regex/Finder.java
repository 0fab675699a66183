package io.sigyn.logql.regex;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/**
 * Finds one needle in many bytes. Immutable; the needle is not to be changed.
 *
 * <p>Eight places are tried at once: a place can only hold the needle if two of its bytes are right, so two words are
 * compared with these two bytes spread over a word each, and a place that survives both is compared in full, eight bytes a
 * step. Which two bytes makes the difference: the first and the last of {@code error} let one place in 150 of real logs
 * through, the two that are rarest in log text one in 500 and cost nothing to choose. With {@code foldCase} letters of
 * ASCII count in either case: a letter differs from its other case in one bit, which is set on both sides.
 */
public final class Finder {
    private static final VarHandle LONGS = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
    private static final long ONES = 0x0101010101010101L;
    private static final long HIGHS = 0x8080808080808080L;
    private static final int FOLD = 0x20;

    /** Bytes of log text, the most frequent first; those that are missing are rarer still. */
    private static final String BY_FREQUENCY =
            " e0t1a2orinsl3\"4d56c8:9u7mp-/.,=hgfb_yvkw{}[]()xTIESRANDCOLPMzqjUBFGHWKVX@%&;?#+*<>|'$!Y";

    private final byte[] needle;
    private final int rare; // places in the needle
    private final int other;
    private final long rareBytes;
    private final long otherBytes;
    private final long rareFolds; // bits to set before bytes are compared
    private final long otherFolds;
    private final long head; // the first eight bytes of the needle, or all of them
    private final long headMask;
    private final long headFolds;
    private final boolean foldCase;

    private Finder(byte[] needle, boolean foldCase) {
        this.needle = needle;
        this.foldCase = foldCase;
        this.rare = rarest(needle, -1);
        this.other = needle.length == 1 ? rare : rarest(needle, rare);
        this.rareBytes = (needle[rare] & 0xFF) * ONES;
        this.otherBytes = (needle[other] & 0xFF) * ONES;
        this.rareFolds = foldOf(needle[rare]) * ONES;
        this.otherFolds = foldOf(needle[other]) * ONES;
        int length = Math.min(8, needle.length);
        long bytes = 0;
        long folds = 0;
        for (int i = length - 1; i >= 0; i--) {
            bytes = bytes << 8 | (needle[i] & 0xFF);
            folds = folds << 8 | foldOf(needle[i]);
        }
        this.head = bytes;
        this.headFolds = folds;
        this.headMask = length == 8 ? -1L : (1L << (8 * length)) - 1;
    }

    /**
     * For a needle of at least one byte.
     *
     * @param needle in lower case if case does not count
     */
    public static Finder of(byte[] needle, boolean foldCase) {
        if (needle.length == 0) {
            throw new IllegalArgumentException("needle: empty (expected: at least one byte)");
        }
        return new Finder(needle, foldCase);
    }

    public int length() {
        return needle.length;
    }

    private static int rarest(byte[] needle, int but) {
        int best = but == 0 ? 1 : 0;
        for (int i = best + 1; i < needle.length; i++) {
            if (i != but && rarity(needle[i]) > rarity(needle[best])) {
                best = i;
            }
        }
        return best;
    }

    private static int rarity(byte b) {
        int place = BY_FREQUENCY.indexOf(b);
        return place < 0 ? BY_FREQUENCY.length() : place;
    }

    private int foldOf(byte b) {
        return foldCase && b >= 'a' && b <= 'z' ? FOLD : 0;
    }

    /** The first place in {@code text[from, to)} where the whole needle lies within that range, or -1. */
    public int indexOf(byte[] text, int from, int to) {
        int lastStart = to - needle.length; // the last place where it may begin
        int a = rare;
        int b = other;
        int at = from;
        for (; at + 7 <= lastStart; at += 8) {
            long x = ((long) LONGS.get(text, at + a) | rareFolds) ^ rareBytes;
            long y = ((long) LONGS.get(text, at + b) | otherFolds) ^ otherBytes;
            long z = x | y;
            long hits = (z - ONES) & ~z & HIGHS; // a high bit for every zero byte, and some above the first
            while (hits != 0) {
                int place = at + (Long.numberOfTrailingZeros(hits) >>> 3);
                if (isAt(text, place)) {
                    return place;
                }
                hits &= hits - 1;
            }
        }
        for (; at <= lastStart; at++) {
            if (isAt(text, at)) {
                return at;
            }
        }
        return -1;
    }

    /** Whether the needle is at a place; it is known to end within the array. */
    private boolean isAt(byte[] text, int place) {
        if (place + 8 > text.length) {
            return rest(text, place, 0);
        }
        return (((long) LONGS.get(text, place) | headFolds) & headMask) == head
                && (needle.length <= 8 || rest(text, place, 8));
    }

    private boolean rest(byte[] text, int place, int from) {
        for (int i = from; i < needle.length; i++) {
            byte wanted = needle[i];
            if ((byte) (text[place + i] | foldOf(wanted)) != wanted) {
                return false;
            }
        }
        return true;
    }
}
