package io.sigyn.storage;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** Little-endian bytes that grow as they are written; {@link ByteReader} reads them back. For one thread at a time. */
public final class ByteWriter {
    private static final VarHandle INT = MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.LITTLE_ENDIAN);
    private static final VarHandle LONG = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
    private static final int MAX_ARRAY = Integer.MAX_VALUE - 8;

    private byte[] buffer;
    private int size;

    public ByteWriter() {
        this(256);
    }

    public ByteWriter(int capacity) {
        buffer = new byte[capacity];
    }

    public ByteWriter u8(int value) {
        reserve(1);
        buffer[size++] = (byte) value;
        return this;
    }

    public ByteWriter u16(int value) {
        return u8(value).u8(value >>> 8);
    }

    public ByteWriter u32(int value) {
        reserve(4);
        INT.set(buffer, size, value);
        size += 4;
        return this;
    }

    public ByteWriter u64(long value) {
        reserve(8);
        LONG.set(buffer, size, value);
        size += 8;
        return this;
    }

    /** Seven bits a byte, the lowest first; the top bit says that more follow. */
    public ByteWriter varint(long value) {
        reserve(10);
        long rest = value;
        while ((rest & ~0x7FL) != 0) {
            buffer[size++] = (byte) (rest | 0x80);
            rest >>>= 7;
        }
        buffer[size++] = (byte) rest;
        return this;
    }

    /** A length as varint, then as many bytes. */
    public ByteWriter blob(byte[] bytes, int offset, int length) {
        return varint(length).bytes(bytes, offset, length);
    }

    /** The UTF-8 bytes of a text, as {@link #blob}. */
    public ByteWriter text(String value) {
        byte[] bytes = value.getBytes(StandardCharsets.UTF_8);
        return blob(bytes, 0, bytes.length);
    }

    public ByteWriter bytes(byte[] bytes) {
        return bytes(bytes, 0, bytes.length);
    }

    public ByteWriter bytes(byte[] bytes, int offset, int length) {
        reserve(length);
        System.arraycopy(bytes, offset, buffer, size, length);
        size += length;
        return this;
    }

    public ByteWriter bytes(ByteWriter other) {
        return bytes(other.buffer, 0, other.size);
    }

    /** Makes room for so many more bytes, to be written into {@link #buffer()} and then counted by {@link #skip}. */
    public ByteWriter reserve(int more) {
        long needed = (long) size + more;
        if (needed > buffer.length) {
            if (needed > MAX_ARRAY) {
                throw new IllegalStateException("buffer of " + needed + " bytes (expected: at most " + MAX_ARRAY + ")");
            }
            buffer = Arrays.copyOf(buffer, (int) Math.min(MAX_ARRAY, Math.max(needed, buffer.length * 2L)));
        }
        return this;
    }

    public ByteWriter skip(int written) {
        size += written;
        return this;
    }

    /** What was written, from index 0 to {@link #size()}; another array after the next write. */
    public byte[] buffer() {
        return buffer;
    }

    public int size() {
        return size;
    }

    public byte[] toByteArray() {
        return Arrays.copyOf(buffer, size);
    }

    public void clear() {
        size = 0;
    }
}
