package io.sigyn.logql.pipeline;

import java.util.List;

/**
 * What the rows that a pipeline keeps have in common, for a scan that wants to skip the others: a row can only pass if
 * its raw line holds, for every clause, at least one needle, and if its labels hold every one of the metadata values.
 * A hint and never the whole truth: rows that satisfy it still have to run through the pipeline. Immutable.
 */
public record LinePrefilter(List<Clause> clauses, List<MetadataValue> metadata) {
    /** Knows nothing, so that nothing can be skipped. */
    public static final LinePrefilter NONE = new LinePrefilter(List.of(), List.of());

    public LinePrefilter {
        clauses = List.copyOf(clauses);
        metadata = List.copyOf(metadata);
    }

    public boolean isEmpty() {
        return clauses.isEmpty() && metadata.isEmpty();
    }

    /** At least one of these needles is in the line. Never empty. */
    public record Clause(List<Needle> needles) {
        public Clause {
            needles = List.copyOf(needles);
        }
    }

    /** A value that the label {@code label} has: as structured metadata, or as a label of the stream. */
    public record MetadataValue(String label, String value) {}
}
