package io.sigyn.server.api;

import io.sigyn.logql.LogQlParser;
import io.sigyn.logql.LogQlPrinter;
import io.sigyn.logql.LogQlSyntaxException;
import io.sigyn.model.TenantId;
import io.sigyn.model.TenantLimits;
import io.sigyn.querier.MetadataResult;
import io.sigyn.querier.QueryException;
import io.sigyn.server.http.ApiRequest;
import io.sigyn.server.http.ApiResponse;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/** Small things that tools ask for: a query in a standard form, shards, limits. Thread-safe. */
final class ToolsHandler {
    private static final String MAX_UNSIGNED = "18446744073709551615";

    private final Api api;

    ToolsHandler(Api api) {
        this.api = api;
    }

    /** Wants no tenant, and answers errors as JSON. */
    ApiResponse formatQuery(ApiRequest request) {
        String query = request.form().getOrDefault("query", List.of("")).get(0);
        try {
            String formatted = LogQlPrinter.format(LogQlParser.parse(query));
            return Answers.json(
                    200,
                    Answers.LOWER_JSON,
                    json -> json.raw("{\"status\":\"success\",\"data\":")
                            .string(formatted)
                            .raw("}\n"));
        } catch (LogQlSyntaxException e) {
            String message = Objects.requireNonNullElse(e.getMessage(), "");
            return Answers.json(
                    400,
                    Answers.LOWER_JSON,
                    json -> json.raw("{\"status\":\"invalid-query\",\"error\":")
                            .string(message)
                            .raw("}\n"));
        }
    }

    /** There is one shard, which has everything: work is split over cores by blocks. */
    ApiResponse shards(ApiRequest request) {
        Map<String, List<String>> form = request.form();
        MetadataResult.IndexStats stats = api.metadata()
                .indexStats(api.parameters().indexStats(api.tenants().ofQuery(request), form));
        String target = form.getOrDefault("targetBytesPerShard", List.of("")).get(0);
        if (!target.matches("[1-9][0-9.]*\\s*([kKmMgGtTpP]i?)?[bB]?")) {
            throw new QueryException(QueryException.Kind.BAD_REQUEST, "targetBytesPerShard must be a positive value");
        }
        return Answers.queryJson(json -> shards(json, stats));
    }

    private static void shards(JsonWriter json, MetadataResult.IndexStats stats) throws IOException {
        json.raw("{\"shards\":[{\"bounds\":{\"min\":0,\"max\":")
                .raw(MAX_UNSIGNED)
                .raw("},\"stats\":{\"streams\":");
        json.number(stats.streams()).raw(",\"chunks\":").number(stats.chunks());
        json.raw(",\"bytes\":").number(stats.bytes()).raw(",\"entries\":").number(stats.entries());
        json.raw("}}],\"statistics\":{},\"chunkGroups\":null}\n");
    }

    /** What Logs Drilldown may show; the numbers are those that hold. */
    ApiResponse drilldownLimits(ApiRequest request) {
        TenantId tenant = api.tenants().one(request);
        TenantLimits limits = api.limits().apply(tenant);
        return Answers.json(200, Answers.PLAIN_JSON, json -> {
            json.raw("{\"limits\":{\"discover_log_levels\":").raw(Boolean.toString(limits.discoverLogLevels()));
            json.raw(",\"discover_service_name\":");
            LokiJsonEncoder.strings(json, limits.discoverServiceName());
            json.raw(",\"max_entries_limit_per_query\":").number(limits.maxEntriesLimitPerQuery());
            json.raw(",\"max_line_size_truncate\":").raw(Boolean.toString(limits.maxLineSizeTruncate()));
            json.raw(",\"max_query_bytes_read\":")
                    .string(limits.maxQueryBytesRead() + "B")
                    .raw(",\"max_query_length\":")
                    .string(limits.maxQueryLength().toSeconds() + "s");
            json.raw(",\"max_query_lookback\":")
                    .string(limits.maxQueryLookback().toSeconds() + "s");
            json.raw(",\"max_query_range\":").string(limits.maxQueryRange().toSeconds() + "s");
            json.raw(",\"max_query_series\":").number(limits.maxQuerySeries());
            json.raw(",\"query_timeout\":").string(limits.queryTimeout().toSeconds() + "s");
            json.raw(",\"retention_period\":").string(limits.retentionPeriod().toSeconds() + "s");
            json.raw(",\"volume_enabled\":").raw(Boolean.toString(limits.volumeEnabled()));
            json.raw(",\"volume_max_series\":").number(limits.volumeMaxSeries());
            json.raw("},\"pattern_ingester_enabled\":").raw(Boolean.toString(api.patterns() != null));
            json.raw(",\"version\":")
                    .string(api.operations().build().getOrDefault("version", ""))
                    .raw("}\n");
        });
    }
}
