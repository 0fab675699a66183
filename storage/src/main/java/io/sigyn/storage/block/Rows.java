package io.sigyn.storage.block;

import io.sigyn.model.EntryMetadata;

/**
 * The decoded columns of a block; a column that was not asked for may throw. Line {@code r} is {@code lines()} from
 * {@code lineStart(r)} to {@code lineEnd(r)}. All lines of a sealed block lie back to back, so a search may run over
 * them at once; those of a live one need not be in row order. Immutable; arrays are shared, not to be changed.
 */
public interface Rows {
    int count();

    /** Nanoseconds since 1970, one for each row. */
    long timestamp(int row);

    /** The buffer that holds the lines. */
    byte[] lines();

    int lineStart(int row);

    int lineEnd(int row);

    /** Length in bytes; needs LINE_LENGTHS only. */
    int lineLength(int row);

    /** Whether the lines lie in {@code lines()} back to back in row order. */
    boolean contiguous();

    /** A cursor over the rows' metadata, for one thread. */
    MetadataCursor metadata();

    /** The metadata of the row that it was moved to last. */
    interface MetadataCursor extends EntryMetadata {
        MetadataCursor moveTo(int row);
    }
}
