package io.sigyn.server.api;

import io.prometheus.metrics.core.metrics.CounterWithCallback;
import io.prometheus.metrics.core.metrics.GaugeWithCallback;
import io.prometheus.metrics.core.metrics.Histogram;
import io.prometheus.metrics.expositionformats.OpenMetricsTextFormatWriter;
import io.prometheus.metrics.expositionformats.PrometheusTextFormatWriter;
import io.prometheus.metrics.instrumentation.jvm.JvmMetrics;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import io.prometheus.metrics.model.snapshots.MetricSnapshots;
import io.sigyn.index.Segments;
import io.sigyn.index.upkeep.DeleteRequests;
import io.sigyn.index.upkeep.UpkeepMetrics;
import io.sigyn.ingester.Ingester;
import io.sigyn.ingester.IngesterMetrics;
import io.sigyn.ingester.pattern.PatternMiner;
import io.sigyn.querier.Querier;
import io.sigyn.ruler.Ruler;
import io.sigyn.server.http.ApiRequest;
import io.sigyn.server.http.ApiResponse;
import io.sigyn.server.http.RequestObserver;
import io.sigyn.storage.cache.RangeCache;
import java.io.IOException;
import java.io.OutputStream;
import java.util.Map;
import java.util.function.ToLongFunction;

/** The metrics of this process, with Loki's names where its dashboards and alerts look for them. Thread-safe. */
@SuppressWarnings("LongDoubleConversion") // Prometheus counts in doubles
public final class ApiMetrics implements RequestObserver {
    private static final double NANOS = 1e9;
    private static final double[] BUCKETS = {
        0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 25, 50, 100
    };
    private static final String PROMETHEUS_TEXT = "text/plain; version=0.0.4; charset=utf-8";
    private static final String OPEN_METRICS = "application/openmetrics-text; version=1.0.0; charset=utf-8";

    private final PrometheusRegistry registry = new PrometheusRegistry();
    private final Histogram requests;
    private volatile int connections;
    private boolean jvmRegistered;

    public ApiMetrics(Map<String, String> build) {
        requests = Histogram.builder()
                .name("loki_request_duration_seconds")
                .help("Time (in seconds) spent serving HTTP requests.")
                .labelNames("method", "route", "status_code", "ws")
                .classicOnly()
                .classicUpperBounds(BUCKETS)
                .register(registry);
        GaugeWithCallback.builder()
                .name("loki_build_info")
                .help("Which build this is; always 1.")
                .labelNames("branch", "goarch", "goos", "goversion", "revision", "tags", "version")
                .callback(gauge -> gauge.call(
                        1,
                        build.getOrDefault("branch", ""),
                        System.getProperty("os.arch", ""),
                        System.getProperty("os.name", ""),
                        build.getOrDefault("goVersion", ""),
                        build.getOrDefault("revision", ""),
                        "sigyn",
                        build.getOrDefault("version", "")))
                .register(registry);
        GaugeWithCallback.builder()
                .name("loki_tcp_connections")
                .help("Open HTTP connections.")
                .callback(gauge -> gauge.call(connections))
                .register(registry);
        counter("loki_panic", "Requests that ended in an error of ours.", ErrorMapper::unexpected);
    }

    @Override
    public void answered(Answered request) {
        requests.labelValues(
                        request.method(),
                        request.route(),
                        Integer.toString(request.status()),
                        Boolean.toString(request.webSocket()))
                .observe(request.nanos() / NANOS);
    }

    @Override
    public void connections(int open) {
        connections = open;
    }

    /** Shows what is asked of the object store and of segments, and what is damaged. */
    public void watch(StoreMetrics store, Segments segments) {
        store.register(registry);
        StoreMetrics.register(segments, registry);
        StoreMetrics.register(segments.damage(), registry);
    }

    /** Shows what a cache of the object store counts. */
    public void watch(RangeCache cache) {
        StoreMetrics.register(cache, registry);
    }

    /** Shows what a ruler counts. */
    public void watch(Ruler ruler) {
        RuleMetrics.register(registry, ruler);
    }

