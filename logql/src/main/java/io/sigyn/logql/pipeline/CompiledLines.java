package io.sigyn.logql.pipeline;

import io.sigyn.model.Labels;

/**
 * The stages of one run of a log query, ready to be bound to streams. Compile once for each run and use it for all its
 * streams: what a parsed name becomes where it meets a label of the same name is decided at its first occurrence and then
 * kept for the whole run. Thread-safe; what {@link #bind} returns is for one thread.
 */
public interface CompiledLines {

    /** The pipeline for one stream; cheap, but worth keeping for all blocks of the stream that a thread reads. */
    LinePipeline bind(Labels stream);

    /** What a scan may skip rows by. */
    LinePrefilter prefilter();
}
