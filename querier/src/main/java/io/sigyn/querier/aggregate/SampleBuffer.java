package io.sigyn.querier.aggregate;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;

/**
 * Samples of one series that have to be kept, sorted by time when asked for; of equal times in the order of their blocks,
 * and in one block as they were added. For one thread.
 */
final class SampleBuffer {
    private long[] times = new long[4];
    private double[] values = new double[4];
    private int size;
    private boolean sorted = true;
    private final List<Stretch> stretches = new ArrayList<>();

    /** Samples of one block, from an index to that of the next stretch. */
    private record Stretch(int block, int from) {}

    void add(long time, double value, int block) {
        if (stretches.isEmpty() || stretches.get(stretches.size() - 1).block != block) {
            stretches.add(new Stretch(block, size));
        }
        append(time, value);
    }

    private void append(long time, double value) {
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
        for (Stretch stretch : other.stretches) {
            stretches.add(new Stretch(stretch.block, size + stretch.from));
        }
        for (int i = 0; i < other.size; i++) {
            append(other.times[i], other.values[i]);
        }
        sorted = false;
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

    void sort() {
        if (!sorted) {
            inOrderOfBlocks();
            mergeSort(new long[size], new double[size], 0, size);
            sorted = true;
        }
    }

    private void inOrderOfBlocks() {
        List<Integer> order = new ArrayList<>();
        for (int i = 0; i < stretches.size(); i++) {
            order.add(i);
        }
        order.sort(Comparator.comparingInt(i -> stretches.get(i).block));
        long[] movedTimes = new long[times.length];
        double[] movedValues = new double[values.length];
        int at = 0;
        for (int i : order) {
            int from = stretches.get(i).from;
            int length = (i + 1 < stretches.size() ? stretches.get(i + 1).from : size) - from;
            System.arraycopy(times, from, movedTimes, at, length);
            System.arraycopy(values, from, movedValues, at, length);
            at += length;
        }
        times = movedTimes;
        values = movedValues;
        stretches.clear();
    }

    /** Keeps the order of equal times. */
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