    /** Shows what an ingester counts. */
    public void watch(Ingester ingester) {
        IngesterMetrics metrics = ingester.metrics();
        byTenant(metrics, "loki_distributor_lines_received", "Lines received.", tenant -> tenant.lines.sum());
        CounterWithCallback.builder()
                .name("loki_distributor_bytes_received")
                .help("Uncompressed bytes received, lines and structured metadata.")
                .labelNames("tenant", "retention_hours", "aggregated_metric")
                .callback(counter -> metrics.tenants()
                        .forEach((id, tenant) ->
                                counter.call(tenant.bytes.sum() + tenant.metadataBytes.sum(), id.value(), "", "false")))
                .register(registry);
        CounterWithCallback.builder()
                .name("loki_distributor_structured_metadata_bytes_received")
                .help("Bytes of structured metadata received.")
                .labelNames("tenant", "retention_hours", "aggregated_metric")
                .callback(counter -> metrics.tenants()
                        .forEach((id, tenant) -> counter.call(tenant.metadataBytes.sum(), id.value(), "", "false")))
                .register(registry);
        discarded(metrics);
        live(ingester, metrics);
    }

    /** Shows what queries read, and counts answers that cost nothing, since the same query was asked before or at the same time. */
    public void watch(Querier querier) {
        StoreMetrics.register(querier.totals(), registry);
        CounterWithCallback.builder()
                .name("sigyn_query_answers_reused")
                .help("Queries that were not run: an answer over the same data was kept, or another ran at the time.")
                .labelNames("how")
                .callback(counter -> {
                    counter.call(querier.answersKept(), "kept");
                    counter.call(querier.answersShared(), "shared");
                })
                .register(registry);
        GaugeWithCallback.builder()
                .name("sigyn_query_memory_bytes")
                .help("Memory that running queries hold, as they account for it.")
                .callback(gauge -> gauge.call(querier.memoryHeldBytes()))
                .register(registry);
    }

    /** Shows what is done with segments, and what is left to do. */
    public void watch(UpkeepMetrics upkeep) {
        gauge(
                "loki_boltdb_shipper_compactor_running",
                "Whether segments are kept up by this process; always 1.",
                () -> 1);
        GaugeWithCallback.builder()
                .name("loki_boltdb_shipper_compact_tables_operation_duration_seconds")
                .help("How long the last round took that kept segments up.")
                .callback(gauge -> gauge.call(upkeep.lastRoundMillis.get() / 1e3))
                .register(registry);
        GaugeWithCallback.builder()
                .name("loki_compactor_apply_retention_last_successful_run_timestamp_seconds")
                .help("When the last round ended in which retention was applied to every tenant.")
                .callback(gauge -> gauge.call(upkeep.lastSuccessMillis.get() / 1e3))
                .register(registry);
        GaugeWithCallback.builder()
                .name("loki_compactor_apply_retention_operation_duration_seconds")
                .help("How long the last round took in which retention was applied.")
                .callback(gauge -> gauge.call(upkeep.lastRoundMillis.get() / 1e3))
                .register(registry);
        CounterWithCallback.builder()
                .name("loki_compactor_apply_retention_operation")
                .help("Rounds in which retention was applied, by how they ended.")
                .labelNames("status")
                .callback(counter -> {
                    counter.call(upkeep.rounds.sum() - upkeep.failedRounds.sum(), "success");
                    counter.call(upkeep.failedRounds.sum(), "failure");
                })
                .register(registry);
        gauge("loki_compactor_running", "Whether segments are kept up by this process; always 1.", () -> 1);
        gauge(
                "loki_boltdb_shipper_compact_tables_operation_last_successful_run_timestamp_seconds",
                "When a round of upkeep last ended without a failure.",
                () -> upkeep.lastSuccessMillis.get() / 1000);
        CounterWithCallback.builder()
                .name("loki_boltdb_shipper_compact_tables_operation")
                .help("Rounds of upkeep.")
                .labelNames("status")
                .callback(counter -> {
                    long failed = upkeep.failedRounds.sum();
                    counter.call(upkeep.rounds.sum() - failed, "success");
                    counter.call(failed, "failure");
                })
                .register(registry);
        gauge("sigyn_segments", "Segments of all tenants.", upkeep.segments::get);
        gauge("sigyn_segment_bytes", "Stored bytes of all segments.", upkeep.segmentBytes::get);
        gauge(
                "sigyn_segments_removed",
                "Segments whose objects stay a while for readers.",
                upkeep.removedSegments::get);
        gauge("sigyn_compaction_debt_segments", "Segments that wait to be merged.", upkeep.debtSegments::get);
        gauge("sigyn_compaction_debt_bytes", "Stored bytes that wait to be merged.", upkeep.debtBytes::get);
        gauge("sigyn_upkeep_last_round_milliseconds", "How long the last round took.", upkeep.lastRoundMillis::get);
        counter("sigyn_compactions", "Merges of segments.", upkeep.merges::sum);
        counter("sigyn_compactions_lost", "Merges that others were faster with.", upkeep.mergesLost::sum);
        counter("sigyn_compaction_read_bytes", "Stored bytes of segments that were merged.", upkeep.mergedBytes::sum);
        counter("sigyn_compaction_written_bytes", "Stored bytes that merges wrote.", upkeep.writtenBytes::sum);
        counter("sigyn_compaction_repeated_rows", "Rows that merges left out as repeats.", upkeep.repeatedRows::sum);
        counter("sigyn_dropped_rows", "Rows dropped for their age or on request.", upkeep.droppedRows::sum);
        counter("sigyn_retention_expired_segments", "Segments dropped for their age.", upkeep.expiredSegments::sum);
        counter(
                "sigyn_retention_oversize_segments",
                "Segments dropped for a size limit.",
                upkeep.oversizeSegments::sum);
        counter("sigyn_deletions_applied", "Requests to delete rows that are applied.", upkeep.appliedDeletions::sum);
        counter("sigyn_objects_purged", "Objects of removed segments deleted.", upkeep.purgedObjects::sum);
        counter("sigyn_orphans_deleted", "Objects that no manifest named, deleted.", upkeep.orphansDeleted::sum);
        counter("sigyn_segments_unreadable", "Segments in which damage was found.", upkeep.unreadableSegments::sum);
    }

