package io.sigyn.index.check;

import io.sigyn.index.SegmentKeys;
import io.sigyn.index.manifest.CommitReport;
import io.sigyn.index.manifest.Manifest;
import io.sigyn.index.manifest.ManifestStore;
import io.sigyn.index.manifest.RemovedSegment;
import io.sigyn.index.manifest.SegmentRef;
import io.sigyn.index.upkeep.DeleteRequest;
import io.sigyn.model.TenantId;
import io.sigyn.storage.object.ObjectStore;
import java.io.IOException;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Consumer;

/**
 * Reads everything that a store holds of tenants' logs: commits, segments with their sections, filters and blocks, delete
 * requests; and compares what each says of the others. Changes nothing. For one thread; memory is bounded by a segment's sections and a block.
 */
public final class StoreCheck {
    private final ObjectStore store;
    private final ManifestStore manifests;
    private final Consumer<Finding> findings;

    public StoreCheck(ObjectStore store, ManifestStore manifests, Consumer<Finding> findings) {
        this.store = store;
        this.manifests = manifests;
        this.findings = findings;
    }

    /** What was read of one tenant. */
    public record Totals(
            int commits, int segments, int wholeSegments, long entries, long lineBytes, long storedBytes) {}

    /** Tenants that have a manifest, or segments without one, or delete requests. */
    public static Set<TenantId> tenants(ObjectStore store, ManifestStore manifests) throws IOException {
        Set<TenantId> tenants = new TreeSet<>(manifests.tenants());
        for (ObjectStore.ObjectInfo object : store.list("", "")) {
            if (SegmentKeys.isSegment(object.key())) {
                tenants.add(new TenantId(object.key().substring(0, object.key().indexOf('/'))));
            }
        }
        tenants.addAll(DeleteRequest.tenants(store));
        return tenants;
    }

    public Totals check(TenantId tenant) throws IOException {
        Manifest manifest = manifests.refresh(tenant);
        int commits = checkCommits(tenant, manifest);
        checkOrphans(tenant, manifest);
        DeleteRequest.check(
                store,
                tenant,
                damage -> findings.accept(Finding.damaged(
                        damage.file(), damage.getMessage() + ". The delete request hides nothing: make it again")));
        int whole = 0;
        long entries = 0;
        long lineBytes = 0;
        long storedBytes = 0;
        for (SegmentRef segment : manifest.segments()) {
            SegmentCheck.Result result = SegmentCheck.check(store, segment.key(), segment.summary(), findings);
            whole += result.isWhole() ? 1 : 0;
            entries += segment.summary().entries();
            lineBytes += segment.summary().lineBytes();
            storedBytes += segment.summary().sizeBytes();
        }
        return new Totals(commits, manifest.segments().size(), whole, entries, lineBytes, storedBytes);
    }

    private int checkCommits(TenantId tenant, Manifest manifest) throws IOException {
        int commits = 0;
        long last = 0;
        for (CommitReport commit : manifests.examine(tenant)) {
            commits++;
            if (commit.damage() != null && manifest.damaged().contains(commit.number())) {
                findings.accept(Finding.damaged(
                        commit.key(),
                        commit.damage().getMessage()
                                + ". Queries do not find segments that it added; `sigyn repair` names them again"));
            } else if (commit.damage() != null) {
                findings.accept(Finding.note(
                        commit.key(), commit.damage().getMessage() + ". A later whole manifest has taken its place"));
            }
            if (last > 0 && commit.number() != last + 1) {
                findings.accept(Finding.damaged(
                        commit.key(),
                        "the commit before it is missing; the one found before it" + " has the number " + last));
            }
            last = commit.number();
        }
        return commits;
    }

    /** Segments that no manifest names: what a crash left behind, or what damage to the manifest has hidden. */
    private void checkOrphans(TenantId tenant, Manifest manifest) throws IOException {
        Map<String, Long> orphans = orphans(store, tenant, manifest);
        for (String key : orphans.keySet()) {
            if (manifest.damaged().isEmpty()) {
                findings.accept(Finding.note(key, "no manifest names it: it is being written, or a crash left it"));
            } else {
                findings.accept(Finding.lost(
                        key,
                        "no manifest names it, and commits are damaged that may have: `sigyn repair` names it again"));
            }
        }
    }

    static Map<String, Long> orphans(ObjectStore store, TenantId tenant, Manifest manifest) throws IOException {
        TreeMap<String, Long> orphans = new TreeMap<>();
        for (ObjectStore.ObjectInfo object : store.list(SegmentKeys.prefix(tenant), "")) {
            orphans.put(object.key(), object.sizeBytes());
        }
        for (SegmentRef segment : manifest.segments()) {
            orphans.remove(segment.key());
        }
        for (RemovedSegment segment : manifest.removed()) {
            orphans.remove(segment.key());
        }
        return orphans;
    }
}
