package io.sigyn.bench.jmh;

import io.sigyn.bench.load.LogCorpus;
import io.sigyn.logql.LogQlParser;
import io.sigyn.logql.ast.Expr;
import io.sigyn.logql.ast.LogQuery;
import io.sigyn.logql.ast.SampleExpr;
import io.sigyn.logql.pipeline.LinePipeline;
import io.sigyn.logql.pipeline.PipelineCompiler;
import io.sigyn.logql.pipeline.SamplePipeline;
import io.sigyn.model.EntryMetadata;
import io.sigyn.model.Labels;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.infra.Blackhole;

/**
 * How many megabytes of raw lines a second goes through one stage alone? Behind {@code @} is the kind of lines: stages that
 * look at labels are given these as metadata, so that no parser is measured with them. {@code java -jar
 * bench/target/benchmarks.jar StageBenchmark -prof gc}; the labels of lines that are kept are not asked for.
 */
public class StageBenchmark extends ThroughputBenchmark {
    private static final int BLOCK_BYTES = 1 << 20;
    private static final String SELECTOR = "{app=\"x\"} ";

    @Param({
        "text @|= \"needle\"",
        "text @|= \"2026-01\"",
        "text @!= \"needle\"",
        "text @|~ \"needle|straw\"",
        "text @|~ \"[a-z]+\\\\d{9}x\"",
        "text @|~ \"(?i)needle\"",
        "text @|> \"<_> needle <_>\"",
        "text @|> \"<_> INFO <_>: <_>\"",
        "text @|= ip(\"10.0.0.0/8\")",
        "json @| json",
        "json @| json status, path",
        "json @| json last=\"host\"",
        "logfmt @| logfmt",
        "logfmt @| logfmt level",
        "text @| regexp \"(?P<date>\\\\S+) (?P<time>\\\\S+) (?P<level>\\\\w+)\"",
        "text @| pattern \"<date> <time> <level> <rest>\"",
        "packed @| unpack",
        "text @| decolorize",
        "coloured @| decolorize",
        "text @| level=\"error\"",
        "text @| level=~\"err.*|fatal\"",
        "text @| status >= 500",
        "text @| took > 1s",
        "text @| size > 1MB",
        "text @| ip=ip(\"192.168.0.0/16\")",
        "text @| line_format \"{{.level}} {{.status}}\"",
        "text @| line_format \"{{.level | ToUpper}} {{__line__ | trunc 20}}\"",
        "text @| label_format severity=level",
        "text @| label_format both=\"{{.level}}-{{.status}}\"",
        "text @| drop ip, size",
        "text @| keep level, status",
        "text @sum_over_time(%s | unwrap status [1m])",
        "text @sum_over_time(%s | unwrap duration(took) [1m])",
        "text @sum_over_time(%s | unwrap bytes(size) [1m])",
        "text @sum by (level) (count_over_time(%s [1m]))",
        "text @sum by (level, ip) (bytes_over_time(%s [1m]))",
        "text @count_over_time(%s [1m])",
        "text @sum without (ip) (count_over_time(%s [1m]))"
    })
    public String stage = "";

    private byte[] block = {};
    private int[] ends = {};
    private @Nullable LinePipeline lines;
    private @Nullable SamplePipeline samples;
    private EntryMetadata metadata = EntryMetadata.NONE;

    @Setup
    public void setUp() {
        String kind = stage.substring(0, stage.indexOf(' '));
        String text = stage.substring(stage.indexOf('@') + 1);
        fill(kind);
        metadata = new FixedMetadata(
                List.of("level", "status", "took", "size", "ip"), List.of("info", "200", "35ms", "12KB", "10.1.2.3"));
        Labels stream = Labels.of("app", "x");
        Expr expr = LogQlParser.parse(text.contains("%s") ? text.replace("%s", SELECTOR) : SELECTOR + text);
        if (expr instanceof LogQuery log) {
            lines = PipelineCompiler.compileLines(log.stages()).bind(stream);
        } else {
            SampleExpr.VectorAggregation sum = expr instanceof SampleExpr.VectorAggregation node ? node : null;
            SampleExpr.RangeAggregation range = (SampleExpr.RangeAggregation) (sum == null ? expr : sum.operand());
            samples = PipelineCompiler.compileSamples(range, sum).bind(stream);
        }
    }

    private void fill(String kind) {
        LogCorpus corpus = new LogCorpus(1);
        int stream = kind.equals("json") || kind.equals("packed") ? 0 : kind.equals("logfmt") ? 8 : 4;
        ByteArrayOutputStream bytes = new ByteArrayOutputStream(BLOCK_BYTES);
        List<Integer> places = new ArrayList<>();
        for (int i = 0; bytes.size() < BLOCK_BYTES; i++) {
            byte[] line = corpus.next(stream, i * 1_000_000L);
            bytes.writeBytes(
                    switch (kind) {
                        case "packed" -> packed(line);
                        case "coloured" -> coloured(line);
                        default -> line;
                    });
            places.add(bytes.size());
        }
        block = bytes.toByteArray();
        ends = places.stream().mapToInt(Integer::intValue).toArray();
    }

    private static byte[] packed(byte[] line) {
        String text = new String(line, StandardCharsets.UTF_8).replace("\"", "\\\"");
        return ("{\"pod\":\"p-1\",\"_entry\":\"" + text + "\"}").getBytes(StandardCharsets.UTF_8);
    }

    private static byte[] coloured(byte[] line) {
        return ("\u001b[32m" + new String(line, StandardCharsets.UTF_8) + "\u001b[0m").getBytes(StandardCharsets.UTF_8);
    }

    @Benchmark
    public void run(Work work, Blackhole sink) {
        int start = 0;
        for (int end : ends) {
            if (lines != null) {
                sink.consume(lines.process(0, block, start, end - start, metadata));
            } else if (samples != null && samples.process(0, block, start, end - start, metadata)) {
                sink.consume(samples.series());
            }
            start = end;
        }
        work.megabytes += block.length / 1e6;
        work.lines += ends.length;
    }

    /** The same for every line. Immutable. */
    private static final class FixedMetadata implements EntryMetadata {
        private final List<String> names;
        private final byte[][] values;

        FixedMetadata(List<String> names, List<String> values) {
            this.names = names;
            this.values = values.stream()
                    .map(value -> value.getBytes(StandardCharsets.UTF_8))
                    .toArray(byte[][]::new);
        }

        @Override
        public int size() {
            return values.length;
        }

        @Override
        public String name(int index) {
            return names.get(index);
        }

        @Override
        public byte[] valueBuffer(int index) {
            return values[index];
        }

        @Override
        public int valueOffset(int index) {
            return 0;
        }

        @Override
        public int valueLength(int index) {
            return values[index].length;
        }
    }
}
