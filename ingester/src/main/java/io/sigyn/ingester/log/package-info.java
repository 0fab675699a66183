/**
 * What a push is in the write-ahead log. {@link io.sigyn.ingester.log.PushRecordFormat} gives the bytes, {@link
 * io.sigyn.ingester.log.PushRecordEncoder} makes them of what was accepted, {@link io.sigyn.ingester.log.PushRecordReader}
 * gives the rows back: at once, to make them visible, and after a crash. A record stands for itself, so the order of
 * records does not matter.
 */
@NullMarked
package io.sigyn.ingester.log;

import org.jspecify.annotations.NullMarked;
