package io.sigyn.storage.cache;

import java.util.concurrent.atomic.LongAdder;

/** What a cache has done since it was opened, to be read by whoever shows metrics. Thread-safe. */
public final class CacheCounters {
    /** Chunks that were wanted and there; that were not; and the bytes of each. */
    public final LongAdder hits = new LongAdder();

    public final LongAdder misses = new LongAdder();
    public final LongAdder hitBytes = new LongAdder();
    public final LongAdder fetchedBytes = new LongAdder();

    /** Requests to the store for the sake of misses. */
    public final LongAdder fetches = new LongAdder();

    public final LongAdder evictions = new LongAdder();

    /** Files that were not what was written, and are gone now. */
    public final LongAdder damagedFiles = new LongAdder();

    /** Chunks that could not be kept: the disk is full, say. */
    public final LongAdder writeFailures = new LongAdder();
}
