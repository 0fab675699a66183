package io.sigyn.querier.aggregate;

/** States of a {@link PaneFunction}, side by side. A count of 0 is an empty state. For one thread. */
final class PaneStates {
    final long[] count;
    final double[] a;
    final double[] b;

    PaneStates(int length) {
        this(new long[length], new double[length], new double[length]);
    }

    private PaneStates(long[] count, double[] a, double[] b) {
        this.count = count;
        this.a = a;
        this.b = b;
    }

    int length() {
        return count.length;
    }

    /** FIRST and LAST keep their time in b, bit by bit. */
    long time(int index) {
        return Double.doubleToRawLongBits(b[index]);
    }

    void time(int index, long time) {
        b[index] = Double.longBitsToDouble(time);
    }

    void copy(int index, PaneStates from, int fromIndex) {
        count[index] = from.count[fromIndex];
        a[index] = from.a[fromIndex];
        b[index] = from.b[fromIndex];
    }

    PaneStates moved(int from, int[] bounds) {
        return new PaneStates(
                Spans.moved(count, from, bounds), Spans.moved(a, from, bounds), Spans.moved(b, from, bounds));
    }
}
