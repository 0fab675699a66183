package io.sigyn.ingester;

import io.sigyn.model.TenantId;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.atomic.LongAdder;

/** What an ingester has done since it was opened, to be read by whoever shows metrics. Thread-safe. */
public final class IngesterMetrics {
    private final ConcurrentMap<TenantId, Tenant> tenants = new ConcurrentHashMap<>();

    /** Groups of pushes that were made durable by one sync, and their bytes as they went to the log. */
    public final LongAdder logSyncs = new LongAdder();

    public final LongAdder logRecords = new LongAdder();
    public final LongAdder logBytes = new LongAdder();
    public final LongAdder logFailures = new LongAdder();

    /** Damaged places met by the replay at the start, by what they cost: torn ones nothing, corrupt ones rows. */
    public final LongAdder logTorn = new LongAdder();

    public final LongAdder logCorrupt = new LongAdder();
    public final LongAdder replayedRecords = new LongAdder();

    public final LongAdder segmentsFlushed = new LongAdder();
    public final LongAdder segmentBytes = new LongAdder();
    public final LongAdder flushFailures = new LongAdder();

    /** Of what a flush took of a stream: rows, bytes stored, share of a full block, age of the first row, time between. */
    public final Distribution chunkEntries = Distribution.growing(20, 2, 12);

    public final Distribution chunkBytes = Distribution.growing(1000, 4, 8);
    public final Distribution chunkUtilization = new Distribution(0, 0.2, 0.4, 0.6, 0.8, 1);
    public final Distribution chunkAgeSeconds =
            new Distribution(60, 300, 600, 1800, 3600, 7200, 14_400, 36_000, 43_200, 57_600);
    public final Distribution chunkHours = new Distribution(0.1, 0.5, 1, 2, 4, 8, 12, 24);

    /** Pushes refused with 503 since memory, log or queue were full, or the disk failed. */
    public final LongAdder pushesTurnedAway = new LongAdder();

    /** The counters of a tenant. */
    public Tenant tenant(TenantId tenant) {
        return tenants.computeIfAbsent(tenant, any -> new Tenant());
    }

    public Map<TenantId, Tenant> tenants() {
        return new TreeMap<>(tenants);
    }

    /** One tenant's counters. Thread-safe. */
    public static final class Tenant {
        /** Lines and bytes (of lines and of metadata) that came in and passed validation. */
        public final LongAdder lines = new LongAdder();

        public final LongAdder bytes = new LongAdder();
        public final LongAdder metadataBytes = new LongAdder();

        /** Lines that were stored already, so that they were not stored again. */
        public final LongAdder duplicates = new LongAdder();

        private final ConcurrentMap<String, Discarded> discarded = new ConcurrentHashMap<>();

        /** What was refused, for one of Loki's reasons. */
        public void discard(String reason, long samples, long bytes) {
            Discarded sums = discarded.computeIfAbsent(reason, any -> new Discarded());
            sums.samples.add(samples);
            sums.bytes.add(bytes);
        }

        public Map<String, Discarded> discarded() {
            return new TreeMap<>(discarded);
        }
    }

    /** Sums for one reason. Thread-safe. */
    public static final class Discarded {
        public final LongAdder samples = new LongAdder();
        public final LongAdder bytes = new LongAdder();
    }
}
