package io.sigyn.logql.pipeline;

import static org.assertj.core.api.Assertions.assertThat;

import io.sigyn.logql.LogQlParser;
import io.sigyn.logql.ast.LogQuery;
import io.sigyn.logql.ast.SampleExpr;
import io.sigyn.logql.ast.SampleExpr.Grouping;
import io.sigyn.model.EntryMetadata;
import io.sigyn.model.Labels;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Pipelines with shortcuts equal pipelines without, line by line: lines that are kept, their bytes, labels, errors and
 * values. Lines are gone over more than once, so that what is only done after a while is done.
 *
 * <p>One thing shows, in Loki as here: a parser that has all that it was asked for stops, and does not see the error, or
 * the same name again, behind it. So where only some labels are asked for, lines with these are not compared.
 */
class PushdownPropertyTest {
    private static final Labels STREAM = Labels.of("app", "stream", "level_x", "y");
    private static final int QUERIES = 60;
    private static final int LINES = 300;
    private static final int ROUNDS = 6; // more lines in all than are parsed before shortcuts are taken

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    void log_pipelines(long seed) {
        RandomPipelines pipelines = new RandomPipelines(seed);
        List<RandomEntries.Entry> entries = new RandomEntries(seed).some(LINES);
        int kept = 0;
        for (int q = 0; q < QUERIES; q++) {
            String query = "{app=\"stream\"} " + pipelines.stages();
            LogQuery parsed = LogQlParser.parseLogQuery(query);
            CompiledLines compiled = PipelineCompiler.compileLines(parsed.stages());
            LinePipeline fast = compiled.bind(STREAM);
            LinePipeline plain = PlainPipelines.lines(parsed.stages(), STREAM).pipeline();
            for (int i = 0; i < ROUNDS * LINES; i++) {
                RandomEntries.Entry entry = entries.get(i % LINES);
                List<Object> expected = run(plain, entry, i);
                assertThat(run(fast, entry, i)).as(describe(query, entry)).isEqualTo(expected);
                if (!expected.isEmpty()) {
                    kept++;
                    assertMayPass(compiled.prefilter(), entry, describe(query, entry));
                }
            }
        }
        assertThat(kept).isGreaterThan(QUERIES * LINES / 2);
    }

    private static String describe(String query, RandomEntries.Entry entry) {
        return query + "\n on " + new String(entry.line(), StandardCharsets.UTF_8) + "\n with " + entry.metadata();
    }

    private static List<Object> run(LinePipeline pipeline, RandomEntries.Entry entry, long time) {
        byte[] line = entry.line();
        if (!pipeline.process(time, line, 0, line.length, PlainPipelines.metadata(entry.metadata()))) {
            return List.of();
        }
        byte[] left = Arrays.copyOfRange(
                pipeline.lineBuffer(), pipeline.lineOffset(), pipeline.lineOffset() + pipeline.lineLength());
        return List.of(new String(left, StandardCharsets.ISO_8859_1), pipeline.labels());
    }

