package io.sigyn.logql.pipeline;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import io.sigyn.logql.LogQlParser;
import io.sigyn.logql.ast.Expr;
import io.sigyn.logql.ast.LogQuery;
import io.sigyn.logql.ast.SampleExpr;
import io.sigyn.model.EntryMetadata;
import io.sigyn.model.Labels;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Whatever a line holds, a pipeline neither throws nor hangs, and what it promises a scan holds. */
class PipelineFuzzTest {
    private static final Labels STREAM = Labels.of("app", "fuzz", "level", "stream");
    private static final String[] SEEDS = {
        "{\"a\":1,\"b\":{\"c\":\"d\\u00e9\",\"e\":[1,{\"f\":null}]},\"level\":\"error\",\"a\":\"2\"}",
        "level=error msg=\"a \\\"quoted\\\" text\" took=1.5s size=10KiB ip=10.0.0.1 bare= x=a=b",
        "10.0.0.1 - bob [05/Jan/2026:12:00:17 +0000] \"GET /x HTTP/1.1\" 200 17 fe80::1 ::ffff:1.2.3.4",
        "\u001b[1;31mERROR\u001b[0m {\"_entry\":\"x\",\"pod\":\"p\"}",
        "{\"_entry\":\"line \\n two\",\"app\":\"x\",\"9\":\"y\",\"\":\"z\"}",
        "{\"n\":123456789012345678901234567890123456789e999999,\"m\":-0.0e-400}",
        "上海 é 🚀 \uFFFD"
    };

    @ParameterizedTest
    @ValueSource(
            strings = {
                "| json",
                "| json a=\"a\", f=\"b.e[1].f\", x=\"[0]\", y=\"b[\\\"c\\\"]\"",
                "| logfmt",
                "| logfmt --strict --keep-empty",
                "| logfmt --strict took, s=\"size\"",
                "| regexp `(?P<ip>\\S+) (?P<dash>.)(?P<app>.*)`",
                "| pattern `<ip> - <user> [<_>] <rest>`",
                "| unpack | json | logfmt",
                "| decolorize | json | level=\"error\" or a > 1",
                "| logfmt | took > 1s or size > 1KB or ip = ip(\"10.0.0.0/8\") or bare >= 1",
                "|> `<_>=<_>` | logfmt",
                "|~ `(?i)error|[0-9]{3}|é` | json | keep a, level=~\"e.*\"",
                "|= ip(\"fe80::/16\") or \"x\" | drop level",
                "| json | logfmt | label_format a=level, level=b_c | a != \"\""
            })
    void no_line_makes_a_pipeline_throw(String stages) {
        LogQuery query = (LogQuery) LogQlParser.parse("{app=\"fuzz\"} " + stages);
        CompiledLines compiled = PipelineCompiler.compileLines(query.stages());
        LinePipeline pipeline = compiled.bind(STREAM);
        Random random = new Random(42);
        for (int i = 0; i < 20_000; i++) {
            byte[] line = line(random);
            if (pipeline.process(i, line, 0, line.length, EntryMetadata.NONE)) {
                assertThat(pipeline.labels().all()).isNotNull();
                assertThat(pipeline.lineLength()).isBetween(0, Math.max(line.length, 0));
                for (LinePrefilter.Clause clause : compiled.prefilter().clauses()) {
                    assertThat(holdsOne(clause, line))
                            .as("%s of %s", clause, new String(line, StandardCharsets.UTF_8))
                            .isTrue();
                }
            }
        }
    }

    private static boolean holdsOne(LinePrefilter.Clause clause, byte[] line) {
        return clause.needles().stream().anyMatch(needle -> needle.finder().indexOf(line, 0, line.length) >= 0);
    }

    private static byte[] line(Random random) {
        byte[] line = SEEDS[random.nextInt(SEEDS.length)].getBytes(StandardCharsets.UTF_8);
        int mutations = random.nextInt(4);
        for (int m = 0; m < mutations; m++) {
            line = mutated(line, random);
        }
        return line;
    }

    private static byte[] mutated(byte[] line, Random random) {
        if (line.length == 0) {
            return new byte[] {(byte) random.nextInt()};
        }
        int at = random.nextInt(line.length);
        byte[] interesting = "\"\\{}[]:,=' \n\tu0".getBytes(StandardCharsets.US_ASCII);
        switch (random.nextInt(5)) {
            case 0:
                line[at] = (byte) random.nextInt();
                return line;
            case 1:
                line[at] = interesting[random.nextInt(interesting.length)];
                return line;
            case 2:
                return java.util.Arrays.copyOf(line, at);
            case 3:
                return java.util.Arrays.copyOfRange(line, at, line.length);
            default:
                byte[] doubled = java.util.Arrays.copyOf(line, line.length + at);
                System.arraycopy(line, 0, doubled, line.length, at);
                return doubled;
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"json", "logfmt", "json | logfmt", "regexp `level=(?P<level>\\w+)`"})
    void a_line_is_rejected_early_only_if_its_filter_drops_it(String parsers) {
        Labels stream = Labels.of("app", "fuzz");
        LinePipeline filtering = PipelineCompiler.compileLines(LogQlParser.parseLogQuery(
                                "{app=\"fuzz\"} | " + parsers + " | level=~\"err.*|info\" | app!=\"x\"")
                        .stages())
                .bind(stream);
        LinePipeline parsing = PipelineCompiler.compileLines(
                        LogQlParser.parseLogQuery("{app=\"fuzz\"} | " + parsers).stages())
                .bind(stream);
        Random random = new Random(11);
        int kept = 0;
        for (int i = 0; i < 30_000; i++) {
            byte[] line = line(random);
            parsing.process(i, line, 0, line.length, EntryMetadata.NONE);
            String level = parsing.labels().all().getOrEmpty("level");
            boolean expected = level.contains("err") || level.equals("info");
            assertThat(filtering.process(i, line, 0, line.length, EntryMetadata.NONE))
                    .as(new String(line, StandardCharsets.UTF_8))
                    .isEqualTo(expected);
            kept += expected ? 1 : 0;
        }
        assertThat(kept).isPositive();
    }

