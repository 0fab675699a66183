package io.sigyn.index.manifest;

import io.sigyn.storage.segment.SegmentSummary;

/**
 * A segment as the manifest names it. Immutable.
 *
 * @param key of the object, whole
 * @param level 0 as flushed, 1 merged while its day was not over, 2 packed for good
 */
public record SegmentRef(String key, int level, SegmentSummary summary) {}
