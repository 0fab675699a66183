package io.sigyn.server.api;

import io.sigyn.querier.MetadataQueries;
import io.sigyn.querier.MetadataRequest;
import io.sigyn.querier.MetadataResult;
import io.sigyn.querier.QueryParameters;
import io.sigyn.querier.QueryResult;
import io.sigyn.server.http.ApiRequest;
import io.sigyn.server.http.ApiResponse;
import java.io.IOException;
import java.util.List;

/** Answers questions about streams: labels, values, series, statistics, volumes, detected labels and fields. Thread-safe. */
final class MetadataHandler {
    private static final long NANOS_A_MILLI = 1_000_000;
    private static final String EMPTY_SUCCESS = "{\"status\":\"success\"}\n";

    private final MetadataQueries queries;
    private final QueryParameters parameters;
    private final Tenants tenants;

    MetadataHandler(MetadataQueries queries, QueryParameters parameters, Tenants tenants) {
        this.queries = queries;
        this.parameters = parameters;
        this.tenants = tenants;
    }

    ApiResponse labels(ApiRequest request) {
        return strings(queries.labelNames(parameters.labels(tenants.ofQuery(request), request.form())));
    }

    ApiResponse labelValues(ApiRequest request) {
        return strings(queries.labelValues(
                parameters.labelValues(tenants.ofQuery(request), request.pathVariable("name"), request.form())));
    }

    private static ApiResponse strings(MetadataResult.Strings result) {
        return Answers.queryJson(json -> {
            if (result.values().isEmpty()) {
                json.raw(EMPTY_SUCCESS);
                return;
            }
            json.raw("{\"status\":\"success\",\"data\":");
            LokiJsonEncoder.strings(json, result.values());
            json.raw("}\n");
        });
    }

    ApiResponse series(ApiRequest request) {
        MetadataResult.SeriesSet result = queries.series(parameters.series(tenants.ofQuery(request), request.form()));
        return Answers.queryJson(json -> {
            json.raw("{\"status\":\"success\",\"data\":[");
            for (int i = 0; i < result.series().size(); i++) {
                json.raw(i == 0 ? "" : ",");
                LokiJsonEncoder.labels(json, result.series().get(i));
            }
            json.raw("]}\n");
        });
    }

    ApiResponse indexStats(ApiRequest request) {
        MetadataResult.IndexStats stats =
                queries.indexStats(parameters.indexStats(tenants.ofQuery(request), request.form()));
        return Answers.queryJson(json -> stats(json, stats));
    }

    private static void stats(JsonWriter json, MetadataResult.IndexStats stats) throws IOException {
        json.raw("{\"streams\":").number(stats.streams()).raw(",\"chunks\":").number(stats.chunks());
        json.raw(",\"bytes\":").number(stats.bytes()).raw(",\"entries\":").number(stats.entries());
        json.raw("}\n");
    }

    ApiResponse volume(ApiRequest request) {
        QueryResult.Data data = queries.volume(parameters.volume(tenants.ofQuery(request), request.form()));
        return Answers.streamed(out -> LokiJsonEncoder.encode(data, out));
    }

    ApiResponse volumeRange(ApiRequest request) {
        MetadataRequest.Volume asked = parameters.volumeRange(tenants.ofQuery(request), request.form());
        QueryResult.Data found = queries.volume(asked);
        // An empty answer that was asked for, by a limit of 0, is a vector in Loki.
        QueryResult.Data data =
                asked.limit() == 0 ? new QueryResult.Vector(asked.endNanos() / NANOS_A_MILLI, List.of()) : found;
        return Answers.streamed(out -> LokiJsonEncoder.encode(data, out));
    }

    ApiResponse detectedLabels(ApiRequest request) {
        MetadataResult.DetectedLabels result =
                queries.detectedLabels(parameters.detectedLabels(tenants.ofQuery(request), request.form()));
        return Answers.queryJson(json -> {
            List<MetadataResult.DetectedLabel> labels = result.labels();
            json.raw(labels.isEmpty() ? "{" : "{\"detectedLabels\":[");
            for (int i = 0; i < labels.size(); i++) {
                json.raw(i == 0 ? "{\"label\":" : ",{\"label\":")
                        .string(labels.get(i).label());
                json.raw(",\"cardinality\":")
                        .number(labels.get(i).cardinality())
                        .raw("}");
            }
            json.raw(labels.isEmpty() ? "}\n" : "]}\n");
        });
    }

    ApiResponse detectedFields(ApiRequest request) {
        MetadataResult.DetectedFields result =
                queries.detectedFields(parameters.detectedFields(tenants.ofQuery(request), "", request.form()));
        return Answers.queryJson(json -> {
            List<MetadataResult.DetectedField> fields = result.fields();
            if (fields.isEmpty()) {
                json.raw("{}\n");
                return;
            }
            json.raw("{\"fields\":[");
            for (int i = 0; i < fields.size(); i++) {
                json.raw(i == 0 ? "" : ",");
                field(json, fields.get(i));
            }
            json.raw("],\"limit\":").number(result.limit()).raw("}\n");
        });
    }

    private static void field(JsonWriter json, MetadataResult.DetectedField field) throws IOException {
        json.raw("{\"label\":").string(field.label()).raw(",\"type\":").string(field.type());
        json.raw(",\"cardinality\":").number(field.cardinality()).raw(",\"parsers\":");
        if (field.parsers() == null) {
            json.raw("null}");
        } else {
            LokiJsonEncoder.strings(json, field.parsers());
            json.raw("}");
        }
    }

    ApiResponse detectedFieldValues(ApiRequest request) {
        MetadataResult.FieldValues result = queries.detectedFieldValues(
                parameters.detectedFields(tenants.ofQuery(request), request.pathVariable("name"), request.form()));
        return Answers.queryJson(json -> {
            if (result.values().isEmpty()) {
                json.raw("{}\n");
                return;
            }
            json.raw("{\"values\":");
            LokiJsonEncoder.strings(json, result.values());
            json.raw(",\"limit\":").number(result.limit()).raw("}\n");
        });
    }
}
