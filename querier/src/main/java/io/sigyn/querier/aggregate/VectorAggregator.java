package io.sigyn.querier.aggregate;

import io.sigyn.logql.ast.SampleExpr.Grouping;
import io.sigyn.logql.ast.SampleExpr.VectorAggregation;
import io.sigyn.model.Labels;
import io.sigyn.querier.QueryException;
import io.sigyn.querier.QueryException.Kind;
import io.sigyn.querier.scan.QueryContext;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;

/** Computes one vector aggregation at all steps: across series that agree in their grouping labels. For one query. */
final class VectorAggregator {
    private static final long GROUPED_BYTES = 160; // of a series: its place, and a group at worst

    private final VectorAggregation node;
    private final int steps;
    private final QueryContext context;

    VectorAggregator(VectorAggregation node, int steps, QueryContext context) {
        this.node = node;
        this.steps = steps;
        this.context = context;
    }

    List<StepSeries> aggregate(List<StepSeries> series) {
        return switch (node.operator()) {
            case SORT -> sorted(series, true);
            case SORT_DESC -> sorted(series, false);
            case TOPK -> best(series, true);
            case BOTTOMK -> best(series, false);
            case SUM, AVG, COUNT, MAX, MIN, STDDEV, STDVAR -> folded(series);
            case APPROX_TOPK ->
                throw new QueryException(Kind.INTERNAL, "approx_topk is not enabled. See -limits.shard_aggregations");
        };
    }

    private LabelGroups groups() {
        Grouping grouping = node.grouping();
        if (grouping == null) {
            return LabelGroups.by(List.of());
        }
        return grouping.without() ? LabelGroups.without(grouping.labels()) : LabelGroups.by(grouping.labels());
    }

    /** An order among the samples of one step only makes sense where there is one step. NaN comes last either way. */
    private List<StepSeries> sorted(List<StepSeries> series, boolean ascending) {
        if (steps > 1) {
            return series;
        }
        List<StepSeries> sorted = new ArrayList<>(series);
        sorted.sort(byValueAt(0, ascending));
        return sorted;
    }

    private static Comparator<StepSeries> byValueAt(int step, boolean ascending) {
        return (a, b) -> {
            double x = a.at(step);
            double y = b.at(step);
            boolean xNaN = Double.isNaN(x);
            boolean yNaN = Double.isNaN(y);
            if (xNaN || yNaN) {
                return Boolean.compare(xNaN, yNaN);
            }
            return x == y ? 0 : x < y == ascending ? -1 : 1;
        };
    }

    /** The k largest or smallest of each group, step by step; they keep their labels. */
    private List<StepSeries> best(List<StepSeries> series, boolean largest) {
        LabelGroups groups = groups();
        Map<Labels, List<StepSeries>> byGroup = new LinkedHashMap<>();
        context.reserve(GROUPED_BYTES * series.size());
        for (StepSeries one : series) {
            byGroup.computeIfAbsent(groups.of(one.labels()), key -> new ArrayList<>())
                    .add(one);
        }
        List<StepSeries> kept = new ArrayList<>();
        for (List<StepSeries> group : byGroup.values()) {
            keepBest(group, largest, kept);
        }
        return kept;
    }

    private void keepBest(List<StepSeries> group, boolean largest, List<StepSeries> kept) {
        double[][] values = new double[group.size()][];
        for (int step = 0; step < steps; step++) {
            int at = step;
            // The worst of those that are kept so far is on top; NaN is worse than everything.
            PriorityQueue<Integer> heap =
                    new PriorityQueue<>((a, b) -> byValueAt(at, !largest).compare(group.get(b), group.get(a)));
            for (int i = 0; i < group.size(); i++) {
                if (!group.get(i).hasAt(step)) {
                    continue;
                }
                heap.add(i);
                if (heap.size() > node.parameter()) {
                    heap.remove();
                }
            }
            for (int i : heap) {
                double[] points = values[i];
                if (points == null) {
                    context.reserve(8L * steps);
                    points = new double[steps];
                    Arrays.fill(points, StepSeries.ABSENT);
                    values[i] = points;
                }
                points[step] = group.get(i).at(step);
            }
        }
        for (int i = 0; i < values.length; i++) {
            if (values[i] != null) {
                kept.add(new StepSeries(group.get(i).labels(), 0, values[i]));
            }
        }
    }

    private List<StepSeries> folded(List<StepSeries> series) {
        LabelGroups groups = groups();
        Map<Labels, Fold> folds = new LinkedHashMap<>();
        for (StepSeries one : series) {
            Labels group = groups.of(one.labels());
            Fold fold = folds.get(group);
            if (fold == null) {
                context.reserve(GROUPED_BYTES + 24L * steps);
                fold = new Fold(steps);
                folds.put(group, fold);
            }
            fold.add(one);
        }
        List<StepSeries> result = new ArrayList<>(folds.size());
        folds.forEach((group, fold) -> result.add(fold.finish(group)));
        return result;
    }

    /** The state of one group at every step. */
    private final class Fold {
        private final long[] count;
        private final double[] value;
        private final double[] mean;

        Fold(int steps) {
            this.count = new long[steps];
            this.value = new double[steps];
            this.mean = new double[steps];
        }

        void add(StepSeries series) {
            double[] points = series.values();
            for (int i = 0; i < points.length; i++) {
                if (!StepSeries.isAbsent(points[i])) {
                    add(series.firstStep() + i, points[i]);
                }
            }
        }

        private void add(int step, double point) {
            boolean first = count[step]++ == 0;
            switch (node.operator()) {
                case SUM -> value[step] += point;
                case AVG -> mean[step] += (point - mean[step]) / count[step];
                case MAX -> {
                    if (first || value[step] < point || Double.isNaN(value[step])) {
                        value[step] = point;
                    }
                }
                case MIN -> {
                    if (first || value[step] > point || Double.isNaN(value[step])) {
                        value[step] = point;
                    }
                }
                case STDDEV, STDVAR -> {
                    double delta = point - mean[step];
                    mean[step] += delta / count[step];
                    value[step] += delta * (point - mean[step]);
                }
                case COUNT, TOPK, BOTTOMK, APPROX_TOPK, SORT, SORT_DESC -> {}
            }
        }

        StepSeries finish(Labels labels) {
            double[] points = new double[steps];
            for (int step = 0; step < steps; step++) {
                points[step] = count[step] == 0 ? StepSeries.ABSENT : StepSeries.point(result(step));
            }
            return new StepSeries(labels, 0, points);
        }

        private double result(int step) {
            return switch (node.operator()) {
                case AVG -> mean[step];
                case COUNT -> count[step];
                case STDVAR -> value[step] / count[step];
                case STDDEV -> Math.sqrt(value[step] / count[step]);
                case SUM, MAX, MIN, TOPK, BOTTOMK, APPROX_TOPK, SORT, SORT_DESC -> value[step];
            };
        }
    }
}