    /** Shows how often somebody was turned away for his login. */
    public void watchLogins(java.util.function.LongSupplier refusals) {
        counter("sigyn_logins_refused", "Requests whose login was wrong or missing.", refusals);
    }

    private void byTenant(
            IngesterMetrics metrics, String name, String help, ToLongFunction<IngesterMetrics.Tenant> value) {
        CounterWithCallback.builder()
                .name(name)
                .help(help)
                .labelNames("tenant", "aggregated_metric")
                .callback(counter -> metrics.tenants()
                        .forEach((id, tenant) -> counter.call(value.applyAsLong(tenant), id.value(), "false")))
                .register(registry);
    }

    private void discarded(IngesterMetrics metrics) {
        CounterWithCallback.builder()
                .name("loki_discarded_samples")
                .help("Lines that were refused.")
                .labelNames("reason", "tenant")
                .callback(counter -> metrics.tenants()
                        .forEach((id, tenant) -> tenant.discarded()
                                .forEach((reason, sums) -> counter.call(sums.samples.sum(), reason, id.value()))))
                .register(registry);
        CounterWithCallback.builder()
                .name("loki_discarded_bytes")
                .help("Bytes of lines that were refused.")
                .labelNames("reason", "tenant")
                .callback(counter -> metrics.tenants()
                        .forEach((id, tenant) -> tenant.discarded()
                                .forEach((reason, sums) -> counter.call(sums.bytes.sum(), reason, id.value()))))
                .register(registry);
    }

    private void live(Ingester ingester, IngesterMetrics metrics) {
        GaugeWithCallback.builder()
                .name("loki_ingester_memory_streams")
                .help("Streams with entries of late.")
                .labelNames("tenant")
                .callback(gauge ->
                        metrics.tenants().keySet().forEach(id -> gauge.call(ingester.activeStreams(id), id.value())))
                .register(registry);
        CounterWithCallback.builder()
                .name("loki_ingester_streams_created")
                .help("Streams that became active.")
                .labelNames("tenant")
                .callback(counter ->
                        metrics.tenants().keySet().forEach(id -> counter.call(ingester.createdStreams(id), id.value())))
                .register(registry);
        gauge(
                "loki_ingester_memory_chunks",
                "Chunks in memory: one for each active stream.",
                () -> metrics.tenants().keySet().stream()
                        .mapToLong(ingester::activeStreams)
                        .sum());
        gauge("sigyn_live_bytes", "Memory of rows that are not in the object store yet.", ingester::liveBytes);
        gauge(
                "sigyn_flush_lag_milliseconds",
                "For how long the oldest rows wait that are not in the object store yet.",
                ingester::flushLagMillis);
        gauge("sigyn_log_bytes", "Bytes of write-ahead log on disk.", ingester::logBytes);
        CounterWithCallback.builder()
                .name("loki_ingester_chunks_flushed")
                .help("Segments flushed.")
                .labelNames("reason")
                .callback(counter -> counter.call(metrics.segmentsFlushed.sum(), "rotation"))
                .register(registry);
        chunks(metrics);
        gauge(
                "loki_ingester_flush_queue_length",
                "Generations of rows that wait for their flush or are in it.",
                ingester::generationsWaiting);
        counter("sigyn_log_syncs", "Groups of pushes made durable by one sync.", () -> metrics.logSyncs.sum());
        counter("sigyn_log_failures", "Writes of the log that failed.", () -> metrics.logFailures.sum());
        counter("sigyn_flush_failures", "Flushes that failed and are tried again.", () -> metrics.flushFailures.sum());
        CounterWithCallback.builder()
                .name("loki_distributor_ingester_append_failures")
                .help("Pushes that could not be stored.")
                .labelNames("ingester", "status")
                .callback(counter -> counter.call(metrics.pushesTurnedAway.sum(), "local", "5xx"))
                .register(registry);
        counter("sigyn_pushes_turned_away", "Pushes answered with 503.", () -> metrics.pushesTurnedAway.sum());
    }

