package io.sigyn.logql.pipeline;

import io.sigyn.model.EntryMetadata;

/** The stages of a log query, bound to one stream. For one thread at a time; results last until the next line. */
public interface LinePipeline {

    /**
     * Runs all stages over one line.
     *
     * @return whether the line is kept; only then do the accessors have a meaning
     */
    boolean process(long timestampNanos, byte[] buffer, int offset, int length, EntryMetadata metadata);

    /** The line as the stages left it: the bytes given, where nothing changed it. */
    byte[] lineBuffer();

    int lineOffset();

    int lineLength();

    /** The labels of the line, interned: equal results are the same object for one pipeline. */
    LineLabels labels();

    /** An estimate of the memory of the labels that are kept, so that lines with equal ones share them. */
    long heldBytes();
}
