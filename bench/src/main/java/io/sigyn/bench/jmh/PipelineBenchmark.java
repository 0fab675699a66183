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
import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.infra.Blackhole;

/**
 * How many megabytes of raw lines a second goes through the pipeline of a typical query? {@code java -jar
 * bench/target/benchmarks.jar Pipeline -prof gc}; the counter {@code megabytes} is the answer, and bytes allocated per
 * operation divided by {@code lines} what a line costs.
 */
public class PipelineBenchmark extends ThroughputBenchmark {
    private static final int BLOCK_BYTES = 2 << 20;

    @Param({
        "{app=\"x\"} |= \"needle-that-is-not-there\"",
        "{app=\"x\"} |~ \"(?i)needle|nowhere\"",
        "{app=\"x\"} |~ \"status=5[0-9]{2}.*never\"",
        "{app=\"x\"} | json | level=\"nope\"",
        "{app=\"x\"} | json | status >= 900",
        "{app=\"x\"} | logfmt | level=\"nope\"",
        "{app=\"x\"} | json | logfmt | drop __error__, __error_details__",
        "sum by (level) (count_over_time({app=\"x\"} | json | __error__=\"\" [1m]))",
        "sum by (level) (count_over_time({app=\"x\"} | logfmt [1m]))",
        "sum(rate({app=\"x\"} |= \"error\" [1m]))"
    })
    public String query = "";

    private byte[] block = {};
    private int[] ends = {};
    private @Nullable LinePipeline lines;
    private @Nullable SamplePipeline samples;

    @Setup
    public void setUp() {
        LogCorpus corpus = new LogCorpus(1);
        ByteArrayOutputStream bytes = new ByteArrayOutputStream(BLOCK_BYTES);
        java.util.ArrayList<Integer> places = new java.util.ArrayList<>();
        for (int i = 0; bytes.size() < BLOCK_BYTES; i++) {
            bytes.writeBytes(corpus.next(i % 200, i * 1_000_000L));
            places.add(bytes.size());
        }
        block = bytes.toByteArray();
        ends = places.stream().mapToInt(Integer::intValue).toArray();
        Labels stream = Labels.of("app", "x");
        Expr expr = LogQlParser.parse(query);
        if (expr instanceof LogQuery log) {
            lines = PipelineCompiler.compileLines(log.stages()).bind(stream);
        } else {
            SampleExpr.VectorAggregation sum = (SampleExpr.VectorAggregation) expr;
            samples = PipelineCompiler.compileSamples((SampleExpr.RangeAggregation) sum.operand(), sum)
                    .bind(stream);
        }
    }

    @Benchmark
    public void run(Work work, Blackhole sink) {
        int start = 0;
        for (int end : ends) {
            if (lines != null) {
                if (lines.process(0, block, start, end - start, EntryMetadata.NONE)) {
                    sink.consume(lines.labels());
                }
            } else if (samples != null && samples.process(0, block, start, end - start, EntryMetadata.NONE)) {
                sink.consume(samples.series());
            }
            start = end;
        }
        work.megabytes += block.length / 1e6;
        work.lines += ends.length;
    }
}
