package io.sigyn.logql.go;

import io.sigyn.model.GoQuote;
import java.nio.charset.StandardCharsets;

/**
 * The bytes of a Go string, held as a Java string with one char for each byte. Length, slicing, comparing and searching
 * then mean what they mean in Go, bytes that are not UTF-8 included, and the JVM stores one byte a char. ASCII text is
 * the same in both forms. All functions are pure.
 */
public final class GoString {
    /** What stands for a byte that is not UTF-8. */
    public static final int REPLACEMENT = 0xFFFD;

    private static final String HEX = "0123456789abcdef";
    private static final int WIDTH_SHIFT = 24;

    private GoString() {}

    /** The bytes of the UTF-8 form of a text; see {@link #utf8}. */
    public static String of(String text) {
        for (int i = 0; i < text.length(); i++) {
            if (text.charAt(i) >= 0x80) {
                return new String(utf8(text), StandardCharsets.ISO_8859_1);
            }
        }
        return text;
    }

    /**
     * The UTF-8 form of a text of a query, in which a byte that is not UTF-8, such as {@code "\xff"}, is held as a half of
     * a surrogate pair that stands alone: U+DC80 to U+DCFF. No other text has such halves.
     */
    public static byte[] utf8(String text) {
        int halves = 0;
        for (int i = 0; i < text.length(); i++) {
            halves += isHalf(text, i) ? 1 : 0;
        }
        if (halves == 0) {
            return text.getBytes(StandardCharsets.UTF_8);
        }
        java.io.ByteArrayOutputStream out = new java.io.ByteArrayOutputStream(2 * text.length());
        int from = 0;
        for (int i = 0; i < text.length(); i++) {
            if (isHalf(text, i)) {
                out.writeBytes(text.substring(from, i).getBytes(StandardCharsets.UTF_8));
                out.write(text.charAt(i));
                from = i + 1;
            }
        }
        out.writeBytes(text.substring(from).getBytes(StandardCharsets.UTF_8));
        return out.toByteArray();
    }

    private static boolean isHalf(String text, int at) {
        char c = text.charAt(at);
        return c >= 0xDC80 && c <= 0xDCFF && (at == 0 || !Character.isHighSurrogate(text.charAt(at - 1)));
    }

    /** The text of a query that the bytes stand for, nothing lost: the way back from {@link #of(String)}. */
    public static String textOfQuery(String string) {
        if (isAscii(string)) {
            return string;
        }
        StringBuilder out = new StringBuilder(string.length());
        for (int i = 0; i < string.length(); ) {
            int decoded = decode(string, i);
            boolean broken = rune(decoded) == REPLACEMENT && width(decoded) == 1;
            out.appendCodePoint(broken ? 0xDC00 + string.charAt(i) : rune(decoded));
            i += width(decoded);
        }
        return out.toString();
    }

    public static String of(byte[] bytes, int offset, int length) {
        return new String(bytes, offset, length, StandardCharsets.ISO_8859_1);
    }

    public static byte[] bytes(String string) {
        return string.getBytes(StandardCharsets.ISO_8859_1);
    }

    /** The text that the bytes are the UTF-8 form of; each byte that does not belong to a rune becomes U+FFFD. */
    public static String text(String string) {
        if (isAscii(string)) {
            return string;
        }
        StringBuilder out = new StringBuilder(string.length());
        for (int i = 0; i < string.length(); ) {
            int decoded = decode(string, i);
            out.appendCodePoint(rune(decoded));
            i += width(decoded);
        }
        return out.toString();
    }

    public static boolean isAscii(String string) {
        for (int i = 0; i < string.length(); i++) {
            if (string.charAt(i) >= 0x80) {
                return false;
            }
        }
        return true;
    }

    /** The rune at a byte together with its width: see {@link #rune(int)} and {@link #width(int)}. */
    public static int decode(String string, int at) {
        int first = string.charAt(at);
        if (first < 0x80) {
            return first | 1 << WIDTH_SHIFT;
        }
        int size = first >= 0xC2 && first < 0xE0
                ? 2
                : first >= 0xE0 && first < 0xF0 ? 3 : first >= 0xF0 && first < 0xF5 ? 4 : 0;
        if (size == 0 || at + size > string.length()) {
            return REPLACEMENT | 1 << WIDTH_SHIFT;
        }
        int rune = first & (0xFF >> (size + 1));
        for (int i = 1; i < size; i++) {
            int next = string.charAt(at + i);
            if ((next & 0xC0) != 0x80) {
                return REPLACEMENT | 1 << WIDTH_SHIFT;
            }
            rune = rune << 6 | (next & 0x3F);
        }
        boolean overlong = (size == 3 && rune < 0x800) || (size == 4 && rune < 0x10000);
        if (overlong || (rune >= 0xD800 && rune < 0xE000) || rune > Character.MAX_CODE_POINT) {
            return REPLACEMENT | 1 << WIDTH_SHIFT;
        }
        return rune | size << WIDTH_SHIFT;
    }

