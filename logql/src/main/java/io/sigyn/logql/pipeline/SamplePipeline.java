package io.sigyn.logql.pipeline;

import io.sigyn.model.EntryMetadata;
import io.sigyn.model.Labels;

/** The stages of a metric query and what it takes from each line, bound to one stream. For one thread at a time. */
public interface SamplePipeline {

    /**
     * Runs all stages over one line.
     *
     * @return whether the line gives a sample; only then do the accessors have a meaning
     */
    boolean process(long timestampNanos, byte[] buffer, int offset, int length, EntryMetadata metadata);

    /** 1 for counts, the length in bytes for bytes functions, or the unwrapped number. */
    double value();

    /**
     * The labels of the series, after the grouping of the innermost aggregation where it was pushed down; interned. They
     * hold {@code __error__} where a stage failed; the query then fails, unless {@code __preserve_error__} says that it asks
     * for errors of parsers by name. Such series have all labels, whatever the grouping.
     */
    Labels series();

    /** Whether the sample of the line before has an error, so that its series has all labels there are. */
    boolean failed();

    /** An estimate of the memory of the labels that are kept, so that lines with equal ones share them. */
    long heldBytes();
}
