package io.sigyn.server.api;

import io.sigyn.logql.pipeline.LineLabels;
import io.sigyn.model.Labels;
import io.sigyn.querier.QueryResult;
import io.sigyn.querier.QueryStats;
import java.io.IOException;
import java.io.OutputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Query results as Loki spells them. The order of keys is part of the contract: {@code resultType}, {@code
 * encodingFlags}, {@code result}, {@code stats}; in a stream {@code stream}, then {@code values}. Stateless.
 */
final class LokiJsonEncoder {
    private static final String CATEGORIZE = "categorize-labels";
    private static final long MILLIS = 1000;

    private LokiJsonEncoder() {}

    /** The whole answer; {@code flags} are those of the request's encoding header. */
    static void encode(QueryResult result, List<String> flags, OutputStream out) throws IOException {
        JsonWriter json = new JsonWriter(out);
        json.raw("{\"status\":\"success\",\"data\":");
        QueryResult.Data data = result.data();
        if (data instanceof QueryResult.Streams streams) {
            json.raw("{\"resultType\":\"streams\",");
            if (!flags.isEmpty()) {
                json.raw("\"encodingFlags\":");
                strings(json, flags);
                json.raw(",");
            }
            json.raw("\"result\":");
            streams(json, streams.lines(), categorized(flags));
        } else if (data instanceof QueryResult.Matrix matrix) {
            json.raw("{\"resultType\":\"matrix\",\"result\":");
            matrix(json, matrix);
        } else if (data instanceof QueryResult.Vector vector) {
            json.raw("{\"resultType\":\"vector\",\"result\":");
            vector(json, vector);
        } else if (data instanceof QueryResult.Scalar scalar) {
            json.raw("{\"resultType\":\"scalar\",\"result\":");
            point(json, scalar.timestampMillis(), scalar.value());
        }
        json.raw(",\"stats\":");
        StatsEncoder.encode(json, result.stats());
        json.raw("}}\n").flush();
    }

    /** The answer of volumes, which have no cost of their own to tell. */
    static void encode(QueryResult.Data data, OutputStream out) throws IOException {
        encode(new QueryResult(data, QueryStats.NONE), List.of(), out);
    }

    static boolean categorized(List<String> flags) {
        return flags.contains(CATEGORIZE);
    }

    static void strings(JsonWriter json, List<String> values) throws IOException {
        json.raw("[");
        for (int i = 0; i < values.size(); i++) {
            json.raw(i == 0 ? "" : ",").string(values.get(i));
        }
        json.raw("]");
    }

    static void labels(JsonWriter json, Labels labels) throws IOException {
        json.raw("{");
        for (int i = 0; i < labels.size(); i++) {
            json.raw(i == 0 ? "" : ",").string(labels.name(i)).raw(":").string(labels.value(i));
        }
        json.raw("}");
    }

    /** Lines under their labels, streams sorted by labels. */
    static Map<Labels, List<QueryResult.Line>> byStream(List<QueryResult.Line> lines, boolean categorize) {
        Map<Labels, List<QueryResult.Line>> streams = new TreeMap<>();
        Labels last = Labels.EMPTY;
        List<QueryResult.Line> current = List.of();
        for (QueryResult.Line line : lines) {
            Labels labels = categorize ? line.labels().stream() : line.labels().all();
            if (current.isEmpty() || !labels.equals(last)) {
                current = streams.computeIfAbsent(labels, ignored -> new ArrayList<>());
                last = labels;
            }
            current.add(line);
        }
        return streams;
    }

    static void streams(JsonWriter json, List<QueryResult.Line> lines, boolean categorize) throws IOException {
        json.raw("[");
        boolean first = true;
        for (Map.Entry<Labels, List<QueryResult.Line>> stream :
                byStream(lines, categorize).entrySet()) {
            json.raw(first ? "{\"stream\":" : ",{\"stream\":");
            first = false;
            labels(json, stream.getKey());
            json.raw(",\"values\":[");
            for (int i = 0; i < stream.getValue().size(); i++) {
                json.raw(i == 0 ? "" : ",");
                line(json, stream.getValue().get(i), categorize);
            }
            json.raw("]}");
        }
        json.raw("]");
    }

    private static void line(JsonWriter json, QueryResult.Line line, boolean categorize) throws IOException {
        json.raw("[\"").number(line.timestampNanos()).raw("\",").string(line.line());
        if (categorize) {
            json.raw(",");
            categories(json, line.labels());
        }
        json.raw("]");
    }

    private static void categories(JsonWriter json, LineLabels labels) throws IOException {
        json.raw("{");
        if (!labels.structuredMetadata().isEmpty()) {
            json.raw("\"structuredMetadata\":");
            labels(json, labels.structuredMetadata());
        }
        if (!labels.parsed().isEmpty()) {
            json.raw(labels.structuredMetadata().isEmpty() ? "\"parsed\":" : ",\"parsed\":");
            labels(json, labels.parsed());
        }
        json.raw("}");
    }

    private static void matrix(JsonWriter json, QueryResult.Matrix matrix) throws IOException {
        json.raw("[");
        boolean first = true;
        for (QueryResult.Series series : matrix.series()) {
            json.raw(first ? "{\"metric\":" : ",{\"metric\":");
            first = false;
            labels(json, series.labels());
            json.raw(",\"values\":[");
            for (int i = 0; i < series.values().length; i++) {
                json.raw(i == 0 ? "" : ",");
                point(json, series.timestampsMillis()[i], series.values()[i]);
            }
            json.raw("]}");
        }
        json.raw("]");
    }

    private static void vector(JsonWriter json, QueryResult.Vector vector) throws IOException {
        json.raw("[");
        boolean first = true;
        for (QueryResult.Sample sample : vector.samples()) {
            json.raw(first ? "{\"metric\":" : ",{\"metric\":");
            first = false;
            labels(json, sample.labels());
            json.raw(",\"value\":");
            point(json, vector.timestampMillis(), sample.value());
            json.raw("}");
        }
        json.raw("]");
    }

    private static void point(JsonWriter json, long millis, double value) throws IOException {
        json.raw("[");
        seconds(json, millis);
        json.raw(",\"").number(value).raw("\"]");
    }

    /** Milliseconds as seconds, with as many decimals as it takes. */
    private static void seconds(JsonWriter json, long millis) throws IOException {
        json.raw(millis < 0 ? "-" : "").number(Math.abs(millis) / MILLIS);
        long rest = Math.abs(millis) % MILLIS;
        if (rest != 0) {
            json.raw(".").raw(Long.toString(MILLIS + rest).substring(1).replaceFirst("0+$", ""));
        }
    }
}
