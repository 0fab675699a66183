package io.sigyn.storage.cache;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.sigyn.storage.cache.CacheFormat.Chunk;
import io.sigyn.storage.disk.Disk;
import io.sigyn.storage.object.ObjectBody;
import io.sigyn.storage.object.ObjectStore;
import java.io.EOFException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.NavigableSet;
import java.util.Objects;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Another store, and a folder that keeps what was read of some of its objects, in chunks; for objects that never change
 * under their key. Missing chunks that are near each other come in one request, those that are apart at once, and a chunk that
 * several want is fetched by one of them. Nothing in the folder is trusted: what is damaged, foreign or gone is fetched again.
 * Owns the store; thread-safe.
 */
public final class RangeCache implements ObjectStore {
    /** One request asks for no more than this; what is larger is fetched by several at once. */
    private static final int MAX_GET_CHUNKS = 16;
    /** Missing chunks that are no further apart come with what lies between them. */
    private static final int MAX_GAP_CHUNKS = 1;

    private static final int MAX_KNOWN_SIZES = 100_000;
    private static final int MAX_PREFETCHES = 32;

    private final ObjectStore store;
    private final String storeName;
    private final Predicate<String> isCached;
    private final CacheFiles files;
    private final CacheCounters counters;
    private final ExecutorService fetchers; // never wait for each other
    private final ExecutorService prefetchers;
    private final Semaphore prefetches = new Semaphore(MAX_PREFETCHES);
    private final Cache<String, Long> sizes =
            Caffeine.newBuilder().maximumSize(MAX_KNOWN_SIZES).build();
    private final Flights<Place, byte[]> chunksInFlight = new Flights<>();
    private final Flights<String, Tail> tailsInFlight = new Flights<>();

    private record Place(String key, int chunk) {}

    private RangeCache(
            ObjectStore store,
            String storeName,
            Predicate<String> isCached,
            CacheFiles files,
            CacheCounters counters,
            int threads) {
        this.store = store;
        this.storeName = storeName;
        this.isCached = isCached;
        this.files = files;
        this.counters = counters;
        this.fetchers = pool("fetch-", threads);
        this.prefetchers = pool("prefetch-", threads);
    }

    private static ExecutorService pool(String name, int threads) {
        AtomicInteger number = new AtomicInteger();
        return Executors.newFixedThreadPool(threads, task -> {
            Thread thread = new Thread(task, name + number.getAndIncrement());
            thread.setDaemon(true);
            return thread;
        });
    }

    /**
     * Opens a cache; what an earlier process left in the folder is used.
     *
     * @param storeName says which store it is, so that the folder may be used for another one later
     * @param isCached which keys' objects never change
     * @param threads that fetch at once, beside those that ask
     */
    public static RangeCache open(
            ObjectStore store,
            String storeName,
            Predicate<String> isCached,
            Disk disk,
            Path folder,
            long maxBytes,
            int threads)
            throws IOException {
        CacheCounters counters = new CacheCounters();
        CacheFiles files = CacheFiles.open(disk, folder, maxBytes, counters);
        return new RangeCache(store, storeName, isCached, files, counters, threads);
    }

    public CacheCounters counters() {
        return counters;
    }

    /** Bytes of files that are kept now. */
    public long sizeBytes() {
        return files.sizeBytes();
    }

    @Override
    public byte[] get(String key, long offset, int length) throws IOException {
        return getAll(key, List.of(new Range(offset, length))).get(0);
    }

    @Override
    public List<byte[]> getAll(String key, List<Range> ranges) throws IOException {
        if (!isCached.test(key)) {
            return store.getAll(key, ranges);
        }
        long size = sizeOf(key);
        return assemble(ranges, chunks(key, size, wanted(key, size, ranges), fetchers, true));
    }

    private static NavigableSet<Integer> wanted(String key, long size, List<Range> ranges) throws EOFException {
        TreeSet<Integer> wanted = new TreeSet<>();
        for (Range range : ranges) {
            if (range.offset() < 0 || range.length() < 0 || range.offset() + range.length() > size) {
                throw new EOFException("object " + key + " has " + size + " bytes (expected: "
                        + (range.offset() + range.length()) + " or more)");
            }
            for (long at = range.offset() / CacheFormat.CHUNK_BYTES;
                    at * CacheFormat.CHUNK_BYTES < range.offset() + range.length();
                    at++) {
                wanted.add((int) at);
            }
        }
        return wanted;
    }

    private static List<byte[]> assemble(List<Range> ranges, Chunks chunks) {
        List<byte[]> all = new ArrayList<>(ranges.size());
        for (Range range : ranges) {
            byte[] bytes = new byte[range.length()];
            int done = 0;
            while (done < bytes.length) {
                long at = range.offset() + done;
                byte[] chunk = chunks.get((int) (at / CacheFormat.CHUNK_BYTES));
                int from = (int) (at % CacheFormat.CHUNK_BYTES);
                int count = Math.min(bytes.length - done, chunk.length - from);
                System.arraycopy(chunk, from, bytes, done, count);
                done += count;
            }
            all.add(bytes);
        }
        return all;
    }

