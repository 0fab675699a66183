package io.sigyn.ingester;

import io.sigyn.index.Segments;
import io.sigyn.index.View;
import io.sigyn.index.Views;
import io.sigyn.index.manifest.ManifestStore;
import io.sigyn.model.TenantId;
import io.sigyn.storage.disk.Disk;
import io.sigyn.storage.object.ObjectStore;
import java.io.IOException;
import java.time.InstantSource;
import java.util.concurrent.CompletionStage;

/**
 * Takes pushes, makes them durable and shows them to queries: acknowledged means on disk and visible. Owns the log, the
 * live data and the threads that flush it. Thread-safe.
 */
@SuppressWarnings({"DoNotCallSuggester", "UnusedVariable"}) // signatures first
public final class Ingester implements Views, AutoCloseable {
    private final IngesterMetrics metrics = new IngesterMetrics();

    private Ingester() {}

    /**
     * Replays what an earlier process left, then opens for pushes and queries.
     *
     * @throws IOException if the log cannot be read or the manifests cannot be asked what they cover
     */
    public static Ingester open(
            IngesterConfig config,
            Disk disk,
            ObjectStore store,
            ManifestStore manifests,
            Segments segments,
            InstantSource clock)
            throws IOException {
        throw new UnsupportedOperationException();
    }

    /**
     * Stores what is acceptable of a push. Decodes and validates on the calling thread, which must not be an event loop;
     * does no I/O there. The body's array becomes the ingester's.
     *
     * @return done when the rows are durable and visible; fails with a {@link RejectedPushException} if anything was
     *     refused (its other rows are stored, durable and visible by then) or if it cannot be stored now (503)
     */
    public CompletionStage<Void> push(TenantId tenant, PushBody body) {
        throw new UnsupportedOperationException();
    }

    /** One immutable view over live data, data being flushed, and the tenant's segments. */
    @Override
    public View open(TenantId tenant) throws IOException {
        throw new UnsupportedOperationException();
    }

    /** Follows what a tenant pushes from now on; at most {@code maxBytes} wait to be polled. */
    public PushSubscription subscribe(TenantId tenant, int maxBytes) {
        throw new UnsupportedOperationException();
    }

    /** Flushes what is live now; done when it is in the object store, or failed if that does not work now. */
    public CompletionStage<Void> flush() {
        throw new UnsupportedOperationException();
    }

    /** Streams with entries of late. */
    public int activeStreams(TenantId tenant) {
        throw new UnsupportedOperationException();
    }

    /** Memory of rows that are not in the object store yet. */
    public long liveBytes() {
        throw new UnsupportedOperationException();
    }

    public long logBytes() {
        throw new UnsupportedOperationException();
    }

    public IngesterMetrics metrics() {
        return metrics;
    }

    /** Refuses further pushes, flushes, and ends the threads. What cannot be flushed in time stays in the log. */
    @Override
    public void close() {}
}
