package io.sigyn.index.upkeep;

import java.io.InterruptedIOException;

/** Keeps work in the background from taking a whole processor or disk. For one thread. */
public interface Pace {
    /** As fast as it goes, for tests. */
    Pace FULL = bytes -> {};

    /** Called between steps of the work, after so many bytes were read; may wait. */
    void step(long bytes) throws InterruptedIOException;

    /** Rests for a part of the time that it worked: with 0.5 it takes two thirds of a processor at most. */
    static Pace resting(double partOfWork) {
        return new Pace() {
            private static final long LEAST_MILLIS = 5;
            private static final long MOST_MILLIS = 200;

            private long workingSince = System.nanoTime();

            @Override
            public void step(long bytes) throws InterruptedIOException {
                long rest = (long) ((System.nanoTime() - workingSince) / 1e6 * partOfWork);
                if (rest >= LEAST_MILLIS) {
                    try {
                        Thread.sleep(Math.min(rest, MOST_MILLIS));
                    } catch (InterruptedException e) {
                        Thread.currentThread().interrupt();
                        throw new InterruptedIOException("interrupted between steps of upkeep");
                    }
                    workingSince = System.nanoTime();
                }
            }
        };
    }
}
