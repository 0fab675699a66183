package io.sigyn.querier.aggregate;

import java.util.Arrays;

/**
 * The quantile of each window, interpolated between its neighbours. All values are ranked once; the window slides over a
 * tree of counts by rank (Fenwick), so that a sample enters and leaves, and a window finds its quantile, in logarithmic
 * time; equal values share a rank. NaN ranks first.
 */
final class QuantileAccumulator extends BufferedAccumulator {
    private final double quantile;
    private double[] byRank = {};
    private int[] rank = {};
    private int[] tree = {};
    private int inFrom;
    private int inEnd;

    QuantileAccumulator(Windows windows, double quantile) {
        super(windows);
        this.quantile = quantile;
    }

    @Override
    void begin(SampleBuffer sorted) {
        int size = sorted.size();
        byRank = new double[size];
        for (int i = 0; i < size; i++) {
            byRank[i] = sorted.value(i);
        }
        Arrays.sort(byRank); // NaN last
        int numbers = size;
        while (numbers > 0 && Double.isNaN(byRank[numbers - 1])) {
            numbers--;
        }
        int nans = size - numbers;
        System.arraycopy(byRank, 0, byRank, nans, numbers);
        Arrays.fill(byRank, 0, nans, Double.NaN);
        rank = new int[size];
        for (int i = 0; i < size; i++) {
            rank[i] = Double.isNaN(sorted.value(i)) ? 0 : firstAtLeast(sorted.value(i), nans);
        }
        tree = new int[size + 1];
    }

    @Override
    boolean ordersMatter() {
        return false;
    }

    /** Of a single window: what is asked for is selected, and the rest not sorted. */
    @Override
    double valueOfAll(SampleBuffer samples) {
        if (quantile < 0 || quantile > 1) {
            return quantile < 0 ? Double.NEGATIVE_INFINITY : Double.POSITIVE_INFINITY;
        }
        int size = samples.size();
        double[] values = new double[size];
        int nans = 0;
        for (int i = 0; i < size; i++) {
            values[i] = samples.value(i);
            if (Double.isNaN(values[i])) {
                values[i] = values[nans];
                values[nans++] = Double.NaN;
            }
        }
        double place = quantile * (size - 1);
        int lower = (int) Math.max(0, Math.floor(place));
        int upper = Math.min(size - 1, lower + 1);
        double weight = place - Math.floor(place);
        if (lower >= nans) {
            select(values, nans, size, lower);
        }
        double next = values[lower];
        if (upper > lower && upper < nans) {
            next = Double.NaN;
        } else if (upper > lower) {
            next = values[upper];
            for (int i = upper + 1; i < size; i++) {
                next = Math.min(next, values[i]);
            }
        }
        return values[lower] * (1 - weight) + next * weight;
    }

    /** Moves the value that belongs at a place there, with none greater before and none less behind it (Hoare). */
    private static void select(double[] values, int from, int to, int place) {
        int low = from;
        int high = to - 1;
        while (low < high) {
            double pivot = values[(low + high) >>> 1];
            int i = low;
            int j = high;
            while (i <= j) {
                while (values[i] < pivot) {
                    i++;
                }
                while (values[j] > pivot) {
                    j--;
                }
                if (i <= j) {
                    double moved = values[i];
                    values[i++] = values[j];
                    values[j--] = moved;
                }
            }
            if (place <= j) {
                high = j;
            } else if (place >= i) {
                low = i;
            } else {
                return;
            }
        }
    }

    private int firstAtLeast(double value, int from) {
        int low = from;
        int high = byRank.length;
        while (low < high) {
            int middle = (low + high) >>> 1;
            if (byRank[middle] < value) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        return low;
    }

    @Override
    double value(SampleBuffer sorted, int from, int end, Windows all) {
        for (; inEnd < end; inEnd++) {
            count(rank[inEnd], 1);
        }
        for (; inFrom < from; inFrom++) {
            count(rank[inFrom], -1);
        }
        if (quantile < 0) {
            return Double.NEGATIVE_INFINITY;
        }
        if (quantile > 1) {
            return Double.POSITIVE_INFINITY;
        }
        int size = end - from;
        double place = quantile * (size - 1);
        int lower = (int) Math.max(0, Math.floor(place));
        int upper = Math.min(size - 1, lower + 1);
        double weight = place - Math.floor(place);
        return nth(lower) * (1 - weight) + nth(upper) * weight;
    }

    private void count(int rankOfSample, int change) {
        for (int i = rankOfSample + 1; i < tree.length; i += i & -i) {
            tree[i] += change;
        }
    }

    /** The value that has n others before it in the window. */
    private double nth(int n) {
        int at = 0;
        int rest = n;
        for (int bit = Integer.highestOneBit(Math.max(1, tree.length - 1)); bit > 0; bit >>= 1) {
            if (at + bit < tree.length && tree[at + bit] <= rest) {
                at += bit;
                rest -= tree[at];
            }
        }
        return byRank[at];
    }
}
