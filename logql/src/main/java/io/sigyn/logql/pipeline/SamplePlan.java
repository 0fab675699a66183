package io.sigyn.logql.pipeline;

import io.sigyn.logql.ast.SampleExpr.Unwrap;
import io.sigyn.model.Labels;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A compiled range aggregation. Thread-safe.
 *
 * @param stages before the sample is taken
 * @param lateStages the label filters behind unwrap
 */
record SamplePlan(
        List<StagePlan> stages,
        List<StagePlan> lateStages,
        Value kind,
        @Nullable Unwrap unwrap,
        SeriesGrouping grouping,
        ParserNeeds needs,
        LinePrefilter prefilter,
        boolean readsLine,
        boolean isGrouped)
        implements CompiledSamples {
    SamplePlan {
        stages = List.copyOf(stages);
        lateStages = List.copyOf(lateStages);
    }

    @Override
    public SamplePipeline bind(Labels stream) {
        return new SampleRun(stream, this);
    }

    @Override
    public Value value() {
        return kind;
    }

    @Override
    public boolean needsLines() {
        return readsLine;
    }

    @Override
    public boolean needsMetadata(String name) {
        return needs.wants(name) || name.equals(LabelNames.ERROR) || name.equals(LabelNames.ERROR_DETAILS);
    }

    @Override
    public boolean isPlain() {
        return stages.isEmpty() && unwrap == null;
    }
}
