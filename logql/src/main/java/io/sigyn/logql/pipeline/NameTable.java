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

    NameTable(NameDecisions decisions, LineState state) {
        this.decisions = decisions;
        this.state = state;
    }

    /** The label for a name in a line, or null if it gets none. */
    @Nullable
    NameRef resolve(byte[] buffer, int offset, int length) {
        int mask = keys.length - 1;
        int i = hash(buffer, offset, length) & mask;
        for (byte[] key = keys[i]; key != null; key = keys[i]) {
            if (key.length == length && Arrays.equals(key, 0, length, buffer, offset, offset + length)) {
                return refs[i];
            }
            i = (i + 1) & mask;
        }
        return decide(buffer, offset, length, i);
    }

    private @Nullable NameRef decide(byte[] buffer, int offset, int length, int free) {
        String name = decisions.decide(Utf8.text(buffer, offset, length), state);
        if (size >= MAX_NAMES) {
            return name == null ? null : state.passingRef(name);
        }
        NameRef ref = name == null ? null : state.ref(name);
        keys[free] = Arrays.copyOfRange(buffer, offset, offset + length);
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
