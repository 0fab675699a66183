package io.sigyn.storage.wal;

import java.util.ArrayList;
import java.util.List;

/** What waits for the appender, in order, bounded in bytes. Thread-safe; its lock is held for a list operation only. */
final class WalQueue<T> {
    private final long maxBytes;
    private List<T> waiting = new ArrayList<>();
    private long bytes;
    private boolean closed;

    WalQueue(long maxBytes) {
        this.maxBytes = maxBytes;
    }

    enum Offer {
        TAKEN,
        FULL,
        CLOSED
    }

    /** Takes an item unless it would exceed the limit; one too large for the limit is taken when nothing else is there. */
    synchronized Offer offer(T item, long itemBytes) {
        if (closed) {
            return Offer.CLOSED;
        }
        if (bytes + itemBytes > maxBytes && bytes > 0 && itemBytes > 0) {
            return Offer.FULL;
        }
        bytes += itemBytes;
        waiting.add(item);
        if (waiting.size() == 1) {
            notifyAll();
        }
        return Offer.TAKEN;
    }

    /** All that waits. Its bytes count until they are {@link #released}. */
    synchronized List<T> takeAll() {
        List<T> taken = waiting;
        waiting = new ArrayList<>(Math.max(10, taken.size()));
        return taken;
    }

    /** Waits until something waits or the queue is closed; false if it is closed and empty. */
    synchronized boolean await() throws InterruptedException {
        while (waiting.isEmpty() && !closed) {
            wait();
        }
        return !waiting.isEmpty();
    }

    synchronized void released(long itemBytes) {
        bytes -= itemBytes;
    }

    synchronized long bytes() {
        return bytes;
    }

    synchronized void close() {
        closed = true;
        notifyAll();
    }
}
