package io.sigyn.server.http;

import java.util.concurrent.atomic.AtomicLong;

/** How many bytes of request bodies may lie in memory at once, over all connections. Thread-safe. */
final class BodyBudget {
    private final long maxBytes;
    private final AtomicLong used = new AtomicLong();

    BodyBudget(long maxBytes) {
        this.maxBytes = maxBytes;
    }

    boolean take(int bytes) {
        if (used.addAndGet(bytes) > maxBytes) {
            used.addAndGet(-bytes);
            return false;
        }
        return true;
    }

    void giveBack(int bytes) {
        used.addAndGet(-bytes);
    }

    long usedBytes() {
        return used.get();
    }
}
