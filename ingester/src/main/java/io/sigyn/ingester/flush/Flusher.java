package io.sigyn.ingester.flush;

import io.sigyn.index.SegmentKeys;
import io.sigyn.index.manifest.Manifest;
import io.sigyn.index.manifest.ManifestChange;
import io.sigyn.index.manifest.ManifestStore;
import io.sigyn.index.manifest.SegmentRef;
import io.sigyn.ingester.IngesterMetrics;
import io.sigyn.ingester.live.Generation;
import io.sigyn.ingester.live.TenantLive;
import io.sigyn.model.EntryMetadata;
import io.sigyn.model.Labels;
import io.sigyn.model.TenantId;
import io.sigyn.storage.object.ObjectStore;
import io.sigyn.storage.segment.SegmentOptions;
import io.sigyn.storage.segment.SegmentWriter;
import java.io.IOException;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/**
 * Makes segments of a generation: for each tenant one segment is put, or one for each part of a generation that does not
 * fit into memory, then one commit names them and the generation. Done again after a failure it commits nothing twice. For
 * one thread at a time.
 */
public final class Flusher {
    /** Full blocks that may wait or be in work beside the one that is filled: enough for a helper, little memory. */
    private static final int BLOCKS_AHEAD = 2;

    /** Of a tenant's rows in memory: up to so many, several tenants are flushed at once, which wait for the store mostly. */
    private static final long SMALL_BYTES = 1 << 20;

    private final ObjectStore store;
    private final ManifestStore manifests;
    private final WriterIdentity writer;
    private final Path spillFolder;
    private final Executor helpers;
    private final int tenantsAtOnce;
    private final IngesterMetrics metrics;
    private final InstantSource clock;

    /**
     * @param helpers threads that encode blocks beside the flushing one; may do nothing
     * @param tenantsAtOnce how many of those with few rows are flushed at the same time
     */
    public Flusher(
            ObjectStore store,
            ManifestStore manifests,
            WriterIdentity writer,
            Path spillFolder,
            Executor helpers,
            int tenantsAtOnce,
            IngesterMetrics metrics,
            InstantSource clock) {
        this.store = store;
        this.manifests = manifests;
        this.writer = writer;
        this.spillFolder = spillFolder;
        this.helpers = helpers;
        this.tenantsAtOnce = tenantsAtOnce;
        this.metrics = metrics;
        this.clock = clock;
    }

    /** How much a flush may take its time. */
    private enum Pace {
        AT_EASE,
        BEHIND,
        IN_HASTE
    }

    /** Segments of a generation's first parts, which are put but count only once its last part is flushed. */
    public static final class Parts {
        private final Map<TenantId, List<SegmentRef>> segments = new TreeMap<>();

        private List<SegmentRef> of(TenantId tenant) {
            return segments.getOrDefault(tenant, List.of());
        }
    }

    /**
     * Flushes what no manifest covers yet. A tenant's rows leave the generation once its manifest has them.
     *
     * @param floor the lowest generation that still has a log
     * @param behind whether pushes fill memory faster than flushes empty it, so that these should take less time
     * @throws IOException if a tenant could not be flushed; those that were are skipped the next time
     */
    public void flush(Generation generation, long floor, boolean behind) throws IOException {
        flush(generation, new Parts(), floor, behind ? Pace.BEHIND : Pace.AT_EASE);
    }

    /**
     * The same for rows that nobody sees yet and whose memory is waited for, the last part, or all, of a generation: they
     * leave memory before they are put, and a failure leaves them to whoever replays the log.
     */
    public void flushInHaste(Generation last, Parts before, long floor) throws IOException {
        flush(last, before, floor, Pace.IN_HASTE);
    }

    /**
     * Puts segments of a part of a generation, of which more is to come, in haste. They count once {@link #flushInHaste} has
     * had the last part.
     */
    public void putInHaste(Generation part, Parts before) throws IOException {
        for (TenantId tenant : part.tenants()) {
            List<SegmentRef> segments = before.segments.computeIfAbsent(tenant, any -> new ArrayList<>());
            segments.add(put(part, tenant, partKey(tenant, part.number(), segments.size()), Pace.IN_HASTE));
        }
    }

