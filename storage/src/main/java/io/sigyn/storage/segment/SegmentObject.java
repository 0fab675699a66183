package io.sigyn.storage.segment;

import io.sigyn.storage.CorruptDataException;
import io.sigyn.storage.object.ObjectStore;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** The object that a segment lies in, for reading. Thread-safe. */
public interface SegmentObject {
    /** What errors call it: its key. */
    String name();

    byte[] get(long offset, int length) throws IOException;

    /** Several ranges, in the order asked for. */
    default List<byte[]> getAll(List<ObjectStore.Range> ranges) throws IOException {
        List<byte[]> all = new ArrayList<>(ranges.size());
        for (ObjectStore.Range range : ranges) {
            all.add(get(range.offset(), range.length()));
        }
        return all;
    }

    /** Says that these ranges will be asked for soon. */
    default void prefetch(List<ObjectStore.Range> ranges) {}

    ObjectStore.Tail tail(int maxBytes) throws IOException;

    /** A page of filters, as the loader gives it; kept for the next who asks, or not. */
    byte[] page(int number, PageLoader loader) throws IOException;

    /** Bytes that came from it were not what was written: what a cache has of it must not be used again. */
    default void distrust() {}

    /** Says that a page of filters will be asked for soon. */
    default void prefetchPage(int number, ObjectStore.Range range) {}

    /** Is told of damage that was met in the object; who met it goes on without those bytes. */
    default void damaged(CorruptDataException damage) {}

    /** Reads a page and checks it. */
    interface PageLoader {
        byte[] load() throws IOException;
    }

    /** Without any cache. */
    static SegmentObject of(ObjectStore store, String key) {
        return new SegmentObject() {
            @Override
            public String name() {
                return key;
            }

            @Override
            public byte[] get(long offset, int length) throws IOException {
                return store.get(key, offset, length);
            }

            @Override
            public List<byte[]> getAll(List<ObjectStore.Range> ranges) throws IOException {
                return store.getAll(key, ranges);
            }

            @Override
            public void prefetch(List<ObjectStore.Range> ranges) {
                store.prefetch(key, ranges);
            }

            @Override
            public void distrust() {
                store.distrust(key);
            }

            @Override
            public void damaged(CorruptDataException damage) {
                store.distrust(key);
            }

            @Override
            public ObjectStore.Tail tail(int maxBytes) throws IOException {
                return store.getTail(key, maxBytes);
            }

            @Override
            public byte[] page(int number, PageLoader loader) throws IOException {
                return loader.load();
            }
        };
    }
}
