/**
 * Rows that are in no segment yet. A {@link io.sigyn.ingester.live.Generation} holds what goes to one generation of the log,
 * for each tenant an index of its streams, for each stream a {@link io.sigyn.ingester.live.LiveChunk}: pages that are only
 * appended to, so that a reader sees a page as it was by knowing how many of its rows there were. {@link
 * io.sigyn.ingester.live.LiveSource} is that view. No I/O here.
 */
@NullMarked
package io.sigyn.ingester.live;

import org.jspecify.annotations.NullMarked;
