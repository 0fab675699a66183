package io.sigyn.ingester;

import java.util.Arrays;
import java.util.concurrent.atomic.DoubleAdder;
import java.util.concurrent.atomic.LongAdder;

/** How often values fell between bounds, and their sum. Thread-safe. */
public final class Distribution {
    private final double[] bounds;
    private final LongAdder[] counts;
    private final DoubleAdder sum = new DoubleAdder();

    /** @param bounds ascending; the last bucket is without one */
    Distribution(double... bounds) {
        this.bounds = bounds;
        this.counts = new LongAdder[bounds.length + 1];
        Arrays.setAll(counts, bucket -> new LongAdder());
    }

    /** Bounds that grow by a factor. */
    static Distribution growing(double first, double factor, int bounds) {
        double[] all = new double[bounds];
        all[0] = first;
        for (int i = 1; i < bounds; i++) {
            all[i] = all[i - 1] * factor;
        }
        return new Distribution(all);
    }

    public void observe(double value) {
        int bucket = Arrays.binarySearch(bounds, value);
        counts[bucket < 0 ? -bucket - 1 : bucket].increment();
        sum.add(value);
    }

    /** The upper bounds, with infinity at the end. */
    public double[] bounds() {
        double[] all = Arrays.copyOf(bounds, counts.length);
        all[bounds.length] = Double.POSITIVE_INFINITY;
        return all;
    }

    /** Of each bucket alone. */
    public long[] counts() {
        return Arrays.stream(counts).mapToLong(LongAdder::sum).toArray();
    }

    public double sum() {
        return sum.sum();
    }
}