    private static void assertMayPass(LinePrefilter prefilter, RandomEntries.Entry entry, String description) {
        byte[] line = entry.line();
        for (LinePrefilter.Clause clause : prefilter.clauses()) {
            assertThat(clause.needles())
                    .as(description)
                    .anyMatch(needle -> needle.finder().indexOf(line, 0, line.length) >= 0);
        }
        for (LinePrefilter.MetadataValue value : prefilter.metadata()) {
            boolean inStream = STREAM.getOrEmpty(value.label()).equals(value.value());
            boolean inMetadata = entry.metadata().contains(value.value());
            assertThat(inStream || inMetadata).as(description).isTrue();
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    void sample_pipelines(long seed) {
        RandomPipelines pipelines = new RandomPipelines(1000 + seed);
        List<RandomEntries.Entry> entries = new RandomEntries(1000 + seed).some(LINES);
        int samples = 0;
        for (int q = 0; q < QUERIES; q++) {
            samples += compareSamples(pipelines.samples("{app=\"stream\"}"), entries);
        }
        assertThat(samples).isGreaterThan(QUERIES * LINES / 4);
    }

    private static int compareSamples(String query, List<RandomEntries.Entry> entries) {
        SampleExpr expression = (SampleExpr) LogQlParser.parse(query);
        SampleExpr.VectorAggregation outer = expression instanceof SampleExpr.VectorAggregation node ? node : null;
        SampleExpr.RangeAggregation inner =
                (SampleExpr.RangeAggregation) (outer == null ? expression : outer.operand());
        SamplePlan compiled = (SamplePlan) PipelineCompiler.compileSamples(inner, outer);
        PlainPipelines.Plain<SamplePipeline> plain = PlainPipelines.samples(inner, STREAM);
        SamplePipeline fast = compiled.bind(STREAM);
        Grouping grouping = inner.grouping() != null
                ? inner.grouping()
                : compiled.isGrouped() && outer != null ? grouping(outer) : null;
        if (compiled.needs().none() && query.contains("| unpack")) {
            return 0; // unpack with no label asked for leaves the line alone, too: Loki's way
        }
        int samples = 0;
        for (int i = 0; i < ROUNDS * LINES; i++) {
            RandomEntries.Entry entry = entries.get(i % LINES);
            if (entry.repeatsKeys() && !compiled.needs().all()) {
                continue;
            }
            EntryMetadata metadata = PlainPipelines.metadata(entry.metadata());
            plain.parserFailed().set(false);
            boolean kept = plain.pipeline().process(i, entry.line(), 0, entry.line().length, metadata);
            List<Object> expected = kept ? sample(plain.pipeline(), grouping, inner) : List.of();
            List<Object> actual = runFast(fast, compiled, entry, metadata, i);
            if (!compiled.needs().all() && plain.parserFailed().get()) {
                continue;
            }
            assertThat(actual).as(describe(query, entry)).isEqualTo(expected);
            samples += kept ? 1 : 0;
            if (kept) {
                assertMayPass(compiled.prefilter(), entry, describe(query, entry));
            }
        }
        return samples;
    }

    private static Grouping grouping(SampleExpr.VectorAggregation outer) {
        Grouping grouping = outer.grouping();
        return grouping == null ? new Grouping(false, List.of()) : grouping;
    }

    /** As a scan does: without the line or the metadata where these are said not to matter. */
    private static List<Object> runFast(
            SamplePipeline fast, SamplePlan compiled, RandomEntries.Entry entry, EntryMetadata metadata, long time) {
        boolean matters = false;
        for (int i = 0; i < metadata.size(); i++) {
            matters |=
                    compiled.needsMetadata(metadata.name(i)) || compiled.needsMetadata(metadata.name(i) + "_extracted");
        }
        byte[] line = compiled.needsLines() ? entry.line() : new byte[0];
        int length = entry.line().length;
        if (!fast.process(time, line, 0, length, matters ? metadata : EntryMetadata.NONE)) {
            return List.of();
        }
        if (!matters && fast.failed()) {
            fast.process(time, line, 0, length, metadata);
        }
        return List.of(fast.value(), fast.failed() ? error(fast.series()) : fast.series());
    }

    private static List<Object> sample(
            SamplePipeline plain, @Nullable Grouping grouping, SampleExpr.RangeAggregation aggregation) {
        Labels series = plain.failed()
                ? error(plain.series())
                : grouped(plain.series(), grouping, aggregation.range().unwrap());
        return List.of(plain.value(), series);
    }

    /** A series that failed shows those of its labels that were asked for; what failed is the same. */
    private static Labels error(Labels failed) {
        return Labels.of("error", failed.getOrEmpty("__error__"), "details", failed.getOrEmpty("__error_details__"));
    }

    private static Labels grouped(Labels all, @Nullable Grouping grouping, SampleExpr.@Nullable Unwrap unwrap) {
        List<String> names = grouping == null ? List.of() : grouping.labels();
        boolean without = grouping == null || grouping.without();
        List<String> pairs = new ArrayList<>();
        for (int i = 0; i < all.size(); i++) {
            String name = all.name(i);
            boolean unwrapped = without && unwrap != null && unwrap.label().equals(name);
            if (names.contains(name) != without && !unwrapped) {
                pairs.add(name);
                pairs.add(all.value(i));
            }
        }
        return Labels.of(pairs.toArray(String[]::new));
    }
}
