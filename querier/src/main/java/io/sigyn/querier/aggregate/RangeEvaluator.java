package io.sigyn.querier.aggregate;

import io.sigyn.logql.ast.SampleExpr.Grouping;
import io.sigyn.logql.ast.SampleExpr.LogRange;
import io.sigyn.logql.ast.SampleExpr.RangeAggregation;
import io.sigyn.logql.ast.SampleExpr.RangeOperator;
import io.sigyn.logql.ast.SampleExpr.VectorAggregation;
import io.sigyn.logql.ast.Stage;
import io.sigyn.logql.pipeline.CompiledSamples;
import io.sigyn.logql.pipeline.PipelineCompiler;
import io.sigyn.model.LabelMatcher;
import io.sigyn.model.Labels;
import io.sigyn.model.TimeRange;
import io.sigyn.querier.QueryException;
import io.sigyn.querier.QueryException.Kind;
import io.sigyn.querier.scan.LogScan;
import io.sigyn.querier.scan.QueryContext;
import io.sigyn.querier.scan.SampleScan;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Computes range aggregations over the views of a query's tenants. For one query. */
public final class RangeEvaluator {
    private static final String ERROR = "__error__";
    private static final String PRESERVE_ERROR = "__preserve_error__";
    private static final long MAP_ENTRY_BYTES = 64;
    private static final String UNNAMED = "\u0000"; // no query mentions it

    private final List<TenantView> tenants;
    private final StepGrid grid;
    private final QueryContext context;
    private final LogScan.BytesCheck bytesCheck;

    public RangeEvaluator(
            List<TenantView> tenants, StepGrid grid, QueryContext context, LogScan.BytesCheck bytesCheck) {
        this.tenants = List.copyOf(tenants);
        this.grid = grid;
        this.context = context;
        this.bytesCheck = bytesCheck;
    }

    /**
     * The series of a range aggregation, sorted by labels.
     *
     * @param enclosing the vector aggregation whose grouping may be applied to the series while they are gathered
     */
    List<StepSeries> evaluate(RangeAggregation node, @Nullable VectorAggregation enclosing) {
        LogRange range = node.range();
        Windows windows = new Windows(grid, range.rangeNanos(), range.offsetNanos());
        boolean absent = node.operator() == RangeOperator.ABSENT_OVER_TIME;
        Map<Labels, WindowAccumulator> all = new HashMap<>();
        WindowAccumulator.Factory factory = WindowAccumulator.factory(node, windows);
        for (TenantView tenant : tenants) {
            for (SeriesSink sink : scan(node, enclosing, tenant, windows, factory)) {
                merge(sink.series(), absent ? null : tenant, all);
            }
        }
        return absent ? absent(node, windows, all) : present(all);
    }

