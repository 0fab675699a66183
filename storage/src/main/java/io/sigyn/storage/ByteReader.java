package io.sigyn.storage;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;

/**
 * Reads what {@link ByteWriter} wrote and never beyond its end: bytes that make no sense are a {@link
 * CorruptDataException} that names their place. For one thread at a time.
 */
public final class ByteReader {
    private static final VarHandle INT = MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.LITTLE_ENDIAN);
    private static final VarHandle LONG = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

    private static final String ADVICE = "What was read from it is not used; `sigyn verify` lists all that is damaged";

    private final String what;
    private final String file;
    private final long base;
    private final byte[] buffer;
    private final int end;
    private int position;

    public ByteReader(String what, String file, byte[] buffer) {
        this(what, file, 0, buffer, 0, buffer.length);
    }

    /**
     * Reads {@code length} bytes of a buffer from {@code offset} on.
     *
     * @param what they are, such as "block header"
     * @param file where they lie, from byte {@code base} on
     */
    public ByteReader(String what, String file, long base, byte[] buffer, int offset, int length) {
        this.what = what;
        this.file = file;
        this.base = base - offset;
        this.buffer = buffer;
        this.position = offset;
        this.end = offset + length;
    }

    public int u8() throws CorruptDataException {
        need(1);
        return buffer[position++] & 0xFF;
    }

    public int u16() throws CorruptDataException {
        return u8() | u8() << 8;
    }

    public int u32() throws CorruptDataException {
        need(4);
        int value = (int) INT.get(buffer, position);
        position += 4;
        return value;
    }

    public long u64() throws CorruptDataException {
        need(8);
        long value = (long) LONG.get(buffer, position);
        position += 8;
        return value;
    }

    public long varint() throws CorruptDataException {
        long value = 0;
        for (int shift = 0; shift < 64; shift += 7) {
            int next = u8();
            value |= (next & 0x7FL) << shift;
            if (next < 0x80) {
                return value;
            }
        }
        throw corrupt("a varint of more than 10 bytes", "at most 10");
    }

    /** A varint that is a number from 0 to {@code max}. */
    public int count(int max) throws CorruptDataException {
        long value = varint();
        if (value < 0 || value > max) {
            throw corrupt("the number " + value, "0 to " + max);
        }
        return (int) value;
    }

    /** A varint that is a number from 0 to {@code max}. */
    public long longCount(long max) throws CorruptDataException {
        long value = varint();
        if (value < 0 || value > max) {
            throw corrupt("the number " + value, "0 to " + max);
        }
        return value;
    }

    public byte[] blob() throws CorruptDataException {
        return bytes(count(remaining()));
    }

    public String text() throws CorruptDataException {
        int length = count(remaining());
        String value = new String(buffer, position, length, StandardCharsets.UTF_8);
        position += length;
        return value;
    }

    public byte[] bytes(int length) throws CorruptDataException {
        need(length);
        byte[] bytes = new byte[length];
        System.arraycopy(buffer, position, bytes, 0, length);
        position += length;
        return bytes;
    }

    public void skip(long length) throws CorruptDataException {
        need(length);
        position += (int) length;
    }

    public byte[] buffer() {
        return buffer;
    }

    /** The index in {@link #buffer()} of the byte that is read next. */
    public int position() {
        return position;
    }

    public int remaining() {
        return end - position;
    }

    /** Where the bytes lie, for messages. */
    public String file() {
        return file;
    }

    /** Refuses bytes that are left over. */
    public void expectEnd() throws CorruptDataException {
        if (position != end) {
            throw corrupt(remaining() + " bytes more", "the end");
        }
    }

    /** What is wrong with the bytes read last. */
    public CorruptDataException corrupt(String found, String expected) {
        return new CorruptDataException(what, file, base + position, found, expected, ADVICE);
    }

    private void need(long bytes) throws CorruptDataException {
        if (bytes < 0 || bytes > end - position) {
            throw corrupt("the end after " + (end - position) + " bytes", bytes + " bytes");
        }
    }
}
