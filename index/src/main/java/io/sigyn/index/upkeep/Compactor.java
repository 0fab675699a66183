package io.sigyn.index.upkeep;

import io.sigyn.index.manifest.ConflictException;
import io.sigyn.index.manifest.Manifest;
import io.sigyn.index.manifest.ManifestChange;
import io.sigyn.index.manifest.ManifestStore;
import io.sigyn.index.manifest.SegmentRef;
import io.sigyn.model.TenantId;
import io.sigyn.storage.CorruptDataException;
import io.sigyn.storage.block.Codec;
import io.sigyn.storage.object.ObjectStore;
import io.sigyn.storage.segment.SegmentOptions;
import io.sigyn.storage.segment.SegmentReader;
import io.sigyn.storage.segment.SegmentWriter;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Puts merged segments in place of others: their objects first, then one commit that swaps them, or nothing. Several
 * compactors may work on one bucket: whose commit comes second finds its inputs gone, and leaves an object that the sweeper
 * takes. Memory is a block of each input and output. Safe to be killed at any moment. For one thread at a time, but for
 * {@link #isReadable}.
 */
public final class Compactor {
    /** All compactors commit under this name; a swap is safe by its keys, so that they need no epochs. */
    static final String WRITER = "compactor";

    private static final Logger LOG = LoggerFactory.getLogger(Compactor.class);
    private static final int OUTPUT_MEMORY_BYTES = 4 << 20;
    private static final int MAX_LOST = 16;
    /** Damage counts if it is there again: a bit may have flipped on the way. */
    static final int READS = 3;

    private final ObjectStore store;
    private final ManifestStore manifests;
    private final UpkeepOptions options;
    private final Pace pace;
    private final InstantSource clock;
    private final RandomGenerator random;
    private final UpkeepMetrics metrics;
    private final Set<String> unreadable = ConcurrentHashMap.newKeySet();

    public Compactor(
            ObjectStore store,
            ManifestStore manifests,
            UpkeepOptions options,
            Pace pace,
            InstantSource clock,
            RandomGenerator random,
            UpkeepMetrics metrics) {
        this.store = store;
        this.manifests = manifests;
        this.options = options;
        this.pace = pace;
        this.clock = clock;
        this.random = random;
        this.metrics = metrics;
    }

    /** Merges what is worth it, the cheapest first, until nothing is. Rows that the filter drops are not written again. */
    public void compact(TenantId tenant, long maxSegmentBytes, RowFilter filter) throws IOException {
        int lost = 0;
        List<CompactionPlan> plans = plan(manifests.known(tenant), maxSegmentBytes);
        while (!plans.isEmpty() && lost < MAX_LOST) {
            CompactionPlan next = plans.get(0);
            for (CompactionPlan plan : plans) {
                next = costPerSegment(plan) < costPerSegment(next) ? plan : next;
            }
            if (merge(tenant, next, filter) == null) {
                lost++;
                manifests.refresh(tenant);
            }
            plans = plan(manifests.known(tenant), maxSegmentBytes);
        }
    }

    /** What there is to merge. */
    List<CompactionPlan> plan(Manifest manifest, long maxSegmentBytes) {
        return new CompactionPlanner(options, maxSegmentBytes, this::isReadable)
                .plan(manifest.segments(), clock.millis());
    }

    private static long costPerSegment(CompactionPlan plan) {
        return plan.sizeBytes() / plan.inputs().size();
    }

    /** Whether no damage was found in a segment; others are left as they are. */
    public boolean isReadable(SegmentRef segment) {
        return !unreadable.contains(segment.key());
    }

    /**
     * Merges segments, or writes one again.
     *
     * @return what stands in their place, perhaps nothing; null if nothing was changed since one of them is gone or damaged
     */
    @Nullable
    List<SegmentRef> merge(TenantId tenant, CompactionPlan plan, RowFilter filter) throws IOException {
        for (int attempt = 1; ; attempt++) {
            try {
                return mergeOnce(tenant, plan, filter);
            } catch (CorruptDataException damage) {
                if (attempt == READS) {
                    setAside(plan, damage);
                    return null;
                }
                plan.inputs().forEach(input -> store.distrust(input.key()));
            } catch (NoSuchFileException gone) {
                Manifest now = manifests.refresh(tenant);
                if (now.segments().containsAll(plan.inputs())) {
                    setAside(plan, gone);
                }
                return null;
            }
        }
    }

    private @Nullable List<SegmentRef> mergeOnce(TenantId tenant, CompactionPlan plan, RowFilter filter)
            throws IOException {
        long lastNanos = Long.MIN_VALUE;
        for (SegmentRef input : plan.inputs()) {
            lastNanos = Math.max(lastNanos, input.summary().maxTimestampNanos());
        }
        try (DayWriters writers = new DayWriters(segmentOptions(plan.packed()), lastNanos)) {
            List<SegmentReader> readers = new ArrayList<>();
            for (SegmentRef input : plan.inputs()) {
                readers.add(open(input));
            }
            SegmentMerge merge = new SegmentMerge(readers, filter, writers);
            merge.run();
            List<SegmentRef> outputs = put(tenant, plan, writers.finish());
            return outputs == null ? null : noted(tenant, plan, merge, outputs);
        }
    }

    /** Opens a segment to be read from front to back. */
    SegmentReader open(SegmentRef segment) throws IOException {
        return SegmentReader.open(
                new SequentialObject(store, segment.key(), segment.summary().sizeBytes(), pace),
                segment.summary().tailBytes());
    }

    private SegmentOptions segmentOptions(boolean packed) {
        SegmentOptions as =
                packed ? SegmentOptions.compaction(options.spillFolder()) : SegmentOptions.flush(options.spillFolder());
        return new SegmentOptions(
                Codec.ZSTD, as.level(), as.blockBytes(), OUTPUT_MEMORY_BYTES, as.spillFolder(), as.filters());
    }

    private @Nullable List<SegmentRef> put(TenantId tenant, CompactionPlan plan, List<SegmentWriter.Finished> finished)
            throws IOException {
        long begunMillis = clock.millis();
        List<SegmentRef> outputs = new ArrayList<>();
        List<SegmentWriter.Finished> bodies = new ArrayList<>();
        SegmentKey place = SegmentKey.of(plan.inputs().get(0))
                .merged(manifests.known(tenant).version(), random);
        for (SegmentWriter.Finished segment : finished) {
            if (segment.summary().entries() > 0) {
                String key = place.numbered(outputs.size());
                store.put(key, segment.body());
                int level = plan.packed() ? CompactionPlan.PACKED : CompactionPlan.MERGED;
                outputs.add(new SegmentRef(key, level, segment.summary()));
                bodies.add(segment);
            }
        }
        if (!swap(tenant, plan.inputs(), outputs)) {
            return null;
        }
        // Had this process slept for so long that a sweeper took the objects for orphans, they are put again.
        if (clock.millis() - begunMillis > options.grace().orphans().toMillis() / 2) {
            for (int i = 0; i < outputs.size(); i++) {
                putAgainIfGone(outputs.get(i).key(), bodies.get(i));
            }
        }
        return outputs;
    }

    private void putAgainIfGone(String key, SegmentWriter.Finished segment) throws IOException {
        try {
            store.getTail(key, 1);
        } catch (NoSuchFileException gone) {
            store.put(key, segment.body());
        }
    }

    /** Takes segments out of the manifest and puts others in; whether that was done, by whatever attempt. */
    boolean swap(TenantId tenant, List<SegmentRef> removed, List<SegmentRef> added) throws IOException {
        List<String> keys = removed.stream().map(SegmentRef::key).toList();
        try {
            manifests.commit(tenant, ManifestChange.swap(WRITER, 0, keys, added, clock.millis()));
            return true;
        } catch (ConflictException conflict) {
            // An earlier attempt may have been made though its answer was lost; and then have been merged further.
            Set<String> known = new HashSet<>();
            Manifest now = manifests.refresh(tenant);
            now.segments().forEach(segment -> known.add(segment.key()));
            now.removed().forEach(segment -> known.add(segment.key()));
            if (!added.isEmpty() && added.stream().allMatch(segment -> known.contains(segment.key()))) {
                return true;
            }
            LOG.info("{}: others were first: {}", tenant, conflict.getMessage());
            metrics.mergesLost.increment();
            return false;
        }
    }

    private List<SegmentRef> noted(TenantId tenant, CompactionPlan plan, SegmentMerge merge, List<SegmentRef> outputs) {
        long written =
                outputs.stream().mapToLong(one -> one.summary().sizeBytes()).sum();
        metrics.merges.increment();
        metrics.mergedSegments.add(plan.inputs().size());
        metrics.mergedBytes.add(plan.sizeBytes());
        metrics.writtenBytes.add(written);
        metrics.repeatedRows.add(merge.repeats());
        metrics.droppedRows.add(merge.dropped());
        LOG.info(
                "{}: {} segments of {} bytes became {} of {} bytes, {} rows; {} repeats and {} rows past keeping dropped",
                tenant,
                plan.inputs().size(),
                plan.sizeBytes(),
                outputs.size(),
                written,
                merge.rows(),
                merge.repeats(),
                merge.dropped());
        return outputs;
    }

    private void setAside(CompactionPlan plan, IOException damage) {
        String message = String.valueOf(damage.getMessage());
        for (SegmentRef input : plan.inputs()) {
            if (plan.inputs().size() == 1 || message.contains(input.key())) {
                setAside(input, damage);
            }
        }
    }

    void setAside(SegmentRef segment, IOException damage) {
        if (unreadable.add(segment.key())) {
            metrics.unreadableSegments.increment();
            LOG.error(
                    "segment {} is left as it is until the next start, since it cannot be merged: {}",
                    segment.key(),
                    damage.getMessage());
        }
    }
}
