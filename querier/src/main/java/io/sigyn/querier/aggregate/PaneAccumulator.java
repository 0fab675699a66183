package io.sigyn.querier.aggregate;

import io.sigyn.model.Labels;
import java.util.Arrays;

/**
 * Folds samples into one state for each pane, and panes into windows: one after the other where a window has few, else by
 * running merges from both ends of groups of panes (van Herk, Gil and Werman), two merges for each pane however long a
 * window is.
 */
final class PaneAccumulator extends WindowAccumulator {
    private static final int FEW_PANES = 16;

    private final Windows windows;
    private final PaneFunction function;
    private int first;
    private PaneStates panes = new PaneStates(0);

    PaneAccumulator(Windows windows, PaneFunction function) {
        this.windows = windows;
        this.function = function;
    }

    @Override
    void add(long timestampNanos, double value, int block) {
        int pane = windows.pane(timestampNanos);
        if (pane >= 0) {
            reach(pane, pane + 1);
            function.add(panes, pane - first, timestampNanos, value, block);
        }
    }

    private void reach(int from, int end) {
        if (panes.length() == 0) {
            first = from;
            panes = new PaneStates(end - from);
        } else if (from < first || end > first + panes.length()) {
            int[] bounds = Spans.grow(first, first + panes.length(), from, end, windows.panes());
            panes = panes.moved(first, bounds);
            first = bounds[0];
        }
    }

    @Override
    void merge(WindowAccumulator other) {
        PaneAccumulator that = (PaneAccumulator) other;
        if (that.panes.length() == 0) {
            return;
        }
        reach(that.first, that.first + that.panes.length());
        for (int i = 0; i < that.panes.length(); i++) {
            function.merge(panes, that.first + i - first, that.panes, i);
        }
    }

    @Override
    StepSeries finish(Labels labels) {
        if (panes.length() == 0) {
            return new StepSeries(labels, 0, new double[0]);
        }
        int length = windows.panesInWindow();
        int stride = windows.panesInStep();
        int from = Math.max(0, Math.floorDiv(first - length + stride, stride));
        int end = Math.min(windows.count(), (first + panes.length() - 1) / stride + 1);
        double[] values = new double[Math.max(0, end - from)];
        Arrays.fill(values, StepSeries.ABSENT);
        if (length <= FEW_PANES) {
            oneByOne(values, from);
        } else {
            fromBothEnds(values, from);
        }
        return new StepSeries(labels, from, values);
    }

    private void oneByOne(double[] values, int from) {
        PaneStates window = new PaneStates(1);
        for (int i = 0; i < values.length; i++) {
            window.count[0] = 0;
            int pane = windows.firstPane(from + i);
            int end = Math.min(pane + windows.panesInWindow(), first + panes.length());
            for (int p = Math.max(pane, first); p < end; p++) {
                function.merge(window, 0, panes, p - first);
            }
            if (window.count[0] > 0) {
                values[i] = function.result(window, 0, windows);
            }
        }
    }

    /** In groups as long as a window: a window is the end of one group and the beginning of the next. */
    private void fromBothEnds(double[] values, int from) {
        int length = windows.panesInWindow();
        int base = windows.firstPane(from);
        int total = windows.firstPane(from + values.length - 1) + length - base;
        PaneStates toEnd = new PaneStates(total);
        PaneStates fromBegin = new PaneStates(total);
        for (int i = 0; i < total; i++) {
            int pane = base + i - first;
            if (i % length != 0) {
                fromBegin.copy(i, fromBegin, i - 1);
            }
            if (pane >= 0 && pane < panes.length()) {
                function.merge(fromBegin, i, panes, pane);
            }
        }
        for (int i = total - 1; i >= 0; i--) {
            int pane = base + i - first;
            if (pane >= 0 && pane < panes.length()) {
                toEnd.copy(i, panes, pane);
            }
            if (i + 1 < total && (i + 1) % length != 0) {
                function.merge(toEnd, i, toEnd, i + 1);
            }
        }
        PaneStates window = new PaneStates(1);
        for (int i = 0; i < values.length; i++) {
            int begin = windows.firstPane(from + i) - base;
            int last = begin + length - 1;
            window.copy(0, toEnd, begin);
            if (begin % length != 0) {
                function.merge(window, 0, fromBegin, last);
            }
            if (window.count[0] > 0) {
                values[i] = function.result(window, 0, windows);
            }
        }
    }

    @Override
    long sizeBytes() {
        return 64L + 24L * panes.length();
    }
}
