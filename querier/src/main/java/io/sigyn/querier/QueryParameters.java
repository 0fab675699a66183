package io.sigyn.querier;

import io.sigyn.model.TenantId;
import io.sigyn.querier.QueryRequest.Direction;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;

/**
 * Reads requests from the parameters of Loki's API, in Loki's order of checks and with its messages; knows nothing of
 * HTTP. Of a repeated parameter the first value counts, and an empty one is none. Every method throws {@link
 * QueryException} for a parameter that cannot be read. Immutable, thread-safe.
 */
public final class QueryParameters {
    private static final long HOUR = 3_600_000_000_000L;
    private static final long LEAST_PATTERN_STEP = 10_000_000_000L;
    private static final int DEFAULT_LIMIT = 100;
    private static final int DEFAULT_METADATA_LIMIT = 1000;

    private final InstantSource clock;

    public QueryParameters(InstantSource clock) {
        this.clock = clock;
    }

    /** {@code /loki/api/v1/query_range}. */
    public QueryRequest range(List<TenantId> tenants, Map<String, List<String>> parameters) {
        ParameterReader in = reader(parameters);
        ParameterReader.Bounds bounds = in.bounds();
        in.checkOrder(bounds);
        int limit = in.limit("limit", DEFAULT_LIMIT);
        Direction direction = in.direction(Direction.BACKWARD);
        long step = in.step(bounds);
        in.checkPoints(bounds, step);
        long interval = in.interval();
        return new QueryRequest(
                tenants, in.get("query"), bounds.start(), bounds.end(), step, interval, limit, direction, false);
    }

    /** {@code /loki/api/v1/query}. */
    public QueryRequest instant(List<TenantId> tenants, Map<String, List<String>> parameters) {
        ParameterReader in = reader(parameters);
        int limit = in.limit("limit", DEFAULT_LIMIT);
        long time = in.time("time", in.now());
        Direction direction = in.direction(Direction.BACKWARD);
        return new QueryRequest(tenants, in.get("query"), time, time, 0, 0, limit, direction, true);
    }

    /** {@code /loki/api/v1/tail}: up to {@code limit} lines from {@code startNanos} on, then live ones. */
    public MetadataRequest.Tail tail(List<TenantId> tenants, Map<String, List<String>> parameters) {
        ParameterReader in = reader(parameters);
        int limit = in.limit("limit", DEFAULT_LIMIT);
        long start = ParameterReader.named("start", () -> in.time("start", in.now() - HOUR));
        int delaySeconds = in.integer("delay_for", 0);
        if (delaySeconds > MetadataRequest.Tail.MAX_DELAY_SECONDS) {
            throw ParameterReader.refuse("delay_for can't be greater than " + MetadataRequest.Tail.MAX_DELAY_SECONDS);
        }
        return new MetadataRequest.Tail(tenants, in.get("query"), start, limit, delaySeconds);
    }

    /** {@code /loki/api/v1/labels}. */
    public MetadataRequest.LabelNames labels(List<TenantId> tenants, Map<String, List<String>> parameters) {
        ParameterReader in = reader(parameters);
        ParameterReader.Bounds bounds = in.bounds();
        return new MetadataRequest.LabelNames(tenants, in.get("query"), bounds.start(), bounds.end());
    }

    /** {@code /loki/api/v1/label/{name}/values}. */
    public MetadataRequest.LabelValues labelValues(
            List<TenantId> tenants, String name, Map<String, List<String>> parameters) {
        ParameterReader in = reader(parameters);
        ParameterReader.Bounds bounds = in.bounds();
        return new MetadataRequest.LabelValues(tenants, name, in.get("query"), bounds.start(), bounds.end());
    }

    /** {@code /loki/api/v1/series}. */
    public MetadataRequest.Series series(List<TenantId> tenants, Map<String, List<String>> parameters) {
        ParameterReader in = reader(parameters);
        ParameterReader.Bounds bounds = in.bounds();
        return new MetadataRequest.Series(tenants, in.all("match", "match[]"), bounds.start(), bounds.end());
    }

    /** {@code /loki/api/v1/index/stats}. */
    public MetadataRequest.IndexStats indexStats(List<TenantId> tenants, Map<String, List<String>> parameters) {
        ParameterReader in = reader(parameters);
        ParameterReader.Bounds bounds = in.bounds();
        in.checkOrder(bounds);
        return new MetadataRequest.IndexStats(tenants, in.get("query"), bounds.start(), bounds.end());
    }

    /** {@code /loki/api/v1/index/volume}: one number for each series. */
    public MetadataRequest.Volume volume(List<TenantId> tenants, Map<String, List<String>> parameters) {
        ParameterReader in = reader(parameters);
        ParameterReader.Bounds bounds = in.bounds();
        in.checkOrder(bounds);
        return volume(tenants, in, bounds, 0);
    }

    /** {@code /loki/api/v1/index/volume_range}: a number for each series and step. */
    public MetadataRequest.Volume volumeRange(List<TenantId> tenants, Map<String, List<String>> parameters) {
        ParameterReader in = reader(parameters);
        ParameterReader.Bounds bounds = in.bounds();
        in.checkOrder(bounds);
        long step = in.step(bounds);
        in.checkPoints(bounds, step);
        return volume(tenants, in, bounds, step);
    }

    private static MetadataRequest.Volume volume(
            List<TenantId> tenants, ParameterReader in, ParameterReader.Bounds bounds, long step) {
        int limit = in.integer("limit", DEFAULT_LIMIT);
        boolean byLabels = switch (in.get("aggregateBy")) {
            case "", "series" -> false;
            case "labels" -> true;
            default -> throw ParameterReader.refuse("invalid aggregation option");
        };
        return new MetadataRequest.Volume(
                tenants, in.get("query"), bounds.start(), bounds.end(), step, limit, in.list("targetLabels"), byLabels);
    }

    /** {@code /loki/api/v1/patterns}: lines are counted in steps of ten seconds or more. */
    public MetadataRequest.Patterns patterns(List<TenantId> tenants, Map<String, List<String>> parameters) {
        ParameterReader in = reader(parameters);
        ParameterReader.Bounds bounds = in.bounds();
        in.checkOrder(bounds);
        long step = Math.max(LEAST_PATTERN_STEP, in.step(bounds));
        return new MetadataRequest.Patterns(tenants, in.get("query"), bounds.start(), bounds.end(), step);
    }

    /** {@code /loki/api/v1/detected_labels}. */
    public MetadataRequest.DetectedLabels detectedLabels(List<TenantId> tenants, Map<String, List<String>> parameters) {
        ParameterReader in = reader(parameters);
        ParameterReader.Bounds bounds = in.bounds();
        return new MetadataRequest.DetectedLabels(tenants, in.get("query"), bounds.start(), bounds.end());
    }

    /** {@code /loki/api/v1/detected_fields}, or the values of one field: {@code /loki/api/v1/detected_field/{name}/values}. */
    public MetadataRequest.DetectedFields detectedFields(
            List<TenantId> tenants, String name, Map<String, List<String>> parameters) {
        ParameterReader in = reader(parameters);
        ParameterReader.Bounds bounds = in.bounds();
        in.checkOrder(bounds);
        int lines = in.limit("line_limit", DEFAULT_LIMIT);
        int limit = in.limit("limit", DEFAULT_METADATA_LIMIT);
        return new MetadataRequest.DetectedFields(
                tenants, name, in.get("query"), bounds.start(), bounds.end(), lines, limit);
    }

    private ParameterReader reader(Map<String, List<String>> parameters) {
        return new ParameterReader(clock, parameters);
    }
}