    /** A chunk that this thread has to fetch. */
    private record Missing(int number, Flights.Flight<byte[]> flight) {}

    /** A chunk that another thread fetches. */
    private record Awaited(int number, Flights.Flight<byte[]> flight) {}

    /** Chunks of one object by number. */
    private static final class Chunks {
        private final int first;
        private final byte[] @Nullable [] bytes;

        Chunks(NavigableSet<Integer> wanted) {
            this.first = wanted.isEmpty() ? 0 : wanted.first();
            this.bytes = new byte[wanted.isEmpty() ? 0 : wanted.last() - first + 1][];
        }

        byte[] get(int chunk) {
            return Objects.requireNonNull(bytes[chunk - first]);
        }

        void put(int chunk, byte[] value) {
            bytes[chunk - first] = value;
        }
    }

    /** @param wait for what others fetch; otherwise that is left out */
    private Chunks chunks(String key, long size, NavigableSet<Integer> wanted, Executor executor, boolean wait)
            throws IOException {
        Chunks chunks = new Chunks(wanted);
        List<Missing> missing = new ArrayList<>();
        List<Awaited> awaited = new ArrayList<>();
        try {
            for (int number : wanted) {
                byte[] present = read(key, size, number);
                if (present != null) {
                    chunks.put(number, present);
                    continue;
                }
                Flights.Flight<byte[]> flight = chunksInFlight.join(new Place(key, number));
                if (!flight.isMine()) {
                    awaited.add(new Awaited(number, flight));
                    continue;
                }
                missing.add(new Missing(number, flight));
                present = read(key, size, number); // another one may have been done just before
                if (present != null) {
                    missing.remove(missing.size() - 1);
                    chunksInFlight.done(new Place(key, number), flight, present);
                    chunks.put(number, present);
                }
            }
            fetch(key, size, missing, chunks, executor);
        } catch (Throwable failure) {
            for (Missing chunk : missing) {
                chunksInFlight.failed(new Place(key, chunk.number), chunk.flight, failure);
            }
            throw failure;
        }
        for (Awaited chunk : wait ? awaited : List.<Awaited>of()) {
            chunks.put(chunk.number, chunk.flight.await());
        }
        return chunks;
    }

    private byte @Nullable [] read(String key, long size, int number) {
        Chunk present = files.read(name(key), number);
        if (present == null || present.objectSizeBytes() != size) {
            return null;
        }
        counters.hits.increment();
        counters.hitBytes.add(present.bytes().length);
        return present.bytes();
    }

    /** Fetches chunks, ascending: the first group on this thread, the others meanwhile. */
    private void fetch(String key, long size, List<Missing> missing, Chunks chunks, Executor executor)
            throws IOException {
        List<CompletableFuture<Void>> rest = new ArrayList<>();
        IOException failure = null;
        List<List<Missing>> groups = groups(missing);
        for (List<Missing> group : groups.subList(Math.min(1, groups.size()), groups.size())) {
            rest.add(CompletableFuture.runAsync(
                    () -> {
                        try {
                            fetchGroup(key, size, group, chunks);
                        } catch (IOException e) {
                            throw new UncheckedIOException(e);
                        }
                    },
                    executor));
        }
        try {
            if (!groups.isEmpty()) {
                fetchGroup(key, size, groups.get(0), chunks);
            }
        } catch (IOException e) {
            failure = e;
        }
        for (CompletableFuture<Void> done : rest) {
            try {
                done.join();
            } catch (CompletionException e) {
                failure = failure != null ? failure : asIo(key, e.getCause());
            }
        }
        if (failure != null) {
            throw failure;
        }
    }

    private static IOException asIo(String key, @Nullable Throwable cause) {
        return cause instanceof UncheckedIOException io
                ? Objects.requireNonNull(io.getCause())
                : new IOException("cannot fetch " + key + ": " + cause, cause);
    }

    private static List<List<Missing>> groups(List<Missing> missing) {
        List<List<Missing>> groups = new ArrayList<>();
        List<Missing> group = new ArrayList<>();
        for (Missing chunk : missing) {
            if (!group.isEmpty()
                    && (chunk.number - group.get(group.size() - 1).number > 1 + MAX_GAP_CHUNKS
                            || chunk.number - group.get(0).number >= MAX_GET_CHUNKS)) {
                groups.add(group);
                group = new ArrayList<>();
            }
            group.add(chunk);
        }
        if (!group.isEmpty()) {
            groups.add(group);
        }
        return groups;
    }

