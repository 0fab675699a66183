package io.sigyn.index.upkeep;

import io.sigyn.index.Segments;
import io.sigyn.index.manifest.Manifest;
import io.sigyn.index.manifest.ManifestChange;
import io.sigyn.index.manifest.ManifestStore;
import io.sigyn.index.manifest.RemovedSegment;
import io.sigyn.index.manifest.WriterState;
import io.sigyn.model.TenantId;
import io.sigyn.storage.object.ObjectStore;
import java.io.IOException;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Deletes objects that no query needs any more: of segments that were removed long enough ago for every query of then to have
 * ended, and of those that never were in a manifest. Does nothing where a manifest has damaged commits, which may have named
 * them. Several sweepers may work at once. For one thread at a time.
 *
 * <p>A flushed segment that no manifest names is deleted only when nobody can commit it any more: its generation is covered,
 * or a later process of its writer has committed. A merged one is, when it is old.
 */
public final class OrphanSweeper {
    private static final Logger LOG = LoggerFactory.getLogger(OrphanSweeper.class);
    private static final int BATCH = 500;
    private static final Pattern FLUSHED = Pattern.compile("([0-9a-f]{16})-([0-9a-f]{16})-(\\d{6,18})(?:-\\d{4,})?");

    private final ObjectStore store;
    private final ManifestStore manifests;
    private final Segments segments;
    private final UpkeepOptions options;
    private final InstantSource clock;
    private final UpkeepMetrics metrics;

    OrphanSweeper(
            ObjectStore store,
            ManifestStore manifests,
            Segments segments,
            UpkeepOptions options,
            InstantSource clock,
            UpkeepMetrics metrics) {
        this.store = store;
        this.manifests = manifests;
        this.segments = segments;
        this.options = options;
        this.clock = clock;
        this.metrics = metrics;
    }

    /** Deletes the objects of segments that were removed, then forgets them. */
    void purge(TenantId tenant) throws IOException {
        Manifest manifest = manifests.known(tenant);
        if (!manifest.damaged().isEmpty()) {
            return;
        }
        long before = clock.millis() - options.grace().readers().toMillis();
        List<String> batch = new ArrayList<>();
        for (RemovedSegment removed : manifest.removed()) {
            if (removed.atMillis() <= before) {
                store.delete(removed.key());
                segments.forget(removed.key());
                batch.add(removed.key());
            }
            if (batch.size() == BATCH) {
                forget(tenant, batch);
                batch.clear();
            }
        }
        forget(tenant, batch);
    }

    private void forget(TenantId tenant, List<String> keys) throws IOException {
        if (!keys.isEmpty()) {
            manifests.commit(tenant, ManifestChange.purge(Compactor.WRITER, 0, keys));
            metrics.purgedObjects.add(keys.size());
        }
    }

    /** Deletes objects that were put and never committed; lists all that the tenant has. */
    void sweep(TenantId tenant) throws IOException {
        // What is listed first and committed meanwhile is in the manifest that is read after.
        List<ObjectStore.ObjectInfo> objects = store.list(tenant + "/segments/", "");
        Manifest manifest = manifests.refresh(tenant);
        if (!manifest.damaged().isEmpty()) {
            LOG.warn(
                    "{}: commits {} cannot be read, so no object is deleted for not being named; see `sigyn verify`",
                    tenant,
                    manifest.damaged());
            return;
        }
        Set<String> named = new HashSet<>();
        manifest.segments().forEach(segment -> named.add(segment.key()));
        manifest.removed().forEach(segment -> named.add(segment.key()));
        long before = clock.millis() - options.grace().orphans().toMillis();
        for (ObjectStore.ObjectInfo object : objects) {
            if (!named.contains(object.key())
                    && object.modified().toEpochMilli() <= before
                    && isNobodys(object.key(), manifest)) {
                store.delete(object.key());
                metrics.orphansDeleted.increment();
                LOG.info("{} was put but never committed; deleted", object.key());
            }
        }
    }

    private static boolean isNobodys(String key, Manifest manifest) {
        String name = key.substring(key.lastIndexOf('/') + 1);
        Matcher flushed = FLUSHED.matcher(name);
        if (!flushed.matches()) {
            return SegmentKey.isMerged(name);
        }
        WriterState writer = manifest.writers().get(flushed.group(2));
        return writer != null
                && (writer.epoch() > Long.parseLong(flushed.group(3))
                        || writer.covers(Long.parseUnsignedLong(flushed.group(1), 16)));
    }
}
