package io.sigyn.ingester.live;

import java.util.Arrays;

/**
 * The order of rows by time, then arrival. Rows arrive in few ascending runs, so runs are found and merged pairwise
 * (natural merge sort, Knuth, The Art of Computer Programming 5.2.4): O(n log r) for r runs, and stable.
 */
final class RowOrder {
    private RowOrder() {}

    /** Row numbers in order; of rows of one time with equal lines only the first that arrived. */
    static int[] sortedWithoutRepeats(long[] timestamps, int[] lineEnds, byte[] lines, int count) {
        int[] order = sorted(timestamps, count);
        int kept = 0;
        int firstOfTime = 0;
        for (int i = 0; i < count; i++) {
            int row = order[i];
            if (kept == 0 || timestamps[order[kept - 1]] != timestamps[row]) {
                firstOfTime = kept;
            }
            if (!repeats(order, firstOfTime, kept, row, lineEnds, lines)) {
                order[kept++] = row;
            }
        }
        return kept == count ? order : Arrays.copyOf(order, kept);
    }

    private static boolean repeats(int[] order, int from, int to, int row, int[] lineEnds, byte[] lines) {
        int start = row == 0 ? 0 : lineEnds[row - 1];
        for (int i = from; i < to; i++) {
            int other = order[i];
            int otherStart = other == 0 ? 0 : lineEnds[other - 1];
            if (Arrays.equals(lines, start, lineEnds[row], lines, otherStart, lineEnds[other])) {
                return true;
            }
        }
        return false;
    }

    static int[] sorted(long[] timestamps, int count) {
        int[] order = new int[count];
        int[] runs = new int[count + 1]; // where runs begin, and the end
        int runCount = 0;
        for (int i = 0; i < count; i++) {
            order[i] = i;
            if (i == 0 || timestamps[i] < timestamps[i - 1]) {
                runs[runCount++] = i;
            }
        }
        runs[runCount] = count;
        int[] from = order;
        int[] to = new int[count];
        while (runCount > 1) {
            int merged = 0;
            for (int run = 0; run < runCount; run += 2) {
                int start = runs[run];
                int middle = runs[Math.min(run + 1, runCount)];
                int end = runs[Math.min(run + 2, runCount)];
                merge(timestamps, from, to, start, middle, end);
                runs[merged++] = start;
            }
            runs[merged] = count;
            runCount = merged;
            int[] swap = from;
            from = to;
            to = swap;
        }
        return from;
    }

    private static void merge(long[] timestamps, int[] from, int[] to, int start, int middle, int end) {
        int left = start;
        int right = middle;
        for (int i = start; i < end; i++) {
            boolean takeLeft = left < middle && (right >= end || timestamps[from[left]] <= timestamps[from[right]]);
            to[i] = takeLeft ? from[left++] : from[right++];
        }
    }
}
