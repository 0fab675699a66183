package io.sigyn.logql.pipeline;

import static org.assertj.core.api.Assertions.assertThat;

import io.sigyn.logql.LogQlParser;
import io.sigyn.logql.ast.LogQuery;
import io.sigyn.logql.regex.Utf8;
import io.sigyn.model.Labels;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** Log queries give the answers that were recorded from Loki, over the same data. */
class LogQueryConformanceTest {
    private static final PipelineDataset DATASET = PipelineDataset.load();

    @TestFactory
    Stream<DynamicTest> the_recorded_answer_is_given() {
        return JsonTree.lines("/conformance/log-queries.jsonl").stream()
                .map(test -> DynamicTest.dynamicTest((String) test.get("name"), () -> check(test)));
    }

    private static void check(Map<String, Object> test) {
        Map<String, Object> params = JsonTree.map(test.get("params"));
        boolean categorize =
                "categorize-labels".equals(JsonTree.map(test.get("headers")).get("X-Loki-Response-Encoding-Flags"));
        Map<String, List<String>> actual = run(params, categorize);
        List<Map<String, List<String>>> accepted = new ArrayList<>();
        accepted.add(expected(JsonTree.map(test.get("expect"))));
        for (Object variant : JsonTree.list(test.get("variants"))) {
            Map<String, Object> map = JsonTree.map(variant);
            accepted.add(expected(map.containsKey("expect") ? JsonTree.map(map.get("expect")) : map));
        }
        if (!accepted.contains(actual)) {
            assertThat(actual).as("%s", params.get("query")).isEqualTo(accepted.get(0));
        }
    }

    private record Hit(long timestampNanos, String line, LineLabels labels) {}

    private static Map<String, List<String>> run(Map<String, Object> params, boolean categorize) {
        LogQuery query = (LogQuery) LogQlParser.parse((String) params.get("query"));
        boolean forward = "forward".equalsIgnoreCase((String) params.get("direction"));
        long end = time((String) params.get("end"));
        long start = params.containsKey("start") ? time((String) params.get("start")) : end - 3_600_000_000_000L;
        int limit = params.containsKey("limit") ? Integer.parseInt((String) params.get("limit")) : 100;
        CompiledLines compiled = PipelineCompiler.compileLines(query.stages());
        List<Hit> hits = new ArrayList<>();
        DATASET.select(query.selector()).forEach((labels, entries) -> {
            LinePipeline pipeline = compiled.bind(labels);
            List<PipelineDataset.Entry> ordered = new ArrayList<>(entries);
            if (!forward) {
                Collections.reverse(ordered);
            }
            for (PipelineDataset.Entry entry : ordered) {
                boolean inside = entry.timestampNanos() >= start && entry.timestampNanos() < end;
                if (inside && process(pipeline, entry)) {
                    String line = Utf8.text(pipeline.lineBuffer(), pipeline.lineOffset(), pipeline.lineLength());
                    hits.add(new Hit(entry.timestampNanos(), line, pipeline.labels()));
                }
            }
        });
        hits.sort((a, b) -> (forward ? 1 : -1) * Long.compare(a.timestampNanos(), b.timestampNanos()));
        return answer(hits.subList(0, Math.min(limit, hits.size())), categorize);
    }

    private static boolean process(LinePipeline pipeline, PipelineDataset.Entry entry) {
        byte[] shifted = new byte[entry.line().length + 14]; // lines stand somewhere in a buffer, not at its beginning
        java.util.Arrays.fill(shifted, (byte) 'e');
        System.arraycopy(entry.line(), 0, shifted, 7, entry.line().length);
        return pipeline.process(entry.timestampNanos(), shifted, 7, entry.line().length, entry.metadata());
    }

    private static long time(String text) {
        if (text.contains("-") && text.contains(":")) {
            Instant instant = Instant.parse(text);
            return instant.getEpochSecond() * 1_000_000_000L + instant.getNano();
        }
        if (text.contains(".")) {
            return new BigDecimal(text)
                            .setScale(3, java.math.RoundingMode.HALF_UP)
                            .movePointRight(3)
                            .longValueExact()
                    * 1_000_000L;
        }
        long value = Long.parseLong(text);
        return text.length() <= 10 ? value * 1_000_000_000L : value;
    }

    private static Map<String, List<String>> answer(List<Hit> hits, boolean categorize) {
        Map<String, List<String>> answer = new TreeMap<>();
        for (Hit hit : hits) {
            Labels labels = categorize ? hit.labels().stream() : hit.labels().all();
            String entry = hit.timestampNanos() + " " + hit.line();
            if (categorize) {
                entry += " " + hit.labels().structuredMetadata() + " "
                        + hit.labels().parsed();
            }
            answer.computeIfAbsent(labels.toString(), key -> new ArrayList<>()).add(entry);
        }
        answer.values().forEach(Collections::sort);
        return answer;
    }

    private static Map<String, List<String>> expected(Map<String, Object> expect) {
        Map<String, Object> data = JsonTree.map(JsonTree.map(expect.get("body")).get("data"));
        Map<String, List<String>> answer = new TreeMap<>();
        boolean categorized = JsonTree.list(data.get("encodingFlags")).contains("categorize-labels");
        for (Object stream : JsonTree.list(data.get("result"))) {
            Map<String, Object> map = JsonTree.map(stream);
            List<String> entries = answer.computeIfAbsent(
                    PipelineDataset.labels(map.get("stream")).toString(), key -> new ArrayList<>());
            for (Object value : JsonTree.list(map.get("values"))) {
                List<Object> parts = JsonTree.list(value);
                String entry = parts.get(0) + " " + parts.get(1);
                if (categorized) {
                    Map<String, Object> extra = parts.size() > 2 ? JsonTree.map(parts.get(2)) : Map.of();
                    entry += " " + PipelineDataset.labels(extra.get("structuredMetadata")) + " "
                            + PipelineDataset.labels(extra.get("parsed"));
                }
                entries.add(entry);
            }
        }
        answer.values().forEach(Collections::sort);
        return answer;
    }
}
