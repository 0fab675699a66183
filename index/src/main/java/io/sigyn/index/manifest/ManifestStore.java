package io.sigyn.index.manifest;

import io.sigyn.model.TenantId;
import io.sigyn.storage.object.ObjectStore;
import java.io.IOException;
import java.security.SecureRandom;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.random.RandomGenerator;

/**
 * The manifests of all tenants, each a chain of commits that are put only if absent: a change is made once or not at all,
 * whoever else commits, and whatever becomes of a request. Thread-safe.
 */
public final class ManifestStore {
    private static final String MARKERS = "tenants/";
    private static final String MARKER_END = ".tenant";

    private final ObjectStore store;
    private final ManifestOptions options;
    private final RandomGenerator random;
    private final Map<TenantId, ManifestChain> chains = new ConcurrentHashMap<>();

    public ManifestStore(ObjectStore store) {
        this(store, ManifestOptions.DEFAULT, new SecureRandom());
    }

    /** One that tries again at once where a request failed: for simulated stores, whose faults do not pass with time. */
    public static ManifestStore withoutPauses(ObjectStore store) {
        ManifestOptions options = ManifestOptions.DEFAULT;
        return new ManifestStore(
                store,
                new ManifestOptions(
                        options.wholeUpToSegments(), options.wholeEvery(), options.keptCommits(), attempt -> {}),
                new SecureRandom());
    }

    /** {@code random} gives the tokens by which a writer knows its own commits; two writers must not share a seed. */
    ManifestStore(ObjectStore store, ManifestOptions options, RandomGenerator random) {
        this.store = store;
        this.options = options;
        this.random = random;
    }

    /** The newest manifest; one LIST if nothing is newer than what is known. */
    public Manifest refresh(TenantId tenant) throws IOException {
        return chain(tenant).refresh();
    }

    /** The newest manifest known, without I/O once it was loaded. */
    public Manifest known(TenantId tenant) throws IOException {
        return chain(tenant).known();
    }

    /**
     * Makes a change, against whatever the newest manifest is by then. One that names a generation which is covered
     * already has been made before, and is not made again.
     *
     * @return the manifest that has the change in it
     * @throws FencedWriterException if a writer of this name has a newer epoch
     * @throws ConflictException if a segment to remove is not there
     * @throws IOException if it failed: the change may be in effect, so make it again
     */
    public Manifest commit(TenantId tenant, ManifestChange change) throws IOException {
        return chain(tenant).commit(change);
    }

    /**
     * Makes a change as {@link #commit} does, and says that with it nothing is missing any more that damaged commits had
     * added.
     */
    public Manifest repair(TenantId tenant, ManifestChange change) throws IOException {
        return chain(tenant).repair(change);
    }

    /** All commits of a tenant that are there, damaged ones too; reads each. */
    public List<CommitReport> examine(TenantId tenant) throws IOException {
        return chain(tenant).examine();
    }

    /** Makes this epoch the writer's newest, so that no older process of that name can commit for the tenant any more. */
    public Manifest fence(TenantId tenant, String writer, long epoch) throws IOException {
        return commit(tenant, ManifestChange.fence(writer, epoch));
    }

    /** All tenants that have a manifest; lists them. */
    public Set<TenantId> tenants() throws IOException {
        Set<TenantId> tenants = new TreeSet<>();
        for (ObjectStore.ObjectInfo marker : store.list(MARKERS, "")) {
            if (marker.key().endsWith(MARKER_END)) {
                tenants.add(new TenantId(
                        marker.key().substring(MARKERS.length(), marker.key().length() - MARKER_END.length())));
            }
        }
        return tenants;
    }

    /** An object that says that there is such a tenant; its ending keeps it apart from the folders of a tenant "tenants". */
    static String markerKey(TenantId tenant) {
        return MARKERS + tenant + MARKER_END;
    }

    private ManifestChain chain(TenantId tenant) {
        return chains.computeIfAbsent(tenant, any -> new ManifestChain(store, tenant, options, random));
    }
}
