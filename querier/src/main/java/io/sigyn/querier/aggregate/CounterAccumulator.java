package io.sigyn.querier.aggregate;

/**
 * The rate of a counter that may be reset, extrapolated to the bounds of the window. It mixes units as Loki does: the time
 * between samples counts in thousandths of nanoseconds where the range counts in seconds.
 */
final class CounterAccumulator extends BufferedAccumulator {
    private static final double EXTRAPOLATION = 1.1;
    private double[] resets = {}; // by how much all resets up to a sample lowered the counter

    CounterAccumulator(Windows windows) {
        super(windows);
    }

    @Override
    void begin(SampleBuffer sorted) {
        resets = new double[sorted.size()];
        for (int i = 1; i < resets.length; i++) {
            double previous = sorted.value(i - 1);
            resets[i] = resets[i - 1] + (sorted.value(i) < previous ? previous : 0);
        }
    }

    @Override
    double value(SampleBuffer sorted, int from, int end, Windows all) {
        int samples = end - from;
        if (samples < 2) {
            return 0;
        }
        double first = sorted.value(from);
        double increase = sorted.value(end - 1) - first + lostInResets(sorted, from, end);
        double sampled = (sorted.time(end - 1) - sorted.time(from)) / 1000.0;
        double average = sampled / (samples - 1);
        double range = all.rangeSeconds();
        double toStart = range;
        if (increase > 0 && first >= 0) {
            toStart = Math.min(toStart, sampled * (first / increase));
        }
        double extrapolated = sampled + (toStart < average * EXTRAPOLATION ? toStart : average / 2);
        return increase * (extrapolated / sampled) / range;
    }

    /** The running sum is exact for counters; where it is not finite, the window is added up by itself. */
    private double lostInResets(SampleBuffer sorted, int from, int end) {
        double lost = resets[end - 1] - resets[from];
        if (!Double.isNaN(lost) && !Double.isInfinite(lost)) {
            return lost;
        }
        double sum = 0;
        for (int i = from + 1; i < end; i++) {
            sum += sorted.value(i) < sorted.value(i - 1) ? sorted.value(i - 1) : 0;
        }
        return sum;
    }
}
