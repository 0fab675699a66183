package io.sigyn.server;

/** How the heap is shared out. Stateless. */
final class Memory {
    private static final long MIN_BYTES = 32L << 20;

    private Memory() {}

    private static long heap() {
        return Runtime.getRuntime().maxMemory();
    }

    /** For request bodies that are being read or worked on, over all connections. */
    static long maxBufferedBodyBytes() {
        return Math.max(MIN_BYTES, heap() / 4);
    }

    /** For label indexes and directories of segments. */
    static long indexCacheBytes() {
        return Math.max(MIN_BYTES, heap() / 8);
    }

    /** For one push after decompression. */
    static int maxDecodedPushBytes() {
        return (int) Math.max(MIN_BYTES, Math.min(128L << 20, heap() / 8));
    }
}
