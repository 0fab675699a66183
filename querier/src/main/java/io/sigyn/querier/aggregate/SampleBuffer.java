package io.sigyn.querier.aggregate;

import java.util.Arrays;

/** Samples of one series that have to be kept, sorted by time when asked for. For one thread. */
final class SampleBuffer {
    private long[] times = new long[4];
    private double[] values = new double[4];
    private int size;
    private boolean sorted = true;

    void add(long time, double value) {
        if (size == times.length) {
            times = Arrays.copyOf(times, 2 * size);
            values = Arrays.copyOf(values, 2 * size);
        }
        sorted &= size == 0 || times[size - 1] <= time;
        times[size] = time;
        values[size] = value;
        size++;
    }

    void addAll(SampleBuffer other) {
        for (int i = 0; i < other.size; i++) {
            add(other.times[i], other.values[i]);
        }
    }

    int size() {
        return size;
    }

    long time(int index) {
        return times[index];
    }

    double value(int index) {
        return values[index];
    }

    long sizeBytes() {
        return 64L + 16L * times.length;
    }

    /** Sorts by time, keeping the order of equal times. */
    void sort() {
        if (!sorted) {
            mergeSort(new long[size], new double[size], 0, size);
            sorted = true;
        }
    }

    private void mergeSort(long[] spareTimes, double[] spareValues, int from, int to) {
        if (to - from < 2) {
            return;
        }
        int middle = (from + to) >>> 1;
        mergeSort(spareTimes, spareValues, from, middle);
        mergeSort(spareTimes, spareValues, middle, to);
        if (times[middle - 1] <= times[middle]) {
            return;
        }
        System.arraycopy(times, from, spareTimes, from, to - from);
        System.arraycopy(values, from, spareValues, from, to - from);
        int left = from;
        int right = middle;
        for (int i = from; i < to; i++) {
            boolean takeLeft = right == to || (left < middle && spareTimes[left] <= spareTimes[right]);
            int source = takeLeft ? left++ : right++;
            times[i] = spareTimes[source];
            values[i] = spareValues[source];
        }
    }

    /** The first sample after a time. */
    int firstAfter(long time) {
        int low = 0;
        int high = size;
        while (low < high) {
            int middle = (low + high) >>> 1;
            if (times[middle] <= time) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        return low;
    }
}
