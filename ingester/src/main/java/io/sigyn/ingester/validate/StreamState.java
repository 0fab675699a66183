package io.sigyn.ingester.validate;

import io.sigyn.model.Labels;

/**
 * What is known of an active stream: its newest entry, which decides what is too far behind, and its rate. Thread-safe.
 */
public final class StreamState {
    static final long NONE = Long.MIN_VALUE;

    private final Labels labels;
    private final TokenBucket rate = new TokenBucket();
    private long newest = NONE;
    private long newestDurable = NONE;
    private volatile long lastActiveMillis;

    StreamState(Labels labels, long nowMillis) {
        this.labels = labels;
        this.lastActiveMillis = nowMillis;
    }

    public Labels labels() {
        return labels;
    }

    TokenBucket rate() {
        return rate;
    }

    /** The newest entry that was accepted, stored or on its way; {@link #NONE} at first. Only with the lock held. */
    long newest() {
        return newest;
    }

    void newest(long timestampNanos) {
        newest = timestampNanos;
    }

    /** Entries up to this one are durable. */
    public synchronized void stored(long timestampNanos) {
        newestDurable = Math.max(newestDurable, timestampNanos);
        newest = Math.max(newest, newestDurable);
    }

    /** Entries that were accepted could not be stored, so they do not count: the client will send them again. */
    public synchronized void notStored() {
        newest = newestDurable;
    }

    long lastActiveMillis() {
        return lastActiveMillis;
    }

    void touch(long nowMillis) {
        lastActiveMillis = nowMillis;
    }
}
