package io.sigyn.querier;

import io.sigyn.model.Labels;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The answer to a {@link MetadataRequest}. Immutable. */
public sealed interface MetadataResult {

    /** Label names or values, sorted; none is an answer without data. */
    record Strings(List<String> values) implements MetadataResult {}

    /** Label sets, sorted. */
    record SeriesSet(List<Labels> series) implements MetadataResult {}

    record IndexStats(long streams, long chunks, long bytes, long entries) implements MetadataResult {}

    /** Labels with the number of their values, sorted by name. */
    record DetectedLabels(List<DetectedLabel> labels) implements MetadataResult {}

    record DetectedLabel(String label, long cardinality) {}

    /** Fields, ascending by cardinality and name; {@code limit} is the one asked for. */
    record DetectedFields(List<DetectedField> fields, int limit) implements MetadataResult {}

    /** {@code type} is string, int, float, bytes, duration or boolean; parsers are null for structured metadata. */
    record DetectedField(
            String label,
            String type,
            long cardinality,
            @Nullable List<String> parsers) {}

    /** The values of one field. */
    record FieldValues(List<String> values, int limit) implements MetadataResult {}
}
