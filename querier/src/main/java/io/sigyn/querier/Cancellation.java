package io.sigyn.querier;

import java.util.concurrent.atomic.AtomicBoolean;

/** Says that nobody waits for an answer any more: scans look at it and end their query. Thread-safe. */
public final class Cancellation {
    private final AtomicBoolean cancelled = new AtomicBoolean();

    /** Ends every query that was started with this; may be called at any time, and again. */
    public void cancel() {
        cancelled.set(true);
    }

    public boolean isCancelled() {
        return cancelled.get();
    }
}
