package io.sigyn.logql.pipeline;

import io.sigyn.model.Labels;

/**
 * The labels of a line that passed a pipeline, by where they come from. {@code all} has them merged as an answer without
 * categories shows them; of a name in several the parsed wins over the metadata, and that over the stream's.
 */
public record LineLabels(Labels all, Labels stream, Labels structuredMetadata, Labels parsed) {

    /** An estimate of the memory held beside the stream's labels; the strings of the parts are those of the whole. */
    public long memoryBytes() {
        return 128 + all.memoryBytes() + 8L * (structuredMetadata.size() + parsed.size());
    }
}
