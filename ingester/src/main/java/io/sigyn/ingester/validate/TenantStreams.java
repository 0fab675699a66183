package io.sigyn.ingester.validate;

import io.sigyn.model.Labels;
import io.sigyn.model.TenantId;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;

/** A tenant's active streams, and its rate. Bounded by the tenant's limit on streams. Thread-safe. */
public final class TenantStreams {
    private final TenantId tenant;
    private final ConcurrentMap<Labels, StreamState> streams = new ConcurrentHashMap<>();
    private final AtomicInteger count = new AtomicInteger();
    private final TokenBucket rate = new TokenBucket();
    private final LongAdder created = new LongAdder();

    public TenantStreams(TenantId tenant) {
        this.tenant = tenant;
    }

    public TenantId tenant() {
        return tenant;
    }

    TokenBucket rate() {
        return rate;
    }

    @Nullable
    StreamState find(Labels labels) {
        return streams.get(labels);
    }

    /** The stream, made active if it is not; null if that would exceed the limit (0: none). */
    @Nullable
    StreamState findOrAdd(Labels labels, int limit, long nowMillis) {
        StreamState known = streams.get(labels);
        if (known != null) {
            return known;
        }
        synchronized (this) {
            known = streams.get(labels);
            if (known == null && (limit <= 0 || count.get() < limit)) {
                known = new StreamState(labels, nowMillis);
                streams.put(labels, known);
                count.incrementAndGet();
                created.increment();
            }
            return known;
        }
    }

    /** A stream that was found in the log with its newest entry. */
    public void restore(Labels labels, long newestNanos, long nowMillis) {
        StreamState state = findOrAdd(labels, 0, nowMillis);
        if (state != null) {
            state.stored(newestNanos);
        }
    }

    /** Forgets streams that had no entries since a time. */
    public void expire(long idleSinceMillis) {
        for (StreamState state : streams.values()) {
            if (state.lastActiveMillis() < idleSinceMillis) {
                synchronized (this) {
                    if (state.lastActiveMillis() < idleSinceMillis && streams.remove(state.labels(), state)) {
                        count.decrementAndGet();
                    }
                }
            }
        }
    }

    /** How many streams became active so far, again if they were idle for long. */
    public long created() {
        return created.sum();
    }

    /** How many streams are active. */
    public int active() {
        return count.get();
    }
}
