package io.sigyn.logql.pipeline;

import io.sigyn.model.Labels;

/**
 * The stages of one run of a metric query up to its samples, ready to be bound to streams. Compile once for each range
 * aggregation of each run and use it for all its streams, as {@link CompiledLines} says. Thread-safe; what {@link #bind}
 * returns is for one thread.
 */
public interface CompiledSamples {

    /** What {@link SamplePipeline#value} is. */
    enum Value {
        /** Always 1. */
        ONE,
        /** The length of the line in bytes, after its stages. */
        LINE_LENGTH,
        /** The number in the unwrapped label. */
        UNWRAPPED
    }

    /** The pipeline for one stream; cheap, but worth keeping for all blocks of the stream that a thread reads. */
    SamplePipeline bind(Labels stream);

    /** What a scan may skip rows by. */
    LinePrefilter prefilter();

    Value value();

    /** Whether the bytes of lines are looked at; if not, their lengths alone may be given, over any buffer. */
    boolean needsLines();

    /** Whether the structured metadata of this name can change the answer; if not, it may be left out. */
    boolean needsMetadata(String name);

    /**
     * Whether every row gives a sample, whose series follows from the stream and the metadata alone: nothing is filtered,
     * parsed or unwrapped. Rows with equal metadata (none that is needed, usually) then share one series, and counting
     * them takes no more than their timestamps.
     */
    boolean isPlain();

    /** Whether the series are already grouped as the enclosing aggregation asks; grouping them again changes nothing. */
    boolean isGrouped();
}
