package io.sigyn.logql.pipeline;

import io.sigyn.logql.regex.Utf8;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * The decisions about names that one pipeline has met, found by the bytes of the name. Open addressing, never removed
 * from, bounded by what {@link NameDecisions} keeps. For one thread.
 */
final class NameTable {
    private static final int MAX_NAMES = 1024;

    private final NameDecisions decisions;
    private final LineState state;
    private byte[] @Nullable [] keys = new byte[64][];
    private @Nullable NameRef[] refs = new NameRef[64];
    private int size;

    // Lines of one kind have their names in one order: the names of the line before are tried before any hashing.
    private static final int MAX_SEQUENCE = 64;
    private final byte[] @Nullable [] sequenceKeys = new byte[MAX_SEQUENCE][];
    private final @Nullable NameRef[] sequenceRefs = new NameRef[MAX_SEQUENCE];
    private int cursor;
    private byte @Nullable [] foundKey; // the key that was looked up last, if it is kept

    NameTable(NameDecisions decisions, LineState state) {
        this.decisions = decisions;
        this.state = state;
    }

    /** Before the names of a line, which are then asked for in their order. */
    void begin() {
        cursor = 0;
    }

    /** The label for a name in a line, or null if it gets none. */
    @Nullable
    NameRef resolve(byte[] buffer, int offset, int length) {
        int place = cursor;
        if (place >= MAX_SEQUENCE) {
            return lookUp(buffer, offset, length);
        }
        cursor = place + 1;
        byte[] expected = sequenceKeys[place];
        if (expected != null
                && expected.length == length
                && Arrays.equals(expected, 0, length, buffer, offset, offset + length)) {
            return sequenceRefs[place];
        }
        NameRef ref = lookUp(buffer, offset, length);
        sequenceKeys[place] = foundKey;
        sequenceRefs[place] = ref;
        return ref;
    }

    private @Nullable NameRef lookUp(byte[] buffer, int offset, int length) {
        int mask = keys.length - 1;
        int i = hash(buffer, offset, length) & mask;
        for (byte[] key = keys[i]; key != null; key = keys[i]) {
            if (key.length == length && Arrays.equals(key, 0, length, buffer, offset, offset + length)) {
                foundKey = key;
                return refs[i];
            }
            i = (i + 1) & mask;
        }
        return decide(buffer, offset, length, i);
    }

    private @Nullable NameRef decide(byte[] buffer, int offset, int length, int free) {
        String name = decisions.decide(Utf8.text(buffer, offset, length), state);
        if (size >= MAX_NAMES) {
            foundKey = null;
            return name == null ? null : state.passingRef(name);
        }
        NameRef ref = name == null ? null : state.ref(name);
        foundKey = Arrays.copyOfRange(buffer, offset, offset + length);
        keys[free] = foundKey;
        refs[free] = ref;
        if (++size > keys.length / 2) {
            grow();
        }
        return ref;
    }

    private void grow() {
        byte[] @Nullable [] oldKeys = keys;
        @Nullable NameRef[] oldRefs = refs;
        keys = new byte[2 * oldKeys.length][];
        refs = new NameRef[2 * oldRefs.length];
        int mask = keys.length - 1;
        for (int k = 0; k < oldKeys.length; k++) {
            byte[] key = oldKeys[k];
            if (key != null) {
                int i = hash(key, 0, key.length) & mask;
                while (keys[i] != null) {
                    i = (i + 1) & mask;
                }
                keys[i] = key;
                refs[i] = oldRefs[k];
            }
        }
    }

    private static int hash(byte[] buffer, int offset, int length) {
        int hash = length;
        for (int i = offset; i < offset + length; i++) {
            hash = 31 * hash + buffer[i];
        }
        return hash ^ (hash >>> 15);
    }
}
