package io.sigyn.server.http;

import java.util.ArrayList;
import java.util.List;

/** Runs what was registered once the client has gone away. Thread-safe. */
public final class Disconnect {
    private final List<Runnable> listeners = new ArrayList<>();
    private boolean happened;

    /** Runs when the client goes away, or at once if it has. */
    public void whenHappened(Runnable listener) {
        synchronized (this) {
            if (!happened) {
                listeners.add(listener);
                return;
            }
        }
        listener.run();
    }

    void happen() {
        List<Runnable> toRun;
        synchronized (this) {
            if (happened) {
                return;
            }
            happened = true;
            toRun = List.copyOf(listeners);
        }
        toRun.forEach(Runnable::run);
    }
}
