package io.sigyn.logql.pipeline;

import static org.assertj.core.api.Assertions.assertThat;

import io.sigyn.logql.LogQlParser;
import io.sigyn.logql.ast.Expr;
import io.sigyn.logql.ast.SampleExpr;
import io.sigyn.model.Labels;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** Sums of counts, bytes and unwrapped values at one instant are those that were recorded from Loki. */
class SampleQueryConformanceTest {
    private static final PipelineDataset DATASET = PipelineDataset.load();

    @TestFactory
    Stream<DynamicTest> the_recorded_vector_is_given() {
        return JsonTree.lines("/conformance/sample-queries.jsonl").stream()
                .map(test -> DynamicTest.dynamicTest((String) test.get("name"), () -> check(test)));
    }

    private static void check(Map<String, Object> test) {
        Map<String, Object> params = JsonTree.map(test.get("params"));
        Object body = JsonTree.map(test.get("expect")).get("body");
        Expr expr = LogQlParser.parse((String) params.get("query"));
        SampleExpr.VectorAggregation outer = expr instanceof SampleExpr.VectorAggregation sum ? sum : null;
        SampleExpr.RangeAggregation inner = (SampleExpr.RangeAggregation) (outer == null ? expr : outer.operand());
        Map<Labels, Double> vector = new TreeMap<>();
        String error = run(inner, outer, (String) params.get("time"), vector);
        if (body instanceof String message) {
            if (!"true".equals(test.get("any_series"))) {
                assertThat(message).startsWith(String.valueOf(error));
            }
            assertThat(error).isNotNull();
            return;
        }
        assertThat(error).isNull();
        Map<Labels, Double> expected = new TreeMap<>();
        for (Object sample :
                JsonTree.list(JsonTree.map(JsonTree.map(body).get("data")).get("result"))) {
            Map<String, Object> map = JsonTree.map(sample);
            expected.put(PipelineDataset.labels(map.get("metric")), number((String)
                    JsonTree.list(map.get("value")).get(1)));
        }
        vector.keySet().removeIf(labels -> !isShowable(labels));
        assertThat(vector.keySet()).as("%s", params.get("query")).isEqualTo(expected.keySet());
        expected.forEach((labels, value) -> {
            double actual = vector.get(labels);
            boolean equal = value.equals(actual) || Math.abs(value - actual) <= Math.abs(value) * 1e-9;
            assertThat(equal).as("%s is %s, not %s", labels, actual, value).isTrue();
        });
    }

    private static double number(String text) {
        return switch (text) {
            case "+Inf" -> Double.POSITIVE_INFINITY;
            case "-Inf" -> Double.NEGATIVE_INFINITY;
            default -> Double.parseDouble(text);
        };
    }

    /** A series with a name that is no identifier vanishes from Loki's answers. */
    private static boolean isShowable(Labels labels) {
        for (int i = 0; i < labels.size(); i++) {
            if (!labels.name(i).matches("[a-zA-Z_][a-zA-Z0-9_]*")) {
                return false;
            }
        }
        return true;
    }

    private static @Nullable String run(
            SampleExpr.RangeAggregation inner,
            SampleExpr.@Nullable VectorAggregation outer,
            String time,
            Map<Labels, Double> vector) {
        CompiledSamples compiled = PipelineCompiler.compileSamples(inner, outer);
        long end = Long.parseLong(time) * (time.length() <= 10 ? 1_000_000_000L : 1);
        long start = end - inner.range().rangeNanos();
        String[] error = new String[1];
        DATASET.select(inner.range().selector()).forEach((labels, entries) -> {
            SamplePipeline pipeline = compiled.bind(labels);
            for (PipelineDataset.Entry entry : entries) {
                if (entry.timestampNanos() > start
                        && entry.timestampNanos() <= end
                        && pipeline.process(
                                entry.timestampNanos(), entry.line(), 0, entry.line().length, entry.metadata())) {
                    Labels series = pipeline.series();
                    if (series.has("__error__") && !series.has("__preserve_error__") && error[0] == null) {
                        error[0] = "pipeline error: '" + series.get("__error__") + "' for series: '" + series + "'";
                    }
                    vector.merge(
                            outer == null ? series : group(series, outer.grouping()), pipeline.value(), Double::sum);
                }
            }
        });
        return error[0];
    }

    static Labels group(Labels series, SampleExpr.@Nullable Grouping grouping) {
        Labels.Builder grouped = Labels.builder();
        List<String> names = grouping == null ? List.of() : grouping.labels();
        boolean without = grouping != null && grouping.without();
        for (int i = 0; i < series.size(); i++) {
            if (names.contains(series.name(i)) != without) {
                grouped.set(series.name(i), series.value(i));
            }
        }
        return grouped.build();
    }
}
