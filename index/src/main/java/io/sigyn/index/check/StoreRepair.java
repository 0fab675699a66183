package io.sigyn.index.check;

import io.sigyn.index.manifest.Manifest;
import io.sigyn.index.manifest.ManifestChange;
import io.sigyn.index.manifest.ManifestStore;
import io.sigyn.index.manifest.SegmentRef;
import io.sigyn.index.manifest.WriterState;
import io.sigyn.model.TenantId;
import io.sigyn.storage.object.ObjectBody;
import io.sigyn.storage.object.ObjectStore;
import io.sigyn.storage.segment.SegmentSummary;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.NoSuchFileException;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/**
 * Makes a tenant's manifest agree with the segments that are there: names those that are whole and named by nobody, and
 * takes out those of which nothing can be read, after a copy of them was put aside. Deletes nothing. A segment with some
 * damaged blocks stays: queries skip these and serve the rest. For one thread.
 *
 * <p>Segments without a name are taken in only where commits are damaged or all are gone: otherwise they are what a crash
 * left, or what compaction has replaced.
 */
public final class StoreRepair {
    private static final String WRITER = "repair";
    private static final String QUARANTINE = "/quarantine/";
    private static final int COPY_BYTES = 8 << 20;

    private final ObjectStore store;
    private final ManifestStore manifests;
    private final InstantSource clock;
    private final Consumer<Finding> findings;

    public StoreRepair(ObjectStore store, ManifestStore manifests, InstantSource clock, Consumer<Finding> findings) {
        this.store = store;
        this.manifests = manifests;
        this.clock = clock;
        this.findings = findings;
    }

    /**
     * What is to be done for a tenant.
     *
     * @param adopted segments that can be opened, and will be named as they are
     * @param quarantined segments that will be copied aside and not be named any more
     * @param kept segments with damaged blocks, which stay
     * @param heals whether damage to the manifest itself is repaired
     */
    public record Plan(
            TenantId tenant, List<SegmentRef> adopted, List<String> quarantined, List<String> kept, boolean heals) {
        public Plan {
            adopted = List.copyOf(adopted);
            quarantined = List.copyOf(quarantined);
            kept = List.copyOf(kept);
        }

        public boolean isEmpty() {
            return adopted.isEmpty() && quarantined.isEmpty() && !heals;
        }
    }

    /** Reads everything, changes nothing. */
    public Plan plan(TenantId tenant) throws IOException {
        Manifest manifest = manifests.refresh(tenant);
        List<String> quarantined = new ArrayList<>();
        List<String> kept = new ArrayList<>();
        List<SegmentRef> adopted = new ArrayList<>();
        for (SegmentRef segment : manifest.segments()) {
            SegmentCheck.Result result = SegmentCheck.check(store, segment.key(), segment.summary(), findings);
            if (result.summary() == null) {
                quarantined.add(segment.key());
            } else if (!result.summary().equals(segment.summary())) {
                adopted.add(new SegmentRef(segment.key(), segment.level(), result.summary()));
            } else if (!result.isWhole()) {
                kept.add(segment.key());
            }
        }
        boolean heals = !manifest.damaged().isEmpty();
        if (heals || manifest.version() == 0) {
            for (String key : StoreCheck.orphans(store, tenant, manifest).keySet()) {
                SegmentCheck.Result result = SegmentCheck.check(store, key, null, findings);
                SegmentSummary summary = result.summary();
                if (summary == null) {
                    quarantined.add(key);
                } else {
                    adopted.add(new SegmentRef(key, 0, summary));
                }
            }
        }
        return new Plan(tenant, adopted, quarantined, kept, heals);
    }

    /** Does it. When it fails, some copies may have been put aside, and the manifest is as it was or as planned. */
    public Manifest apply(Plan plan) throws IOException {
        for (String key : plan.quarantined()) {
            copyAside(plan.tenant(), key);
        }
        Manifest before = manifests.refresh(plan.tenant());
        List<String> removed = new ArrayList<>();
        for (SegmentRef segment : before.segments()) {
            if (plan.quarantined().contains(segment.key())) {
                removed.add(segment.key());
            }
        }
        WriterState state = before.writers().get(WRITER);
        long epoch = state == null ? 1 : state.epoch();
        ManifestChange change = ManifestChange.swap(WRITER, epoch, removed, plan.adopted(), clock.millis());
        return manifests.repair(plan.tenant(), change);
    }

    /** Beside the segments, where nobody looks for segments to sweep. */
    private void copyAside(TenantId tenant, String key) throws IOException {
        long size;
        try {
            size = store.getTail(key, 1).objectSizeBytes();
        } catch (NoSuchFileException gone) {
            return;
        }
        String name = key.substring(key.lastIndexOf('/') + 1);
        store.put(tenant + QUARANTINE + name, new ObjectBody() {
            @Override
            public long sizeBytes() {
                return size;
            }

            @Override
            public InputStream open() {
                return new ObjectStream(key, size);
            }
        });
    }

    /** An object's bytes, a piece at a time. For one thread. */
    private final class ObjectStream extends InputStream {
        private final String key;
        private final long size;
        private long offset;
        private ByteArrayInputStream piece = new ByteArrayInputStream(new byte[0]);

        ObjectStream(String key, long size) {
            this.key = key;
            this.size = size;
        }

        @Override
        public int read() throws IOException {
            return fill() ? piece.read() : -1;
        }

        @Override
        public int read(byte[] into, int from, int length) throws IOException {
            return fill() ? piece.read(into, from, length) : -1;
        }

        private boolean fill() throws IOException {
            if (piece.available() == 0 && offset < size) {
                byte[] bytes = store.get(key, offset, (int) Math.min(COPY_BYTES, size - offset));
                offset += bytes.length;
                piece = new ByteArrayInputStream(bytes);
            }
            return piece.available() > 0;
        }
    }
}
