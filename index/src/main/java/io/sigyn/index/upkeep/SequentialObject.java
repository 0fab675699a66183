package io.sigyn.index.upkeep;

import io.sigyn.storage.object.ObjectStore;
import io.sigyn.storage.segment.SegmentObject;
import java.io.IOException;
import java.util.Arrays;

/** A segment's object that is read from front to back in large requests. For one thread at a time. */
final class SequentialObject implements SegmentObject {
    private static final int AHEAD_BYTES = 2 << 20;

    private final ObjectStore store;
    private final String key;
    private final long sizeBytes;
    private final Pace pace;
    private long start;
    private byte[] ahead = new byte[0];

    SequentialObject(ObjectStore store, String key, long sizeBytes, Pace pace) {
        this.store = store;
        this.key = key;
        this.sizeBytes = sizeBytes;
        this.pace = pace;
    }

    @Override
    public String name() {
        return key;
    }

    @Override
    public byte[] get(long offset, int length) throws IOException {
        if (offset < start || offset + length > start + ahead.length) {
            long wanted = Math.max(length, Math.min(AHEAD_BYTES, sizeBytes - offset));
            ahead = store.get(key, offset, Math.toIntExact(wanted));
            start = offset;
            pace.step(ahead.length);
        }
        int from = (int) (offset - start);
        return Arrays.copyOfRange(ahead, from, from + length);
    }

    @Override
    public ObjectStore.Tail tail(int maxBytes) throws IOException {
        return store.getTail(key, maxBytes);
    }

    @Override
    public void distrust() {
        ahead = new byte[0];
        store.distrust(key);
    }

    @Override
    public byte[] page(int number, PageLoader loader) throws IOException {
        return loader.load();
    }
}
