/**
 * Segments: immutable objects of many streams' rows. {@link io.sigyn.storage.segment.SegmentFormat} gives every byte,
 * {@link io.sigyn.storage.segment.SegmentWriter} turns sorted rows into one object, {@link
 * io.sigyn.storage.segment.SegmentReader} reads its end first, then only the blocks wanted. Which segments a tenant has is
 * the manifest's part and not known here.
 */
@NullMarked
package io.sigyn.storage.segment;

import org.jspecify.annotations.NullMarked;
