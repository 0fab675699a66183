package io.sigyn.querier;

import io.sigyn.logql.LogQlParser;
import io.sigyn.logql.ast.LogQuery;
import io.sigyn.logql.ast.Stage;
import io.sigyn.logql.go.GoBytes;
import io.sigyn.logql.go.GoDuration;
import io.sigyn.logql.go.GoException;
import io.sigyn.logql.go.GoFloat;
import io.sigyn.logql.go.GoInteger;
import io.sigyn.logql.pipeline.CompiledLines;
import io.sigyn.logql.pipeline.LinePipeline;
import io.sigyn.logql.pipeline.PipelineCompiler;
import io.sigyn.model.EntryMetadata;
import io.sigyn.model.Labels;
import io.sigyn.querier.QueryRequest.Direction;
import io.sigyn.querier.QueryResult.Line;
import io.sigyn.querier.QueryResult.Streams;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Finds out which fields the lines of a query have: their structured metadata, and what the json or the logfmt parser makes
 * of them. Looks at the newest lines only, as many as the request allows. Thread-safe.
 */
final class DetectedFields {
    private static final String ERROR = "__error__";
    /** What Go takes for a truth value, but for the digits, which are numbers. */
    private static final Set<String> BOOLEANS =
            Set.of("t", "T", "true", "True", "TRUE", "f", "F", "false", "False", "FALSE");

    private final Querier querier;

    DetectedFields(Querier querier) {
        this.querier = querier;
    }

    MetadataResult.DetectedFields fields(MetadataRequest.DetectedFields request) {
        Map<String, Field> fields = collect(request);
        List<MetadataResult.DetectedField> detected = new ArrayList<>();
        fields.forEach((name, field) -> detected.add(new MetadataResult.DetectedField(
                name, field.type, field.values.size(), field.parsers.isEmpty() ? null : List.copyOf(field.parsers))));
        detected.sort(Comparator.comparingLong(MetadataResult.DetectedField::cardinality)
                .thenComparing(MetadataResult.DetectedField::label));
        int kept = Math.min(request.limit(), detected.size());
        return new MetadataResult.DetectedFields(List.copyOf(detected.subList(0, kept)), request.limit());
    }

    MetadataResult.FieldValues values(MetadataRequest.DetectedFields request) {
        Field field = collect(request).get(request.name());
        List<String> values = field == null
                ? List.of()
                : field.values.stream().sorted().limit(request.limit()).toList();
        return new MetadataResult.FieldValues(values, request.limit());
    }

    private static final class Field {
        private final String type;
        private final Set<String> values = new HashSet<>();
        private final Set<String> parsers = new TreeSet<>();

        Field(String firstValue) {
            this.type = typeOf(firstValue);
        }
    }

    private Map<String, Field> collect(MetadataRequest.DetectedFields request) {
        LogQuery query = LogQlParser.parseLogQuery(request.query());
        QueryRequest lines = new QueryRequest(
                request.tenants(),
                request.query(),
                request.startNanos(),
                request.endNanos(),
                1,
                0,
                request.lineLimit(),
                Direction.BACKWARD,
                false);
        Streams found = (Streams) querier.runUnlimited(lines, query).data();
        Parsers parsers = new Parsers();
        Map<String, Field> fields = new HashMap<>();
        for (Line line : found.lines()) {
            Labels metadata = line.labels().structuredMetadata();
            for (int i = 0; i < metadata.size(); i++) {
                field(fields, metadata.name(i), metadata.value(i));
            }
            parsers.parse(line, fields);
        }
        return fields;
    }

    private static Field field(Map<String, Field> fields, String name, String value) {
        Field field = fields.computeIfAbsent(name, key -> new Field(value));
        field.values.add(value);
        return field;
    }

    /** The two parsers, each bound once for every stream. For one thread. */
    private static final class Parsers {
        private final CompiledLines json = PipelineCompiler.compileLines(List.of(new Stage.Json(List.of())));
        private final CompiledLines logfmt =
                PipelineCompiler.compileLines(List.of(new Stage.Logfmt(false, false, List.of())));
        private final Map<Labels, LinePipeline> jsonOf = new HashMap<>();
        private final Map<Labels, LinePipeline> logfmtOf = new HashMap<>();

        /** What is no JSON is read as logfmt, also if it began like JSON. */
        void parse(Line line, Map<String, Field> fields) {
            Labels stream = line.labels().stream();
            Labels parsed = null;
            if (looksLikeJson(line.line())) {
                parsed = parsed(jsonOf.computeIfAbsent(stream, json::bind), line);
            }
            boolean isJson = parsed != null;
            if (parsed == null) {
                parsed = parsed(logfmtOf.computeIfAbsent(stream, logfmt::bind), line);
            }
            for (int i = 0; parsed != null && i < parsed.size(); i++) {
                field(fields, parsed.name(i), parsed.value(i)).parsers.add(isJson ? "json" : "logfmt");
            }
        }

        private static @Nullable Labels parsed(LinePipeline pipeline, Line line) {
            byte[] bytes = line.line();
            if (!pipeline.process(line.timestampNanos(), bytes, 0, bytes.length, EntryMetadata.NONE)) {
                return null;
            }
            Labels parsed = pipeline.labels().parsed();
            return parsed.has(ERROR) ? null : parsed;
        }

        private static boolean looksLikeJson(byte[] line) {
            for (byte b : line) {
                if (b != ' ' && b != '\t' && b != '\n' && b != '\r') {
                    return b == '{';
                }
            }
            return false;
        }
    }

    private static String typeOf(String value) {
        if (parses(() -> GoInteger.parse(value, 10))) {
            return "int";
        } else if (parses(() -> GoFloat.parse(value))) {
            return "float";
        } else if (BOOLEANS.contains(value)) {
            return "boolean";
        } else if (parses(() -> GoDuration.parse(value))) {
            return "duration";
        } else if (parses(() -> GoBytes.parse(value))) {
            return "bytes";
        }
        return "string";
    }

    private static boolean parses(Runnable parse) {
        try {
            parse.run();
            return true;
        } catch (GoException e) {
            return false;
        }
    }
}