    private void fetchGroup(String key, long size, List<Missing> group, Chunks chunks) throws IOException {
        int first = group.get(0).number;
        long offset = (long) first * CacheFormat.CHUNK_BYTES;
        int last = group.get(group.size() - 1).number;
        long end = (long) last * CacheFormat.CHUNK_BYTES + CacheFormat.lengthOf(last, size);
        byte[] bytes = store.get(key, offset, (int) (end - offset));
        counters.fetches.increment();
        counters.misses.add(group.size());
        counters.fetchedBytes.add(bytes.length);
        for (Missing chunk : group) {
            int from = (chunk.number - first) * CacheFormat.CHUNK_BYTES;
            int length = CacheFormat.lengthOf(chunk.number, size);
            files.write(name(key), chunk.number, size, bytes, from, length);
            byte[] own = Arrays.copyOfRange(bytes, from, from + length);
            chunks.put(chunk.number, own);
            chunksInFlight.done(new Place(key, chunk.number), chunk.flight, own);
        }
    }

    @Override
    public Tail getTail(String key, int maxBytes) throws IOException {
        if (!isCached.test(key)) {
            return store.getTail(key, maxBytes);
        }
        Long size = knownSize(key);
        if (size != null) {
            int length = (int) Math.min(maxBytes, size);
            return new Tail(get(key, size - length, length), size);
        }
        Tail tail = fetchTail(key, maxBytes);
        int length = (int) Math.min(maxBytes, tail.objectSizeBytes());
        byte[] bytes = tail.bytes();
        return bytes.length >= length
                ? new Tail(Arrays.copyOfRange(bytes, bytes.length - length, bytes.length), tail.objectSizeBytes())
                : getTail(key, maxBytes); // who was first had asked for fewer
    }

    private long sizeOf(String key) throws IOException {
        Long known = knownSize(key);
        return known != null ? known : fetchTail(key, 1).objectSizeBytes();
    }

    private @Nullable Long knownSize(String key) {
        Long known = sizes.getIfPresent(key);
        if (known == null) {
            Chunk chunk = files.read(name(key), CacheFormat.SIZE_ONLY);
            if (chunk != null) {
                known = chunk.objectSizeBytes();
                sizes.put(key, known);
            }
        }
        return known;
    }

    /** The object's end, of which whole chunks are kept, and its size from now on. At least the bytes asked for by the first. */
    private Tail fetchTail(String key, int maxBytes) throws IOException {
        Flights.Flight<Tail> flight = tailsInFlight.join(key);
        if (!flight.isMine()) {
            return flight.await();
        }
        try {
            Tail tail = store.getTail(
                    key, Math.min(Integer.MAX_VALUE - CacheFormat.CHUNK_BYTES, maxBytes) + CacheFormat.CHUNK_BYTES);
            counters.fetches.increment();
            counters.misses.increment();
            counters.fetchedBytes.add(tail.bytes().length);
            keep(key, tail);
            tailsInFlight.done(key, flight, tail);
            return tail;
        } catch (Throwable failure) {
            tailsInFlight.failed(key, flight, failure);
            throw failure;
        }
    }

    private void keep(String key, Tail tail) {
        long size = tail.objectSizeBytes();
        sizes.put(key, size);
        files.write(name(key), CacheFormat.SIZE_ONLY, size, new byte[0], 0, 0);
        long start = size - tail.bytes().length;
        long first = (start + CacheFormat.CHUNK_BYTES - 1) / CacheFormat.CHUNK_BYTES;
        for (long chunk = first; chunk * CacheFormat.CHUNK_BYTES < size; chunk++) {
            int from = (int) (chunk * CacheFormat.CHUNK_BYTES - start);
            files.write(name(key), (int) chunk, size, tail.bytes(), from, CacheFormat.lengthOf((int) chunk, size));
        }
    }

    @Override
    public void prefetch(String key, List<Range> ranges) {
        if (!isCached.test(key) || !prefetches.tryAcquire()) {
            return;
        }
        try {
            prefetchers.execute(() -> {
                try {
                    long size = sizeOf(key);
                    chunks(key, size, wanted(key, size, ranges), Runnable::run, false);
                } catch (IOException | RuntimeException e) {
                    // Whoever needs the bytes asks for them again, and is told.
                } finally {
                    prefetches.release();
                }
            });
        } catch (RejectedExecutionException closed) {
            prefetches.release();
        }
    }

    @Override
    public void distrust(String key) {
        sizes.invalidate(key);
        files.forget(name(key));
        store.distrust(key);
    }

    @Override
    public boolean putIfAbsent(String key, ObjectBody body) throws IOException {
        return store.putIfAbsent(key, body);
    }

    @Override
    public void put(String key, ObjectBody body) throws IOException {
        try {
            store.put(key, body);
        } finally {
            forget(key);
        }
    }

    @Override
    public List<ObjectInfo> list(String prefix, String startAfter) throws IOException {
        return store.list(prefix, startAfter);
    }

    @Override
    public void delete(String key) throws IOException {
        try {
            store.delete(key);
        } finally {
            forget(key);
        }
    }

    private void forget(String key) {
        if (isCached.test(key)) {
            sizes.invalidate(key);
            files.forget(name(key));
        }
    }

    private String name(String key) {
        return storeName + "\n" + key;
    }

    @Override
    public void close() {
        prefetchers.shutdownNow();
        fetchers.shutdownNow();
        store.close();
    }
}
