package io.sigyn.storage.segment;

/**
 * What a segment holds, known without reading it.
 *
 * @param tailBytes how many of its last bytes a reader needs first
 */
public record SegmentSummary(
        long minTimestampNanos,
        long maxTimestampNanos,
        long entries,
        long lineBytes,
        int streams,
        int blocks,
        long sizeBytes,
        int tailBytes) {}
