package io.sigyn.ingester.live;

/** Sorts rows by time, those of one time by arrival. Stateless. */
final class TimeOrder {
    private TimeOrder() {}

    /** The numbers of the first {@code count} rows in the order of their times: a merge sort, as rows are nearly in order. */
    static int[] of(long[] timestamps, int count) {
        int[] from = new int[count];
        int[] to = new int[count];
        for (int i = 0; i < count; i++) {
            from[i] = i;
        }
        for (int width = 1; width < count; width *= 2) {
            for (int low = 0; low < count; low += 2 * width) {
                int middle = Math.min(low + width, count);
                merge(timestamps, from, to, low, middle, Math.min(middle + width, count));
            }
            int[] swap = from;
            from = to;
            to = swap;
        }
        return from;
    }

    private static void merge(long[] timestamps, int[] from, int[] to, int low, int middle, int high) {
        if (middle >= high || timestamps[from[middle - 1]] <= timestamps[from[middle]]) {
            System.arraycopy(from, low, to, low, high - low);
            return;
        }
        int left = low;
        int right = middle;
        for (int i = low; i < high; i++) {
            boolean takeLeft = right >= high || (left < middle && timestamps[from[left]] <= timestamps[from[right]]);
            to[i] = takeLeft ? from[left++] : from[right++];
        }
    }
}
