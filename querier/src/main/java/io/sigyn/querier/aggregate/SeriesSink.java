package io.sigyn.querier.aggregate;

import io.sigyn.model.Labels;
import io.sigyn.querier.scan.QueryContext;
import io.sigyn.querier.scan.SampleSink;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Sorts the samples of a scan into one accumulator for each series, accounting for their memory. For one thread. */
final class SeriesSink implements SampleSink {
    private static final int NEW_SERIES_BYTES = 256;
    private static final int MEASURE_EVERY = 1 << 16;
    private static final int RECENT = 64;

    private final QueryContext context;
    private final Windows windows;
    private final WindowAccumulator.Factory factory;
    private final Map<Labels, WindowAccumulator> series = new HashMap<>();
    /** What was found last, by hash: pipelines give the same object for the same labels, so that nothing is compared. */
    private final @Nullable Labels[] recentLabels = new Labels[RECENT];

    private final @Nullable WindowAccumulator[] recent = new WindowAccumulator[RECENT];
    private int block;
    private int sinceMeasured;
    private long measuredBytes;

    SeriesSink(QueryContext context, Windows windows, WindowAccumulator.Factory factory) {
        this.context = context;
        this.windows = windows;
        this.factory = factory;
    }

    @Override
    public void startBlock(int number) {
        block = number;
    }

    @Override
    public void add(Labels labels, long timestampNanos, double value) {
        of(labels).add(timestampNanos, value, block);
    }

    @Override
    public void addSum(Labels labels, long timestampNanos, long sum, long count) {
        of(labels).addSum(timestampNanos, sum, count);
    }

    @Override
    public long sameWindowsUntil(long timestampNanos) {
        return windows.sameUntil(timestampNanos);
    }

    @SuppressWarnings("ReferenceEquality") // interned labels: a shortcut before the lookup
    private WindowAccumulator of(Labels labels) {
        if (++sinceMeasured == MEASURE_EVERY) {
            measure();
        }
        int place = spread(labels.hashCode());
        WindowAccumulator current = recent[place];
        if (current != null && labels == recentLabels[place]) {
            return current;
        }
        WindowAccumulator found = series.get(labels);
        if (found == null) {
            context.reserve(NEW_SERIES_BYTES + labels.memoryBytes());
            found = factory.create();
            series.put(labels, found);
        }
        recent[place] = found;
        recentLabels[place] = labels;
        return found;
    }

    private static int spread(int hash) {
        return (hash * 0x9E3779B9) >>> 26;
    }

    private void measure() {
        sinceMeasured = 0;
        long bytes = 0;
        for (WindowAccumulator accumulator : series.values()) {
            bytes += accumulator.sizeBytes();
        }
        context.reserve(bytes - measuredBytes);
        measuredBytes = bytes;
    }

    Map<Labels, WindowAccumulator> series() {
        return series;
    }
}
