package io.sigyn.logql.regex;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;

/** UTF-8 as Go reads it: every byte that is no part of a valid rune is a U+FFFD of its own. Stateless. */
public final class Utf8 {
    public static final int REPLACEMENT = 0xFFFD;
    static final int REPLACEMENT_BYTES = 3;

    private static final VarHandle LONGS = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
    private static final long HIGH_BITS = 0x8080808080808080L;

    private Utf8() {}

    /** The rune at {@code i}, shifted left by 8, and its width in bytes. */
    public static long decode(byte[] text, int i, int end) {
        int b = text[i] & 0xFF;
        if (b < 0x80) {
            return (long) b << 8 | 1;
        }
        int width = b >= 0xF0 ? 4 : b >= 0xE0 ? 3 : 2;
        if (b < 0xC2 || b > 0xF4 || i + width > end) {
            return (long) REPLACEMENT << 8 | 1;
        }
        int rune = b & (0xFF >> (width + 1));
        for (int k = 1; k < width; k++) {
            int next = text[i + k] & 0xFF;
            if (next < 0x80 || next > 0xBF) {
                return (long) REPLACEMENT << 8 | 1;
            }
            rune = rune << 6 | (next & 0x3F);
        }
        boolean tooShort = (width == 3 && rune < 0x800) || (width == 4 && rune < 0x10000);
        if (tooShort || rune > Character.MAX_CODE_POINT || (rune >= 0xD800 && rune <= 0xDFFF)) {
            return (long) REPLACEMENT << 8 | 1;
        }
        return (long) rune << 8 | width;
    }

    /** The text of bytes that need not be valid. */
    public static String text(byte[] bytes, int offset, int length) {
        if (isAscii(bytes, offset, length)) {
            return new String(bytes, offset, length, StandardCharsets.ISO_8859_1);
        }
        String text = new String(bytes, offset, length, StandardCharsets.UTF_8);
        return text.indexOf(REPLACEMENT) < 0 ? text : textByByte(bytes, offset, length);
    }

    private static String textByByte(byte[] bytes, int offset, int length) {
        StringBuilder text = new StringBuilder(length);
        int end = offset + length;
        for (int i = offset; i < end; ) {
            long decoded = decode(bytes, i, end);
            text.appendCodePoint((int) (decoded >>> 8));
            i += (int) (decoded & 0xFF);
        }
        return text.toString();
    }

    public static boolean isAscii(byte[] bytes, int offset, int length) {
        return firstBeyondAscii(bytes, offset, offset + length) == offset + length;
    }

    /** Whether every byte belongs to a rune. */
    public static boolean isValid(byte[] bytes, int offset, int length) {
        int end = offset + length;
        int i = firstBeyondAscii(bytes, offset, end);
        while (i < end) {
            long decoded = decode(bytes, i, end);
            int width = (int) (decoded & 0xFF);
            if (width == 1 && decoded >>> 8 == REPLACEMENT) {
                return false;
            }
            i += width;
            if (i < end && bytes[i] >= 0) {
                i = firstBeyondAscii(bytes, i, end);
            }
        }
        return true;
    }

    private static int firstBeyondAscii(byte[] bytes, int from, int end) {
        int i = from;
        while (i + Long.BYTES <= end && ((long) LONGS.get(bytes, i) & HIGH_BITS) == 0) {
            i += Long.BYTES;
        }
        while (i < end && bytes[i] >= 0) {
            i++;
        }
        return i;
    }
}
