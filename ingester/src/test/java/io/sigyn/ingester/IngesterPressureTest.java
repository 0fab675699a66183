package io.sigyn.ingester;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sigyn.index.View;
import io.sigyn.ingester.IngesterConfig.Flush;
import io.sigyn.ingester.IngesterConfig.Room;
import io.sigyn.ingester.IngesterConfig.Rotation;
import io.sigyn.model.TenantId;
import io.sigyn.model.TenantLimits;
import io.sigyn.storage.disk.SimulatedDisk;
import io.sigyn.storage.object.MemoryObjectStore;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What becomes of pushes and readers when disk, log or object store cannot keep up. */
@Timeout(120)
class IngesterPressureTest {
    private static final Instant NOW = Instant.parse("2026-11-24T12:00:00Z");
    private static final TenantId TENANT = new TenantId("t");

    private final SimulatedDisk disk = new SimulatedDisk(7);
    private final MemoryObjectStore store = new MemoryObjectStore();
    private final List<String> acknowledged = new ArrayList<>();
    private volatile TenantLimits limits = TenantLimits.defaults()
            .with("ingestionRateMb", 10_000.0)
            .with("ingestionBurstSizeMb", 10_000.0)
            .with("perStreamRateLimit", 0L);
    private int lines;

    private TestIngester open(Room room) throws IOException {
        return open(disk, room);
    }

    private TestIngester open(SimulatedDisk on, Room room) throws IOException {
        IngesterConfig config = IngesterConfig.of(Path.of("/data"), tenant -> limits)
                .with(new Rotation(64 << 10, Duration.ofHours(1)), room)
                .with(new Flush(8, Duration.ofMillis(1), Duration.ofMillis(2), Duration.ofSeconds(5)));
        return TestIngester.open(config, on, store, new ManualClock(NOW));
    }

    private static Room room(long liveBytes, Duration wait) {
        return new Room(liveBytes, 1L << 30, wait);
    }

    private void storeDown() {
        store.faults((operation, key) -> MemoryObjectStore.Fault.BEFORE);
    }

    private void storeBack() {
        store.faults((operation, key) -> MemoryObjectStore.Fault.NONE);
    }

    private CompletionStage<Void> send(TestIngester ingester, String line) {
        return send(ingester, TENANT, line);
    }

    private CompletionStage<Void> send(TestIngester ingester, TenantId tenant, String line) {
        long timestamp = NOW.getEpochSecond() * 1_000_000_000L + lines++;
        byte[] body = ("{\"streams\":[{\"stream\":{\"app\":\"a\"},\"values\":[[\"" + timestamp + "\",\"" + line
                        + "\"]]}]}")
                .getBytes(StandardCharsets.UTF_8);
        return ingester.get()
                .push(tenant, new PushBody(PushBody.Endpoint.PUSH, "application/json", "", body, 0, body.length));
    }

    /** The status that the push got; lines that were acknowledged are noted. */
    private int push(TestIngester ingester, String line) {
        try {
            send(ingester, line).toCompletableFuture().join();
            acknowledged.add(line);
            return 204;
        } catch (CompletionException e) {
            return ((RejectedPushException) e.getCause()).status();
        }
    }

    private String bigLine() {
        return "line " + lines + " " + "x".repeat(4000);
    }

    private static List<String> read(TestIngester ingester) throws IOException {
        return read(ingester, TENANT);
    }

    private static List<String> read(TestIngester ingester, TenantId tenant) throws IOException {
        try (View view = ingester.get().open(tenant)) {
            return ViewRows.of(view).stream().map(ViewRows.Row::line).toList();
        }
    }

    @Test
    void while_the_store_is_down_pushes_are_turned_away_reads_go_on_and_nothing_is_lost() throws IOException {
        try (TestIngester ingester = open(room(512 << 10, Duration.ofMillis(1)))) {
            storeDown();
            int status = 204;
            while (status == 204) {
                status = push(ingester, bigLine());
            }
            assertThat(status).isEqualTo(503);
            assertThat(acknowledged)
                    .as("up to the limit")
                    .hasSizeGreaterThan(50)
                    .hasSizeLessThan(300);
            assertThat(ingester.get().liveBytes()).isLessThan(700 << 10);
            assertThat(ingester.get().metrics().pushesTurnedAway.sum()).isPositive();
            storeBackButNotYetAsked(ingester);
            storeBack();
            ingester.get().flush().toCompletableFuture().join();
            assertThat(push(ingester, "after")).isEqualTo(204);
            assertThat(read(ingester)).containsExactlyElementsOf(acknowledged);
        }
    }