    @Test
    void deep_nesting_neither_overflows_the_stack_nor_takes_quadratic_time() {
        String deepObject = "{\"a\":".repeat(40_000) + "1" + "}".repeat(40_000);
        String deepArray = "{\"x\":" + "[".repeat(100_000) + "]".repeat(100_000) + ",\"y\":1}";
        String opened = "{\"a\":".repeat(40_000);
        for (String stages : List.of("| json", "| json x=\"a.a.a\", y=\"y\"", "| unpack", "| logfmt")) {
            CompiledLines compiled = PipelineCompiler.compileLines(
                    LogQlParser.parseLogQuery("{app=\"fuzz\"} " + stages).stages());
            for (String text : List.of(deepObject, deepArray, opened)) {
                byte[] line = text.getBytes(StandardCharsets.UTF_8);
                assertThat(Duration.ofSeconds(5))
                        .isGreaterThan(timed(() -> assertThatCode(() ->
                                        compiled.bind(STREAM).process(0, line, 0, line.length, EntryMetadata.NONE))
                                .doesNotThrowAnyException()));
            }
        }
    }

    private static Duration timed(Runnable run) {
        long start = System.nanoTime();
        run.run();
        return Duration.ofNanos(System.nanoTime() - start);
    }

    @Test
    void many_different_names_are_bounded_and_all_found() {
        LinePipeline pipeline = PipelineCompiler.compileLines(
                        LogQlParser.parseLogQuery("{app=\"fuzz\"} | logfmt").stages())
                .bind(STREAM);
        for (int i = 0; i < 5_000; i++) {
            byte[] line = ("name" + i + "=value" + i + " fixed=x").getBytes(StandardCharsets.UTF_8);
            assertThat(pipeline.process(i, line, 0, line.length, EntryMetadata.NONE))
                    .isTrue();
            assertThat(pipeline.labels().parsed()).isEqualTo(Labels.of("name" + i, "value" + i, "fixed", "x"));
        }
    }

    @Test
    void equal_labels_are_one_object() {
        LinePipeline pipeline = PipelineCompiler.compileLines(
                        LogQlParser.parseLogQuery("{app=\"fuzz\"} | logfmt").stages())
                .bind(STREAM);
        byte[] one = "a=1 b=2".getBytes(StandardCharsets.UTF_8);
        byte[] other = "b=2 a=1".getBytes(StandardCharsets.UTF_8);
        pipeline.process(1, one, 0, one.length, EntryMetadata.NONE);
        LineLabels first = pipeline.labels();
        pipeline.process(2, other, 0, other.length, EntryMetadata.NONE);
        assertThat(pipeline.labels()).isSameAs(first);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "sum by (level_extracted) (count_over_time({app=\"fuzz\"} | logfmt [5m]))",
                "sum by (ip, app) (bytes_over_time({app=\"fuzz\"} | logfmt | took!=\"\" [5m]))",
                "sum by (b_c) (count_over_time({app=\"fuzz\"} | json | __error__=\"\" [5m]))",
                "sum(sum_over_time({app=\"fuzz\"} | logfmt | unwrap bytes(size) | __error__=\"\" [5m]))",
                "sum without (msg) (count_over_time({app=\"fuzz\"} | logfmt [5m]))"
            })
    void a_grouping_that_is_pushed_down_changes_no_sum(String text) {
        Expr expr = LogQlParser.parse(text);
        SampleExpr.VectorAggregation sum = (SampleExpr.VectorAggregation) expr;
        SampleExpr.RangeAggregation range = (SampleExpr.RangeAggregation) sum.operand();
        SamplePipeline pushed = PipelineCompiler.compileSamples(range, sum).bind(STREAM);
        SamplePipeline plain = PipelineCompiler.compileSamples(range, null).bind(STREAM);
        Map<Labels, Double> one = new TreeMap<>();
        Map<Labels, Double> other = new TreeMap<>();
        Random random = new Random(7);
        List<byte[]> lines = new ArrayList<>();
        for (int i = 0; i < 5_000; i++) {
            lines.add(SEEDS[random.nextInt(SEEDS.length)].getBytes(StandardCharsets.UTF_8));
        }
        for (byte[] line : lines) {
            add(pushed, line, sum.grouping(), one);
            add(plain, line, sum.grouping(), other);
        }
        assertThat(one).isEqualTo(other).isNotEmpty();
    }

    private static void add(
            SamplePipeline pipeline,
            byte[] line,
            SampleExpr.@org.jspecify.annotations.Nullable Grouping grouping,
            Map<Labels, Double> sums) {
        if (pipeline.process(0, line, 0, line.length, EntryMetadata.NONE)) {
            Labels series = SampleQueryConformanceTest.group(pipeline.series(), grouping);
            sums.merge(series, pipeline.value(), Double::sum);
        }
    }
}
