package io.sigyn.index;

import io.sigyn.model.TenantId;
import java.util.List;

/**
 * What one query sees: every acknowledged row of a tenant, in exactly one of the sources (but for repeats that a client
 * sent, which the reader drops: same stream, time and line). Immutable. Holds what it needs until closed.
 */
public record View(TenantId tenant, List<RowSource> sources, Runnable release) implements AutoCloseable {
    public View {
        sources = List.copyOf(sources);
    }

    @Override
    public void close() {
        release.run();
    }
}