    /** Reads need the manifest, which is known, and live rows, which are there. */
    private void storeBackButNotYetAsked(TestIngester ingester) throws IOException {
        store.faults((operation, key) ->
                operation == MemoryObjectStore.Operation.PUT || operation == MemoryObjectStore.Operation.PUT_IF_ABSENT
                        ? MemoryObjectStore.Fault.BEFORE
                        : MemoryObjectStore.Fault.NONE);
        assertThat(read(ingester)).containsExactlyElementsOf(acknowledged);
        assertThat(push(ingester, bigLine())).isEqualTo(503);
    }

    @Test
    void flushes_that_are_behind_take_more_bytes_rather_than_more_time() throws IOException {
        long atEase = flushedBytes(64 << 20, 64 << 20);
        long behind = flushedBytes(64 << 20, 1 << 20);
        assertThat(behind).isGreaterThan(atEase * 11 / 10);
    }

    /** Stored bytes of a generation that is flushed with so much room for live rows. */
    private long flushedBytes(long rotationBytes, long roomBytes) throws IOException {
        IngesterConfig config = IngesterConfig.of(Path.of("/data"), tenant -> limits)
                .with(new Rotation(rotationBytes, Duration.ofHours(1)), room(roomBytes, Duration.ofMinutes(2)));
        SimulatedDisk own = new SimulatedDisk(3);
        try (TestIngester ingester = TestIngester.open(config, own, new MemoryObjectStore(), new ManualClock(NOW))) {
            Random random = new Random(5);
            while (ingester.get().liveBytes() < 600 << 10) {
                push(ingester, "id " + Long.toHexString(random.nextLong()) + " of " + random.nextInt());
            }
            ingester.get().flush().toCompletableFuture().join();
            return ingester.get().metrics().segmentBytes.sum();
        }
    }

    @Test
    void tenants_are_flushed_side_by_side_and_each_row_once_though_the_store_fails_now_and_then() throws IOException {
        try (TestIngester ingester = open(room(64 << 20, Duration.ofMinutes(2)))) {
            List<TenantId> tenants = IntStream.range(0, 40)
                    .mapToObj(number -> new TenantId("tenant-" + number))
                    .toList();
            for (TenantId tenant : tenants) {
                send(ingester, tenant, "of " + tenant.value())
                        .toCompletableFuture()
                        .join();
            }
            AtomicInteger operations = new AtomicInteger();
            Set<Thread> threads = ConcurrentHashMap.newKeySet();
            store.faults((operation, key) -> {
                threads.add(Thread.currentThread());
                int number = operations.incrementAndGet();
                return number > 200 || number % 9 != 0
                        ? MemoryObjectStore.Fault.NONE
                        : number % 2 == 0 ? MemoryObjectStore.Fault.BEFORE : MemoryObjectStore.Fault.AFTER;
            });
            while (ingester.get().liveBytes() > 0) {
                ingester.get()
                        .flush()
                        .handle((done, failure) -> failure)
                        .toCompletableFuture()
                        .join();
            }
            assertThat(threads).hasSizeGreaterThan(1);
            for (TenantId tenant : tenants) {
                assertThat(read(ingester, tenant)).containsExactly("of " + tenant.value());
            }
        }
    }

    @Test
    void a_push_waits_for_room_and_is_taken_when_there_is() throws Exception {
        try (TestIngester ingester = open(room(256 << 10, Duration.ofMinutes(2)))) {
            storeDown();
            while (ingester.get().liveBytes() <= 256 << 10) {
                assertThat(push(ingester, bigLine())).isEqualTo(204);
            }
            CountDownLatch begun = new CountDownLatch(1);
            CompletableFuture<Integer> waiting = CompletableFuture.supplyAsync(() -> {
                begun.countDown();
                return push(ingester, "patient");
            });
            assertThat(begun.await(1, TimeUnit.MINUTES)).isTrue();
            storeBack();
            assertThat(waiting.get(1, TimeUnit.MINUTES)).isEqualTo(204);
            assertThat(read(ingester)).containsExactlyElementsOf(acknowledged);
            assertThat(ingester.get().metrics().pushesTurnedAway.sum()).isZero();
        }
    }

