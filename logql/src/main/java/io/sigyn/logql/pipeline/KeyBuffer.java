package io.sigyn.logql.pipeline;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.Arrays;

/** Bytes that stand for a set of labels, gathered for a look-up. For one thread. */
final class KeyBuffer {
    private static final VarHandle LONGS = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

    private byte[] bytes = new byte[256];
    private int length;

    void clear() {
        length = 0;
    }

    void put(int value) {
        ensure(5);
        int rest = value;
        while ((rest & ~0x7F) != 0) {
            bytes[length++] = (byte) (rest | 0x80);
            rest >>>= 7;
        }
        bytes[length++] = (byte) rest;
    }

    void put(byte[] buffer, int offset, int size) {
        put(size);
        ensure(size);
        System.arraycopy(buffer, offset, bytes, length, size);
        length += size;
    }

    void put(String text) {
        put(text.length());
        ensure(3 * text.length());
        for (int i = 0; i < text.length(); i++) {
            put(text.charAt(i));
        }
    }

    private void ensure(int size) {
        if (bytes.length - length < size) {
            bytes = Arrays.copyOf(bytes, Math.max(2 * bytes.length, length + size));
        }
    }

    byte[] copy() {
        return Arrays.copyOf(bytes, length);
    }

    boolean equalTo(byte[] key) {
        return Arrays.equals(key, 0, key.length, bytes, 0, length);
    }

    int hash() {
        return hash(bytes, length);
    }

    static int hash(byte[] bytes, int length) {
        long hash = length * 0x9E3779B97F4A7C15L;
        int i = 0;
        for (; i + 8 <= length; i += 8) {
            hash = (hash ^ (long) LONGS.get(bytes, i)) * 0x9FB21C651E98DF25L;
            hash ^= hash >>> 32;
        }
        for (; i < length; i++) {
            hash = (hash ^ bytes[i]) * 0x9FB21C651E98DF25L;
        }
        return (int) (hash ^ (hash >>> 29));
    }
}
