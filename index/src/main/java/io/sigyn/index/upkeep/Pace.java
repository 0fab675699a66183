package io.sigyn.index.upkeep;

import java.io.InterruptedIOException;

/** Keeps work in the background from taking a whole processor or disk. For one thread. */
public interface Pace {
    /** As fast as it goes, for tests. */
    Pace FULL = bytes -> {};

    /** Called between steps of the work, after so many bytes were read; may wait. */
    void step(long bytes) throws InterruptedIOException;
}
