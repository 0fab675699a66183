package io.sigyn.ingester.live;

import io.sigyn.ingester.flush.Flusher;
import io.sigyn.storage.wal.WalReader;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * Flushes what does not fit into memory while recovery goes on: generations, or parts of one, in the order in which they
 * are handed over. Owns a thread that is there once it is needed. For recovery's thread, once.
 */
final class FlushAlong implements AutoCloseable {
    /** Tenants leave memory one by one, which nobody tells of. */
    private static final long LOOK_NANOS = TimeUnit.MILLISECONDS.toNanos(5);

    private final Flusher flusher;
    private final WalReader log;
    private final ReentrantLock lock = new ReentrantLock(); // guards what follows; never held over I/O
    private final Condition changed = lock.newCondition();
    private final Deque<Item> waiting = new ArrayDeque<>();
    private @Nullable Item inWork;
    private @Nullable Throwable failure;
    private boolean ended;
    private @Nullable Thread thread;

    FlushAlong(Flusher flusher, WalReader log) {
        this.flusher = flusher;
        this.log = log;
    }

    /** Rows to flush; {@code last} if no more of their generation follow. */
    private record Item(Generation rows, Flusher.Parts before, boolean isSplit, boolean last) {
        boolean isWhole() {
            return last && !isSplit;
        }
    }

    void addWhole(Generation generation) {
        add(new Item(generation, new Flusher.Parts(), false, true));
    }

    /** @param before of the same generation, the same for all its parts; used by nobody else meanwhile */
    void addPart(Generation part, Flusher.Parts before, boolean last) {
        add(new Item(part, before, true, last));
    }

    private void add(Item item) {
        lock.lock();
        try {
            waiting.add(item);
            changed.signalAll();
        } finally {
            lock.unlock();
        }
        if (thread == null) {
            Thread started = new Thread(this::run, "recovery-flusher");
            started.setDaemon(true);
            started.start();
            thread = started;
        }
    }

    /** Waits until something that was handed over has been flushed, or a moment; false if nothing is left. */
    boolean awaitProgress() throws IOException {
        lock.lock();
        try {
            int before = left();
            long leftNanos = LOOK_NANOS;
            while (before > 0 && left() == before && failure == null && leftNanos > 0) {
                leftNanos = changed.awaitNanos(leftNanos);
            }
            failIfFailed();
            return before > 0;
        } catch (InterruptedException e) {
            throw new InterruptedIOException("recovery was interrupted");
        } finally {
            lock.unlock();
        }
    }

    /** Ends: gives back the whole generations that nobody has begun with and nothing waits behind; all others are flushed. */
    List<Generation> end() throws IOException {
        List<Generation> back = new ArrayList<>();
        lock.lock();
        try {
            while (!waiting.isEmpty() && waiting.getLast().isWhole()) {
                back.add(0, waiting.removeLast().rows());
            }
        } finally {
            lock.unlock();
        }
        while (awaitProgress()) {
            // There is more.
        }
        return back;
    }

    private int left() {
        return waiting.size() + (inWork == null ? 0 : 1);
    }

    private void failIfFailed() throws IOException {
        Throwable why = failure;
        if (why instanceof Error error) {
            throw error;
        } else if (why != null) {
            throw new IOException(
                    "the log holds more than fits into memory, and it cannot be flushed: " + why.getMessage()
                            + ". Nothing is lost; start again when the object store can be written to",
                    why);
        }
    }

    /** Whatever has not been begun stays in the log. */
    @Override
    public void close() {
        lock.lock();
        try {
            ended = true;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
        Thread started = thread;
        boolean interrupted = false;
        while (started != null && started.isAlive()) {
            try {
                started.join();
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    private void run() {
        Item next = take(null);
        while (next != null) {
            Throwable met = null;
            try {
                flush(next);
            } catch (Throwable e) { // Such as no memory left; recovery's thread throws it.
                met = e;
            }
            next = take(met);
        }
    }

    private void flush(Item item) throws IOException {
        Generation rows = item.rows();
        if (item.last()) {
            flusher.flushInHaste(rows, item.before(), rows.number());
            log.deleteGeneration(rows.number());
        } else {
            flusher.putInHaste(rows, item.before());
        }
    }

    /** What to flush next; null when there will be no more. */
    private @Nullable Item take(@Nullable Throwable met) {
        lock.lock();
        try {
            inWork = null;
            failure = met;
            changed.signalAll();
            while (waiting.isEmpty() && !ended) {
                changed.awaitUninterruptibly();
            }
            inWork = ended || met != null ? null : waiting.poll();
            return inWork;
        } finally {
            lock.unlock();
        }
    }
}
