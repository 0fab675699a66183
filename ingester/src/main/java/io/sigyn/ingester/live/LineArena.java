package io.sigyn.ingester.live;

/**
 * Gives out pieces of large arrays for the lines of one tenant's rows in one generation. A collector leaves large arrays
 * where they are and frees them at once when the generation goes, where many small ones would be copied about. Pieces are
 * never taken back. Thread-safe.
 */
final class LineArena {
    /** With its header it fills four regions of a mebibyte, or two of two. */
    private static final int MAX_SLAB_BYTES = (4 << 20) - 64;

    private byte[] slab = new byte[0];
    private int used;
    private long allocated;
    private long told;

    /** {@code bytes} of an array from {@code offset} on; a tenant with few rows gets small arrays. */
    record Piece(byte[] array, int offset) {}

    synchronized Piece take(int bytes) {
        if (bytes > slab.length - used) {
            if (bytes > MAX_SLAB_BYTES / 4) {
                allocated += bytes;
                return new Piece(new byte[bytes], 0);
            }
            slab = new byte[(int) Math.max(bytes, Math.min(MAX_SLAB_BYTES, allocated))];
            used = 0;
            allocated += slab.length;
        }
        Piece piece = new Piece(slab, used);
        used += bytes;
        return piece;
    }

    /** How much was allocated since this was asked before. */
    synchronized long takeGrowth() {
        long growth = allocated - told;
        told = allocated;
        return growth;
    }
}
