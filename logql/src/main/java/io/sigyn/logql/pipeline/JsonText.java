package io.sigyn.logql.pipeline;

import io.sigyn.logql.regex.ByteSearch;
import io.sigyn.logql.regex.Utf8;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.Arrays;

/** Where JSON values end and what their escapes mean, read as leniently as Loki's parser does. Stateless. */
final class JsonText {
    static final String MALFORMED = "Malformed JSON error";
    static final String MALFORMED_OBJECT = "Value looks like object, but can't find closing '}' symbol";
    static final String MALFORMED_ARRAY = "Value is array, but can't find closing ']' symbol";
    static final String MALFORMED_STRING = "Value is string, but can't find closing '\"' symbol";
    static final String MALFORMED_ESCAPE = "Encountered an invalid escape sequence in a string";
    static final String UNKNOWN_TYPE = "Unknown value type";

    private static final byte[] TRUE = {'t', 'r', 'u', 'e'};
    private static final byte[] FALSE = {'f', 'a', 'l', 's', 'e'};
    private static final byte[] NULL = {'n', 'u', 'l', 'l'};

    private static final VarHandle LONGS = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
    private static final long ONES = 0x0101010101010101L;
    private static final long HIGHS = 0x8080808080808080L;
    private static final long QUOTES = '"' * ONES;
    private static final long BACKSLASHES = '\\' * ONES;

    private JsonText() {}

    /** The first byte from {@code i} on that is no blank, or {@code end}. */
    static int skipBlanks(byte[] text, int i, int end) {
        int at = i;
        while (at < end && (text[at] == ' ' || text[at] == '\n' || text[at] == '\r' || text[at] == '\t')) {
            at++;
        }
        return at;
    }

    /** Set in what {@link #scanString} returns where the string has escapes. */
    static final long ESCAPED = 1;

    /** Set in what {@link #scanString} returns where the string has bytes beyond ASCII. */
    static final long BEYOND_ASCII = 2;

    /**
     * Reads the string whose content starts at {@code i}, eight bytes a step.
     *
     * @return the place of the closing quote shifted left by two, with flags of what the string holds; or -1
     */
    static long scanString(byte[] text, int i, int end) {
        int at = i;
        long high = 0;
        for (; at + 8 <= end; at += 8) {
            long word = (long) LONGS.get(text, at);
            long stops = zeros(word ^ QUOTES) | zeros(word ^ BACKSLASHES);
            if (stops != 0) {
                int place = Long.numberOfTrailingZeros(stops) >>> 3;
                high |= word & HIGHS & ((1L << (8 * place)) - 1);
                at += place;
                break;
            }
            high |= word & HIGHS;
        }
        while (at < end) {
            byte b = text[at];
            if (b == '"') {
                return (long) at << 2 | (high != 0 ? BEYOND_ASCII : 0);
            }
            if (b == '\\') {
                int quote = stringEnd(text, i, end);
                return quote < 0 ? -1 : (long) quote << 2 | ESCAPED | BEYOND_ASCII;
            }
            high |= b & 0x80;
            at++;
        }
        return -1;
    }

    private static long zeros(long word) {
        return (word - ONES) & ~word & HIGHS;
    }

    /** The closing quote of the string whose content starts at {@code i}, or -1. */
    static int stringEnd(byte[] text, int i, int end) {
        int at = i;
        while (true) {
            int quote = ByteSearch.indexOf(text, at, end, (byte) '"');
            if (quote < 0) {
                return -1;
            }
            int backslash = quote;
            while (backslash > i && text[backslash - 1] == '\\') {
                backslash--;
            }
            if ((quote - backslash & 1) == 0) {
                return quote;
            }
            at = quote + 1;
        }
    }

    /** The place behind the bracket that closes the one at {@code i}, or -1. */
    static int blockEnd(byte[] text, int i, int end, byte open, byte close) {
        int level = 0;
        for (int at = i; at < end; at++) {
            byte b = text[at];
            if (b == '"') {
                at = stringEnd(text, at + 1, end);
                if (at < 0) {
                    return -1;
                }
            } else if (b == open) {
                level++;
            } else if (b == close && --level == 0) {
                return at + 1;
            }
        }
        return -1;
    }

