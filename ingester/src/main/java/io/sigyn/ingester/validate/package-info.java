/**
 * What of a push is stored, and what its client is told of the rest: {@link io.sigyn.ingester.validate.PushValidator} holds
 * every entry against its tenant's limits and its stream's window, {@link io.sigyn.ingester.validate.LevelDetector} adds the
 * level. The outcome is a {@link io.sigyn.ingester.validate.ValidatedPush}. Nothing here does I/O; the clock is passed in.
 */
@NullMarked
package io.sigyn.ingester.validate;

import org.jspecify.annotations.NullMarked;
