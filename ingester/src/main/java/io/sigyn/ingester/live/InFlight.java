package io.sigyn.ingester.live;

/**
 * Counts pushes between their way to the log and their being visible, so that a rotation can wait for those that began
 * before it. Thread-safe.
 */
final class InFlight {
    private long pushes;
    private boolean replaced;

    /** Begins a push; false if a rotation has replaced this counter, then the next one is to be asked. */
    synchronized boolean enter() {
        if (replaced) {
            return false;
        }
        pushes++;
        return true;
    }

    synchronized void leave() {
        pushes--;
        notifyAll();
    }

    synchronized boolean isIdle() {
        return pushes == 0;
    }

    /** Lets no more in, and waits until all have left. */
    synchronized void replaceAndAwaitIdle() {
        replaced = true;
        boolean interrupted = false;
        while (pushes > 0) {
            try {
                wait();
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
