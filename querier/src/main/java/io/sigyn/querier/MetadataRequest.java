package io.sigyn.querier;

import io.sigyn.model.TenantId;
import java.util.List;

/** A question about streams, not lines, as it came. The range is {@code [startNanos, endNanos]}. Immutable. */
public sealed interface MetadataRequest {
    List<TenantId> tenants();

    /** The names of the labels of matching streams; an empty query matches all. */
    record LabelNames(List<TenantId> tenants, String query, long startNanos, long endNanos)
            implements MetadataRequest {}

    /** The values of one label. */
    record LabelValues(List<TenantId> tenants, String name, String query, long startNanos, long endNanos)
            implements MetadataRequest {}

    /** The label sets of the streams that match any selector; none matches all. */
    record Series(List<TenantId> tenants, List<String> selectors, long startNanos, long endNanos)
            implements MetadataRequest {}

    /** How many streams, chunks, entries and bytes match. */
    record IndexStats(List<TenantId> tenants, String query, long startNanos, long endNanos)
            implements MetadataRequest {}

    /** Bytes by series or by label; {@code stepNanos} is 0 where one sum over the range is asked for. */
    record Volume(
            List<TenantId> tenants,
            String query,
            long startNanos,
            long endNanos,
            long stepNanos,
            int limit,
            List<String> targetLabels,
            boolean byLabels)
            implements MetadataRequest {}

    /** What the lines of streams look like, and how many there were of each kind in each step. */
    record Patterns(List<TenantId> tenants, String query, long startNanos, long endNanos, long stepNanos)
            implements MetadataRequest {}

    /** Labels with the number of their values, without ids. */
    record DetectedLabels(List<TenantId> tenants, String query, long startNanos, long endNanos)
            implements MetadataRequest {}

    /** Fields in the lines, or the values of the field {@code name} if that is not empty. */
    record DetectedFields(
            List<TenantId> tenants, String name, String query, long startNanos, long endNanos, int lineLimit, int limit)
            implements MetadataRequest {}

    /** Lines as they come. */
    record Tail(List<TenantId> tenants, String query, long startNanos, int limit, int delaySeconds)
            implements MetadataRequest {
        public static final int MAX_DELAY_SECONDS = 5;
    }
}
