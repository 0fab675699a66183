package io.sigyn.index.upkeep;

import io.sigyn.model.TenantId;
import java.io.IOException;
import java.util.List;
import java.util.Set;

/** Requests to delete rows, as compaction sees them: it applies what is due, then says so. Thread-safe. */
public interface Deletions {
    /** There are none. */
    Deletions NONE = new Deletions() {
        @Override
        public List<Due> due(TenantId tenant) {
            return List.of();
        }

        @Override
        public void applied(TenantId tenant, List<Due> requests) {}
    };

    /**
     * A request that is to be applied now.
     *
     * @param id that its owner knows it by
     * @param startNanos of the rows that it can touch, inclusive
     * @param endNanos of the rows that it can touch, inclusive
     * @param rows which of them it deletes
     */
    record Due(String id, long startNanos, long endNanos, RowFilter rows) {}

    /** Tenants that may have requests, whether they have segments or not. */
    default Set<TenantId> tenants() {
        return Set.of();
    }

    /** What is to be applied now; requests that may still be taken back are not due. */
    List<Due> due(TenantId tenant) throws IOException;

    /** So much of the work is done, from 0 to 1: a hint for those who ask how far it is. */
    default void progressed(TenantId tenant, List<Due> requests, double share) {}

    /** No segment has a row any more that these requests delete, of all that was pushed before they were due. */
    void applied(TenantId tenant, List<Due> requests) throws IOException;
}
