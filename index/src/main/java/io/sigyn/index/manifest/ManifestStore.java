package io.sigyn.index.manifest;

import io.sigyn.model.TenantId;
import io.sigyn.storage.object.ObjectStore;
import java.io.IOException;
import java.util.Set;

/**
 * The manifests of all tenants, each a chain of commits that are put only if absent: a change is made once or not at all,
 * whoever else commits, and whatever becomes of a request. Thread-safe.
 */
@SuppressWarnings({"DoNotCallSuggester", "UnusedVariable", "TypeParameterUnusedInFormals"}) // signatures first
public final class ManifestStore {

    public ManifestStore(ObjectStore store) {
        throw new UnsupportedOperationException();
    }

    /** The newest manifest; one LIST if nothing is newer than what is known. */
    public Manifest refresh(TenantId tenant) throws IOException {
        throw new UnsupportedOperationException();
    }

    /** The newest manifest known, without I/O once it was loaded. */
    public Manifest known(TenantId tenant) throws IOException {
        throw new UnsupportedOperationException();
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
        throw new UnsupportedOperationException();
    }

    /** Makes this epoch the writer's newest, so that no older process of that name can commit for the tenant any more. */
    public Manifest fence(TenantId tenant, String writer, long epoch) throws IOException {
        throw new UnsupportedOperationException();
    }

    /** All tenants that have a manifest; lists them. */
    public Set<TenantId> tenants() throws IOException {
        throw new UnsupportedOperationException();
    }
}
