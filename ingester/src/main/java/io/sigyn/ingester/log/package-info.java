/**
 * What a push is in the write-ahead log: {@link io.sigyn.ingester.log.AcceptedEntries} are the entries that validation
 * let through, as bytes that both the log and the live chunks take; {@link io.sigyn.ingester.log.PushRecord} gives the
 * bytes of a record.
 */
@NullMarked
package io.sigyn.ingester.log;

import org.jspecify.annotations.NullMarked;
