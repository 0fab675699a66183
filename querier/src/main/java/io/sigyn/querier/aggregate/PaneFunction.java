package io.sigyn.querier.aggregate;

/**
 * How samples become a value of a window, by way of a state of up to three doubles and a time that can be merged. The
 * recursions for one more sample are those of Loki, so that special values come out the same.
 */
enum PaneFunction {
    SUM,
    RATE,
    AVG,
    MIN,
    MAX,
    STDVAR,
    STDDEV,
    FIRST,
    LAST;

    /** Adds a sample to the state at an index that has none or some already. */
    void add(PaneStates states, int index, long time, double value, int block) {
        if (this == FIRST || this == LAST) {
            addByTime(states, index, time, value, block + 1L);
            return;
        }
        boolean empty = states.count[index] == 0;
        states.count[index]++;
        switch (this) {
            case SUM, RATE -> states.a[index] = empty ? value : states.a[index] + value;
            case AVG -> states.a[index] = nextMean(empty ? 0 : states.a[index], (double) states.count[index], value);
            case MIN -> {
                if (empty || value < states.a[index] || Double.isNaN(states.a[index])) {
                    states.a[index] = value;
                }
            }
            case MAX -> {
                if (empty || value > states.a[index] || Double.isNaN(states.a[index])) {
                    states.a[index] = value;
                }
            }
            case STDVAR, STDDEV -> {
                double mean = empty ? 0 : states.a[index];
                double delta = value - mean;
                mean += delta / states.count[index];
                states.b[index] = (empty ? 0 : states.b[index]) + delta * (value - mean);
                states.a[index] = mean;
            }
            case FIRST, LAST -> throw new IllegalStateException();
        }
    }

    /** The state is one sample, with its block (plus 1) in the place of the count. */
    private void addByTime(PaneStates states, int index, long time, double value, long block) {
        if (states.count[index] == 0 || replaces(time, block, states.time(index), states.count[index])) {
            states.count[index] = block;
            states.a[index] = value;
            states.time(index, time);
        }
    }

    /** Whether a sample that came later here takes the place of another. */
    private boolean replaces(long time, long block, long otherTime, long otherBlock) {
        if (this == FIRST) {
            return time < otherTime || (time == otherTime && block < otherBlock);
        }
        return time > otherTime || (time == otherTime && block >= otherBlock);
    }

    private static double nextMean(double mean, double count, double value) {
        if (Double.isInfinite(mean)) {
            if (Double.isInfinite(value) && (mean > 0) == (value > 0)) {
                return mean;
            }
            if (!Double.isInfinite(value) && !Double.isNaN(value)) {
                return mean;
            }
        }
        return mean + (value / count - mean / count);
    }

    /** Merges the later state {@code from[fromIndex]} into {@code into[index]}. */
    void merge(PaneStates into, int index, PaneStates from, int fromIndex) {
        if (from.count[fromIndex] == 0) {
            return;
        }
        if (into.count[index] == 0) {
            into.copy(index, from, fromIndex);
            return;
        }
        if (this == FIRST || this == LAST) {
            addByTime(into, index, from.time(fromIndex), from.a[fromIndex], from.count[fromIndex]);
            return;
        }
        long count = into.count[index] + from.count[fromIndex];
        double other = from.a[fromIndex];
        switch (this) {
            case SUM, RATE -> into.a[index] += other;
            case AVG -> into.a[index] = mergedMean(into.a[index], into.count[index], other, from.count[fromIndex]);
            case MIN -> {
                if (other < into.a[index] || Double.isNaN(into.a[index])) {
                    into.a[index] = other;
                }
            }
            case MAX -> {
                if (other > into.a[index] || Double.isNaN(into.a[index])) {
                    into.a[index] = other;
                }
            }
            case STDVAR, STDDEV -> {
                double delta = other - into.a[index];
                double share = (double) from.count[fromIndex] / count;
                into.b[index] += from.b[fromIndex] + delta * delta * into.count[index] * share;
                into.a[index] += delta * share;
            }
            case FIRST, LAST -> throw new IllegalStateException();
        }
        into.count[index] = count;
    }

    private static double mergedMean(double mean, long count, double otherMean, long otherCount) {
        if (Double.isInfinite(mean) || Double.isInfinite(otherMean)) {
            return mean + otherMean; // the same infinity, or NaN for two different ones
        }
        return mean + (otherMean - mean) * ((double) otherCount / (count + otherCount));
    }

    double result(PaneStates states, int index, Windows windows) {
        double a = states.a[index];
        return StepSeries.point(
                switch (this) {
                    case SUM, AVG, MIN, MAX, FIRST, LAST -> a;
                    case RATE -> a / windows.rangeSeconds();
                    case STDVAR -> states.b[index] / states.count[index];
                    case STDDEV -> Math.sqrt(states.b[index] / states.count[index]);
                });
    }
}
