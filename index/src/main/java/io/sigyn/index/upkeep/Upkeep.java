package io.sigyn.index.upkeep;

import io.sigyn.index.Segments;
import io.sigyn.index.manifest.Manifest;
import io.sigyn.index.manifest.ManifestStore;
import io.sigyn.index.manifest.SegmentRef;
import io.sigyn.model.TenantId;
import io.sigyn.model.TenantLimits;
import io.sigyn.storage.object.ObjectStore;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps segments up, round by round: retention, deletions, compaction, and the objects that nobody needs any more. A tenant
 * with which something fails does not hold up the others, and is tried again in the next round. One thread of its own, of the
 * lowest priority, from {@link #start} to {@link #close}; {@link #round} may be called instead, by one thread at a time.
 */
public final class Upkeep implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Upkeep.class);
    private static final Duration FIRST_ROUND_AFTER = Duration.ofSeconds(15);
    private static final Duration CLOSE_TIMEOUT = Duration.ofSeconds(10);
    private static final int SEGMENTS_FOR_SIZE_LIMIT = 16;
    private static final long LEAST_SEGMENT_BYTES = 4 << 20;

    private final ManifestStore manifests;
    private final UpkeepOptions options;
    private final Function<TenantId, TenantLimits> limits;
    private final Deletions deletions;
    private final Flush flush;
    private final Pace pace;
    private final InstantSource clock;
    private final UpkeepMetrics metrics;
    private final Compactor compactor;
    private final Retention retention;
    private final DeletionApplier deleting;
    private final OrphanSweeper sweeper;
    private final CountDownLatch closing = new CountDownLatch(1);
    private @Nullable Thread thread;
    private long sweptMillis;

    /** Brings everything that was acknowledged before into segments. */
    public interface Flush {
        void flush() throws IOException;
    }

    public Upkeep(
            ObjectStore store,
            ManifestStore manifests,
            Segments segments,
            UpkeepOptions options,
            Function<TenantId, TenantLimits> limits,
            Deletions deletions,
            Flush flush,
            Pace pace,
            InstantSource clock,
            RandomGenerator random,
            UpkeepMetrics metrics) {
        this.manifests = manifests;
        this.options = options;
        this.limits = limits;
        this.deletions = deletions;
        this.flush = flush;
        this.pace = pace;
        this.clock = clock;
        this.metrics = metrics;
        this.compactor = new Compactor(store, manifests, options, this::step, clock, random, metrics);
        this.retention = new Retention(manifests, segments, compactor, metrics);
        this.deleting = new DeletionApplier(manifests, deletions, compactor, metrics);
        this.sweeper = new OrphanSweeper(store, manifests, segments, options, clock, metrics);
        this.sweptMillis = clock.millis();
    }

    /** Starts the rounds. */
    @SuppressWarnings("ThreadPriorityCheck") // kinder to others where priorities count, and right where they do not
    public void start() {
        Thread started = new Thread(this::run, "upkeep");
        started.setDaemon(true);
        started.setPriority(Thread.MIN_PRIORITY);
        thread = started;
        started.start();
    }

    private void run() {
        Duration wait = FIRST_ROUND_AFTER.compareTo(options.interval()) < 0 ? FIRST_ROUND_AFTER : options.interval();
        try {
            while (!closing.await(wait.toMillis(), TimeUnit.MILLISECONDS)) {
                round();
                wait = options.interval();
            }
        } catch (InterruptedException e) {
            // It is being closed.
        }
    }

    /** One round over all tenants; returns whether all of it succeeded. */
    public boolean round() {
        long begunMillis = clock.millis();
        boolean succeeded = true;
        Totals totals = new Totals();
        try {
            boolean sweeps = begunMillis - sweptMillis
                    >= options.grace().orphanInterval().toMillis();
            Set<TenantId> tenants = new TreeSet<>(manifests.tenants());
            tenants.addAll(deletions.tenants());
            for (TenantId tenant : tenants) {
                succeeded &= !isClosing() && keepUp(tenant, sweeps, totals);
            }
            sweptMillis = sweeps ? begunMillis : sweptMillis;
            totals.show(metrics);
        } catch (IOException | RuntimeException e) {
            LOG.warn("upkeep: cannot list the tenants: {}. It is tried again in {}", e, options.interval());
            succeeded = false;
        }
        long now = clock.millis();
        metrics.rounds.increment();
        metrics.lastRoundMillis.set(now - begunMillis);
        if (succeeded) {
            metrics.lastSuccessMillis.set(now);
        } else {
            metrics.failedRounds.increment();
        }
        return succeeded;
    }

    /** What a round has seen of all tenants. */
    private static final class Totals {
        private long segments;
        private long bytes;
        private long removed;
        private long debtSegments;
        private long debtBytes;

        void add(Manifest manifest, List<CompactionPlan> plans) {
            segments += manifest.segments().size();
            for (SegmentRef segment : manifest.segments()) {
                bytes += segment.summary().sizeBytes();
            }
            removed += manifest.removed().size();
            for (CompactionPlan plan : plans) {
                debtSegments += plan.inputs().size();
                debtBytes += plan.sizeBytes();
            }
        }

        void show(UpkeepMetrics metrics) {
            metrics.segments.set(segments);
            metrics.segmentBytes.set(bytes);
            metrics.removedSegments.set(removed);
            metrics.debtSegments.set(debtSegments);
            metrics.debtBytes.set(debtBytes);
        }
    }

    /** Keeps this thread from taking too much, and ends what it is at when it is to close. */
    private void step(long bytes) throws InterruptedIOException {
        if (isClosing()) {
            throw new InterruptedIOException("upkeep is closed; what it was at is done after the next start");
        }
        pace.step(bytes);
    }

    private boolean isClosing() {
        return closing.getCount() == 0;
    }

    private boolean keepUp(TenantId tenant, boolean sweeps, Totals totals) {
        boolean succeeded = false;
        try {
            manifests.refresh(tenant);
            TenantLimits its = limits.apply(tenant);
            long maxSegmentBytes = maxSegmentBytes(its);
            RowFilter filter = RowFilter.NONE;
            if (options.retentionEnabled()) {
                RetentionPolicy policy = RetentionPolicy.of(its, clock.millis());
                retention.apply(tenant, its, policy);
                filter = policy;
            }
            applyDeletions(tenant);
            compactor.compact(tenant, maxSegmentBytes, filter);
            sweeper.purge(tenant);
            if (sweeps) {
                sweeper.sweep(tenant);
            }
            Manifest manifest = manifests.known(tenant);
            totals.add(manifest, compactor.plan(manifest, maxSegmentBytes));
            succeeded = true;
        } catch (IOException e) {
            LOG.warn("{}: upkeep failed: {}. It is tried again in {}", tenant, e, options.interval());
        } catch (RuntimeException e) {
            LOG.error("{}: upkeep failed unexpectedly; it is tried again in {}", tenant, options.interval(), e);
        }
        return succeeded;
    }

    /** Where a limit on size drops whole segments, they must not be too large a part of it. */
    private long maxSegmentBytes(TenantLimits its) {
        long limit = options.retentionEnabled() ? its.retentionMaxBytes() : 0;
        return limit <= 0
                ? options.merge().maxSegmentBytes()
                : Math.min(
                        options.merge().maxSegmentBytes(),
                        Math.max(LEAST_SEGMENT_BYTES, limit / SEGMENTS_FOR_SIZE_LIMIT));
    }

    private void applyDeletions(TenantId tenant) throws IOException {
        List<Deletions.Due> due = deletions.due(tenant);
        if (due.isEmpty()) {
            return;
        }
        flush.flush();
        if (deleting.apply(tenant, due)) {
            deletions.applied(tenant, due);
            LOG.info("{}: {} requests to delete rows are applied", tenant, due.size());
        } else {
            LOG.info("{}: segments change too fast to delete rows from them; tried again soon", tenant);
        }
    }

    /** Ends the rounds; what one is at is left and done again after the next start. */
    @Override
    public void close() {
        closing.countDown();
        Thread running = thread;
        if (running == null) {
            return;
        }
        try {
            running.join(CLOSE_TIMEOUT.toMillis());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
