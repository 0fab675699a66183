package io.sigyn.server.http;

import io.netty.util.concurrent.EventExecutor;
import io.netty.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * When a connection's patience ends. It is moved with each request, so the timer behind it is not: it looks again when it
 * comes too early. Belongs to the connection's event loop.
 */
final class Deadline {
    private final Runnable passed;
    private @Nullable EventExecutor loop;
    private long atNanos = Long.MAX_VALUE;
    private @Nullable ScheduledFuture<?> timer;

    Deadline(Runnable passed) {
        this.passed = passed;
    }

    /** From now on it can pass; without a loop it never does. */
    void runOn(@Nullable EventExecutor eventLoop) {
        loop = eventLoop;
    }

    void in(long nanos) {
        atNanos = System.nanoTime() + nanos;
        if (timer == null || timer.isDone()) {
            schedule(nanos);
        } else if (timer.getDelay(TimeUnit.NANOSECONDS) > nanos) {
            timer.cancel(false);
            schedule(nanos);
        }
    }

    void putOff(long nanos) {
        atNanos += nanos;
    }

    void cancel() {
        atNanos = Long.MAX_VALUE;
    }

    private void schedule(long nanos) {
        if (loop != null) {
            timer = loop.schedule(this::check, nanos, TimeUnit.NANOSECONDS);
        }
    }

    private void check() {
        if (atNanos == Long.MAX_VALUE) {
            return;
        }
        long left = atNanos - System.nanoTime();
        if (left > 0) {
            schedule(left);
        } else {
            passed.run();
        }
    }
}
