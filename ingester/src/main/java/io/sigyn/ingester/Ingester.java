package io.sigyn.ingester;

import io.sigyn.index.RowSource;
import io.sigyn.index.Segments;
import io.sigyn.index.View;
import io.sigyn.index.Views;
import io.sigyn.index.manifest.ManifestStore;
import io.sigyn.ingester.decode.DecodedPush;
import io.sigyn.ingester.decode.PushDecoder;
import io.sigyn.ingester.decode.StreamTable;
import io.sigyn.ingester.live.LiveOptions;
import io.sigyn.ingester.live.LiveStore;
import io.sigyn.ingester.log.AcceptedEntries;
import io.sigyn.ingester.validate.PushValidator;
import io.sigyn.ingester.validate.StreamState;
import io.sigyn.ingester.validate.TenantStreams;
import io.sigyn.ingester.validate.ValidatedPush;
import io.sigyn.model.Selector;
import io.sigyn.model.TenantId;
import io.sigyn.model.TenantLimits;
import io.sigyn.model.TimeRange;
import io.sigyn.storage.disk.Disk;
import io.sigyn.storage.object.ObjectStore;
import io.sigyn.storage.wal.WalListener;
import java.io.IOException;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Takes pushes, makes them durable and shows them to queries: acknowledged means on disk and visible. Owns the log, the
 * live data and the threads that flush it. Thread-safe.
 */
