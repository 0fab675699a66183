package io.sigyn.querier.scan;

import io.sigyn.model.Labels;

/** Takes the samples of a scan; each worker has one of its own. For one thread at a time. */
public interface SampleSink {

    /** What follows is of another block; blocks are numbered in the order of arrival. */
    void startBlock(int block);

    /** One sample; samples of a stream come in the order of time, block by block. */
    void add(Labels series, long timestampNanos, double value);

    /** The last time, at or after the given one, that falls into exactly the same windows. */
    long sameWindowsUntil(long timestampNanos);

    /** Several samples, the sum of their values in whole numbers, whose times fall into the same windows as the given one. */
    void addSum(Labels series, long timestampNanos, long sum, long count);
}
