package io.sigyn.logql.pipeline;

import java.util.HashMap;
import java.util.Map;
import java.util.function.Supplier;
import java.util.function.ToLongFunction;
import org.jspecify.annotations.Nullable;

/**
 * Label sets that one pipeline has made, found again by the bytes that they were made of, so that lines with the same
 * labels share one object. Forgets everything when it gets too big. For one thread.
 */
final class LabelTable<T> {
    private static final int MAX_ENTRIES = 1 << 14;
    private static final int MAX_BYTES = 4 << 20;
    private static final int ENTRY_BYTES = 96;

    private final Map<T, T> distinct = new HashMap<>();
    private byte[] @Nullable [] keys = new byte[32][];
    private Object[] values = new Object[32];
    private int size;
    private long sizeBytes;
    private final ToLongFunction<T> valueBytes;

    /** @param valueBytes the memory that a value takes */
    LabelTable(ToLongFunction<T> valueBytes) {
        this.valueBytes = valueBytes;
    }

    /** An estimate of the memory held. */
    long sizeBytes() {
        return sizeBytes;
    }

    /** The value for a key; made, and kept, if there is none. */
    @SuppressWarnings("unchecked")
    T get(KeyBuffer key, Supplier<T> make) {
        int hash = key.hash();
        int i = hash & (keys.length - 1);
        for (byte[] known = keys[i]; known != null; known = keys[i]) {
            if (key.equalTo(known)) {
                return (T) values[i];
            }
            i = (i + 1) & (keys.length - 1);
        }
        T made = make.get();
        T value = distinct.putIfAbsent(made, made);
        value = value == null ? made : value;
        add(key.copy(), hash, value);
        return value;
    }

    private void add(byte[] key, int hash, T value) {
        if (size >= MAX_ENTRIES || sizeBytes >= MAX_BYTES) {
            distinct.clear();
            distinct.put(value, value);
            keys = new byte[32][];
            values = new Object[32];
            size = 0;
            sizeBytes = 0;
        } else if (size >= keys.length / 2) {
            grow();
        }
        place(key, hash, value);
        size++;
        sizeBytes += ENTRY_BYTES + key.length + valueBytes.applyAsLong(value);
    }

    private void place(byte[] key, int hash, Object value) {
        int i = hash & (keys.length - 1);
        while (keys[i] != null) {
            i = (i + 1) & (keys.length - 1);
        }
        keys[i] = key;
        values[i] = value;
    }

    private void grow() {
        byte[] @Nullable [] oldKeys = keys;
        Object[] oldValues = values;
        keys = new byte[2 * oldKeys.length][];
        values = new Object[2 * oldValues.length];
        for (int k = 0; k < oldKeys.length; k++) {
            byte[] key = oldKeys[k];
            if (key != null) {
                place(key, KeyBuffer.hash(key, key.length), oldValues[k]);
            }
        }
    }
}
