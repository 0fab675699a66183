package io.sigyn.server.api;

import io.prometheus.metrics.core.metrics.Counter;
import io.prometheus.metrics.core.metrics.CounterWithCallback;
import io.prometheus.metrics.core.metrics.GaugeWithCallback;
import io.prometheus.metrics.core.metrics.Histogram;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import io.sigyn.index.DamageReports;
import io.sigyn.index.PruneCounters;
import io.sigyn.index.Segments;
import io.sigyn.querier.scan.ScanTotals;
import io.sigyn.storage.cache.CacheCounters;
import io.sigyn.storage.cache.RangeCache;
import io.sigyn.storage.object.ObjectStoreListener;
import java.io.IOException;
import java.time.Duration;
import java.util.Locale;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Metrics of the object store, of its caches, of what was read and not read of it, and of damage in it. Thread-safe. */
@SuppressWarnings("LongDoubleConversion") // Prometheus counts in doubles
public final class StoreMetrics implements ObjectStoreListener {
    private static final double NANOS = 1e9;
    private static final double[] BUCKETS = {0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30
    };

    private final Histogram requests = Histogram.builder()
            .name("sigyn_object_store_request_duration_seconds")
            .help("Time of requests to the object store, with their repetitions.")
            .labelNames("operation", "outcome")
            .classicOnly()
            .classicUpperBounds(BUCKETS)
            .build();
    /** The same for a bucket, as Loki's dashboards look for it. */
    private final Histogram s3Requests = Histogram.builder()
            .name("loki_s3_request_duration_seconds")
            .help("Time of requests to the bucket, with their repetitions.")
            .labelNames("operation", "status_code")
            .classicOnly()
            .classicUpperBounds(BUCKETS)
            .build();

    private final boolean s3;
    private final Counter bytes = Counter.builder()
            .name("sigyn_object_store_bytes")
            .help("Bytes put to and got from the object store; for list, the number of objects.")
            .labelNames("operation")
            .build();
    private final Counter retries = Counter.builder()
            .name("sigyn_object_store_retries")
            .help("Requests to the object store that failed and were repeated.")
            .labelNames("operation")
            .build();

    /** @param s3 whether the store is a bucket */
    public StoreMetrics(boolean s3) {
        this.s3 = s3;
    }

    @Override
    public void called(Operation operation, long amount, Duration took, @Nullable IOException failure) {
        requests.labelValues(name(operation), failure == null ? "success" : "failure")
                .observe(took.toNanos() / NANOS);
        if (s3) {
            s3Requests
                    .labelValues(s3Name(operation), failure == null ? "200" : "500")
                    .observe(took.toNanos() / NANOS);
        }
        bytes.labelValues(name(operation)).inc(amount);
    }

    @Override
    public void retried(Operation operation, Exception cause) {
        retries.labelValues(name(operation)).inc();
    }

    private static String s3Name(Operation operation) {
        return switch (operation) {
            case PUT, PUT_IF_ABSENT -> "S3.PutObject";
            case GET, GET_TAIL -> "S3.GetObject";
            case LIST -> "S3.List";
            case DELETE -> "S3.DeleteObject";
        };
    }

    private static String name(Operation operation) {
        return operation.name().toLowerCase(Locale.ROOT);
    }

    void register(PrometheusRegistry registry) {
        registry.register(requests);
        registry.register(bytes);
        if (s3) {
            registry.register(s3Requests);
        }
        registry.register(retries);
    }

    static void register(DamageReports damage, PrometheusRegistry registry) {
        counter(
                registry,
                "sigyn_damaged_reads",
                "How often blocks, segments or filters were left out since they are damaged.",
                damage::timesMet);
        gauge(registry, "sigyn_damaged_places", "Damaged places that are known.", damage::places);
    }

    /** Of the segments: what was not read, and the caches in memory. */
    static void register(Segments segments, PrometheusRegistry registry) {
        PruneCounters pruned = segments.pruned();
        counter(registry, "sigyn_blocks_asked", "Blocks of segments that were asked.", pruned.considered::sum);
        counter(
                registry,
                "sigyn_blocks_skipped_by_time",
                "Of these, not looked at since all their rows of the streams asked for are of other times.",
                pruned.skippedByTime::sum);
        counter(
                registry,
                "sigyn_blocks_skipped_by_labels",
                "Of these, not looked at since they have no stream that was asked for.",
                pruned.skippedByLabels::sum);
        memory(registry, "sections", segments::sections);
        memory(registry, "filters", segments::filters);
    }

    private static void memory(PrometheusRegistry registry, String what, Supplier<Segments.CacheStats> stats) {
        String name = "sigyn_" + what + "_cache_";
        counter(
                registry,
                name + "hits",
                "How often " + what + " of segments were in memory.",
                () -> stats.get().hits());
        counter(
                registry,
                name + "misses",
                "How often " + what + " had to be read.",
                () -> stats.get().misses());
        gauge(
                registry,
                name + "bytes",
                "Memory of " + what + ".",
                () -> stats.get().bytes());
    }

    /** Of what labels and times had left. */
    static void register(ScanTotals totals, PrometheusRegistry registry) {
        counter(
                registry,
                "sigyn_blocks_considered",
                "Blocks, live ones too, that labels and times had left.",
                totals.blocksConsidered::sum);
        counter(
                registry,
                "sigyn_blocks_skipped_by_filter",
                "Of these, not read since their filters exclude what was searched for.",
                totals.blocksSkippedByFilter::sum);
        counter(registry, "sigyn_blocks_read", "Of these, read.", totals.blocksRead::sum);
        counter(
                registry,
                "sigyn_blocks_damaged",
                "Of these, left out since they are damaged.",
                totals.blocksDamaged::sum);
        counter(registry, "sigyn_scanned_lines", "Lines that queries looked at.", totals.lines::sum);
        counter(registry, "sigyn_scanned_bytes", "Bytes of these.", totals.bytes::sum);
    }

    static void register(RangeCache cache, PrometheusRegistry registry) {
        CacheCounters counters = cache.counters();
        counter(registry, "sigyn_range_cache_hits", "Chunks that were on local disk.", counters.hits::sum);
        counter(registry, "sigyn_range_cache_misses", "Chunks that had to be fetched.", counters.misses::sum);
        counter(registry, "sigyn_range_cache_hit_bytes", "Bytes of those on local disk.", counters.hitBytes::sum);
        counter(registry, "sigyn_range_cache_fetched_bytes", "Bytes fetched.", counters.fetchedBytes::sum);
        counter(registry, "sigyn_range_cache_fetches", "Requests that fetched them.", counters.fetches::sum);
        counter(registry, "sigyn_range_cache_evictions", "Files deleted to make room.", counters.evictions::sum);
        counter(
                registry,
                "sigyn_range_cache_damaged_files",
                "Files that were not what had been written; they are fetched again.",
                counters.damagedFiles::sum);
        counter(
                registry,
                "sigyn_range_cache_write_failures",
                "Chunks that could not be kept.",
                counters.writeFailures::sum);
        gauge(registry, "sigyn_range_cache_bytes", "Bytes on local disk.", cache::sizeBytes);
    }

    private static void counter(PrometheusRegistry registry, String name, String help, LongSupplier value) {
        registry.register(CounterWithCallback.builder()
                .name(name)
                .help(help)
                .callback(counter -> counter.call(value.getAsLong()))
                .build());
    }

    private static void gauge(PrometheusRegistry registry, String name, String help, LongSupplier value) {
        registry.register(GaugeWithCallback.builder()
                .name(name)
                .help(help)
                .callback(gauge -> gauge.call(value.getAsLong()))
                .build());
    }
}
