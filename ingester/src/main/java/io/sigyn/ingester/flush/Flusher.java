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
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Executor;

/**
 * Makes segments of a generation: for each tenant one segment is put, then one commit names it and the generation. Done
 * again after a failure it commits nothing twice. For one thread at a time.
 */
public final class Flusher {
    /** Full blocks that may wait or be in work beside the one that is filled: enough for a helper, little memory. */
    private static final int BLOCKS_AHEAD = 2;

    private final ObjectStore store;
    private final ManifestStore manifests;
    private final WriterIdentity writer;
    private final Path spillFolder;
    private final Executor helpers;
    private final IngesterMetrics metrics;
    private final InstantSource clock;

    /** @param helpers threads that encode blocks beside the flushing one; may do nothing */
    public Flusher(
            ObjectStore store,
            ManifestStore manifests,
            WriterIdentity writer,
            Path spillFolder,
            Executor helpers,
            IngesterMetrics metrics,
            InstantSource clock) {
        this.store = store;
        this.manifests = manifests;
        this.writer = writer;
        this.spillFolder = spillFolder;
        this.helpers = helpers;
        this.metrics = metrics;
        this.clock = clock;
    }

    /**
     * Flushes what no manifest covers yet. A tenant's rows leave the generation once its manifest has them.
     *
     * @param floor the lowest generation that still has a log
     * @throws IOException if a tenant could not be flushed; those before it are, and are skipped the next time
     */
    public void flush(Generation generation, long floor) throws IOException {
        for (TenantId tenant : generation.tenants()) {
            TenantLive live = generation.tenant(tenant);
            if (live != null && !covers(manifests.known(tenant), generation.number())) {
                flush(tenant, live, generation.number(), floor);
            }
            generation.remove(tenant);
        }
    }

    /** Whether a manifest has the rows of a generation in its segments. */
    public boolean covers(Manifest manifest, long generation) {
        return manifest.covers(writer.name(), generation);
    }

    private void flush(TenantId tenant, TenantLive live, long generation, long floor) throws IOException {
        FlushedChunks chunks = new FlushedChunks();
        try (SegmentWriter segment = new SegmentWriter(SegmentOptions.flush(spillFolder), helpers, BLOCKS_AHEAD)) {
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
            SegmentWriter.Finished finished = segment.finish();
            String key = key(tenant, generation);
            // A segment that a lost answer left behind has the same rows: this process flushes a generation that has
            // ended.
            store.put(key, finished.body());
            manifests.commit(
                    tenant,
                    ManifestChange.flush(
                            writer.name(),
                            writer.epoch(),
                            generation,
                            floor,
                            List.of(new SegmentRef(key, 0, finished.summary()))));
            metrics.segmentsFlushed.increment();
            metrics.segmentBytes.add(finished.summary().sizeBytes());
            chunks.stored(metrics, finished.summary().sizeBytes(), clock.millis() * 1_000_000);
        }
    }

    /** Unique to this process and generation: a successor that flushes the same log again puts an object of its own. */
    private String key(TenantId tenant, long generation) {
        return SegmentKeys.prefix(tenant)
                + String.format(Locale.ROOT, "%016x-%s-%06d", generation, writer.name(), writer.epoch());
    }
}
