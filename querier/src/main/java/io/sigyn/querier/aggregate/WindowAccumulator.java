package io.sigyn.querier.aggregate;

import io.sigyn.logql.ast.SampleExpr.RangeAggregation;
import io.sigyn.logql.ast.SampleExpr.RangeOperator;
import io.sigyn.model.Labels;

/**
 * Gathers the samples of one series for all windows of a range aggregation. Samples may come in any order of time. For one
 * thread; what several have gathered is merged at the end.
 */
abstract class WindowAccumulator {

    /** A sample; of those with equal times the one in the lower block came first, and in one block the one added first. */
    abstract void add(long timestampNanos, double value, int block);

    /** Several samples in the same windows, of which only the sum and the number are known: counts of lines or bytes. */
    void addSum(long timestampNanos, long sum, long count) {
        throw new UnsupportedOperationException("single samples are needed");
    }

    /** Takes over what another one of the same kind has gathered. */
    abstract void merge(WindowAccumulator other);

    /** The points of all windows that have samples. */
    abstract StepSeries finish(Labels labels);

    /** An estimate of the memory held. */
    abstract long sizeBytes();

    /** Makes accumulators for one range aggregation. */
    interface Factory {
        WindowAccumulator create();
    }

    static Factory factory(RangeAggregation aggregation, Windows windows) {
        boolean unwrapped = aggregation.range().unwrap() != null;
        RangeOperator operator = aggregation.operator();
        return switch (operator) {
            case COUNT_OVER_TIME, BYTES_OVER_TIME, ABSENT_OVER_TIME -> () -> new CountAccumulator(windows, false);
            case BYTES_RATE -> () -> new CountAccumulator(windows, true);
            case RATE ->
                unwrapped
                        ? () -> new PaneAccumulator(windows, PaneFunction.RATE)
                        : () -> new CountAccumulator(windows, true);
            case SUM_OVER_TIME -> () -> new PaneAccumulator(windows, PaneFunction.SUM);
            case AVG_OVER_TIME -> () -> new PaneAccumulator(windows, PaneFunction.AVG);
            case MIN_OVER_TIME -> () -> new PaneAccumulator(windows, PaneFunction.MIN);
            case MAX_OVER_TIME -> () -> new PaneAccumulator(windows, PaneFunction.MAX);
            case STDVAR_OVER_TIME -> () -> new PaneAccumulator(windows, PaneFunction.STDVAR);
            case STDDEV_OVER_TIME -> () -> new PaneAccumulator(windows, PaneFunction.STDDEV);
            case FIRST_OVER_TIME -> () -> new PaneAccumulator(windows, PaneFunction.FIRST);
            case LAST_OVER_TIME -> () -> new PaneAccumulator(windows, PaneFunction.LAST);
            case QUANTILE_OVER_TIME -> {
                Double quantile = aggregation.parameter();
                yield () -> new QuantileAccumulator(windows, quantile == null ? 0 : quantile);
            }
            case RATE_COUNTER -> () -> new CounterAccumulator(windows);
        };
    }
}
