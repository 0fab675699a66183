/**
 * The write-ahead log: a push is acknowledged once it is here.
 *
 * <p>A log is a directory of generations, each a directory of numbered files. {@link io.sigyn.storage.wal.WalAppender}
 * writes records and makes them durable in groups; {@link io.sigyn.storage.wal.WalReader} replays a generation in order;
 * {@link io.sigyn.storage.wal.WalFormat} gives every byte. What a record means is the ingester's part and not known here.
 * Nothing in this package reads a clock.
 */
@NullMarked
package io.sigyn.storage.wal;

import org.jspecify.annotations.NullMarked;
