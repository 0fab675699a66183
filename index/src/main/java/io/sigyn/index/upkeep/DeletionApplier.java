package io.sigyn.index.upkeep;

import io.sigyn.index.manifest.ManifestStore;
import io.sigyn.index.manifest.SegmentRef;
import io.sigyn.model.TenantId;
import io.sigyn.storage.CorruptDataException;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * Takes rows out of segments that were asked to be deleted: each segment of the time is looked through, and written again
 * without them if it has any. A request is applied once no segment is left that was not looked through, whoever merged
 * meanwhile. For one thread at a time.
 */
final class DeletionApplier {
    private static final int MAX_PASSES = 10;

    private final ManifestStore manifests;
    private final Deletions deletions;
    private final Compactor compactor;
    private final UpkeepMetrics metrics;

    DeletionApplier(ManifestStore manifests, Deletions deletions, Compactor compactor, UpkeepMetrics metrics) {
        this.deletions = deletions;
        this.manifests = manifests;
        this.compactor = compactor;
        this.metrics = metrics;
    }

    /** Whether all requests are applied; others are looked at again in the next round. Live rows must have been flushed. */
    boolean apply(TenantId tenant, List<Deletions.Due> due) throws IOException {
        RowFilter filter = RowFilter.anyOf(due.stream().map(Deletions.Due::rows).toList());
        Set<String> clean = new HashSet<>();
        for (int pass = 0; pass < MAX_PASSES; pass++) {
            List<SegmentRef> left = manifests.refresh(tenant).segments().stream()
                    .filter(segment -> !clean.contains(segment.key()) && mayTouch(segment, due))
                    .toList();
            if (left.isEmpty()) {
                metrics.appliedDeletions.add(due.size());
                return true;
            }
            for (int i = 0; i < left.size(); i++) {
                if (pass == 0) {
                    deletions.progressed(tenant, due, (double) i / left.size());
                }
                clean(tenant, left.get(i), filter, clean);
            }
        }
        return false;
    }

    private static boolean mayTouch(SegmentRef segment, List<Deletions.Due> due) {
        return due.stream()
                .anyMatch(request -> request.startNanos() <= segment.summary().maxTimestampNanos()
                        && request.endNanos() >= segment.summary().minTimestampNanos());
    }

    private void clean(TenantId tenant, SegmentRef segment, RowFilter filter, Set<String> clean) throws IOException {
        try {
            if (!compactor.isReadable(segment) || !hasAny(segment, filter)) {
                clean.add(segment.key());
                return;
            }
        } catch (CorruptDataException damage) {
            // Nobody can read the damaged block any more; `sigyn repair` moves such a segment out of the way.
            compactor.setAside(segment, damage);
            clean.add(segment.key());
            return;
        } catch (NoSuchFileException gone) {
            return; // Somebody merged it; what stands in its place is looked at in the next pass.
        }
        boolean packed = segment.level() >= CompactionPlan.PACKED;
        List<SegmentRef> outputs = compactor.merge(tenant, new CompactionPlan(List.of(segment), packed), filter);
        if (outputs != null) {
            outputs.forEach(output -> clean.add(output.key()));
        }
    }

    /** Whether a segment has a row that the filter drops; reads only blocks that may have one. */
    private boolean hasAny(SegmentRef segment, RowFilter filter) throws IOException {
        AtomicBoolean found = new AtomicBoolean();
        MergeInput rows = new MergeInput(compactor.open(segment), (stream, min, max) -> {
            RowFilter.StreamFilter drop = filter.of(stream, min, max);
            if (drop == null || drop.dropsAll()) {
                found.compareAndSet(false, drop != null);
                return RowFilter.StreamFilter.ALL; // need not be read
            }
            return (timestamp, buffer, offset, length, metadata) -> {
                boolean drops = drop.drops(timestamp, buffer, offset, length, metadata);
                found.compareAndSet(false, drops);
                return drops;
            };
        });
        while (!found.get() && rows.nextStream()) {
            while (!found.get() && rows.nextRow()) {
                // Its filter has seen it.
            }
        }
        return found.get();
    }
}
