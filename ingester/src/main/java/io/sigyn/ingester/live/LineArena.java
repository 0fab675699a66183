package io.sigyn.ingester.live;

import java.util.ArrayList;
import java.util.List;

/**
 * Gives out pieces of large arrays for the lines of one tenant's rows in one generation. A collector leaves large arrays
 * where they are, where many small ones would be copied about. Pieces are taken back all at once, when the generation has
 * gone and nobody reads it: then its arrays serve for another. Thread-safe.
 */
final class LineArena {
    private final SlabPool pool;
    private final List<byte[]> pooled = new ArrayList<>();
    private byte[] slab = new byte[0];
    private int used;
    private long allocated;
    private long told;

    LineArena(SlabPool pool) {
        this.pool = pool;
    }

    /** {@code bytes} of an array from {@code offset} on; a tenant with few rows gets small arrays. */
    record Piece(byte[] array, int offset) {}

    synchronized Piece take(int bytes) {
        if (bytes > slab.length - used) {
            if (bytes > SlabPool.SLAB_BYTES / 4) {
                allocated += bytes;
                return new Piece(new byte[bytes], 0);
            }
            slab = slab((int) Math.max(bytes, Math.min(SlabPool.SLAB_BYTES, allocated)));
            used = 0;
            allocated += slab.length;
        }
        Piece piece = new Piece(slab, used);
        used += bytes;
        return piece;
    }

    private byte[] slab(int bytes) {
        if (bytes < SlabPool.SLAB_BYTES) {
            return new byte[bytes];
        }
        byte[] full = pool.take();
        pooled.add(full);
        return full;
    }

    /** Nobody will read or write a piece from now on, or ask for one. */
    synchronized void release() {
        pool.give(pooled);
        pooled.clear();
    }

    /** How much was allocated since this was asked before. */
    synchronized long takeGrowth() {
        long growth = allocated - told;
        told = allocated;
        return growth;
    }
}
