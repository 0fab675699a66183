package io.sigyn.storage.cache;

import java.io.IOException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentHashMap;

/** What is being fetched: the first who wants something fetches it, the others wait for it. Thread-safe. */
final class Flights<K, V> {
    private final ConcurrentHashMap<K, CompletableFuture<V>> flights = new ConcurrentHashMap<>();

    /** A place in a flight; who has the one that is {@link #isMine} must end it by {@link #done} or {@link #failed}. */
    record Flight<V>(CompletableFuture<V> outcome, boolean isMine) {
        V await() throws IOException {
            try {
                return outcome.join();
            } catch (CompletionException e) {
                if (e.getCause() instanceof IOException failure) {
                    throw new IOException("fetched by another thread: " + failure.getMessage(), failure);
                }
                throw e;
            }
        }
    }

    Flight<V> join(K key) {
        CompletableFuture<V> mine = new CompletableFuture<>();
        CompletableFuture<V> first = flights.putIfAbsent(key, mine);
        return first == null ? new Flight<>(mine, true) : new Flight<>(first, false);
    }

    void done(K key, Flight<V> mine, V value) {
        flights.remove(key, mine.outcome);
        mine.outcome.complete(value);
    }

    /** Tells those who wait; nothing happens if it was done before. */
    void failed(K key, Flight<V> mine, Throwable failure) {
        flights.remove(key, mine.outcome);
        mine.outcome.completeExceptionally(failure);
    }
}
