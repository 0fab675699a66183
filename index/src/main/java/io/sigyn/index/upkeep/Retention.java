package io.sigyn.index.upkeep;

import io.sigyn.index.Segments;
import io.sigyn.index.manifest.Manifest;
import io.sigyn.index.manifest.ManifestStore;
import io.sigyn.index.manifest.SegmentRef;
import io.sigyn.model.TenantId;
import io.sigyn.model.TenantLimits;
import io.sigyn.storage.CorruptDataException;
import io.sigyn.storage.segment.SegmentLabels;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Drops what a tenant's limits on age and size do not keep. Segments of which nothing is kept go without being read; one that
 * holds streams of several periods is written again once all it has of one of them is past, so at most once for each period.
 * Any merge drops rows that are past by then. For one thread at a time.
 */
public final class Retention {
    private static final Logger LOG = LoggerFactory.getLogger(Retention.class);

    private final ManifestStore manifests;
    private final Segments segments;
    private final Compactor compactor;
    private final UpkeepMetrics metrics;

    Retention(ManifestStore manifests, Segments segments, Compactor compactor, UpkeepMetrics metrics) {
        this.manifests = manifests;
        this.segments = segments;
        this.compactor = compactor;
        this.metrics = metrics;
    }

    /** Drops what is past the tenant's periods, then the oldest segments of what is beyond its size. */
    void apply(TenantId tenant, TenantLimits limits, RetentionPolicy policy) throws IOException {
        List<SegmentRef> expired = new ArrayList<>();
        List<SegmentRef> partly = new ArrayList<>();
        for (SegmentRef segment : manifests.known(tenant).segments()) {
            switch (judge(segment, policy)) {
                case ALL -> expired.add(segment);
                case SOME -> partly.add(segment);
                case NONE -> {}
            }
        }
        if (!expired.isEmpty() && compactor.swap(tenant, expired, List.of())) {
            metrics.expiredSegments.add(expired.size());
            LOG.info("{}: {} segments are past retention and dropped", tenant, expired.size());
        }
        for (SegmentRef segment : partly) {
            boolean packed = segment.level() >= CompactionPlan.PACKED;
            compactor.merge(tenant, new CompactionPlan(List.of(segment), packed), policy);
        }
        List<SegmentRef> oversize = oversize(manifests.known(tenant), limits.retentionMaxBytes());
        if (!oversize.isEmpty() && compactor.swap(tenant, oversize, List.of())) {
            metrics.oversizeSegments.add(oversize.size());
            LOG.info(
                    "{}: the oldest {} segments are dropped, beyond retention_max_bytes of {}",
                    tenant,
                    oversize.size(),
                    limits.retentionMaxBytes());
        }
    }

    /** How much of a segment goes. */
    private enum Verdict {
        NONE,
        SOME,
        ALL
    }

    private Verdict judge(SegmentRef segment, RetentionPolicy policy) throws IOException {
        long last = segment.summary().maxTimestampNanos();
        if (last < policy.cutoffOfAllNanos()) {
            return Verdict.ALL;
        }
        if (last >= policy.cutoffOfAnyNanos() || !compactor.isReadable(segment)) {
            return Verdict.NONE;
        }
        try {
            SegmentLabels labels = segments.reader(segment).labels();
            int past = 0;
            for (int stream = 0; stream < labels.streams(); stream++) {
                past += last < policy.cutoffNanos(labels.stream(stream)) ? 1 : 0;
            }
            return past == 0 ? Verdict.NONE : past == labels.streams() ? Verdict.ALL : Verdict.SOME;
        } catch (CorruptDataException damage) {
            compactor.setAside(segment, damage);
            return Verdict.NONE;
        }
    }

    /** The oldest segments, without which the rest is within the limit; never the newest one. */
    static List<SegmentRef> oversize(Manifest manifest, long maxBytes) {
        long total = manifest.segments().stream()
                .mapToLong(segment -> segment.summary().sizeBytes())
                .sum();
        List<SegmentRef> oldest = new ArrayList<>();
        if (maxBytes <= 0 || total <= maxBytes) {
            return oldest;
        }
        List<SegmentRef> byAge = new ArrayList<>(manifest.segments());
        byAge.sort(Comparator.comparingLong(segment -> segment.summary().maxTimestampNanos()));
        for (SegmentRef segment : byAge.subList(0, byAge.size() - 1)) {
            if (total <= maxBytes) {
                break;
            }
            total -= segment.summary().sizeBytes();
            oldest.add(segment);
        }
        return oldest;
    }
}
