package io.sigyn.server.api;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Map;

/**
 * Writes JSON straight to bytes. The caller sees to commas and brackets; strings are escaped, and what is not UTF-8
 * becomes U+FFFD, one for each byte, as Go does. For one thread; {@link #flush} when done.
 */
final class JsonWriter {
    private static final byte[] HEX = "0123456789abcdef".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] REPLACEMENT = {(byte) 0xef, (byte) 0xbf, (byte) 0xbd};
    private static final int BUFFER_BYTES = 16 << 10;
    /** Longest that one byte of input becomes. */
    private static final int LONGEST_ESCAPE = 6;

    private final OutputStream out;
    private final byte[] buffer = new byte[BUFFER_BYTES];
    private int used;

    JsonWriter(OutputStream out) {
        this.out = out;
    }

    /** ASCII that is JSON already. */
    JsonWriter raw(String ascii) throws IOException {
        for (int i = 0; i < ascii.length(); i++) {
            put((byte) ascii.charAt(i));
        }
        return this;
    }

    JsonWriter number(long value) throws IOException {
        return raw(Long.toString(value));
    }

    JsonWriter number(double value) throws IOException {
        return raw(GoNumbers.format(value));
    }

    /** Halves of surrogate pairs that stand alone are bytes that are not UTF-8. */
    JsonWriter string(String text) throws IOException {
        String sound = isSound(text) ? text : replaced(text);
        return string(sound.getBytes(StandardCharsets.UTF_8));
    }

    private static boolean isSound(String text) {
        for (int i = 0; i < text.length(); i++) {
            if (Character.isSurrogate(text.charAt(i))) {
                return text.codePoints().noneMatch(JsonWriter::isHalf);
            }
        }
        return true;
    }

    private static String replaced(String text) {
        int[] runes =
                text.codePoints().map(rune -> isHalf(rune) ? 0xfffd : rune).toArray();
        return new String(runes, 0, runes.length);
    }

    private static boolean isHalf(int rune) {
        return rune >= Character.MIN_SURROGATE && rune <= Character.MAX_SURROGATE;
    }

    JsonWriter string(byte[] utf8) throws IOException {
        return string(utf8, 0, utf8.length);
    }

    JsonWriter string(byte[] bytes, int offset, int length) throws IOException {
        put((byte) '"');
        int end = offset + length;
        int i = offset;
        while (i < end) {
            byte b = bytes[i];
            if (b >= ' ' && b != '"' && b != '\\') {
                put(b);
                i++;
            } else if (b >= 0) {
                escape(b);
                i++;
            } else {
                i = rune(bytes, i, end);
            }
        }
        put((byte) '"');
        return this;
    }

    private void escape(byte b) throws IOException {
        reserve(LONGEST_ESCAPE);
        buffer[used++] = '\\';
        switch (b) {
            case '"', '\\' -> buffer[used++] = b;
            case '\n' -> buffer[used++] = 'n';
            case '\r' -> buffer[used++] = 'r';
            case '\t' -> buffer[used++] = 't';
            default -> {
                buffer[used++] = 'u';
                buffer[used++] = '0';
                buffer[used++] = '0';
                buffer[used++] = HEX[b >> 4];
                buffer[used++] = HEX[b & 15];
            }
        }
    }

    private int rune(byte[] bytes, int at, int end) throws IOException {
        reserve(LONGEST_ESCAPE);
        int length = Utf8.sequenceLength(bytes, at, end);
        if (length == 0) {
            System.arraycopy(REPLACEMENT, 0, buffer, used, REPLACEMENT.length);
            used += REPLACEMENT.length;
            return at + 1;
        }
        System.arraycopy(bytes, at, buffer, used, length);
        used += length;
        return at + length;
    }

    /** An object of strings. */
    JsonWriter object(Map<String, String> entries) throws IOException {
        put((byte) '{');
        boolean first = true;
        for (Map.Entry<String, String> entry : entries.entrySet()) {
            if (!first) {
                put((byte) ',');
            }
            first = false;
            string(entry.getKey());
            put((byte) ':');
            string(entry.getValue());
        }
        put((byte) '}');
        return this;
    }

    private void put(byte b) throws IOException {
        if (used == buffer.length) {
            flush();
        }
        buffer[used++] = b;
    }

    private void reserve(int bytes) throws IOException {
        if (buffer.length - used < bytes) {
            flush();
        }
    }

    void flush() throws IOException {
        out.write(buffer, 0, used);
        used = 0;
    }
}
