package io.sigyn.ingester.live;

import io.sigyn.index.RowSource;
import io.sigyn.ingester.log.AcceptedEntries;
import io.sigyn.model.EntryMetadata;
import io.sigyn.model.Labels;
import io.sigyn.model.TenantId;
import io.sigyn.storage.block.Rows;
import java.io.IOException;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/** Live data that is rotated and flushed as one, together with the log files of the same number. Thread-safe. */
public final class Generation {
    private final long number;
    private final long createdNanos;
    private final Map<TenantId, TenantChunks> tenants = new ConcurrentHashMap<>();
    private final AtomicLong sizeBytes = new AtomicLong();

    /** {@code createdNanos} is of the caller's monotonic clock. */
    public Generation(long number, long createdNanos) {
        this.number = number;
        this.createdNanos = createdNanos;
    }

    public long number() {
        return number;
    }

    public long createdNanos() {
        return createdNanos;
    }

    /** Memory that the rows take, in bytes, about. */
    public long sizeBytes() {
        return sizeBytes.get();
    }

    public boolean isEmpty() {
        return tenants.isEmpty();
    }

    public Set<TenantId> tenants() {
        return new TreeSet<>(tenants.keySet());
    }

    /** Makes entries visible. */
    public void append(AcceptedEntries entries) {
        if (!entries.isEmpty()) {
            TenantChunks chunks = tenants.computeIfAbsent(entries.tenant(), tenant -> new TenantChunks());
            sizeBytes.addAndGet(chunks.append(entries));
        }
    }

    /** What queries see of a tenant; null if there is nothing. */
    public @Nullable RowSource source(TenantId tenant) {
        return tenants.get(tenant);
    }

    /** Gives every row of a tenant, streams ascending, the rows of each by time, then arrival, without repeats. */
    public void forEachRow(TenantId tenant, RowVisitor visitor) throws IOException {
        TenantChunks chunks = tenants.get(tenant);
        if (chunks == null) {
            return;
        }
        for (LiveRows rows : chunks.sorted()) {
            visitor.stream(rows.stream());
            Rows.MetadataCursor metadata = rows.metadata();
            for (int row = 0; row < rows.count(); row++) {
                visitor.row(
                        rows.timestamp(row),
                        rows.lines(),
                        rows.lineStart(row),
                        rows.lineLength(row),
                        metadata.moveTo(row));
            }
        }
    }

    /** Is given rows in the order of a segment. */
    public interface RowVisitor {
        void stream(Labels stream) throws IOException;

        void row(long timestampNanos, byte[] buffer, int offset, int length, EntryMetadata metadata) throws IOException;
    }
}
