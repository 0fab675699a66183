package io.sigyn.querier;

import java.util.ArrayList;
import java.util.List;

/** Says that nobody waits for an answer any more: scans look at it and end their query. Thread-safe. */
public final class Cancellation {
    private volatile boolean cancelled;
    private List<Runnable> listeners = new ArrayList<>(); // guarded by this

    /** Ends every query that was started with this; may be called at any time, and again. */
    public void cancel() {
        List<Runnable> told;
        synchronized (this) {
            cancelled = true;
            told = listeners;
            listeners = new ArrayList<>();
        }
        told.forEach(Runnable::run);
    }

    public boolean isCancelled() {
        return cancelled;
    }

    /** Runs once when this is cancelled, or at once if it has been. */
    void whenCancelled(Runnable listener) {
        synchronized (this) {
            if (!cancelled) {
                listeners.add(listener);
                return;
            }
        }
        listener.run();
    }
}
