package io.sigyn.querier;

import io.sigyn.logql.ast.SampleExpr;
import io.sigyn.logql.ast.SampleExpr.BinaryOperation;
import io.sigyn.logql.ast.SampleExpr.LabelReplace;
import io.sigyn.logql.ast.SampleExpr.VectorAggregation;
import io.sigyn.logql.ast.SampleExpr.VectorOperator;
import io.sigyn.model.Labels;
import io.sigyn.querier.QueryResult.Data;
import io.sigyn.querier.QueryResult.Matrix;
import io.sigyn.querier.QueryResult.Sample;
import io.sigyn.querier.QueryResult.Series;
import io.sigyn.querier.QueryResult.Vector;
import io.sigyn.querier.aggregate.Evaluator;
import io.sigyn.querier.aggregate.Operand;
import io.sigyn.querier.aggregate.RangeEvaluator;
import io.sigyn.querier.aggregate.StepGrid;
import io.sigyn.querier.aggregate.StepSeries;
import io.sigyn.querier.aggregate.TenantView;
import io.sigyn.querier.scan.LogScan;
import io.sigyn.querier.scan.QueryContext;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Answers a metric query over the views of its tenants. For one query. */
final class MetricQueries {
    private static final long SPLIT_NANOS = 3_600_000_000_000L; // Loki's split_instant_metric_queries_by_interval

    private final List<TenantView> tenants;
    private final QueryLimits limits;
    private final QueryContext context;
    private final LogScan.BytesCheck bytesCheck;

    MetricQueries(List<TenantView> tenants, QueryLimits limits, QueryContext context, LogScan.BytesCheck bytesCheck) {
        this.tenants = tenants;
        this.limits = limits;
        this.context = context;
        this.bytesCheck = bytesCheck;
    }

    Data run(SampleExpr expression, QueryRequest request, long startNanos) {
        StepGrid grid = request.instant()
                ? StepGrid.at(request.endNanos())
                : grid(startNanos, request.endNanos(), request.stepNanos());
        RangeEvaluator ranges = new RangeEvaluator(tenants, grid, context, bytesCheck);
        Operand result = new Evaluator(ranges, grid, context, request.instant() ? SPLIT_NANOS : 0).evaluate(expression);
        if (result instanceof Operand.Scalar scalar) {
            return request.instant()
                    ? new QueryResult.Scalar(grid.timeMillis(0), scalar.value())
                    : matrix(List.of(Evaluator.constant(scalar.value(), grid)), grid);
        }
        List<StepSeries> series = ((Operand.Vector) result).series();
        return request.instant() ? vector(series, grid, isSorted(expression)) : matrix(series, grid);
    }

    /** Where Loki splits ranges, it widens them to multiples of the step first. */
    private StepGrid grid(long start, long end, long step) {
        if (!limits.alignsSteps()) {
            return StepGrid.over(start, end, step);
        }
        long alignedEnd = -Math.floorDiv(-end, step) * step;
        return StepGrid.over(Math.floorDiv(start, step) * step, alignedEnd, step);
    }

    private Vector vector(List<StepSeries> series, StepGrid grid, boolean sorted) {
        List<Sample> samples = new ArrayList<>(series.size());
        for (StepSeries one : series) {
            one.forEachPoint((step, value) -> samples.add(new Sample(one.labels(), value)));
        }
        limits.checkSeries(samples.size());
        if (!sorted) {
            samples.sort(Comparator.comparing(Sample::labels));
        }
        return new Vector(grid.timeMillis(0), samples);
    }

    private Matrix matrix(List<StepSeries> series, StepGrid grid) {
        Map<Labels, List<StepSeries>> byLabels = new TreeMap<>();
        for (StepSeries one : series) {
            if (one.points() > 0) {
                byLabels.computeIfAbsent(one.labels(), key -> new ArrayList<>(1))
                        .add(one);
            }
        }
        limits.checkSeries(byLabels.size());
        List<Series> result = new ArrayList<>(byLabels.size());
        byLabels.forEach((labels, parts) -> result.add(joined(labels, parts, grid)));
        return new Matrix(result);
    }

    /** Series of equal labels, which have points at different steps as a rule, become one. */
    private Series joined(Labels labels, List<StepSeries> parts, StepGrid grid) {
        int points = parts.stream().mapToInt(StepSeries::points).sum();
        context.reserve(16L * points);
        long[] times = new long[points];
        double[] values = new double[points];
        int[] next = {0};
        if (parts.size() == 1) {
            parts.get(0).forEachPoint((step, value) -> {
                times[next[0]] = grid.timeMillis(step);
                values[next[0]++] = value;
            });
            return new Series(labels, times, values);
        }
        Integer[] order = new Integer[points];
        Arrays.setAll(order, i -> i);
        int[] steps = new int[points];
        double[] unordered = new double[points];
        parts.forEach(part -> part.forEachPoint((step, value) -> {
            steps[next[0]] = step;
            unordered[next[0]++] = value;
        }));
        Arrays.sort(order, Comparator.comparingInt(i -> steps[i]));
        for (int i = 0; i < points; i++) {
            times[i] = grid.timeMillis(steps[order[i]]);
            values[i] = unordered[order[i]];
        }
        return new Series(labels, times, values);
    }

    /** Whether sort or sort_desc is anywhere in the query; then the order of the vector is left alone. */
    private static boolean isSorted(SampleExpr expression) {
        if (expression instanceof VectorAggregation node) {
            return node.operator() == VectorOperator.SORT
                    || node.operator() == VectorOperator.SORT_DESC
                    || isSorted(node.operand());
        } else if (expression instanceof BinaryOperation node) {
            return isSorted(node.left()) || isSorted(node.right());
        } else if (expression instanceof LabelReplace node) {
            return isSorted(node.operand());
        }
        return false;
    }
}
