package io.sigyn.querier.aggregate;

import java.util.Arrays;
import java.util.Comparator;

/**
 * The quantile of each window, interpolated between its neighbours. All values are ranked once; the window slides over a
 * tree of counts by rank (Fenwick), so that a sample enters and leaves, and a window finds its quantile, in logarithmic
 * time. NaN ranks first.
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
        Integer[] order = new Integer[size];
        Arrays.setAll(order, i -> i);
        Arrays.sort(order, Comparator.comparingDouble(i -> {
            double value = sorted.value(i);
            return Double.isNaN(value) ? Double.NEGATIVE_INFINITY : value;
        }));
        nanFirst(sorted, order);
        byRank = new double[size];
        rank = new int[size];
        for (int i = 0; i < size; i++) {
            byRank[i] = sorted.value(order[i]);
            rank[order[i]] = i;
        }
        tree = new int[size + 1];
    }

    /** Among the lowest are -Inf and NaN in any order so far. */
    private static void nanFirst(SampleBuffer sorted, Integer[] order) {
        int next = 0;
        for (int i = 0; i < order.length; i++) {
            double value = sorted.value(order[i]);
            if (Double.isNaN(value)) {
                Integer moved = order[i];
                order[i] = order[next];
                order[next++] = moved;
            } else if (value != Double.NEGATIVE_INFINITY) {
                break;
            }
        }
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
