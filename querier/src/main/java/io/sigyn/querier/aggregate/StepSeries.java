package io.sigyn.querier.aggregate;

import io.sigyn.model.Labels;

/**
 * The points of one series on a grid: {@code values[i]} belongs to step {@code firstStep + i}; a step may have no point,
 * and none has one outside of the array. The array is not to be changed once the series is made.
 */
public record StepSeries(Labels labels, int firstStep, double[] values) {
    /** No point: a NaN that no computation gives, told apart by its bits. */
    static final double ABSENT = Double.longBitsToDouble(0x7ff8_5167_0000_0001L);

    private static final long ABSENT_BITS = Double.doubleToRawLongBits(ABSENT);

    static boolean isAbsent(double value) {
        return Double.doubleToRawLongBits(value) == ABSENT_BITS;
    }

    /** A result that may be NaN, but is a point. */
    static double point(double value) {
        return Double.isNaN(value) ? Double.NaN : value;
    }

    int endStep() {
        return firstStep + values.length;
    }

    /** The value at a step, or {@link #ABSENT}. */
    double at(int step) {
        int index = step - firstStep;
        return index < 0 || index >= values.length ? ABSENT : values[index];
    }

    boolean hasAt(int step) {
        return !isAbsent(at(step));
    }

    /** The first step with a point, or -1. */
    int firstPoint() {
        for (int i = 0; i < values.length; i++) {
            if (!isAbsent(values[i])) {
                return firstStep + i;
            }
        }
        return -1;
    }

    public int points() {
        int points = 0;
        for (double value : values) {
            if (!isAbsent(value)) {
                points++;
            }
        }
        return points;
    }

    StepSeries withLabels(Labels other) {
        return new StepSeries(other, firstStep, values);
    }

    /** Calls back for every point, in order. */
    public void forEachPoint(PointVisitor visitor) {
        for (int i = 0; i < values.length; i++) {
            if (!isAbsent(values[i])) {
                visitor.point(firstStep + i, values[i]);
            }
        }
    }

    /** Takes a point. */
    public interface PointVisitor {
        void point(int step, double value);
    }
}
