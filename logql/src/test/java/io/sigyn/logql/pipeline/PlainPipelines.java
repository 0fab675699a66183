package io.sigyn.logql.pipeline;

import io.sigyn.logql.ast.SampleExpr;
import io.sigyn.logql.ast.SampleExpr.Unwrap;
import io.sigyn.logql.ast.Stage;
import io.sigyn.model.EntryMetadata;
import io.sigyn.model.Labels;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * Pipelines that take no shortcut: every stage runs on every line, parsers extract every label, series have all labels,
 * and a scan may skip nothing. What the compiled ones must agree with. For one thread.
 */
final class PlainPipelines {
    private PlainPipelines() {}

    /** A pipeline that also tells whether a parser failed on the line, whatever became of the error. */
    record Plain<P>(P pipeline, AtomicBoolean parserFailed) {}

    static Plain<LinePipeline> lines(List<Stage> stages, Labels stream) {
        AtomicBoolean parserFailed = new AtomicBoolean();
        return new Plain<>(new LineRun(stream, plans(StageOrder.filtersFirst(stages), parserFailed)), parserFailed);
    }

    /** The series has all labels, the unwrapped one included. */
    static Plain<SamplePipeline> samples(SampleExpr.RangeAggregation aggregation, Labels stream) {
        AtomicBoolean parserFailed = new AtomicBoolean();
        SampleExpr.LogRange range = aggregation.range();
        Unwrap unwrap = range.unwrap();
        SamplePlan compiled = (SamplePlan) PipelineCompiler.compileSamples(aggregation, null);
        SamplePlan plan = new SamplePlan(
                plans(StageOrder.filtersFirst(range.stages()), parserFailed),
                unwrap == null ? List.of() : plans(List.copyOf(unwrap.filters()), parserFailed),
                compiled.kind(),
                unwrap,
                SeriesGrouping.EVERYTHING,
                ParserNeeds.allKeepingErrors(compiled.needs().keepsErrors()),
                LinePrefilter.NONE,
                true,
                false);
        return new Plain<>(plan.bind(stream), parserFailed);
    }

    private static List<StagePlan> plans(List<Stage> stages, AtomicBoolean parserFailed) {
        return stages.stream().map(stage -> watched(stage, parserFailed)).toList();
    }

    private static StagePlan watched(Stage stage, AtomicBoolean parserFailed) {
        StagePlan plan = stage.accept(StageCompiler.INSTANCE);
        if (!StageOrder.isParser(stage)) {
            return plan;
        }
        return state -> {
            StagePlan.StageRun run = plan.bind(state);
            return () -> {
                boolean kept = run.run();
                if (state.hasError()) {
                    parserFailed.set(true);
                }
                return kept;
            };
        };
    }

    static EntryMetadata metadata(List<String> pairs) {
        List<String> names = new java.util.ArrayList<>();
        List<byte[]> values = new java.util.ArrayList<>();
        for (int i = 0; i < pairs.size(); i += 2) {
            names.add(pairs.get(i));
            values.add(pairs.get(i + 1).getBytes(java.nio.charset.StandardCharsets.UTF_8));
        }
        return PipelineDataset.metadata(names, values.toArray(byte[][]::new));
    }
}
