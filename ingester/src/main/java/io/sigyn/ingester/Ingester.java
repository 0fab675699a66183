package io.sigyn.ingester;

import io.sigyn.index.Segments;
import io.sigyn.index.View;
import io.sigyn.index.Views;
import io.sigyn.index.manifest.ManifestStore;
import io.sigyn.ingester.decode.DecodedPush;
import io.sigyn.ingester.decode.PushDecoder;
import io.sigyn.ingester.decode.StreamTable;
import io.sigyn.ingester.flush.RotationPolicy;
import io.sigyn.ingester.live.Followers;
import io.sigyn.ingester.live.GenerationWriter;
import io.sigyn.ingester.live.LiveOptions;
import io.sigyn.ingester.live.LiveStore;
import io.sigyn.ingester.live.StoreBusyException;
import io.sigyn.ingester.log.PushRecordEncoder;
import io.sigyn.ingester.pattern.PatternMiner;
import io.sigyn.ingester.validate.PushValidator;
import io.sigyn.ingester.validate.StreamState;
import io.sigyn.ingester.validate.TenantStreams;
import io.sigyn.ingester.validate.ValidatedPush;
import io.sigyn.model.Labels;
import io.sigyn.model.TenantId;
import io.sigyn.model.TenantLimits;
import io.sigyn.model.TimeRange;
import io.sigyn.storage.disk.Disk;
import io.sigyn.storage.object.ObjectStore;
import java.io.IOException;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Takes pushes, makes them durable and shows them to queries: acknowledged means on disk and visible. Owns the log, the
 * live data and the threads that flush it. Thread-safe.
 */