    private List<SeriesSink> scan(
            RangeAggregation node,
            @Nullable VectorAggregation enclosing,
            TenantView tenant,
            Windows windows,
            WindowAccumulator.Factory factory) {
        CompiledSamples compiled = PipelineCompiler.compileSamples(node, enclosing);
        SampleScan.Wanted wanted = new SampleScan.Wanted(
                node.range().selector(),
                new TimeRange(windows.begin(0) + 1, windows.end(windows.count() - 1) + 1),
                metadataNeed(node, enclosing, compiled),
                bytesCheck);
        try {
            return SampleScan.run(
                    tenant.view(), compiled, wanted, context, () -> new SeriesSink(context, windows, factory));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Of a null tenant all series become one. */
    private void merge(
            Map<Labels, WindowAccumulator> from, @Nullable TenantView tenant, Map<Labels, WindowAccumulator> into) {
        context.reserve(MAP_ENTRY_BYTES * from.size());
        from.forEach((labels, accumulator) -> {
            Labels series = tenant == null ? Labels.EMPTY : SeriesLabels.of(labels);
            if (series == null) {
                return;
            }
            Labels key = tenant == null ? series : tenant.label(series);
            WindowAccumulator existing = into.putIfAbsent(key, accumulator);
            if (existing != null) {
                existing.merge(accumulator);
            }
        });
    }

    private List<StepSeries> present(Map<Labels, WindowAccumulator> all) {
        List<StepSeries> series = new ArrayList<>(all.size());
        all.forEach((labels, accumulator) -> {
            StepSeries finished = accumulator.finish(labels);
            context.reserve(64L + 8L * finished.values().length);
            if (finished.firstPoint() >= 0) {
                series.add(finished);
            }
        });
        series.sort(Comparator.comparing(StepSeries::labels));
        refuseErrors(series);
        return withoutMarks(series);
    }

    /** A series with an error ends the query, unless the error was asked for. */
    private static void refuseErrors(List<StepSeries> series) {
        StepSeries first = null;
        for (StepSeries one : series) {
            Labels labels = one.labels();
            if (labels.has(ERROR)
                    && !labels.getOrEmpty(PRESERVE_ERROR).equals("true")
                    && (first == null || one.firstPoint() < first.firstPoint())) {
                first = one;
            }
        }
        if (first != null) {
            throw pipelineError(first.labels());
        }
    }

    private static QueryException pipelineError(Labels labels) {
        String error = labels.getOrEmpty(ERROR);
        return new QueryException(
                Kind.BAD_REQUEST,
                "pipeline error: '" + error + "' for series: '" + labels + "'.\n"
                        + "Use a label filter to intentionally skip this error. (e.g | __error__!=\"" + error + "\").\n"
                        + "To skip all potential errors you can match empty errors.(e.g __error__=\"\")\n"
                        + "The label filter can also be specified after unwrap. (e.g | unwrap latency | __error__=\"\" )\n");
    }

    private static List<StepSeries> withoutMarks(List<StepSeries> series) {
        series.replaceAll(one ->
                one.labels().has(PRESERVE_ERROR) ? one.withLabels(one.labels().without(PRESERVE_ERROR)) : one);
        return series;
    }

    /** One point for every step without any sample, with the labels that the selector fixes. */
    private List<StepSeries> absent(RangeAggregation node, Windows windows, Map<Labels, WindowAccumulator> all) {
        Labels labels = fixedLabels(node.range().selector().matchers());
        WindowAccumulator accumulator = all.get(Labels.EMPTY);
        double[] values = new double[windows.count()];
        Arrays.fill(values, 1);
        if (accumulator != null) {
            accumulator.finish(labels).forEachPoint((step, value) -> values[step] = StepSeries.ABSENT);
        }
        StepSeries series = new StepSeries(labels, 0, values);
        return series.firstPoint() < 0 ? List.of() : List.of(series);
    }

    private static Labels fixedLabels(List<LabelMatcher> matchers) {
        Labels.Builder labels = Labels.builder();
        Set<String> seen = new HashSet<>();
        for (LabelMatcher matcher : matchers) {
            if (seen.add(matcher.name()) && matcher.operator() == LabelMatcher.Operator.EQUAL) {
                labels.set(matcher.name(), matcher.value());
            } else {
                labels.remove(matcher.name());
            }
        }
        return labels.build();
    }

    /**
     * Where nothing but line filters stands before the samples and their series are grouped by some labels, the metadata of
     * a row matters only if the stream lacks one of these labels.
     */
    private static SampleScan.MetadataNeed metadataNeed(
            RangeAggregation node, @Nullable VectorAggregation enclosing, CompiledSamples compiled) {
        if (node.operator() == RangeOperator.ABSENT_OVER_TIME && compiled.isPlain()) {
            return stream -> false;
        }
        Grouping grouping = node.grouping() != null ? node.grouping() : enclosing == null ? null : enclosing.grouping();
        boolean onlyLineFilters = node.range().unwrap() == null
                && node.range().stages().stream().allMatch(stage -> stage instanceof Stage.LineFilter);
        if (!onlyLineFilters || compiled.needsMetadata(UNNAMED)) {
            return stream -> true;
        }
        if (grouping == null || grouping.without()) {
            return stream -> false; // a sum over everything: no name matters
        }
        List<String> names = grouping.labels().stream()
                .filter(name -> compiled.needsMetadata(name) || name.endsWith("_extracted"))
                .toList();
        return stream -> !names.stream().allMatch(stream::has);
    }
}
