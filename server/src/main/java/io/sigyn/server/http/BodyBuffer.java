package io.sigyn.server.http;

import io.netty.buffer.ByteBuf;
import java.util.Arrays;

/** A request body as it comes in: grows with what is there, never with what is announced. For one thread. */
final class BodyBuffer {
    private static final int TRUSTED_LENGTH = 4 << 20;
    private static final byte[] NOTHING = {};

    private final int maxBytes;
    private final BodyBudget budget;
    private byte[] bytes = NOTHING;
    private int length;

    BodyBuffer(int maxBytes, BodyBudget budget) {
        this.maxBytes = maxBytes;
        this.budget = budget;
    }

    /** What became of a part of the body. */
    enum Outcome {
        TAKEN,
        TOO_LARGE,
        NO_MEMORY
    }

    /** Appends what is readable; {@code announced} is the length that the client announced, or -1. */
    Outcome append(ByteBuf part, long announced) {
        int more = part.readableBytes();
        if (more > maxBytes - length) {
            return Outcome.TOO_LARGE;
        }
        if (length + more > bytes.length && !grow(length + more, announced)) {
            return Outcome.NO_MEMORY;
        }
        part.readBytes(bytes, length, more);
        length += more;
        return Outcome.TAKEN;
    }

    private boolean grow(int needed, long announced) {
        int expected = (int) Math.min(Math.max(announced, 0), TRUSTED_LENGTH);
        long doubled = Math.max(bytes.length * 2L, 1 << 12);
        boolean knownEnd = announced >= needed && announced < doubled;
        long wanted = knownEnd ? announced : Math.max(doubled, expected);
        int capacity = (int) Math.max(needed, Math.min(maxBytes, wanted));
        if (!budget.take(capacity - bytes.length)) {
            return false;
        }
        bytes = Arrays.copyOf(bytes, capacity);
        return true;
    }

    byte[] bytes() {
        return bytes;
    }

    int length() {
        return length;
    }

    /** Gives the memory back to the budget; the bytes may still be read by who has them. */
    void release() {
        budget.giveBack(bytes.length);
        bytes = NOTHING;
        length = 0;
    }
}