public final class Ingester implements Views, AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Ingester.class);
    private static final int EXPIRE_EVERY_PUSHES = 1024;

    private final IngesterConfig config;
    private final InstantSource clock;
    private final IngesterMetrics metrics;
    private final PushDecoder decoder;
    private final PushValidator validator;
    private final ExecutorService applying;
    private final Subscriptions subscriptions;
    private final LiveStore live;
    private final Map<TenantId, Tenant> tenants = new ConcurrentHashMap<>();
    private final ThreadLocal<Working> working = ThreadLocal.withInitial(Working::new);

    /** What is kept of a tenant between pushes. */
    private static final class Tenant {
        final StreamTable table = new StreamTable();
        final TenantStreams streams;
        int pushes;

        Tenant(TenantId tenant) {
            streams = new TenantStreams(tenant);
        }
    }

    /** What a thread uses again and again. */
    private static final class Working {
        final ValidatedPush outcome = new ValidatedPush();
        final EntryCollector collector = new EntryCollector();
    }

    private Ingester(
            IngesterConfig config,
            InstantSource clock,
            IngesterMetrics metrics,
            ExecutorService applying,
            Subscriptions subscriptions,
            LiveStore live) {
        this.config = config;
        this.clock = clock;
        this.metrics = metrics;
        this.decoder = new PushDecoder(config.maxDecodedBytes(), clock);
        this.validator = new PushValidator(
                config.maxMessageBytes(),
                config.firstSchemaTime(),
                config.maxChunkAge().dividedBy(2),
                clock);
        this.applying = applying;
        this.subscriptions = subscriptions;
        this.live = live;
    }

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
        IngesterMetrics metrics = new IngesterMetrics();
        Subscriptions subscriptions = new Subscriptions();
        ExecutorService applying = Executors.newFixedThreadPool(
                Math.max(1, Runtime.getRuntime().availableProcessors()), task -> new Thread(task, "live-rows"));
        try {
            LiveStore live = LiveStore.open(
                    options(config),
                    disk,
                    store,
                    manifests,
                    segments,
                    applying,
                    System::nanoTime,
                    new SecureRandom(),
                    subscriptions::publish,
                    new LogMetrics(metrics));
            Ingester ingester = new Ingester(config, clock, metrics, applying, subscriptions, live);
            ingester.restoreStreams();
            return ingester;
        } catch (Throwable failure) {
            applying.shutdown();
            throw failure;
        }
    }

    private static LiveOptions options(IngesterConfig config) {
        return new LiveOptions(
                config.directory(),
                config.rotation().maxBytes(),
                config.rotation().maxAge(),
                config.maxLiveBytes(),
                config.maxLogBytes(),
                config.flushRetry().first(),
                config.flushRetry().longest(),
                config.closeTimeout());
    }

    private record LogMetrics(IngesterMetrics metrics) implements WalListener {
        @Override
        public void groupBegun(int records, long payloadBytes) {
            metrics.logRecords.add(records);
            metrics.logBytes.add(payloadBytes);
        }

        @Override
        public void groupDurable() {
            metrics.logSyncs.increment();
        }

        @Override
        public void groupFailed(IOException failure) {
            metrics.logFailures.increment();
            LOG.error("{}", failure.getMessage());
        }
    }

    /** What was replayed decides which entries are too far behind, as it did before. */
    private void restoreStreams() throws IOException {
        long now = clock.millis();
        for (TenantId id : live.tenants()) {
            Tenant tenant = tenant(id);
            try (View view = live.open(id)) {
                for (RowSource source : view.sources()) {
                    if (source.live()) {
                        source.forEachStream(
                                Selector.ALL,
                                TimeRange.ALL,
                                (stream, stats) -> tenant.streams.restore(stream, stats.maxTimestampNanos(), now));
                    }
                }
            }
        }
    }

    private Tenant tenant(TenantId id) {
        return tenants.computeIfAbsent(id, Tenant::new);
    }

    /**
     * Stores what is acceptable of a push. Decodes and validates on the calling thread, which must not be an event loop;
     * does no I/O there. The body's array becomes the ingester's.
     *
     * @return done when the rows are durable and visible; fails with a {@link RejectedPushException} if anything was
     *     refused (its other rows are stored, durable and visible by then) or if it cannot be stored now (503)
     */
    public CompletionStage<Void> push(TenantId id, PushBody body) {
        Tenant tenant = tenant(id);
        TenantLimits limits = config.limits().apply(id);
        expire(tenant);
        Working mine = working.get();
        ValidatedPush outcome = mine.outcome;
        try {
            DecodedPush decoded = decoder.decode(body, tenant.table, limits);
            validator.validate(decoded, tenant.streams, limits, metrics.tenant(id), outcome);
        } catch (RejectedPushException refused) {
            return CompletableFuture.failedFuture(refused);
        }
        RejectedPushException refusal = outcome.refusal();
        if (outcome.acceptedEntries() == 0) {
            return refusal == null ? CompletableFuture.completedFuture(null) : CompletableFuture.failedFuture(refusal);
        }
        AcceptedEntries accepted = mine.collector.collect(id, outcome);
        Runnable stored = stored(outcome);
        @Nullable StreamState[] states = outcome.states();
        return live.append(accepted).handle((done, failure) -> {
            if (failure != null) {
                for (StreamState state : states) {
                    if (state != null) {
                        state.notStored();
                    }
                }
                throw new CompletionException(unavailable(failure));
            }
            stored.run();
            if (refusal != null) {
                throw new CompletionException(refusal);
            }
            return null;
        });
    }

    /** Tells the streams which of their entries are durable; made before the outcome is used again. */
    private static Runnable stored(ValidatedPush outcome) {
        DecodedPush push = outcome.push();
        @Nullable StreamState[] states = outcome.states();
        long[] newest = new long[states.length];
        for (int stream = 0; stream < states.length; stream++) {
            newest[stream] = Long.MIN_VALUE;
            for (int entry = push.from(stream); entry < push.to(stream); entry++) {
                if (outcome.isAccepted(entry)) {
                    newest[stream] = Math.max(newest[stream], push.timestamp(entry));
                }
            }
        }
        return () -> {
            for (int stream = 0; stream < states.length; stream++) {
                StreamState state = states[stream];
                if (state != null && newest[stream] != Long.MIN_VALUE) {
                    state.stored(newest[stream]);
                }
            }
        };
    }

    private RejectedPushException unavailable(Throwable failure) {
        Throwable cause = failure instanceof CompletionException && failure.getCause() != null ? failure.getCause() : failure;
        metrics.pushesTurnedAway.increment();
        return new RejectedPushException(503, "" + cause.getMessage());
    }

    private void expire(Tenant tenant) {
        // Unsynchronised on purpose: how often exactly does not matter.
        if (++tenant.pushes % EXPIRE_EVERY_PUSHES == 0) {
            tenant.streams.expire(clock.millis() - config.streamIdle().toMillis());
        }
    }

    /** One immutable view over live data, data being flushed, and the tenant's segments. */
    @Override
    public View open(TenantId tenant) throws IOException {
        return live.open(tenant);
    }

    /** Follows what a tenant pushes from now on; at most {@code maxBytes} wait to be polled. */
    public PushSubscription subscribe(TenantId tenant, int maxBytes) {
        return subscriptions.subscribe(tenant, maxBytes);
    }

    /** Flushes what is live now; done when it is in the object store, or failed if that does not work now. */
    public CompletionStage<Void> flush() {
        CompletableFuture<Void> done = new CompletableFuture<>();
        Thread waiting = new Thread(
                () -> {
                    try {
                        live.flush();
                        done.complete(null);
                    } catch (IOException | RuntimeException e) {
                        done.completeExceptionally(e);
                    }
                },
                "flush-request");
        waiting.setDaemon(true);
        waiting.start();
        return done;
    }

    /** Streams with entries of late. */
    public int activeStreams(TenantId tenant) {
        Tenant known = tenants.get(tenant);
        return known == null ? 0 : known.streams.active();
    }

    /** Memory of rows that are not in the object store yet. */
    public long liveBytes() {
        return live.liveBytes();
    }

    public long logBytes() {
        return live.logBytes();
    }

    public IngesterMetrics metrics() {
        return metrics;
    }

    /** Refuses further pushes, flushes, and ends the threads. What cannot be flushed in time stays in the log. */
    @Override
    public void close() {
        live.close();
        applying.shutdown();
    }
}
