package io.sigyn.storage.segment;

import io.sigyn.storage.CorruptDataException;
import io.sigyn.storage.object.ObjectStore;
import java.io.IOException;

/** The object that a segment lies in, for reading. Thread-safe. */
public interface SegmentObject {
    /** What errors call it: its key. */
    String name();

    byte[] get(long offset, int length) throws IOException;

    ObjectStore.Tail tail(int maxBytes) throws IOException;

    /** A page of filters, as the loader gives it; kept for the next who asks, or not. */
    byte[] page(int number, PageLoader loader) throws IOException;

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
