package io.sigyn.querier.scan;

import io.sigyn.querier.Cancellation;
import io.sigyn.querier.QueryException;
import io.sigyn.querier.QueryException.Kind;
import java.time.Duration;

/**
 * What all parts of one running query share: when it has to end, how much memory it may hold, what it has read so far,
 * and the threads that it runs on. Closing it gives the memory back. Thread-safe.
 */
public final class QueryContext implements AutoCloseable {
    private final String tenant;
    private final ScanExecutor executor;
    private final Cancellation cancellation;
    private final long startedNanos;
    private final long timeoutNanos;
    private final QueryMemory.Share memory;
    private final ScanCounters counters = new ScanCounters();

    /** A timeout of zero means none. {@code tenant} names the queue that tasks wait in. */
    public QueryContext(
            String tenant, ScanExecutor executor, Cancellation cancellation, Duration timeout, QueryMemory memory) {
        this.tenant = tenant;
        this.executor = executor;
        this.cancellation = cancellation;
        this.startedNanos = System.nanoTime();
        this.timeoutNanos = timeout.isZero() ? Long.MAX_VALUE : timeout.toNanos();
        this.memory = memory.share();
    }

    /** Ends the query by an exception if nobody waits for it any more or its time is over. */
    public void check() {
        if (cancellation.isCancelled()) {
            throw new QueryException(Kind.CANCELLED, "The request was cancelled by the client.");
        }
        if (System.nanoTime() - startedNanos > timeoutNanos) {
            throw new QueryException(
                    Kind.TIMEOUT,
                    "Request timed out, decrease the duration of the request or add more label matchers"
                            + " (prefer exact match over regex match) to reduce the amount of data processed.");
        }
    }

    /** Accounts for memory that the query is about to hold; ends the query if that is too much. */
    public void reserve(long bytes) {
        memory.reserve(bytes);
    }

    public void release(long bytes) {
        memory.release(bytes);
    }

    @Override
    public void close() {
        memory.close();
    }

    public ScanCounters counters() {
        return counters;
    }

    public long elapsedNanos() {
        return System.nanoTime() - startedNanos;
    }

    String tenant() {
        return tenant;
    }

    ScanExecutor executor() {
        return executor;
    }
}
