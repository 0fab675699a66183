package io.sigyn.ingester.live;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * Who wants a flush, and when: every request is answered by a round that began after it. Thread-safe; one thread takes.
 */
final class FlushRequests {
    /** For pushes that wait for the object store: so long others may join them in one segment. */
    private static final long GATHER_NANOS = TimeUnit.MILLISECONDS.toNanos(200);

    private final ReentrantLock lock = new ReentrantLock(); // guards what follows
    private final Condition changed = lock.newCondition();
    private boolean wanted;
    private long atNanos; // 0: no time is set
    private boolean closing;
    private boolean ended;
    private List<CompletableFuture<Void>> waiting = new ArrayList<>();

    /**
     * What a round is asked for.
     *
     * @param rotate whether what is live now is to be flushed, too
     */
    record Taken(boolean rotate, List<CompletableFuture<Void>> waited) {
        /** Answers those who wait; null if all went well. */
        void tell(@Nullable IOException failure) {
            for (CompletableFuture<Void> done : waited) {
                if (failure == null) {
                    done.complete(null);
                } else {
                    done.completeExceptionally(failure);
                }
            }
        }
    }

    /** Asks for a round, and does not wait for it. */
    void want() {
        lock.lock();
        try {
            wanted = true;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /** Asks for a round, now or a little later together with others; done when it is over. */
    CompletableFuture<Void> add(boolean now) {
        CompletableFuture<Void> done = new CompletableFuture<>();
        lock.lock();
        try {
            if (!ended) {
                waiting.add(done);
                wanted |= now;
                atNanos = atNanos == 0 ? System.nanoTime() + GATHER_NANOS | 1 : atNanos;
                changed.signalAll();
                return done;
            }
        } finally {
            lock.unlock();
        }
        return CompletableFuture.failedFuture(closed());
    }

    /** Waits until there is something to do, or for so long; returns whether it is the last time. */
    boolean await(long waitMillis) {
        lock.lock();
        try {
            long leftNanos = TimeUnit.MILLISECONDS.toNanos(waitMillis);
            while (!closing && !wanted && leftNanos > 0) {
                long untilFlush = atNanos == 0 ? leftNanos : atNanos - System.nanoTime();
                if (untilFlush <= 0) {
                    return closing;
                }
                long step = Math.min(leftNanos, untilFlush);
                leftNanos -= step - Math.max(0, changed.awaitNanos(step));
            }
            return closing;
        } catch (InterruptedException e) {
            return closing; // Nobody has a reason to interrupt this thread; only close() ends it.
        } finally {
            lock.unlock();
        }
    }

    /** What is asked for until now. */
    Taken take() {
        lock.lock();
        try {
            Taken taken = new Taken(wanted || closing || !waiting.isEmpty(), waiting);
            waiting = new ArrayList<>();
            wanted = false;
            atNanos = 0;
            return taken;
        } finally {
            lock.unlock();
        }
    }

    /** Makes the next round the last. */
    void close() {
        lock.lock();
        try {
            closing = true;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /** There will be no more rounds. */
    void end() {
        lock.lock();
        try {
            ended = true;
        } finally {
            lock.unlock();
        }
        take().tell(closed());
    }

    private static IOException closed() {
        return new IOException("cannot flush: the store is closed");
    }
}
