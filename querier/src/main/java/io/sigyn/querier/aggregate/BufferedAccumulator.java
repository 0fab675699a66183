package io.sigyn.querier.aggregate;

import io.sigyn.model.Labels;
import java.util.Arrays;

/** Keeps all samples of a series in order of time, for functions that cannot be computed from parts. */
abstract class BufferedAccumulator extends WindowAccumulator {
    private final Windows windows;
    private final SampleBuffer samples = new SampleBuffer();

    BufferedAccumulator(Windows windows) {
        this.windows = windows;
    }

    @Override
    final void add(long timestampNanos, double value, int block) {
        if (windows.firstWindow(timestampNanos) < windows.endWindow(timestampNanos)) {
            samples.add(timestampNanos, value, block);
        }
    }

    @Override
    final void merge(WindowAccumulator other) {
        samples.addAll(((BufferedAccumulator) other).samples);
    }

    @Override
    final StepSeries finish(Labels labels) {
        double[] values = new double[windows.count()];
        Arrays.fill(values, StepSeries.ABSENT);
        if (windows.count() == 1 && !ordersMatter() && samples.size() > 0) {
            values[0] = StepSeries.point(valueOfAll(samples));
            return new StepSeries(labels, 0, values);
        }
        samples.sort();
        begin(samples);
        int from = 0;
        int end = 0;
        for (int window = 0; window < values.length; window++) {
            from = Math.max(from, samples.firstAfter(windows.begin(window)));
            end = Math.max(end, samples.firstAfter(windows.end(window)));
            if (from < end) {
                values[window] = StepSeries.point(value(samples, from, end, windows));
            }
        }
        return new StepSeries(labels, 0, values);
    }

    /** Whether the value of a window depends on the order of its samples. */
    boolean ordersMatter() {
        return true;
    }

    /** The value of all samples, in no order, where that does not matter. */
    double valueOfAll(SampleBuffer samples) {
        throw new UnsupportedOperationException("samples are needed in order of time");
    }

    /** Called once, before the windows are computed in ascending order. */
    void begin(SampleBuffer sorted) {}

    /** The value of the samples {@code [from, end)}, at least one. */
    abstract double value(SampleBuffer sorted, int from, int end, Windows all);

    @Override
    final long sizeBytes() {
        return samples.sizeBytes();
    }
}
