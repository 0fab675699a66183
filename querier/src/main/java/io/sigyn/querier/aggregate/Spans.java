package io.sigyn.querier.aggregate;

/** Arrays that hold a stretch of a longer sequence and grow to either side. Stateless. */
final class Spans {
    private Spans() {}

    /** Bounds that hold both stretches, with room to grow on the side that grew, within {@code [0, limit)}. */
    static int[] grow(int from, int end, int newFrom, int newEnd, int limit) {
        int length = end - from;
        int low = newFrom >= from ? from : Math.max(0, newFrom - length / 2);
        int high = newEnd <= end ? end : Math.min(limit, Math.max(newEnd, newEnd + length / 2));
        return new int[] {Math.min(low, newFrom), Math.max(high, newEnd)};
    }

    static long[] moved(long[] values, int from, int[] bounds) {
        long[] moved = new long[bounds[1] - bounds[0]];
        System.arraycopy(values, 0, moved, from - bounds[0], values.length);
        return moved;
    }

    static double[] moved(double[] values, int from, int[] bounds) {
        double[] moved = new double[bounds[1] - bounds[0]];
        System.arraycopy(values, 0, moved, from - bounds[0], values.length);
        return moved;
    }
}
