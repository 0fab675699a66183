package io.sigyn.querier;

import io.sigyn.index.RowSource.StreamStats;
import io.sigyn.model.LabelMatcher;
import io.sigyn.model.Labels;
import io.sigyn.model.Selector;
import io.sigyn.model.TimeRange;
import io.sigyn.querier.QueryResult.Data;
import io.sigyn.querier.QueryResult.Matrix;
import io.sigyn.querier.QueryResult.Sample;
import io.sigyn.querier.QueryResult.Series;
import io.sigyn.querier.QueryResult.Vector;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * Bytes by series or by label. Series are told apart by the target labels, or else by the labels that the selector names,
 * or else by all; of a label only its name is shown. For one thread.
 */
final class Volumes {
    private static final long MILLI = 1_000_000L;

    private final MetadataRequest.Volume request;
    private final Set<String> names;
    private final int steps;
    private final Map<Labels, double[]> bytes = new HashMap<>();
    private final long mostSealed;
    private final Set<Labels> sealed = new HashSet<>();

    /** @param mostSealed as in Loki, how many series may come from what is sealed; what is live is not counted */
    Volumes(MetadataRequest.Volume request, Selector selector, long mostSealed) {
        this.request = request;
        this.mostSealed = mostSealed;
        this.names = new HashSet<>(request.targetLabels());
        if (names.isEmpty() && !request.byLabels()) {
            selector.matchers().stream().map(LabelMatcher::name).forEach(names::add);
        }
        long length = request.endNanos() - request.startNanos();
        this.steps = isVector(request) ? 1 : Math.toIntExact((length + request.stepNanos() - 1) / request.stepNanos());
    }

    private static boolean isVector(MetadataRequest.Volume request) {
        return request.stepNanos() == 0 || request.stepNanos() >= request.endNanos() - request.startNanos();
    }

    void add(Labels stream, StreamStats stats, boolean live) {
        if (!request.targetLabels().stream().allMatch(stream::has)) {
            return;
        }
        if (!request.byLabels()) {
            Labels series = names.isEmpty() ? stream : only(stream);
            if (!series.isEmpty()) {
                add(stats, series, live);
            }
            return;
        }
        for (int i = 0; i < stream.size(); i++) {
            if (names.isEmpty() || names.contains(stream.name(i))) {
                add(stats, Labels.of(stream.name(i), ""), live);
            }
        }
    }

    private Labels only(Labels stream) {
        Labels.Builder builder = Labels.builder();
        for (int i = 0; i < stream.size(); i++) {
            if (names.contains(stream.name(i))) {
                builder.set(stream.name(i), stream.value(i));
            }
        }
        return builder.build();
    }

    private void add(StreamStats stats, Labels series, boolean live) {
        if (!live && mostSealed > 0 && sealed.add(series) && sealed.size() > mostSealed) {
            throw new QueryException(
                    QueryException.Kind.INTERNAL,
                    "the query hit the max number of series limit (limit: " + mostSealed + " series)");
        }
        double[] sums = bytes.computeIfAbsent(series, key -> new double[steps]);
        for (int step = 0; step < steps; step++) {
            sums[step] += stats.bytes() * StatsSum.share(stats, new TimeRange(begin(step), end(step)));
        }
    }

    private long begin(int step) {
        return request.startNanos() + step * request.stepNanos();
    }

    private long end(int step) {
        return step + 1 == steps ? request.endNanos() + 1 : begin(step + 1);
    }

    Data result() {
        Map<Labels, long[]> rounded = new TreeMap<>();
        bytes.forEach((labels, sums) -> {
            long[] values = new long[steps];
            for (int step = 0; step < steps; step++) {
                values[step] = Math.round(sums[step]);
            }
            rounded.put(labels, values);
        });
        List<Labels> largest = new ArrayList<>(rounded.keySet());
        largest.sort(Comparator.comparingLong((Labels labels) -> -total(rounded.getOrDefault(labels, new long[0]))));
        List<Labels> kept = largest.subList(0, Math.max(0, Math.min(request.limit(), largest.size())));
        int only = isVector(request) ? 0 : onlyStep(kept, rounded);
        if (only < 0) {
            return matrix(kept, rounded);
        }
        List<Sample> samples = new ArrayList<>();
        for (Labels labels : kept) {
            samples.add(new Sample(labels, total(rounded.getOrDefault(labels, new long[0]))));
        }
        return new Vector(millis(only), samples);
    }

    /** The step that has all there is, if it is one and the same for all series; else -1. */
    private int onlyStep(List<Labels> kept, Map<Labels, long[]> rounded) {
        int only = -1;
        for (Labels labels : kept) {
            long[] values = rounded.getOrDefault(labels, new long[0]);
            for (int step = 0; step < values.length; step++) {
                if (values[step] > 0 && only >= 0 && only != step) {
                    return -1;
                }
                only = values[step] > 0 ? step : only;
            }
        }
        return only;
    }

    /** The end of a step, less a millisecond; of the last one the end of the range, rounded up. */
    private long millis(int step) {
        return step + 1 == steps
                ? -Math.floorDiv(-request.endNanos(), MILLI)
                : Math.floorDiv(begin(step + 1), MILLI) - 1;
    }

    private static long total(long[] values) {
        long total = 0;
        for (long value : values) {
            total += value;
        }
        return total;
    }

    /** A point at the end of each step, less a millisecond, but for the last one. */
    private Matrix matrix(List<Labels> kept, Map<Labels, long[]> rounded) {
        List<Labels> sorted = new ArrayList<>(kept);
        sorted.sort(Comparator.naturalOrder());
        List<Series> series = new ArrayList<>();
        for (Labels labels : sorted) {
            long[] values = rounded.getOrDefault(labels, new long[0]);
            List<Integer> filled = new ArrayList<>();
            for (int step = 0; step < values.length; step++) {
                if (values[step] > 0) {
                    filled.add(step);
                }
            }
            long[] times = new long[filled.size()];
            double[] points = new double[filled.size()];
            for (int i = 0; i < times.length; i++) {
                int step = filled.get(i);
                times[i] = millis(step);
                points[i] = values[step];
            }
            series.add(new Series(labels, times, points));
        }
        return new Matrix(series);
    }
}