    @Test
    void a_full_disk_turns_pushes_away_until_there_is_space_and_without_a_restart() throws IOException {
        try (TestIngester ingester = open(room(64 << 20, Duration.ZERO))) {
            assertThat(push(ingester, "before")).isEqualTo(204);
            disk.setCapacityBytes(disk.usedBytes() + 10);
            for (int i = 0; i < 5; i++) {
                assertThat(push(ingester, bigLine())).isEqualTo(503);
            }
            assertThat(read(ingester)).containsExactly("before");
            ingester.get().flush().toCompletableFuture().join();
            assertThat(read(ingester)).as("flushing needs no space here").containsExactly("before");
            disk.setCapacityBytes(Long.MAX_VALUE);
            assertThat(push(ingester, "after")).isEqualTo(204);
            assertThat(read(ingester)).containsExactly("before", "after");
        }
        try (TestIngester again = open(disk.reopen(), room(64 << 20, Duration.ZERO))) {
            assertThat(read(again)).containsExactly("before", "after");
        }
    }

    @Test
    void a_sync_that_fails_acknowledges_nothing_and_the_next_push_works() throws IOException {
        try (TestIngester ingester = open(room(64 << 20, Duration.ZERO))) {
            assertThat(push(ingester, "before")).isEqualTo(204);
            disk.failNextSyncs(1);
            assertThat(push(ingester, "unlucky")).isEqualTo(503);
            assertThat(read(ingester)).containsExactly("before");
            assertThat(push(ingester, "after")).isEqualTo(204);
            storeDown(); // What is found again comes from the log.
        }
        storeBack();
        try (TestIngester again = open(disk.reopen(), room(64 << 20, Duration.ZERO))) {
            assertThat(read(again)).containsSubsequence("before", "after").doesNotHaveDuplicates();
        }
    }

    @Test
    void readers_see_each_entry_once_at_any_instant_of_a_flush() throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(2);
        ConcurrentLinkedQueue<String> durable = new ConcurrentLinkedQueue<>();
        AtomicBoolean over = new AtomicBoolean();
        try (TestIngester ingester = open(room(64 << 20, Duration.ofMinutes(1)))) {
            List<Future<Integer>> readers = new ArrayList<>();
            for (int r = 0; r < 2; r++) {
                readers.add(threads.submit(() -> readUntil(over, ingester, durable)));
            }
            for (int flush = 0; flush < 40; flush++) {
                for (int i = 0; i < 5; i++) {
                    String line = "line " + lines;
                    send(ingester, line).toCompletableFuture().join();
                    durable.add(line);
                }
                ingester.get().flush().toCompletableFuture().join();
            }
            over.set(true);
            for (Future<Integer> reader : readers) {
                assertThat(reader.get(1, TimeUnit.MINUTES)).isPositive();
            }
        } finally {
            over.set(true);
            threads.shutdownNow();
        }
    }

    private static int readUntil(AtomicBoolean over, TestIngester ingester, ConcurrentLinkedQueue<String> durable)
            throws IOException {
        int views = 0;
        do {
            Set<String> before = new TreeSet<>(durable);
            List<String> seen = read(ingester);
            assertThat(seen).doesNotHaveDuplicates().containsAll(before);
            views++;
        } while (!over.get());
        return views;
    }

    @Test
    void with_durability_object_a_push_is_acknowledged_when_the_object_store_has_it() throws IOException {
        limits = limits.with("durability", "object");
        try (TestIngester ingester = open(room(64 << 20, Duration.ZERO))) {
            assertThat(push(ingester, "kept")).isEqualTo(204);
            storeDown();
            assertThat(push(ingester, "not acknowledged")).isEqualTo(503);
            limits = limits.with("durability", "local");
            assertThat(push(ingester, "local")).isEqualTo(204);
        }
        storeBack();
        try (TestIngester elsewhere = open(new SimulatedDisk(8), room(64 << 20, Duration.ZERO))) {
            assertThat(read(elsewhere)).as("the disk is gone").containsExactly("kept");
        }
    }

    @Test
    void pushes_that_wait_for_the_object_store_share_segments() throws IOException {
        limits = limits.with("durability", "object");
        try (TestIngester ingester = open(room(64 << 20, Duration.ZERO))) {
            List<CompletableFuture<Void>> all = new ArrayList<>();
            for (int i = 0; i < 200; i++) {
                all.add(send(ingester, "line " + i).toCompletableFuture());
            }
            CompletableFuture.allOf(all.toArray(CompletableFuture[]::new)).join();
            assertThat(read(ingester)).hasSize(200);
            assertThat(ingester.get().metrics().segmentsFlushed.sum()).isLessThan(20);
        }
    }

    @Test
    void another_durability_is_refused() {
        assertThatThrownBy(() -> limits.with("durability", "none"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("expected: local or object");
    }
}
