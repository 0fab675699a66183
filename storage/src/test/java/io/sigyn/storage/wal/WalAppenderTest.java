package io.sigyn.storage.wal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sigyn.storage.disk.Disk;
import io.sigyn.storage.disk.RealDisk;
import io.sigyn.storage.disk.SimulatedDisk;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class WalAppenderTest {
    private static final Path LOG = Path.of("/data/wal");

    private final SimulatedDisk disk = new SimulatedDisk(7);

    @Test
    void an_acknowledged_record_says_its_generation_and_survives_power_loss() throws Exception {
        try (WalAppender log = open(disk, 5)) {
            assertThat(append(log, "hello").get()).isEqualTo(5);
            assertThat(replay(disk.reopen(), 5)).containsExactly("hello");
        }
    }

    @Test
    void a_rotation_divides_the_records_before_it_from_those_after() throws Exception {
        try (WalAppender log = open(disk, 1)) {
            CompletableFuture<Long> before = append(log, "before");
            log.rotate(2);
            assertThat(before).isDone();
            assertThat(append(log, "after").get()).isEqualTo(2);
            assertThat(replay(disk, 1)).containsExactly("before");
            assertThat(replay(disk, 2)).containsExactly("after");
        }
    }

    @Test
    void a_rotation_goes_forward_only() throws Exception {
        try (WalAppender log = open(disk, 3)) {
            assertThatThrownBy(() -> log.rotate(3))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("generation 3");
        }
    }

    @Test
    void a_deleted_generation_is_gone_and_no_longer_counted() throws Exception {
        try (WalAppender log = open(disk, 1)) {
            append(log, "x").get();
            log.rotate(2);
            append(log, "y").get();
            log.deleteGeneration(1);
            log.deleteGeneration(1);
            assertThat(new WalReader(disk, LOG).generations()).containsExactly(2L);
            assertThat(log.sizeBytes()).isEqualTo(disk.usedBytes());
            assertThatThrownBy(() -> log.deleteGeneration(2)).isInstanceOf(IllegalArgumentException.class);
        }
    }

    @Test
    void a_full_disk_refuses_and_works_again_when_there_is_room() throws Exception {
        try (WalAppender log = open(disk, 1)) {
            append(log, "kept").get();
            disk.setCapacityBytes(disk.usedBytes() + 10);
            for (int i = 0; i < 100; i++) {
                CompletableFuture<Long> refused = append(log, "refused");
                assertThatThrownBy(refused::get)
                        .isInstanceOf(ExecutionException.class)
                        .hasMessageContaining("No space left");
            }
            disk.setCapacityBytes(Long.MAX_VALUE);
            append(log, "again").get();
            assertThat(replay(disk, 1)).containsExactly("kept", "again");
            assertThat(new WalDirectory(disk, LOG).files(1)).hasSizeLessThan(4);
            assertThat(log.sizeBytes()).isEqualTo(disk.usedBytes());
        }
    }

    @Test
    void a_rotation_succeeds_on_a_full_disk_so_that_a_flush_can_make_room() throws Exception {
        try (WalAppender log = open(disk, 1)) {
            append(log, "kept").get();
            disk.setCapacityBytes(disk.usedBytes());
            log.rotate(2);
            assertThat(log.generation()).isEqualTo(2);
            log.deleteGeneration(1);
            append(log, "room").get();
        }
    }

    @Test
    void a_failed_sync_is_not_acknowledged_and_its_file_is_given_up() throws Exception {
        try (WalAppender log = open(disk, 1)) {
            append(log, "one").get();
            disk.failNextSyncs(1);
            CompletableFuture<Long> failed = append(log, "lost?");
            assertThatThrownBy(failed::get).hasMessageContaining("Input/output error");
            append(log, "two").get();
            assertThat(new WalDirectory(disk, LOG).files(1)).hasSize(2);
            assertThat(replay(disk.reopen(), 1)).startsWith("one").endsWith("two");
        }
    }

    @Test
    void what_waits_is_bounded_in_bytes() throws Exception {
        WalWriter writer = new WalWriter(disk, new WalDirectory(disk, LOG), 1, 1 << 20, () -> 1);
        WalAppender log = new WalAppender(writer, new WalOptions(1 << 20, 10, 1 << 20), WalListener.NONE);
        CompletableFuture<Long> first = append(log, "123456789");
        CompletableFuture<Long> second = append(log, "12");
        assertThat(second).isCompletedExceptionally();
        assertThatThrownBy(second::get).hasCauseInstanceOf(WalBusyException.class);
        log.step();
        assertThat(first).isCompleted();
        assertThat(log.queuedBytes()).isZero();
        assertThat(append(log, "12")).isNotDone();
    }

    @Test
    void what_was_appended_before_close_is_durable_after_it_and_later_appends_fail() throws Exception {
        WalAppender log = open(disk, 1);
        CompletableFuture<Long> last = append(log, "last");
        log.close();
        log.close();
        assertThat(last).isCompletedWithValue(1L);
        assertThat(append(log, "late")).isCompletedExceptionally();
        assertThatThrownBy(() -> log.rotate(2)).isInstanceOf(IOException.class);
    }

    @Test
    void a_file_that_is_large_enough_is_followed_by_another() throws Exception {
        WalOptions small = new WalOptions(100, 1 << 20, 1 << 20);
        try (WalAppender log = WalAppender.open(disk, LOG, 1, small, WalListener.NONE)) {
            for (int i = 0; i < 10; i++) {
                append(log, "0123456789012345678901234567890123456789").get();
            }
        }
        assertThat(new WalDirectory(disk, LOG).files(1)).hasSize(5);
        assertThat(replay(disk, 1)).hasSize(10);
    }

    @Test
    void a_record_without_payload_is_refused() throws Exception {
        try (WalAppender log = open(disk, 1)) {
            assertThatThrownBy(() -> log.append(1)).isInstanceOf(IllegalArgumentException.class);
            assertThatThrownBy(() -> append(log, 0, "x")).isInstanceOf(IllegalArgumentException.class);
        }
    }

    @Test
    void a_listener_that_fails_does_not_stop_the_log() throws Exception {
        WalListener bad = new WalListener() {
            @Override
            public void groupBegun(int records, long payloadBytes) {
                throw new IllegalStateException("listener");
            }
        };
        try (WalAppender log = WalAppender.open(disk, LOG, 1, WalOptions.DEFAULTS, bad)) {
            assertThat(append(log, "x").get()).isEqualTo(1);
        }
    }

    @Test
    void many_threads_append_to_a_real_disk_and_each_thread_finds_its_records_in_order(@TempDir Path directory)
            throws Exception {
        int threads = 8;
        int each = 500;
        RealDisk real = new RealDisk();
        Path path = directory.resolve("wal");
        WalOptions options = new WalOptions(64 << 10, 1 << 20, 8 << 10);
        List<Thread> running = new ArrayList<>();
        try (WalAppender log = WalAppender.open(real, path, 1, options, WalListener.NONE)) {
            for (int t = 0; t < threads; t++) {
                String name = "thread" + t + ":";
                Thread thread = new Thread(() -> appendAll(log, name, each));
                thread.start();
                running.add(thread);
            }
            log.rotate(2);
            for (Thread thread : running) {
                thread.join();
            }
        }
        List<String> all = replay(real, path, 1);
        all.addAll(replay(real, path, 2));
        assertThat(all).hasSize(threads * each);
        for (int t = 0; t < threads; t++) {
            String name = "thread" + t + ":";
            assertThat(all.stream().filter(text -> text.startsWith(name)))
                    .containsExactlyElementsOf(
                            IntStream.range(0, each).mapToObj(i -> name + i).toList());
        }
    }

    private static void appendAll(WalAppender log, String name, int count) {
        List<CompletableFuture<Long>> futures = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            futures.add(append(log, name + i));
        }
        futures.forEach(CompletableFuture::join);
    }

    private static WalAppender open(Disk disk, long generation) throws IOException {
        return WalAppender.open(disk, LOG, generation, WalOptions.DEFAULTS, WalListener.NONE);
    }

    private static CompletableFuture<Long> append(WalAppender log, String text) {
        return append(log, 1, text);
    }

    private static CompletableFuture<Long> append(WalAppender log, int type, String text) {
        return log.append(type, ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8)));
    }

    private static List<String> replay(Disk disk, long generation) throws IOException {
        return replay(disk, LOG, generation);
    }

    private static List<String> replay(Disk disk, Path path, long generation) throws IOException {
        List<String> texts = new ArrayList<>();
        new WalReader(disk, path).replay(generation, new WalReader.Handler() {
            @Override
            public void record(int type, byte[] buffer, int offset, int length) {
                texts.add(new String(buffer, offset, length, StandardCharsets.UTF_8));
            }

            @Override
            public void damaged(WalDamage damage) {}
        });
        return texts;
    }
}
