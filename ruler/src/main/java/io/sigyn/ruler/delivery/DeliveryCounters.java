package io.sigyn.ruler.delivery;

import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;

/** What became of what one endpoint was sent. Thread-safe. */
public final class DeliveryCounters {
    /** Taken into the queue. */
    public final LongAdder queued = new LongAdder();

    public final LongAdder sent = new LongAdder();

    /** In attempts that failed. */
    public final LongAdder failed = new LongAdder();

    public final LongAdder retried = new LongAdder();

    /** Given up: refused for good, tried often enough, or pushed out by newer ones. */
    public final LongAdder dropped = new LongAdder();

    /** The newest time of a sample that was queued or sent, in milliseconds. */
    public final AtomicLong newestQueuedMillis = new AtomicLong();

    public final AtomicLong newestSentMillis = new AtomicLong();
}
