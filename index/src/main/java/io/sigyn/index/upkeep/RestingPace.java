package io.sigyn.index.upkeep;

import java.io.InterruptedIOException;
import java.util.function.BooleanSupplier;
import java.util.function.LongSupplier;

/**
 * Rests for a part of the time that it worked, and for much longer while pushes fill memory faster than it is emptied: what can
 * be done later does not slow them down, and is still done. For one thread.
 */
public final class RestingPace implements Pace {
    /** Two thirds of a processor at most. */
    private static final double REST = 0.5;
    /** A tenth of one. */
    private static final double LONG_REST = 9;

    private static final long LEAST_MILLIS = 5;
    private static final long MOST_MILLIS = 200;
    private static final double NANOS_PER_MILLI = 1e6;

    private final BooleanSupplier busy;
    private final LongSupplier nanoTime;
    private final Sleep sleep;
    private long workingSince;

    /** Lets time pass. */
    interface Sleep {
        void millis(long millis) throws InterruptedException;
    }

    /** @param busy whether others need the processors now */
    public RestingPace(BooleanSupplier busy) {
        this(busy, System::nanoTime, Thread::sleep);
    }

    RestingPace(BooleanSupplier busy, LongSupplier nanoTime, Sleep sleep) {
        this.busy = busy;
        this.nanoTime = nanoTime;
        this.sleep = sleep;
        this.workingSince = nanoTime.getAsLong();
    }

    @Override
    public void step(long bytes) throws InterruptedIOException {
        double worked = (nanoTime.getAsLong() - workingSince) / NANOS_PER_MILLI;
        long rest = (long) (worked * (busy.getAsBoolean() ? LONG_REST : REST));
        if (rest < LEAST_MILLIS) {
            return;
        }
        try {
            sleep.millis(Math.min(rest, MOST_MILLIS));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("interrupted between steps of upkeep");
        }
        workingSince = nanoTime.getAsLong();
    }
}
