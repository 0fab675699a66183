package io.sigyn.storage.cache;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sigyn.storage.Seeds;
import io.sigyn.storage.disk.RealDisk;
import io.sigyn.storage.disk.SimulatedDisk;
import io.sigyn.storage.object.MemoryObjectStore;
import io.sigyn.storage.object.ObjectBody;
import io.sigyn.storage.object.ObjectStore;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RangeCacheTest {
    private static final int CHUNK = CacheFormat.CHUNK_BYTES;
    private static final String KEY = "t/segments/a";

    @TempDir
    private Path temporary;

    private final MemoryObjectStore store = new MemoryObjectStore();
    private final AtomicInteger requests = new AtomicInteger();
    private final List<RangeCache> opened = new ArrayList<>();

    @AfterEach
    void close() {
        opened.forEach(RangeCache::close);
    }

    @Test
    void what_was_read_once_needs_no_request_even_after_a_restart() throws IOException {
        byte[] object = put(KEY, 3 * CHUNK + 77);
        RangeCache cache = open(1 << 30);
        cache.getTail(KEY, 100);
        cache.get(KEY, 10, 2 * CHUNK);
        requests.set(0);
        assertThat(cache.get(KEY, 100, CHUNK)).isEqualTo(Arrays.copyOfRange(object, 100, 100 + CHUNK));
        cache.close();
        RangeCache reopened = open(1 << 30);
        assertThat(reopened.get(KEY, 500, CHUNK)).isEqualTo(Arrays.copyOfRange(object, 500, 500 + CHUNK));
        assertThat(reopened.getTail(KEY, 50).bytes())
                .isEqualTo(Arrays.copyOfRange(object, object.length - 50, object.length));
        assertThat(reopened.getTail(KEY, 50).objectSizeBytes()).isEqualTo(object.length);
        assertThat(requests).hasValue(0);
    }

    @Test
    void neighbours_and_near_ranges_come_in_one_request_and_far_ones_in_one_each() throws IOException {
        byte[] object = put(KEY, 64 * CHUNK);
        RangeCache cache = open(1 << 30);
        cache.getTail(KEY, 10);
        requests.set(0);
        cache.get(KEY, 5, 4 * CHUNK);
        assertThat(requests).hasValue(1);
        List<byte[]> near = cache.getAll(KEY, ranges(10L * CHUNK, 12L * CHUNK + 9));
        assertThat(requests).hasValue(2);
        List<byte[]> far = cache.getAll(KEY, ranges(20L * CHUNK, 30L * CHUNK));
        assertThat(requests).hasValue(4);
        assertThat(near.get(1)).isEqualTo(Arrays.copyOfRange(object, 12 * CHUNK + 9, 12 * CHUNK + 19));
        assertThat(far.get(1)).isEqualTo(Arrays.copyOfRange(object, 30 * CHUNK, 30 * CHUNK + 10));
        cache.get(KEY, 40L * CHUNK, 20 * CHUNK);
        assertThat(requests).as("a large range is split").hasValue(6);
    }

    @Test
    void what_many_want_at_once_is_fetched_once() throws Exception {
        byte[] object = put(KEY, 8 * CHUNK);
        RangeCache cache = open(1 << 30);
        cache.getTail(KEY, 10);
        requests.set(0);
        CountDownLatch start = new CountDownLatch(1);
        store.faults((operation, key) -> {
            requests.incrementAndGet();
            try {
                Thread.sleep(20);
            } catch (InterruptedException e) {
                throw new IOException(e);
            }
            return MemoryObjectStore.Fault.NONE;
        });
        ExecutorService threads = Executors.newFixedThreadPool(16);
        try {
            List<Future<byte[]>> answers = new ArrayList<>();
            for (int i = 0; i < 16; i++) {
                answers.add(threads.submit(() -> {
                    start.await();
                    return cache.get(KEY, 3, 3 * CHUNK);
                }));
            }
            start.countDown();
            for (Future<byte[]> answer : answers) {
                assertThat(answer.get()).isEqualTo(Arrays.copyOfRange(object, 3, 3 + 3 * CHUNK));
            }
        } finally {
            threads.shutdownNow();
        }
        assertThat(requests.get()).isLessThanOrEqualTo(4); // four chunks, each fetched once
        assertThat(cache.counters().misses.sum()).isEqualTo(1 + 4);
    }

    @Test
    void a_failed_fetch_is_told_to_all_who_wait_and_not_kept() throws IOException {
        byte[] object = put(KEY, 2 * CHUNK);
        RangeCache cache = open(1 << 30);
        cache.getTail(KEY, 10);
        store.faults((operation, key) -> MemoryObjectStore.Fault.BEFORE);
        assertThatThrownBy(() -> cache.get(KEY, 0, 10)).isInstanceOf(IOException.class);
        count();
        assertThat(cache.get(KEY, 0, 10)).isEqualTo(Arrays.copyOf(object, 10));
    }

    @Test
    void what_will_be_asked_for_soon_is_fetched_meanwhile_and_once() throws Exception {
        byte[] object = put(KEY, 8 * CHUNK);
        RangeCache cache = open(1 << 30);
        cache.getTail(KEY, 10);
        cache.prefetch(KEY, ranges(2L * CHUNK, 5L * CHUNK));
        assertThat(cache.get(KEY, 2L * CHUNK, 10)).isEqualTo(Arrays.copyOfRange(object, 2 * CHUNK, 2 * CHUNK + 10));
        assertThat(cache.get(KEY, 5L * CHUNK, 10)).isEqualTo(Arrays.copyOfRange(object, 5 * CHUNK, 5 * CHUNK + 10));
        assertThat(cache.counters().misses.sum()).isEqualTo(1 + 2);
    }

    @Test
    void files_never_take_more_than_they_may() throws IOException {
        RangeCache cache = open(20L * CHUNK);
        for (int i = 0; i < 30; i++) {
            put("t/segments/" + i, 4 * CHUNK);
            cache.get("t/segments/" + i, 0, 4 * CHUNK);
            assertThat(bytesOnDisk()).isLessThanOrEqualTo(20L * CHUNK);
        }
        assertThat(cache.counters().evictions.sum()).isPositive();
        assertThat(cache.sizeBytes()).isEqualTo(bytesOnDisk());
        cache.close();
        RangeCache smaller = open(3L * CHUNK);
        assertThat(bytesOnDisk()).isLessThanOrEqualTo(3L * CHUNK);
        assertThat(smaller.sizeBytes()).isEqualTo(bytesOnDisk());
    }

    @Test
    void every_flipped_bit_is_seen_and_the_bytes_are_fetched_again() throws IOException {
        byte[] object = put(KEY, 60);
        RangeCache cache = open(1 << 30);
        cache.get(KEY, 0, 60);
        List<Path> files = allFiles();
        assertThat(files).as("the chunk, and the size").hasSize(2);
        for (Path file : files) {
            byte[] good = Files.readAllBytes(file);
            for (int bit = 0; bit < 8 * good.length; bit++) {
                byte[] bad = good.clone();
                bad[bit / 8] ^= (byte) (1 << bit % 8);
                if (bit % 3 == 0) {
                    Files.write(file, bad);
                    RangeCache other = openWithoutSizes();
                    assertThat(other.get(KEY, 0, 60)).isEqualTo(object);
                    assertThat(other.counters().damagedFiles.sum()).isEqualTo(1);
                    other.close();
                }
            }
        }
    }

    @Test
    void another_objects_file_and_another_stores_file_are_not_served() throws IOException {
        put("t/segments/a", 1000);
        byte[] b = put("t/segments/b", 1000);
        RangeCache cache = open(1 << 30);
        cache.get("t/segments/a", 0, 1000);
        List<Path> ofA = allFiles();
        cache.get("t/segments/b", 0, 1000);
        for (Path file : allFiles()) {
            if (!ofA.contains(file)) {
                for (Path other : ofA) {
                    if (Files.size(other) == Files.size(file)) {
                        Files.write(file, Files.readAllBytes(other));
                    }
                }
            }
        }
        assertThat(cache.get("t/segments/b", 0, 1000)).isEqualTo(b);
        MemoryObjectStore otherStore = new MemoryObjectStore();
        byte[] otherA = new byte[1000];
        otherStore.put("t/segments/a", ObjectBody.of(otherA));
        RangeCache other = RangeCache.open(otherStore, "other", key -> true, new RealDisk(), folder(), 1 << 30, 1);
        opened.add(other);
        assertThat(other.get("t/segments/a", 0, 1000)).isEqualTo(otherA);
    }

    @Test
    void the_folder_may_be_deleted_at_any_time() throws IOException {
        byte[] object = put(KEY, 3 * CHUNK);
        RangeCache cache = open(1 << 30);
        cache.get(KEY, 0, 3 * CHUNK);
        for (Path file : allFiles()) {
            Files.delete(file);
        }
        assertThat(cache.get(KEY, 7, 2 * CHUNK)).isEqualTo(Arrays.copyOfRange(object, 7, 7 + 2 * CHUNK));
        deleteAll(folder());
        assertThat(cache.get(KEY, 7, 2 * CHUNK)).isEqualTo(Arrays.copyOfRange(object, 7, 7 + 2 * CHUNK));
        requests.set(0);
        cache.get(KEY, 7, 2 * CHUNK);
        assertThat(requests).as("it is kept in the new folder").hasValue(0);
    }

    @Test
    void an_object_that_is_put_again_or_deleted_is_forgotten() throws IOException {
        put(KEY, 1000);
        RangeCache cache = open(1 << 30);
        cache.get(KEY, 0, 1000);
        byte[] next = new byte[500];
        cache.put(KEY, ObjectBody.of(next));
        assertThat(cache.get(KEY, 0, 500)).isEqualTo(next);
        cache.delete(KEY);
        assertThatThrownBy(() -> cache.get(KEY, 0, 500)).isInstanceOf(java.nio.file.NoSuchFileException.class);
        assertThat(allFiles()).isEmpty();
    }

    @Test
    void what_makes_no_sense_to_a_reader_is_fetched_again() throws IOException {
        byte[] object = put(KEY, 1000);
        RangeCache cache = open(1 << 30);
        cache.get(KEY, 0, 1000);
        cache.distrust(KEY);
        requests.set(0);
        assertThat(cache.get(KEY, 0, 1000)).isEqualTo(object);
        assertThat(requests.get()).isPositive();
    }

    @Test
    void other_keys_pass_through() throws IOException {
        put("t/manifest/1", 100);
        RangeCache cache = open(1 << 30);
        cache.get("t/manifest/1", 0, 100);
        cache.getTail("t/manifest/1", 10);
        assertThat(allFiles()).isEmpty();
    }

    @Test
    void power_loss_and_a_failing_disk_cost_requests_but_no_byte() {
        Seeds.forEach(300, seed -> {
            Random random = new Random(seed);
            MemoryObjectStore objects = new MemoryObjectStore();
            byte[] object = new byte[1 + random.nextInt(3 * CHUNK)];
            random.nextBytes(object);
            objects.put(KEY, ObjectBody.of(object));
            SimulatedDisk disk = new SimulatedDisk(seed);
            for (int life = 0; life < 3; life++) {
                disk.losePowerAt(1 + random.nextInt(60));
                try (RangeCache cache =
                        RangeCache.open(objects, "s", key -> true, disk, Path.of("/cache"), 2L * CHUNK, 1)) {
                    for (int i = 0; i < 10; i++) {
                        int from = random.nextInt(object.length);
                        int length = random.nextInt(object.length - from + 1);
                        assertThat(cache.get(KEY, from, length))
                                .isEqualTo(Arrays.copyOfRange(object, from, from + length));
                    }
                } catch (IOException powerLossWhileOpening) {
                    // The server would not have started.
                }
                disk = disk.reopen();
            }
        });
    }

    private static List<ObjectStore.Range> ranges(long... offsets) {
        return Arrays.stream(offsets)
                .mapToObj(offset -> new ObjectStore.Range(offset, 10))
                .toList();
    }

    private byte[] put(String key, int size) throws IOException {
        byte[] bytes = new byte[size];
        new Random(key.hashCode()).nextBytes(bytes);
        store.put(key, ObjectBody.of(bytes));
        return bytes;
    }

    private Path folder() {
        return temporary.resolve("cache");
    }

    private RangeCache open(long maxBytes) throws IOException {
        count();
        RangeCache cache =
                RangeCache.open(store, "s", key -> key.contains("/segments/"), new RealDisk(), folder(), maxBytes, 4);
        opened.add(cache);
        return cache;
    }

    private RangeCache openWithoutSizes() throws IOException {
        return RangeCache.open(store, "s", key -> true, new RealDisk(), folder(), 1 << 30, 1);
    }

    private void count() {
        store.faults((operation, key) -> {
            requests.incrementAndGet();
            return MemoryObjectStore.Fault.NONE;
        });
    }

    private List<Path> allFiles() throws IOException {
        try (Stream<Path> all = Files.walk(folder())) {
            return all.filter(Files::isRegularFile).toList();
        }
    }

    private long bytesOnDisk() throws IOException {
        long sum = 0;
        for (Path file : allFiles()) {
            sum += Files.size(file);
        }
        return sum;
    }

    private static void deleteAll(Path folder) throws IOException {
        List<Path> all;
        try (Stream<Path> found = Files.walk(folder)) {
            all = new ArrayList<>(found.toList());
        }
        for (int i = all.size() - 1; i >= 0; i--) {
            Files.delete(all.get(i));
        }
    }
}
