package io.sigyn.ingester.live;

import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Where pushes wait while there is no room for them. Thread-safe. */
final class Room {
    /** Tenants leave a generation one by one, which nobody tells of. */
    private static final long LOOK_NANOS = TimeUnit.MILLISECONDS.toNanos(20);

    private final Supplier<@Nullable StoreBusyException> full;
    private final long longestWaitNanos;
    private final ReentrantLock lock = new ReentrantLock(); // guards what follows
    private final Condition more = lock.newCondition();
    private long noneSinceNanos; // 0: there was room when last looked at
    private boolean closed;

    /** @param full why there is no room, or null if there is; must be brief */
    Room(Supplier<@Nullable StoreBusyException> full, Duration longestWait) {
        this.full = full;
        this.longestWaitNanos = longestWait.toNanos();
    }

    /** Waits for room, but not once there has been none for so long. Returns why there is none, or null if there is. */
    @Nullable
    StoreBusyException await(StoreBusyException why) {
        StoreBusyException busy = why;
        lock.lock();
        try {
            noneSinceNanos = noneSinceNanos == 0 ? System.nanoTime() | 1 : noneSinceNanos;
            long left = noneSinceNanos + longestWaitNanos - System.nanoTime();
            while (busy != null && left > 0 && !closed) {
                long step = Math.min(left, LOOK_NANOS);
                left -= step - Math.max(0, more.awaitNanos(step));
                busy = full.get();
            }
            noneSinceNanos = busy == null ? 0 : noneSinceNanos;
            return busy;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return busy;
        } finally {
            lock.unlock();
        }
    }

    /** There may be more room now. */
    void tell() {
        lock.lock();
        try {
            more.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /** Nobody waits any more. */
    void close() {
        lock.lock();
        try {
            closed = true;
            more.signalAll();
        } finally {
            lock.unlock();
        }
    }
}
