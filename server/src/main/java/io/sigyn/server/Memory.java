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
        return Math.max(MIN_BYTES, Math.min(256L << 20, heap() / 4));
    }

    /**
     * For rows that are in no segment yet. What a heap that is not small has beyond it is for queries; less would make
     * more and smaller segments.
     */
    static long liveBytes() {
        return Math.max(MIN_BYTES, Math.min(240L << 20, heap() * 2 / 5));
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
