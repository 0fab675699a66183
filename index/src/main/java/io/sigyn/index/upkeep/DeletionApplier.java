package io.sigyn.index.upkeep;

import io.sigyn.index.manifest.ManifestStore;
import io.sigyn.index.manifest.SegmentRef;
import io.sigyn.model.TenantId;
import io.sigyn.storage.CorruptDataException;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
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
    private final Map<TenantId, Begun> begun = new HashMap<>();

    /** How far the requests of a tenant are. */
    private record Begun(List<String> ids, Set<String> clean) {}

    DeletionApplier(ManifestStore manifests, Deletions deletions, Compactor compactor, UpkeepMetrics metrics) {
        this.deletions = deletions;
        this.manifests = manifests;
        this.compactor = compactor;
        this.metrics = metrics;
    }

    /** Whether all requests are applied; others are looked at again in the next round. Live rows must have been flushed. */
    boolean apply(TenantId tenant, List<Deletions.Due> due) throws IOException {
        RowFilter filter = RowFilter.anyOf(due.stream().map(Deletions.Due::rows).toList());
        Set<String> clean = clean(tenant, due);
        for (int pass = 0; pass < MAX_PASSES; pass++) {
            List<SegmentRef> left = manifests.refresh(tenant).segments().stream()
                    .filter(segment -> !clean.contains(segment.key()) && mayTouch(segment, due))
                    .toList();
            if (left.isEmpty()) {
                metrics.appliedDeletions.add(due.size());
                begun.remove(tenant);
                return true;
            }
            if (left.stream().noneMatch(compactor::isReadable)) {
                return false; // Its rows stay hidden. `sigyn repair` moves such a segment out of the way.
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

    /** Segments that were found clean of the same requests before. */
    private Set<String> clean(TenantId tenant, List<Deletions.Due> due) {
        List<String> ids = due.stream().map(Deletions.Due::id).toList();
        Begun known = begun.get(tenant);
        if (known == null || !known.ids.equals(ids)) {
            known = new Begun(ids, new HashSet<>());
            begun.put(tenant, known);
        }
        return known.clean;
    }

    private static boolean mayTouch(SegmentRef segment, List<Deletions.Due> due) {
        return due.stream()
                .anyMatch(request -> request.startNanos() <= segment.summary().maxTimestampNanos()
                        && request.endNanos() >= segment.summary().minTimestampNanos());
    }

    private void clean(TenantId tenant, SegmentRef segment, RowFilter filter, Set<String> clean) throws IOException {
        if (!compactor.isReadable(segment)) {
            return;
        }
        try {
            if (!hasAnyForCertain(segment, filter)) {
                clean.add(segment.key());
                return;
            }
        } catch (CorruptDataException damage) {
            compactor.setAside(segment, damage);
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

    /** Damage counts if it is there again: a bit may have flipped on the way. */
    private boolean hasAnyForCertain(SegmentRef segment, RowFilter filter) throws IOException {
        for (int attempt = 1; attempt < Compactor.READS; attempt++) {
            try {
                return hasAny(segment, filter);
            } catch (CorruptDataException damage) {
                // Once more.
            }
        }
        return hasAny(segment, filter);
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
