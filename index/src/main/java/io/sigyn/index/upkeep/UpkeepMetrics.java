package io.sigyn.index.upkeep;

import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;

/** What upkeep has done, and what is left to do. Thread-safe. */
public final class UpkeepMetrics {
    public final LongAdder rounds = new LongAdder();
    public final LongAdder failedRounds = new LongAdder();
    public final AtomicLong lastRoundMillis = new AtomicLong();
    /** Milliseconds since 1970 at which the last round without a failure ended. */
    public final AtomicLong lastSuccessMillis = new AtomicLong();

    public final LongAdder merges = new LongAdder();
    public final LongAdder mergesLost = new LongAdder();
    public final LongAdder mergedSegments = new LongAdder();
    public final LongAdder mergedBytes = new LongAdder();
    public final LongAdder writtenBytes = new LongAdder();
    public final LongAdder repeatedRows = new LongAdder();
    public final LongAdder droppedRows = new LongAdder();

    public final LongAdder expiredSegments = new LongAdder();
    public final LongAdder oversizeSegments = new LongAdder();
    public final LongAdder appliedDeletions = new LongAdder();
    public final LongAdder purgedObjects = new LongAdder();
    public final LongAdder orphansDeleted = new LongAdder();
    public final LongAdder unreadableSegments = new LongAdder();

    /** Of all tenants, as of the last round. */
    public final AtomicLong segments = new AtomicLong();

    public final AtomicLong segmentBytes = new AtomicLong();
    public final AtomicLong debtSegments = new AtomicLong();
    public final AtomicLong debtBytes = new AtomicLong();
    public final AtomicLong removedSegments = new AtomicLong();
}
