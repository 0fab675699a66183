package io.sigyn.storage.object;

import io.sigyn.storage.object.ObjectStoreListener.Operation;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.function.LongSupplier;
import java.util.function.ToLongFunction;

/** Another store, and a listener that is told of every call. Owns that store; thread-safe. */
public final class ObservedObjectStore implements ObjectStore {
    private final ObjectStore store;
    private final ObjectStoreListener listener;
    private final LongSupplier nanoTime;

    public ObservedObjectStore(ObjectStore store, ObjectStoreListener listener, LongSupplier nanoTime) {
        this.store = store;
        this.listener = listener;
        this.nanoTime = nanoTime;
    }

    private interface Call<T> {
        T run() throws IOException;
    }

    @Override
    public boolean putIfAbsent(String key, ObjectBody body) throws IOException {
        return observe(Operation.PUT_IF_ABSENT, () -> store.putIfAbsent(key, body), put -> put ? body.sizeBytes() : 0);
    }

    @Override
    public void put(String key, ObjectBody body) throws IOException {
        observe(
                Operation.PUT,
                () -> {
                    store.put(key, body);
                    return true;
                },
                put -> body.sizeBytes());
    }

    @Override
    public byte[] get(String key, long offset, int length) throws IOException {
        return observe(Operation.GET, () -> store.get(key, offset, length), bytes -> bytes.length);
    }

    @Override
    public Tail getTail(String key, int maxBytes) throws IOException {
        return observe(Operation.GET_TAIL, () -> store.getTail(key, maxBytes), tail -> tail.bytes().length);
    }

    @Override
    public void prefetch(String key, List<Range> ranges) {
        store.prefetch(key, ranges);
    }

    @Override
    public void distrust(String key) {
        store.distrust(key);
    }

    @Override
    public List<ObjectInfo> list(String prefix, String startAfter) throws IOException {
        return observe(Operation.LIST, () -> store.list(prefix, startAfter), List::size);
    }

    @Override
    public void delete(String key) throws IOException {
        observe(
                Operation.DELETE,
                () -> {
                    store.delete(key);
                    return true;
                },
                deleted -> 0);
    }

    @Override
    public void close() {
        store.close();
    }

    private <T> T observe(Operation operation, Call<T> call, ToLongFunction<T> amount) throws IOException {
        long start = nanoTime.getAsLong();
        try {
            T result = call.run();
            listener.called(operation, amount.applyAsLong(result), since(start), null);
            return result;
        } catch (IOException failure) {
            listener.called(operation, 0, since(start), failure);
            throw failure;
        }
    }

    private Duration since(long start) {
        return Duration.ofNanos(nanoTime.getAsLong() - start);
    }
}
