package io.sigyn.ingester.validate;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import org.jspecify.annotations.Nullable;

/** Finds the field of a line that names its level, at the top level only. Stateless. */
final class LevelFields {
    private static final byte[] ENDS_KEY = new byte[256];

    static {
        java.util.Arrays.fill(ENDS_KEY, 0, ' ' + 1, (byte) 1);
        ENDS_KEY['='] = 1;
        ENDS_KEY['"'] = 1;
    }

    private static final VarHandle LONGS = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
    private static final long ONES = 0x0101_0101_0101_0101L;
    private static final long TOPS = 0x8080_8080_8080_8080L;
    private static final long EQUALS_SIGNS = '=' * ONES;

    private LevelFields() {}

    /**
     * In a line that begins and ends with braces: the first string under a name for levels. Keys are looked for by a walk
     * over strings and brackets; what is no JSON ends it.
     */
    static byte @Nullable [] inJson(byte[] text, int from, int to) {
        int depth = 0;
        boolean keyNext = false;
        for (int i = from; i < to; i++) {
            byte c = text[i];
            if (c == '"') {
                int end = stringEnd(text, i + 1, to);
                if (end < 0) {
                    return null;
                }
                if (depth == 1 && keyNext && LevelDetector.isLevelName(text, i + 1, end - i - 1)) {
                    return valueAt(text, end + 1, to);
                }
                keyNext = false;
                i = end;
            } else if (c == '{' || c == '[') {
                depth++;
                keyNext = c == '{';
            } else if (c == '}' || c == ']') {
                depth--;
            } else if (c == ',') {
                keyNext = true;
            }
        }
        return null;
    }

    private static byte @Nullable [] valueAt(byte[] text, int from, int to) {
        int at = from;
        while (at < to && (text[at] == ' ' || text[at] == ':' || text[at] == '\t')) {
            at++;
        }
        if (at >= to || text[at] != '"') {
            return null;
        }
        int end = stringEnd(text, at + 1, to);
        return end < 0 ? null : LevelDetector.named(text, at + 1, end - at - 1);
    }

    private static int stringEnd(byte[] text, int from, int to) {
        for (int i = from; i < to; i++) {
            if (text[i] == '"') {
                return i;
            } else if (text[i] == '\\') {
                i++;
            }
        }
        return -1;
    }

    /** The first pair {@code level=value}, where the value may be quoted. */
    static byte @Nullable [] inLogfmt(byte[] text, int from, int to) {
        if (!mayHavePair(text, from, to)) {
            return null;
        }
        int i = from;
        while (i < to) {
            int start = i;
            while (i < to && ENDS_KEY[text[i] & 0xff] == 0) {
                i++;
            }
            if (i >= to) {
                return null;
            }
            if (text[i] == '=' && i > start) {
                boolean level = LevelDetector.isLevelName(text, start, i - start);
                int value = i + 1;
                boolean quoted = value < to && text[value] == '"';
                i = quoted ? quotedEnd(text, value + 1, to) : bareEnd(text, value, to);
                if (level) {
                    int first = quoted ? value + 1 : value;
                    return LevelDetector.named(text, first, i - first);
                }
                i += quoted ? 1 : 0;
            } else if (text[i] == '"' || text[i] == '=') {
                i = bareEnd(text, i, to);
            } else {
                i++;
            }
        }
        return null;
    }

    /** Whether there is an equals sign behind a letter that names of levels end with. Most lines without a level have none. */
    private static boolean mayHavePair(byte[] text, int from, int to) {
        int i = from + 1;
        for (; i <= to - Long.BYTES; i += Long.BYTES) {
            long equal = (long) LONGS.get(text, i) ^ EQUALS_SIGNS;
            equal = equal - ONES & ~equal & TOPS; // beyond the lowest, some may be set that are none: no harm
            for (; equal != 0; equal &= equal - 1) {
                if (endsName(text[i + (Long.numberOfTrailingZeros(equal) >>> 3) - 1])) {
                    return true;
                }
            }
        }
        for (; i < to; i++) {
            if (text[i] == '=' && endsName(text[i - 1])) {
                return true;
            }
        }
        return false;
    }

    private static boolean endsName(byte value) {
        int folded = value | 0x20;
        return folded == 'l' || folded == 'y';
    }

    private static int quotedEnd(byte[] text, int from, int to) {
        int end = stringEnd(text, from, to);
        return end < 0 ? to : end;
    }

    private static int bareEnd(byte[] text, int from, int to) {
        int i = from;
        while (i < to && (text[i] > ' ' || text[i] < 0)) {
            i++;
        }
        return i;
    }
}
