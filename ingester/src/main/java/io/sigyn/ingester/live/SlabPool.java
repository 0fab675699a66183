package io.sigyn.ingester.live;

import java.util.ArrayDeque;
import java.util.List;

/**
 * Large arrays of one size that live data has given back and may have again, at most so many: what a generation leaves is
 * just what the next one needs, and a heap whose largest objects stay where they are neither grows nor has much to collect.
 * An array is given back by who knows that nobody reads it any more. Thread-safe.
 */
final class SlabPool {
    /** With its header a slab fills four regions of a mebibyte, or two of two. */
    static final int SLAB_BYTES = (4 << 20) - 64;

    private final long maxSlabs;
    private final ArrayDeque<byte[]> slabs = new ArrayDeque<>();

    /** @param maxBytes what is kept at most */
    SlabPool(long maxBytes) {
        this.maxSlabs = maxBytes / SLAB_BYTES;
    }

    /** One that nobody else has; its bytes are whatever they were. */
    byte[] take() {
        byte[] slab;
        synchronized (this) {
            slab = slabs.pollLast();
        }
        return slab == null ? new byte[SLAB_BYTES] : slab;
    }

    /** Arrays that came from {@link #take} and that nobody reads or writes any more. */
    synchronized void give(List<byte[]> unused) {
        for (byte[] slab : unused) {
            if (slabs.size() < maxSlabs) {
                slabs.addLast(slab);
            }
        }
    }
}
