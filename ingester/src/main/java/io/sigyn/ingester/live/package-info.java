/**
 * Live data: a {@link io.sigyn.ingester.live.Generation} holds a {@link io.sigyn.ingester.live.LiveChunk} for each stream
 * of each tenant, and shows them to queries as blocks.
 */
@NullMarked
package io.sigyn.ingester.live;

import org.jspecify.annotations.NullMarked;