    /** The place behind the value at {@code i}, whatever it is, or -1 if it has no end. */
    static int valueEnd(byte[] text, int i, int end) {
        return switch (text[i]) {
            case '"' -> {
                int quote = stringEnd(text, i + 1, end);
                yield quote < 0 ? -1 : quote + 1;
            }
            case '{' -> blockEnd(text, i, end, (byte) '{', (byte) '}');
            case '[' -> blockEnd(text, i, end, (byte) '[', (byte) ']');
            default -> tokenEnd(text, i, end);
        };
    }

    /** The place behind the number or word at {@code i}. */
    static int tokenEnd(byte[] text, int i, int end) {
        for (int at = i; at < end; at++) {
            switch (text[at]) {
                case ' ', '\n', '\r', '\t', ',', '}', ']' -> {
                    return at;
                }
                default -> {}
            }
        }
        return end;
    }

    /** Whether the token is a number or a truth value, of which only the beginning of a number is looked at. */
    static boolean isScalar(byte[] text, int start, int end) {
        if (start == end) {
            return false;
        }
        byte b = text[start];
        return switch (b) {
            case 't' -> Arrays.equals(text, start, end, TRUE, 0, 4);
            case 'f' -> Arrays.equals(text, start, end, FALSE, 0, 5);
            default -> b == '-' || (b >= '0' && b <= '9');
        };
    }

    static boolean isNull(byte[] text, int start, int end) {
        return Arrays.equals(text, start, end, NULL, 0, 4);
    }

    /**
     * The length of a string without its escapes, written to {@code out} at {@code to}; there must be room for as many
     * bytes as the string has.
     *
     * @return -1 if an escape is broken
     */
    static int unescape(byte[] text, int start, int end, byte[] out, int to) {
        int o = to;
        int i = start;
        while (i < end) {
            byte b = text[i];
            if (b != '\\') {
                out[o++] = b;
                i++;
                continue;
            }
            if (i + 1 >= end) {
                return -1;
            }
            byte e = text[i + 1];
            if (e == 'u') {
                int first = hex4(text, i + 2, end);
                if (first < 0) {
                    return -1;
                }
                i += 6;
                int rune = first;
                if (first >= 0xD800 && first <= 0xDFFF) {
                    int second = hex4(text, i + 2, end);
                    if (second < 0xDC00) {
                        return -1;
                    }
                    i += 6;
                    rune = 0x10000 + ((first - 0xD800) << 10) + (second - 0xDC00);
                }
                o = encode(rune, out, o);
            } else {
                int plain = unescaped(e);
                if (plain < 0) {
                    return -1;
                }
                out[o++] = (byte) plain;
                i += 2;
            }
        }
        return o - to;
    }

    private static int unescaped(byte e) {
        return switch (e) {
            case '"', '\\', '/' -> e;
            case 'b' -> '\b';
            case 'f' -> '\f';
            case 'n' -> '\n';
            case 'r' -> '\r';
            case 't' -> '\t';
            default -> -1;
        };
    }

    static int hex4(byte[] text, int start, int end) {
        if (start + 4 > end) {
            return -1;
        }
        int value = 0;
        for (int i = start; i < start + 4; i++) {
            int digit = text[i] < 0 ? -1 : Character.digit(text[i], 16);
            if (digit < 0) {
                return -1;
            }
            value = value << 4 | digit;
        }
        return value;
    }

    static int encode(int wanted, byte[] out, int to) {
        int rune =
                wanted > Character.MAX_CODE_POINT || (wanted >= 0xD800 && wanted <= 0xDFFF) ? Utf8.REPLACEMENT : wanted;
        int o = to;
        if (rune < 0x80) {
            out[o++] = (byte) rune;
        } else if (rune < 0x800) {
            out[o++] = (byte) (0xC0 | rune >> 6);
            out[o++] = (byte) (0x80 | (rune & 0x3F));
        } else if (rune < 0x10000) {
            out[o++] = (byte) (0xE0 | rune >> 12);
            out[o++] = (byte) (0x80 | (rune >> 6 & 0x3F));
            out[o++] = (byte) (0x80 | (rune & 0x3F));
        } else {
            out[o++] = (byte) (0xF0 | rune >> 18);
            out[o++] = (byte) (0x80 | (rune >> 12 & 0x3F));
            out[o++] = (byte) (0x80 | (rune >> 6 & 0x3F));
            out[o++] = (byte) (0x80 | (rune & 0x3F));
        }
        return o;
    }
}
