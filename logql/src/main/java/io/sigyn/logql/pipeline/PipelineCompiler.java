package io.sigyn.logql.pipeline;

import io.sigyn.logql.LogQlPrinter;
import io.sigyn.logql.LogQlSyntaxException;
import io.sigyn.logql.ast.SampleExpr;
import io.sigyn.logql.ast.SampleExpr.RangeOperator;
import io.sigyn.logql.ast.SampleExpr.Unwrap;
import io.sigyn.logql.ast.SampleExpr.VectorOperator;
import io.sigyn.logql.ast.Stage;
import io.sigyn.model.Labels;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Turns the stages of a query into pipelines over bytes. Stateless. */
public final class PipelineCompiler {
    private PipelineCompiler() {}

    /**
     * The stages of a log query.
     *
     * @throws LogQlSyntaxException if a regular expression, template, path or pattern of a stage is not valid; the message
     *     is Loki's as far as it is known
     */
    public static CompiledLines compileLines(List<Stage> stages) {
        List<Stage> ordered = StageOrder.filtersFirst(stages);
        List<StagePlan> plans = plansWithReject(ordered);
        LinePrefilter prefilter = StageOrder.prefilter(ordered);
        return new LinePlan(plans, prefilter);
    }

    private record LinePlan(List<StagePlan> plans, LinePrefilter prefilter) implements CompiledLines {
        @Override
        public LinePipeline bind(Labels stream) {
            return new LineRun(stream, plans);
        }
    }

    private static List<StagePlan> plansWithReject(List<Stage> stages) {
        List<StagePlan> plans = plans(stages);
        int place = EarlyReject.place(stages);
        if (place >= 0) {
            plans.add(place, EarlyReject.plan(stages, place));
        }
        return plans;
    }

    private static List<StagePlan> plans(List<Stage> stages) {
        List<StagePlan> plans = new ArrayList<>(stages.size());
        for (int i = 0; i < stages.size(); i++) {
            try {
                plans.add(stages.get(i).accept(StageCompiler.INSTANCE));
            } catch (LogQlSyntaxException e) {
                throw new LogQlSyntaxException("parse error : stage '" + text(stages, i) + "' : " + e.getMessage());
            }
        }
        return plans;
    }

    /** Line filters that follow each other are one stage to Loki. */
    private static String text(List<Stage> stages, int at) {
        int from = at;
        int to = at + 1;
        if (stages.get(at) instanceof Stage.LineFilter) {
            while (from > 0 && stages.get(from - 1) instanceof Stage.LineFilter) {
                from--;
            }
            while (to < stages.size() && stages.get(to) instanceof Stage.LineFilter) {
                to++;
            }
        }
        return stages.subList(from, to).stream().map(LogQlPrinter::print).collect(Collectors.joining(" "));
    }

    /**
     * The stages of a range aggregation. Given the vector aggregation directly around it, its grouping is taken over where
     * the result cannot change by it, so that fewer labels have to be parsed and fewer series exist.
     *
     * @param enclosing the vector aggregation whose operand this is, if any
     * @throws LogQlSyntaxException as {@link #compileLines} does
     */
    public static CompiledSamples compileSamples(
            SampleExpr.RangeAggregation aggregation, SampleExpr.@Nullable VectorAggregation enclosing) {
        SampleExpr.LogRange range = aggregation.range();
        boolean takesOver = false;
        SeriesGrouping grouping = SeriesGrouping.EVERYTHING;
        if (aggregation.grouping() != null) {
            grouping = SeriesGrouping.of(aggregation.grouping());
        } else if (enclosing != null && canTakeOver(aggregation, enclosing)) {
            grouping = SeriesGrouping.of(enclosing.grouping());
            takesOver = true;
        }
        CompiledSamples.Value kind = kind(aggregation);
        List<Stage> stages = StageOrder.filtersFirst(
                kind == CompiledSamples.Value.LINE_LENGTH
                        ? range.stages()
                        : StageOrder.withoutIdleFormats(range.stages()));
        plans(stages); // also what will be skipped has to be valid
        ParserNeeds needs = needs(stages, range.unwrap(), grouping);
        if (needs.none()) {
            stages =
                    stages.stream().filter(stage -> !StageOrder.isParser(stage)).toList();
        }
        Unwrap unwrap = range.unwrap();
        return new SamplePlan(
                plansWithReject(stages),
                unwrap == null ? List.of() : plans(List.copyOf(unwrap.filters())),
                kind,
                unwrap,
                unwrap != null && grouping.without() ? grouping.alsoWithout(unwrap.label()) : grouping,
                needs,
                StageOrder.prefilter(stages),
                stages.stream().anyMatch(StageOrder::readsLine),
                takesOver);
    }

    private static boolean canTakeOver(
            SampleExpr.RangeAggregation aggregation, SampleExpr.VectorAggregation enclosing) {
        if (enclosing.operator() != VectorOperator.SUM) {
            return false;
        }
        RangeOperator operator = aggregation.operator();
        return operator == RangeOperator.RATE
                || operator == RangeOperator.COUNT_OVER_TIME
                || operator == RangeOperator.BYTES_RATE
                || operator == RangeOperator.BYTES_OVER_TIME
                || operator == RangeOperator.SUM_OVER_TIME;
    }

    private static CompiledSamples.Value kind(SampleExpr.RangeAggregation aggregation) {
        if (aggregation.range().unwrap() != null) {
            return CompiledSamples.Value.UNWRAPPED;
        }
        RangeOperator operator = aggregation.operator();
        return operator == RangeOperator.BYTES_RATE || operator == RangeOperator.BYTES_OVER_TIME
                ? CompiledSamples.Value.LINE_LENGTH
                : CompiledSamples.Value.ONE;
    }

    private static ParserNeeds needs(List<Stage> stages, @Nullable Unwrap unwrap, SeriesGrouping grouping) {
        Set<String> names = new TreeSet<>();
        if (unwrap != null) {
            names.add(unwrap.label());
            unwrap.filters().forEach(filter -> LabelFilters.addNames(filter.predicate(), names));
        }
        Set<String> read = StageOrder.labelsRead(stages);
        if (read == null || grouping.without()) {
            boolean asksForErrors = names.contains(LabelNames.ERROR)
                    || grouping.labels().contains(LabelNames.ERROR)
                    || (read != null && read.contains(LabelNames.ERROR));
            return ParserNeeds.allKeepingErrors(asksForErrors);
        }
        names.addAll(read);
        names.addAll(grouping.labels());
        return ParserNeeds.of(names);
    }
}
