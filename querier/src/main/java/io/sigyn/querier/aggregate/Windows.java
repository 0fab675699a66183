package io.sigyn.querier.aggregate;

/**
 * Which windows of a range aggregation a time falls into. The window of step k is {@code (end(k) - range, end(k)]}, its end
 * being the step's time less the offset. Immutable.
 *
 * <p>Panes are the stretches between neighbouring bounds of windows, so that every sample lies in exactly one pane and
 * every window is a sequence of whole panes. With {@code range = q * step + r} they alternate between lengths {@code r} and
 * {@code step - r}, or are one step long where r is 0.
 */
final class Windows {
    private final long firstEnd;
    private final long firstBegin; // exclusive
    private final long step;
    private final long range;
    private final int count;
    private final long rest; // r
    private final int panesInWindow;
    private final int panesInStep;

    Windows(StepGrid grid, long rangeNanos, long offsetNanos) {
        this.count = grid.count();
        this.range = rangeNanos;
        this.firstEnd = grid.startNanos() - offsetNanos;
        this.firstBegin = firstEnd - rangeNanos;
        this.step = count == 1 ? Math.max(rangeNanos, 1) : grid.stepNanos();
        long whole = rangeNanos / step;
        this.rest = rangeNanos % step;
        this.panesInStep = rest == 0 ? 1 : 2;
        this.panesInWindow = Math.toIntExact(rest == 0 ? whole : 2 * whole + 1);
    }

    int count() {
        return count;
    }

    /** The first step whose window ends at or after the time; may be {@code count}. */
    int firstWindow(long time) {
        return clamp(-Math.floorDiv(firstEnd - time, step));
    }

    /** The step after the last one whose window begins before the time. */
    int endWindow(long time) {
        return clamp(-Math.floorDiv(firstBegin - time, step));
    }

    private int clamp(long index) {
        return (int) Math.max(0, Math.min(count, index));
    }

    /** The last time that lies in the same windows as the given one does. */
    long sameUntil(long time) {
        int first = firstWindow(time);
        int end = endWindow(time);
        long leaves = first == count ? Long.MAX_VALUE : firstEnd + first * step; // no longer in window `first`
        long enters = end == count ? Long.MAX_VALUE : firstBegin + end * step; // then also in window `end`
        return Math.min(leaves, enters);
    }

    int panes() {
        return firstPane(count - 1) + panesInWindow;
    }

    /** The pane of a time, or -1 if no window has it. */
    int pane(long time) {
        long distance = time - firstBegin - 1;
        if (distance < 0) {
            return -1;
        }
        long steps = distance / step;
        long pane = rest == 0 ? steps : distance % step < rest ? 2 * steps : 2 * steps + 1;
        if (pane >= panes() || (range < step && distance % step >= range)) {
            return -1;
        }
        return (int) pane;
    }

    int firstPane(int window) {
        return window * panesInStep;
    }

    int panesInWindow() {
        return panesInWindow;
    }

    int panesInStep() {
        return panesInStep;
    }

    double rangeSeconds() {
        return range / 1e9;
    }

    long rangeNanos() {
        return range;
    }

    long begin(int window) {
        return firstBegin + window * step;
    }

    long end(int window) {
        return firstEnd + window * step;
    }
}
