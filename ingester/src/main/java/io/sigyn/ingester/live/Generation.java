package io.sigyn.ingester.live;

import io.sigyn.model.TenantId;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;

/**
 * The rows of one generation of the log, by tenant. A tenant's leave as a whole, once they are in a segment that its
 * manifest names. Thread-safe.
 */
public final class Generation {
    private final long number;
    private final LongAdder totalBytes;
    private final SlabPool pool;
    private final LongAdder bytes = new LongAdder();
    private final Map<TenantId, TenantLive> tenants = new ConcurrentHashMap<>();
    private volatile long firstRowMillis = Long.MAX_VALUE;

    /** @param totalBytes counts the memory of all generations together */
    public Generation(long number, LongAdder totalBytes) {
        this(number, totalBytes, new SlabPool(0));
    }

    /** @param pool of arrays for lines, shared with other generations */
    Generation(long number, LongAdder totalBytes, SlabPool pool) {
        this.number = number;
        this.totalBytes = totalBytes;
        this.pool = pool;
    }

    public long number() {
        return number;
    }

    public @Nullable TenantLive tenant(TenantId tenant) {
        return tenants.get(tenant);
    }

    TenantLive tenantForRows(TenantId tenant) {
        return tenants.computeIfAbsent(tenant, any -> new TenantLive(pool));
    }

    public Set<TenantId> tenants() {
        return new TreeSet<>(tenants.keySet());
    }

    public boolean isEmpty() {
        return tenants.isEmpty();
    }

    public long memoryBytes() {
        return bytes.sum();
    }

    void grow(TenantLive tenant, long growth) {
        tenant.grow(growth);
        bytes.add(growth);
        totalBytes.add(growth);
    }

    /** When the first rows came, by the clock that says so; far in the future if none did. */
    public long firstRowMillis() {
        return firstRowMillis;
    }

    void rowsAt(long nowMillis) {
        if (nowMillis < firstRowMillis) {
            firstRowMillis = nowMillis;
        }
    }

    /** A tenant's rows are in the manifest's segments now. */
    public void remove(TenantId tenant) {
        TenantLive gone = tenants.remove(tenant);
        if (gone != null) {
            bytes.add(-gone.memoryBytes());
            totalBytes.add(-gone.memoryBytes());
            gone.leave();
        }
    }
}
