package io.sigyn.index;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.Weigher;
import io.sigyn.storage.CorruptDataException;
import java.io.IOException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;

/**
 * Values by key, bounded in bytes. Each is loaded by the first thread that asks, which holds no lock meanwhile, and the others
 * wait for it; a failure is told to those who waited, and not kept. Thread-safe.
 */
final class SingleFlightCache<K, V> {
    private final Cache<K, V> cache;
    private final ConcurrentHashMap<K, CompletableFuture<V>> loading = new ConcurrentHashMap<>();

    private final LongAdder hits = new LongAdder();
    private final LongAdder misses = new LongAdder();

    interface Load<V> {
        V load() throws IOException;
    }

    SingleFlightCache(long maxBytes, Weigher<K, V> bytes) {
        this.cache =
                Caffeine.newBuilder().maximumWeight(maxBytes).weigher(bytes).build();
    }

    V get(K key, Load<V> load) throws IOException {
        V present = cache.getIfPresent(key);
        if (present != null) {
            hits.increment();
            return present;
        }
        misses.increment();
        CompletableFuture<V> mine = new CompletableFuture<>();
        CompletableFuture<V> first = loading.putIfAbsent(key, mine);
        if (first != null) {
            return await(key, first, load);
        }
        try {
            present = cache.getIfPresent(key); // another thread may have been done just before
            V loaded = present != null ? present : load.load();
            cache.put(key, loaded);
            loading.remove(key, mine);
            mine.complete(loaded);
            return loaded;
        } catch (Throwable failure) {
            loading.remove(key, mine); // before it is told, so that who asks again is not told the same again
            mine.completeExceptionally(failure);
            throw failure;
        }
    }

    Segments.CacheStats stats() {
        cache.cleanUp(); // what was put just now counts
        long bytes = cache.policy()
                .eviction()
                .map(bound -> bound.weightedSize().orElse(0))
                .orElse(0L);
        return new Segments.CacheStats(hits.sum(), misses.sum(), bytes);
    }

    /** Whether a value is there, without asking for it. */
    boolean has(K key) {
        return cache.asMap().containsKey(key);
    }

    void forget(K key) {
        cache.invalidate(key);
    }

    /** What another was given damaged may have been damaged on its way to that one: it is asked for again. */
    private V await(K key, CompletableFuture<V> first, Load<V> load) throws IOException {
        try {
            return first.join();
        } catch (CompletionException e) {
            if (e.getCause() instanceof CorruptDataException) {
                return get(key, load);
            } else if (e.getCause() instanceof IOException failure) {
                throw new IOException("loading " + key + " failed for another: " + failure.getMessage(), failure);
            }
            throw e;
        }
    }
}