    private void flush(Generation generation, Parts before, long floor, Pace pace) throws IOException {
        Set<TenantId> tenants = generation.tenants();
        tenants.addAll(before.segments.keySet());
        List<TenantId> large = new ArrayList<>();
        List<TenantId> small = new ArrayList<>();
        for (TenantId tenant : tenants) {
            TenantLive live = generation.tenant(tenant);
            (live == null || live.memoryBytes() <= SMALL_BYTES ? small : large).add(tenant);
        }
        SeveralAtOnce.run(small, tenantsAtOnce, tenant -> flush(tenant, generation, before, floor, pace));
        SeveralAtOnce.run(large, 1, tenant -> flush(tenant, generation, before, floor, pace));
    }

    private void flush(TenantId tenant, Generation generation, Parts before, long floor, Pace pace) throws IOException {
        if (!covers(manifests.known(tenant), generation.number())) {
            List<SegmentRef> segments = new ArrayList<>(before.of(tenant));
            if (generation.tenant(tenant) != null) {
                String key = segments.isEmpty()
                        ? key(tenant, generation.number())
                        : partKey(tenant, generation.number(), segments.size());
                segments.add(put(generation, tenant, key, pace));
            }
            commit(tenant, generation.number(), floor, segments);
        }
        generation.remove(tenant);
    }

    /** Whether a manifest has the rows of a generation in its segments. */
    public boolean covers(Manifest manifest, long generation) {
        return manifest.covers(writer.name(), generation);
    }

    private SegmentRef put(Generation rows, TenantId tenant, String key, Pace pace) throws IOException {
        SegmentOptions options = switch (pace) {
            case AT_EASE -> SegmentOptions.flush(spillFolder);
            case BEHIND -> SegmentOptions.flushBehind(spillFolder);
            case IN_HASTE -> SegmentOptions.haste(spillFolder);
        };
        FlushedChunks chunks = new FlushedChunks();
        try (SegmentWriter segment = new SegmentWriter(options, helpers, BLOCKS_AHEAD)) {
            write(rows.tenant(tenant), segment, chunks);
            SegmentWriter.Finished finished = segment.finish();
            if (pace == Pace.IN_HASTE) {
                rows.remove(tenant);
            }
            // A segment that a lost answer left behind has the same rows: this process flushes a generation that has
            // ended.
            store.put(key, finished.body());
            chunks.stored(metrics, finished.summary().sizeBytes(), clock.millis() * 1_000_000);
            return new SegmentRef(key, 0, finished.summary());
        }
    }

    private static void write(@Nullable TenantLive live, SegmentWriter segment, FlushedChunks chunks)
            throws IOException {
        if (live == null) {
            return;
        }
        live.forEachSorted(new TenantLive.Sorted() {
            @Override
            public void stream(Labels stream) throws IOException {
                segment.startStream(stream);
                chunks.begin();
            }

            @Override
            public void row(long timestampNanos, byte[] buffer, int offset, int length, EntryMetadata metadata)
                    throws IOException {
                segment.add(timestampNanos, buffer, offset, length, metadata);
                chunks.row(timestampNanos, length);
            }
        });
    }

    private void commit(TenantId tenant, long generation, long floor, List<SegmentRef> segments) throws IOException {
        manifests.commit(tenant, ManifestChange.flush(writer.name(), writer.epoch(), generation, floor, segments));
        for (SegmentRef segment : segments) {
            metrics.segmentsFlushed.increment();
            metrics.segmentBytes.add(segment.summary().sizeBytes());
        }
    }

    /** Unique to this process and generation: a successor that flushes the same log again puts an object of its own. */
    private String key(TenantId tenant, long generation) {
        return SegmentKeys.prefix(tenant)
                + String.format(Locale.ROOT, "%016x-%s-%06d", generation, writer.name(), writer.epoch());
    }

    /** Sorts where the generation does, and parts as they came. */
    private String partKey(TenantId tenant, long generation, int part) {
        return key(tenant, generation) + String.format(Locale.ROOT, "-%04d", part);
    }
}
