package io.sigyn.querier.aggregate;

import io.sigyn.model.Labels;
import java.util.Arrays;

/**
 * Counts lines or bytes: whole numbers, so that a running sum over the steps is exact. A sample adds its value where its
 * first window is and takes it off behind its last one; the cost of a sample does not depend on the number of windows
 * that it is in.
 */
final class CountAccumulator extends WindowAccumulator {
    private static final long[] EMPTY = {};

    private final Windows windows;
    private final boolean perSecond;
    private int first; // the step that changes[0] belongs to
    private long[] changes = EMPTY; // of the sum, from one step to the next
    private long[] samples = EMPTY; // the same of the number of samples, since a sum of 0 may be a point

    CountAccumulator(Windows windows, boolean perSecond) {
        this.windows = windows;
        this.perSecond = perSecond;
    }

    @Override
    void add(long timestampNanos, double value, int block) {
        change(timestampNanos, (long) value, 1L);
    }

    @Override
    void addSum(long timestampNanos, long sum, long count) {
        change(timestampNanos, sum, count);
    }

    private void change(long timestampNanos, long value, long count) {
        int from = windows.firstWindow(timestampNanos);
        int end = windows.endWindow(timestampNanos);
        if (from < end) {
            changeAt(from, value, count);
            if (end < windows.count()) {
                changeAt(end, -value, -count);
            }
        }
    }

    private void changeAt(int step, long value, long count) {
        reach(step, step + 1);
        changes[step - first] += value;
        samples[step - first] += count;
    }

    private void reach(int from, int end) {
        if (changes.length == 0) {
            first = from;
            changes = new long[end - from];
            samples = new long[end - from];
        } else if (from < first || end > first + changes.length) {
            int[] bounds = Spans.grow(first, first + changes.length, from, end, windows.count());
            changes = Spans.moved(changes, first, bounds);
            samples = Spans.moved(samples, first, bounds);
            first = bounds[0];
        }
    }

    @Override
    void merge(WindowAccumulator other) {
        CountAccumulator that = (CountAccumulator) other;
        if (that.changes.length == 0) {
            return;
        }
        reach(that.first, that.first + that.changes.length);
        for (int i = 0; i < that.changes.length; i++) {
            changes[that.first + i - first] += that.changes[i];
            samples[that.first + i - first] += that.samples[i];
        }
    }

    @Override
    StepSeries finish(Labels labels) {
        if (changes.length == 0) {
            return new StepSeries(labels, 0, new double[0]);
        }
        long openEnd = 0;
        for (long change : samples) {
            openEnd += change;
        }
        int length = openEnd == 0 ? changes.length : windows.count() - first; // the last windows still hold samples
        double[] values = new double[length];
        Arrays.fill(values, StepSeries.ABSENT);
        long sum = 0;
        long count = 0;
        for (int i = 0; i < length; i++) {
            if (i < changes.length) {
                sum += changes[i];
                count += samples[i];
            }
            if (count > 0) {
                values[i] = perSecond ? sum / windows.rangeSeconds() : sum;
            }
        }
        return new StepSeries(labels, first, values);
    }

    @Override
    long sizeBytes() {
        return 64L + 16L * changes.length;
    }
}
