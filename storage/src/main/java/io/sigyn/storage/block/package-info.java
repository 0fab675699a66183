/**
 * Sorted rows in columns, the unit of reading. {@link io.sigyn.storage.block.RowBlock} and {@link
 * io.sigyn.storage.block.Rows} are what a query scans, live or sealed. {@link io.sigyn.storage.block.BlockFormat} gives the
 * bytes of a sealed block, {@link io.sigyn.storage.block.BlockWriter} writes them, {@link
 * io.sigyn.storage.block.BlockReader} decodes the columns asked for. Where blocks lie, and whose rows they hold, is the
 * segment's part and not known here.
 */
@NullMarked
package io.sigyn.storage.block;

import org.jspecify.annotations.NullMarked;
