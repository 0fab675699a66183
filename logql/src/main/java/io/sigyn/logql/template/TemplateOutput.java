package io.sigyn.logql.template;

import io.sigyn.logql.go.GoString;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** Bytes that grow; for one thread, and for one render after the other. */
public final class TemplateOutput {
    private static final int LEAST_CAPACITY = 64;
    /** What a single long line made the buffer grow to is not kept for good. */
    private static final int KEPT_CAPACITY = 1 << 20;

    private byte[] buffer;
    private int length;

    public TemplateOutput() {
        this(LEAST_CAPACITY);
    }

    TemplateOutput(int capacity) {
        this.buffer = new byte[Math.max(capacity, LEAST_CAPACITY)];
    }

    /** The bytes, from the start to {@link #length}; valid until the next render. */
    public byte[] buffer() {
        return buffer;
    }

    public int length() {
        return length;
    }

    public byte[] toByteArray() {
        return Arrays.copyOf(buffer, length);
    }

    /** What was written, read as UTF-8; each byte that is not becomes U+FFFD. */
    public String text() {
        return GoString.text(GoString.of(buffer, 0, length));
    }

    void clear() {
        length = 0;
        if (buffer.length > KEPT_CAPACITY) {
            buffer = new byte[LEAST_CAPACITY];
        }
    }

    private void reserve(int more) {
        if (buffer.length - length < more) {
            buffer = Arrays.copyOf(buffer, Math.max(length + more, buffer.length * 2));
        }
    }

    void append(byte[] bytes, int offset, int count) {
        reserve(count);
        System.arraycopy(bytes, offset, buffer, length, count);
        length += count;
    }

    /** Appends the UTF-8 form of a text; nearly all values are ASCII and need no array of their own. */
    void appendText(String text) {
        int count = text.length();
        reserve(count);
        for (int i = 0; i < count; i++) {
            char c = text.charAt(i);
            if (c >= 0x80) {
                byte[] encoded = text.getBytes(StandardCharsets.UTF_8);
                append(encoded, 0, encoded.length);
                return;
            }
            buffer[length + i] = (byte) c;
        }
        length += count;
    }

    /** Appends a string that holds a byte in each char. */
    void appendBytes(String bytes) {
        int count = bytes.length();
        reserve(count);
        for (int i = 0; i < count; i++) {
            buffer[length + i] = (byte) bytes.charAt(i);
        }
        length += count;
    }
}