public final class Ingester implements Views, AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Ingester.class);
    private static final long EXPIRE_MILLIS = 60_000;
    private static final int KEPT_WORKING = 8;

    private final IngesterConfig config;
    private final InstantSource clock;
    private final IngesterMetrics metrics;
    private final Map<TenantId, Tenant> tenants;
    private final Followers followers;
    private final LiveStore live;
    private final PushDecoder decoder;
    private final PushValidator validator;
    private final Queue<Working> working = new ArrayBlockingQueue<>(KEPT_WORKING);
    private final AtomicLong expiredMillis = new AtomicLong();
    private volatile boolean closed;

    private Ingester(
            IngesterConfig config,
            InstantSource clock,
            IngesterMetrics metrics,
            Map<TenantId, Tenant> tenants,
            Followers followers,
            LiveStore live) {
        this.config = config;
        this.clock = clock;
        this.metrics = metrics;
        this.tenants = tenants;
        this.followers = followers;
        this.live = live;
        this.decoder = new PushDecoder(config.messages().maxDecodedBytes(), clock);
        this.validator = new PushValidator(
                config.messages().maxBytes(),
                config.times().firstSchema(),
                config.times().maxChunkAge().dividedBy(2),
                clock);
    }

    /** What is kept for a tenant that pushes. */
    private record Tenant(StreamTable table, TenantStreams streams) {
        Tenant(TenantId id) {
            this(new StreamTable(), new TenantStreams(id));
        }
    }

    /** What a push needs from its arrival until it is visible, to be used again by another. */
    private static final class Working {
        final PushDecoder.Space space = new PushDecoder.Space();
        final ValidatedPush valid = new ValidatedPush();
        final PushRecordEncoder encoder = new PushRecordEncoder();
    }

    /** Notes what became visible, for the windows of streams and for those who follow. */
    private record Visible(Map<TenantId, Tenant> tenants, Followers followers, InstantSource clock)
            implements GenerationWriter.Listener {
        @Override
        public GenerationWriter.@Nullable Rows rowsOf(TenantId tenant) {
            return followers.rowsOf(tenant);
        }

        @Override
        public void streamAdded(TenantId tenant, Labels stream, long newestNanos) {
            tenants.computeIfAbsent(tenant, Tenant::new).streams.restore(stream, newestNanos, clock.millis());
        }
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
        return open(config, disk, store, manifests, segments, clock, Runnable::run);
    }

    /** The same; {@code applying} runs what makes rows visible, and then what waits for a push. It must not block. */
    public static Ingester open(
            IngesterConfig config,
            Disk disk,
            ObjectStore store,
            ManifestStore manifests,
            Segments segments,
            InstantSource clock,
            Executor applying)
            throws IOException {
        IngesterMetrics metrics = new IngesterMetrics();
        Map<TenantId, Tenant> tenants = new ConcurrentHashMap<>();
        Followers followers = new Followers();
        LiveOptions options = new LiveOptions(
                config.directory(),
                new RotationPolicy(
                        config.rotation().maxBytes(), config.rotation().maxAge()),
                config.room().liveBytes(),
                config.room().logBytes(),
                config.room().longestWait(),
                Math.max(1, Runtime.getRuntime().availableProcessors() - 1),
                config.flush().tenantsAtOnce(),
                config.flush().firstWait(),
                config.flush().longestWait(),
                config.flush().closeTimeout());
        LiveStore live = LiveStore.open(
                options,
                disk,
                store,
                manifests,
                segments,
                applying,
                clock,
                new SecureRandom(),
                new Visible(tenants, followers, clock),
                metrics);
        return new Ingester(config, clock, metrics, tenants, followers, live);
    }

    /**
     * Stores what is acceptable of a push. Decodes and validates on the calling thread, which must not be an event loop;
     * does no I/O there. The body's array becomes the ingester's.
     *
     * @return done when the rows are durable (in the log, or for tenants of that durability in the object store) and
     *     visible; fails with a {@link RejectedPushException} if anything was
     *     refused (its other rows are stored, durable and visible by then) or if it cannot be stored now (503). What
     *     depends on it must be brief: it runs on the log's thread
     */
    public CompletionStage<Void> push(TenantId tenant, PushBody body) {
        try {
            return pushed(tenant, body);
        } catch (RejectedPushException refused) {
            return CompletableFuture.failedFuture(forEndpoint(refused, body));
        } catch (RuntimeException | StackOverflowError unforeseen) {
            LOG.error(
                    "a push of {} bytes for tenant {} failed in a way that is a mistake in here",
                    body.length(),
                    tenant,
                    unforeseen);
            return CompletableFuture.failedFuture(
                    new RejectedPushException(503, "internal error; see the server's log"));
        }
    }

    private CompletionStage<Void> pushed(TenantId id, PushBody body) {
        StoreBusyException busy = live.awaitRoom();
        if (closed || busy != null) {
            throw turnedAway(
                    closed ? "the server is shutting down" : busy == null ? "" : String.valueOf(busy.getMessage()));
        }
        expireIdle();
        Working used = working.poll();
        Working mine = used == null ? new Working() : used;
        CompletionStage<Void> done;
        try {
            done = pushed(id, body, mine);
        } catch (RejectedPushException refused) {
            working.offer(mine);
            throw refused;
        }
        return done;
    }

    private CompletionStage<Void> pushed(TenantId id, PushBody body, Working mine) {
        Tenant tenant = tenants.computeIfAbsent(id, Tenant::new);
        TenantLimits limits = config.limits().apply(id);
        DecodedPush decoded = decoder.decode(body, tenant.table, limits, mine.space);
        IngesterMetrics.Tenant counters = metrics.tenant(id);
        validator.validate(decoded, tenant.streams, limits, counters, mine.valid);
        RejectedPushException refusal = mine.valid.refusal();
        if (mine.valid.acceptedEntries() == 0) {
            working.offer(mine);
            return refusal == null
                    ? CompletableFuture.completedFuture(null)
                    : CompletableFuture.failedFuture(forEndpoint(refusal, body));
        }
        @Nullable StreamState[] states = mine.valid.states();
        CompletableFuture<Void> done = new CompletableFuture<>();
        CompletableFuture<Long> stored = live.append(mine.encoder.encode(id, mine.valid))
                .whenComplete((ignored, failure) -> working.offer(mine));
        if (limits.durability().equals(TenantLimits.OBJECT)) {
            stored = stored.thenCompose(duplicates -> live.flushSoon().thenApply(ignored -> duplicates));
        }
        CompletableFuture<?> unused = stored.whenComplete((duplicates, failure) -> {
            if (failure != null) {
                notStored(states);
                done.completeExceptionally(turnedAway(
                        "cannot store the push now: " + cause(failure).getMessage()));
            } else {
                counters.duplicates.add(duplicates);
                if (refusal == null) {
                    done.complete(null);
                } else {
                    done.completeExceptionally(forEndpoint(refusal, body));
                }
            }
        });
        return done;
    }

    private static Throwable cause(Throwable failure) {
        return failure instanceof CompletionException && failure.getCause() != null ? failure.getCause() : failure;
    }

    private static void notStored(@Nullable StreamState[] states) {
        for (StreamState state : states) {
            if (state != null) {
                state.notStored();
            }
        }
    }

    private RejectedPushException turnedAway(String why) {
        metrics.pushesTurnedAway.increment();
        return new RejectedPushException(503, why);
    }

    /** OTLP's clients take 500 for final, so that Loki says 503 to them. */
    private static RejectedPushException forEndpoint(RejectedPushException refused, PushBody body) {
        return body.endpoint() == PushBody.Endpoint.OTLP && refused.status() == 500
                ? new RejectedPushException(503, String.valueOf(refused.getMessage()))
                : refused;
    }

    /** Forgets streams that are not active any more, now and then. */
    private void expireIdle() {
        long now = clock.millis();
        long last = expiredMillis.get();
        if (now - last >= EXPIRE_MILLIS && expiredMillis.compareAndSet(last, now)) {
            for (Tenant tenant : tenants.values()) {
                tenant.streams.expire(now - config.times().streamIdle().toMillis());
            }
        }
    }

    /** One immutable view over live data, data being flushed, and the tenant's segments. */
    @Override
    public View open(TenantId tenant) throws IOException {
        return live.open(tenant);
    }

    @Override
    public Object version(TenantId tenant, TimeRange range) throws IOException {
        return live.version(tenant, range);
    }

    /** Follows what a tenant pushes from now on; at most {@code maxBytes} wait to be polled. */
    public PushSubscription subscribe(TenantId tenant, int maxBytes) {
        return followers.subscribe(tenant, maxBytes);
    }

    /** Lets a miner learn from what all tenants push from now on; to be called once. */
    public void teach(PatternMiner miner) {
        followers.subscribeAll(PatternMiner.waitingBytes(), miner::follow);
    }

    /** Flushes what is live now; done when it is in the object store, or failed if that does not work now. */
    public CompletionStage<Void> flush() {
        return live.flush();
    }

    /** Streams with entries of late. */
    public int activeStreams(TenantId tenant) {
        Tenant known = tenants.get(tenant);
        return known == null ? 0 : known.streams.active();
    }

    /** Streams that became active since the start. */
    public long createdStreams(TenantId tenant) {
        Tenant known = tenants.get(tenant);
        return known == null ? 0 : known.streams.created();
    }

    /** Memory of rows that are not in the object store yet. */
    public long liveBytes() {
        return live.liveBytes();
    }

    /** For how long the oldest rows wait that are in no segment yet, in milliseconds; 0 if there are none. */
    public long flushLagMillis() {
        long oldest = live.oldestRowMillis();
        return oldest == Long.MAX_VALUE ? 0 : Math.max(0, clock.millis() - oldest);
    }

    /** Flushes that are waited for or under way. */
    public int generationsWaiting() {
        return live.generationsWaiting();
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
        closed = true;
        live.close();
    }
}
