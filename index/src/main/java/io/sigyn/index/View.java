package io.sigyn.index;

import io.sigyn.index.upkeep.RowFilter;
import io.sigyn.model.TenantId;
import java.util.List;

/**
 * What one query sees: every acknowledged row of a tenant, in exactly one of the sources (but for repeats that a client
 * sent, which the reader drops: same stream, time and line). Immutable. Holds what it needs until closed.
 *
 * @param hidden rows that are in the sources, but not to be shown: {@link RowFilter#NONE} as a rule
 */
public record View(TenantId tenant, List<RowSource> sources, RowFilter hidden, Runnable release)
        implements AutoCloseable {
    public View {
        sources = List.copyOf(sources);
    }

    /** A view of all rows. */
    public View(TenantId tenant, List<RowSource> sources, Runnable release) {
        this(tenant, sources, RowFilter.NONE, release);
    }

    @Override
    public void close() {
        release.run();
    }
}