    /** The rune of what {@link #decode} gave; {@link #REPLACEMENT} with width 1 is a byte that is not UTF-8. */
    public static int rune(int decoded) {
        return decoded & (1 << WIDTH_SHIFT) - 1;
    }

    public static int width(int decoded) {
        return decoded >>> WIDTH_SHIFT;
    }

    public static int runeCount(String string) {
        int count = 0;
        for (int i = 0; i < string.length(); count++) {
            i += width(decode(string, i));
        }
        return count;
    }

    /** The byte at which the rune of that number starts; the length if there are not so many. */
    public static int runeOffset(String string, int runes) {
        int offset = 0;
        for (int i = 0; i < runes && offset < string.length(); i++) {
            offset += width(decode(string, offset));
        }
        return offset;
    }

    /** Appends the UTF-8 form of a rune; U+FFFD for what is none. */
    public static void append(StringBuilder out, int rune) {
        if (rune >= 0 && rune < 0x80) {
            out.append((char) rune);
        } else if (rune >= 0 && rune < 0x800) {
            out.append((char) (0xC0 | rune >> 6)).append((char) (0x80 | (rune & 0x3F)));
        } else if (rune < 0 || rune > Character.MAX_CODE_POINT || (rune >= 0xD800 && rune < 0xE000)) {
            append(out, REPLACEMENT);
        } else if (rune < 0x10000) {
            out.append((char) (0xE0 | rune >> 12));
            out.append((char) (0x80 | (rune >> 6 & 0x3F))).append((char) (0x80 | (rune & 0x3F)));
        } else {
            out.append((char) (0xF0 | rune >> 18)).append((char) (0x80 | (rune >> 12 & 0x3F)));
            out.append((char) (0x80 | (rune >> 6 & 0x3F))).append((char) (0x80 | (rune & 0x3F)));
        }
    }

    /** The bytes in Go's double quotes, as {@code strconv.Quote} writes them. */
    public static String quote(String string) {
        return quote(string, '"', false);
    }

    static String quote(String string, char quote, boolean asciiOnly) {
        StringBuilder out = new StringBuilder(string.length() + 2).append(quote);
        for (int i = 0; i < string.length(); ) {
            int decoded = decode(string, i);
            if (rune(decoded) == REPLACEMENT && width(decoded) == 1) {
                appendHexByte(out.append("\\x"), string.charAt(i));
            } else {
                appendEscaped(out, rune(decoded), quote, asciiOnly);
            }
            i += width(decoded);
        }
        return out.append(quote).toString();
    }

    static void appendEscaped(StringBuilder out, int rune, char quote, boolean asciiOnly) {
        if (rune == quote || rune == '\\') {
            out.append('\\').append((char) rune);
        } else if (asciiOnly ? rune < 0x7f && rune >= ' ' : GoQuote.isPrintable(rune)) {
            append(out, rune);
        } else {
            int named = rune < 14 && rune > 6 ? "abtnvfr".charAt(rune - 7) : 0;
            if (named != 0) {
                out.append('\\').append((char) named);
            } else if (rune < ' ' || rune == 0x7f) {
                appendHexByte(out.append("\\x"), rune);
            } else if (rune < 0x10000) {
                appendHexByte(appendHexByte(out.append("\\u"), rune >> 8), rune);
            } else {
                out.append("\\U00");
                appendHexByte(appendHexByte(appendHexByte(out, rune >> 16), rune >> 8), rune);
            }
        }
    }

    private static StringBuilder appendHexByte(StringBuilder out, int value) {
        return out.append(HEX.charAt(value >> 4 & 15)).append(HEX.charAt(value & 15));
    }

    /** Unicode's white space, as Go's {@code unicode.IsSpace} knows it. */
    public static boolean isSpace(int rune) {
        return (rune >= '\t' && rune <= '\r')
                || rune == ' '
                || rune == 0x85
                || rune == 0xA0
                || (rune >= 0x80 && Character.getType(rune) == Character.SPACE_SEPARATOR)
                || rune == 0x2028
                || rune == 0x2029;
    }

    /** Without the white space on both sides. */
    public static String trimSpace(String string) {
        int start = 0;
        while (start < string.length()) {
            int decoded = decode(string, start);
            if (!isSpace(rune(decoded))) {
                break;
            }
            start += width(decoded);
        }
        int end = string.length();
        while (end > start) {
            int last = lastRuneStart(string, end);
            if (!isSpace(rune(decode(string, last)))) {
                break;
            }
            end = last;
        }
        return string.substring(start, end);
    }

    /** Where the last rune before a byte starts. */
    public static int lastRuneStart(String string, int end) {
        for (int start = end - 1; start >= 0 && start >= end - 4; start--) {
            if ((string.charAt(start) & 0xC0) != 0x80) {
                return start + width(decode(string, start)) == end ? start : end - 1;
            }
        }
        return end - 1;
    }
}
