/** Sorted rows in columns, the unit of reading: written as blocks, read as {@link io.sigyn.storage.block.Rows}. */
@NullMarked
package io.sigyn.storage.block;

import org.jspecify.annotations.NullMarked;