    /** Of each stream that a flush wrote. */
    private void chunks(IngesterMetrics metrics) {
        String name = "loki_ingester_chunk_";
        FlushedDistribution.register(registry, name + "entries", "Lines of a stream in a flush.", metrics.chunkEntries);
        FlushedDistribution.register(
                registry,
                name + "size_bytes",
                "Stored bytes of a stream in a flush: its share of the segment.",
                metrics.chunkBytes);
        FlushedDistribution.register(
                registry, name + "utilization", "What share of a full block a stream is.", metrics.chunkUtilization);
        FlushedDistribution.register(
                registry, name + "age_seconds", "Age of a stream's first line in a flush.", metrics.chunkAgeSeconds);
        FlushedDistribution.register(
                registry,
                name + "bounds_hours",
                "Time between the first and the last line of a stream in a flush.",
                metrics.chunkHours);
    }

    /** Shows what tenants asked to be deleted. */
    public void watch(DeleteRequests deletes) {
        CounterWithCallback.builder()
                .name("loki_compactor_delete_requests_received")
                .help("Delete requests received.")
                .labelNames("user")
                .callback(counter ->
                        deletes.counts().forEach((id, counts) -> counter.call(counts.received(), id.value())))
                .register(registry);
        CounterWithCallback.builder()
                .name("loki_compactor_delete_requests_processed")
                .help("Delete requests applied to all segments.")
                .labelNames("user")
                .callback(counter ->
                        deletes.counts().forEach((id, counts) -> counter.call(counts.processed(), id.value())))
                .register(registry);
        gauge("loki_compactor_pending_delete_requests_count", "Delete requests not applied yet.", deletes::pending);
        gauge(
                "loki_compactor_oldest_pending_delete_request_age_seconds",
                "Age of the oldest delete request that is not applied yet.",
                () -> deletes.oldestPendingAge().toSeconds());
    }

    /** Shows what is learned about lines. */
    public void watch(PatternMiner patterns) {
        gauge("sigyn_patterns", "Patterns of lines that are remembered.", patterns::patternCount);
        counter(
                "sigyn_patterns_lines_left_out",
                "Lines that came too fast to be learned from.",
                patterns::linesLeftOut);
    }

    private void gauge(String name, String help, java.util.function.LongSupplier value) {
        GaugeWithCallback.builder()
                .name(name)
                .help(help)
                .callback(gauge -> gauge.call(value.getAsLong()))
                .register(registry);
    }

    private void counter(String name, String help, java.util.function.LongSupplier value) {
        CounterWithCallback.builder()
                .name(name)
                .help(help)
                .callback(counter -> counter.call(value.getAsLong()))
                .register(registry);
    }

    ApiResponse scrape(ApiRequest request) {
        registerJvm();
        MetricSnapshots snapshots = registry.scrape();
        boolean open = request.headerOrEmpty("Accept").contains("application/openmetrics-text");
        return ApiResponse.streaming(200, open ? OPEN_METRICS : PROMETHEUS_TEXT, out -> write(snapshots, open, out))
                .compressed();
    }

    private static void write(MetricSnapshots snapshots, boolean open, OutputStream out) throws IOException {
        if (open) {
            OpenMetricsTextFormatWriter.create().write(out, snapshots);
        } else {
            PrometheusTextFormatWriter.create().write(out, snapshots);
        }
    }

    /** At the first scrape, since it costs a start-up too much. */
    private synchronized void registerJvm() {
        if (!jvmRegistered) {
            jvmRegistered = true;
            JvmMetrics.builder().register(registry);
        }
    }
}
