/**
 * From live data to segments: {@link io.sigyn.ingester.flush.Flusher} writes one segment for each tenant of a generation
 * and commits it; {@link io.sigyn.ingester.flush.WriterIdentity} is the name under which it commits.
 */
@NullMarked
package io.sigyn.ingester.flush;

import org.jspecify.annotations.NullMarked;
