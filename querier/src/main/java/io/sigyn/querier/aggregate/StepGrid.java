package io.sigyn.querier.aggregate;

/** The instants at which a query is evaluated: {@code startNanos + k * stepNanos} for k from 0 to count - 1. */
public record StepGrid(long startNanos, long stepNanos, int count) {

    /** One instant only. */
    public static StepGrid at(long timeNanos) {
        return new StepGrid(timeNanos, 1, 1);
    }

    /** From start to end, both included where the step leads there. */
    public static StepGrid over(long startNanos, long endNanos, long stepNanos) {
        return new StepGrid(startNanos, stepNanos, (int) ((endNanos - startNanos) / stepNanos) + 1);
    }

    long time(int step) {
        return startNanos + step * stepNanos;
    }

    /** In milliseconds since 1970; what is less is cut off. */
    public long timeMillis(int step) {
        return Math.floorDiv(time(step), 1_000_000L);
    }

    long lastNanos() {
        return time(count - 1);
    }
}
