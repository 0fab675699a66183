package io.sigyn.ingester.live;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sigyn.index.View;
import io.sigyn.index.manifest.Manifest;
import io.sigyn.index.manifest.ManifestChange;
import io.sigyn.index.manifest.ManifestStore;
import io.sigyn.index.manifest.SegmentRef;
import io.sigyn.ingester.IngesterConfig;
import io.sigyn.ingester.IngesterConfig.Flush;
import io.sigyn.ingester.IngesterConfig.Room;
import io.sigyn.ingester.IngesterConfig.Rotation;
import io.sigyn.ingester.IngesterMetrics;
import io.sigyn.ingester.ManualClock;
import io.sigyn.ingester.PushBody;
import io.sigyn.ingester.TestIngester;
import io.sigyn.ingester.ViewRows;
import io.sigyn.ingester.flush.Flusher;
import io.sigyn.ingester.flush.WriterIdentity;
import io.sigyn.model.Labels;
import io.sigyn.model.TenantId;
import io.sigyn.model.TenantLimits;
import io.sigyn.storage.disk.SimulatedDisk;
import io.sigyn.storage.object.FaultyObjectStore;
import io.sigyn.storage.object.MemoryObjectStore;
import io.sigyn.storage.object.ObjectStore;
import io.sigyn.storage.wal.WalAppender;
import io.sigyn.storage.wal.WalListener;
import io.sigyn.storage.wal.WalOptions;
import io.sigyn.storage.wal.WalReader;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CompletionException;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A start that finds more in the log than fits into memory. */
@Timeout(120)
class RecoveryTest {
    private static final Instant NOW = Instant.parse("2026-11-24T12:00:00Z");
    private static final long NANOS = NOW.getEpochSecond() * 1_000_000_000L;
    private static final Path FOLDER = Path.of("/data");
    private static final TenantId TENANT = new TenantId("t");
    private static final int PUSHES = 200;
    private static final int LINE_BYTES = 1000;
    private static final int SMALL = 24 << 10;

    private final MemoryObjectStore bucket = new MemoryObjectStore();
    private final List<String> acknowledged = new ArrayList<>();
    private SimulatedDisk disk = new SimulatedDisk(7);

    private static IngesterConfig config(long liveBytes, long generationBytes) {
        TenantLimits limits =
                TenantLimits.defaults().with("ingestionRateMb", 10_000.0).with("ingestionBurstSizeMb", 10_000.0);
        return IngesterConfig.of(FOLDER, tenant -> limits)
                .with(
                        new Rotation(generationBytes, Duration.ofDays(1)),
                        new Room(liveBytes, 1L << 30, Duration.ofMinutes(1)))
                .with(new Flush(1, Duration.ofDays(1), Duration.ofDays(1), Duration.ofSeconds(20)));
    }

    private TestIngester open(SimulatedDisk on, ObjectStore store, IngesterConfig config) throws IOException {
        return TestIngester.open(config, on, store, new ManualClock(NOW));
    }

    /** Half a megabyte of lines in the log of a process that was killed; rows of one instant follow one another. */
    @BeforeEach
    void fill() throws IOException {
        FaultyObjectStore dead = new FaultyObjectStore(bucket, 1);
        try (TestIngester ingester = open(disk, dead, config(Long.MAX_VALUE, Long.MAX_VALUE))) {
            for (int i = 0; i < PUSHES; i++) {
                String line = String.format("line %04d ", i) + "x".repeat(LINE_BYTES);
                String body = "{\"streams\":[{\"stream\":{\"app\":\"a\"},\"values\":[[\"" + NANOS + "\",\"" + line
                        + "\"]]}]}";
                byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
                ingester.get()
                        .push(
                                TENANT,
                                new PushBody(PushBody.Endpoint.PUSH, "application/json", "", bytes, 0, bytes.length))
                        .toCompletableFuture()
                        .join();
                acknowledged.add(line);
            }
            dead.die();
        }
        disk = disk.reopen();
    }

    private static List<String> read(TestIngester ingester) throws IOException {
        try (View view = ingester.get().open(TENANT)) {
            return ViewRows.of(view).stream().map(ViewRows.Row::line).toList();
        }
    }

    private Map<Long, Generation> recover(
            SimulatedDisk on,
            ManifestStore manifests,
            WriterIdentity writer,
            LongAdder live,
            IngesterMetrics metrics,
            GenerationWriter.Listener listener)
            throws IOException {
        return new Recovery(
                        new WalReader(on, FOLDER.resolve("wal")),
                        manifests,
                        new Flusher(
                                bucket,
                                manifests,
                                writer,
                                FOLDER.resolve("spill"),
                                Runnable::run,
                                1,
                                metrics,
                                () -> NOW),
                        Runnable::run,
                        3,
                        SMALL,
                        live,
                        new SlabPool(0),
                        listener,
                        metrics,
                        NOW.toEpochMilli())
                .run();
    }

    @Test
    void a_log_many_times_larger_than_memory_is_recovered_within_it() throws IOException {
        ManifestStore manifests = ManifestStore.withoutPauses(bucket);
        WriterIdentity writer = WriterIdentity.next(disk, FOLDER.resolve("writer"), new Random(1));
        IngesterMetrics metrics = new IngesterMetrics();
        LongAdder live = new LongAdder();
        AtomicLong most = new AtomicLong();
        Map<Long, Generation> left = recover(disk, manifests, writer, live, metrics, new GenerationWriter.Listener() {
            @Override
            public void streamAdded(TenantId tenant, Labels stream, long newestNanos) {
                most.accumulateAndGet(live.sum(), Math::max);
            }
        });
        assertThat(metrics.replayedRecords.sum()).isEqualTo(PUSHES);
        assertThat(PUSHES * LINE_BYTES).isGreaterThan(8 * SMALL);
        assertThat(most.get()).isBetween(SMALL / 2L, SMALL + SMALL / 4L);
        assertThat(left).as("what was flushed in part is flushed as a whole").isEmpty();
        assertThat(live.sum()).isZero();
        assertThat(new WalReader(disk, FOLDER.resolve("wal")).generations()).isEmpty();
    }

    @Test
    void parts_of_a_generation_become_visible_by_one_commit_in_the_order_of_arrival() throws IOException {
        try (TestIngester ingester = open(disk, bucket, config(SMALL, Long.MAX_VALUE))) {
            assertThat(read(ingester)).containsExactlyElementsOf(acknowledged);
        }
        Manifest manifest = ManifestStore.withoutPauses(bucket).refresh(TENANT);
        assertThat(manifest.version()).isEqualTo(1);
        assertThat(manifest.segments()).hasSizeGreaterThan(8);
        assertThat(manifest.segments().stream().map(SegmentRef::key))
                .allMatch(key -> key.matches("t/segments/[0-9a-f]{16}-[0-9a-f]{16}-000002-\\d{4}"));
    }

    @Test
    void what_fits_into_memory_is_live_and_not_flushed_before_the_start_is_over() throws IOException {
        FaultyObjectStore store = new FaultyObjectStore(bucket, 1);
        store.setHook((operation, key) -> {
            if (key.contains("/segments/")) {
                throw new IOException("nothing can be put");
            }
        });
        try (TestIngester ingester = open(disk, store, config(64 << 20, 1 << 20))) {
            assertThat(read(ingester)).containsExactlyElementsOf(acknowledged);
        }
    }

    @Test
    void a_log_that_does_not_fit_and_cannot_be_flushed_refuses_the_start_and_keeps_all() throws IOException {
        FaultyObjectStore store = new FaultyObjectStore(bucket, 1);
        store.setHook((operation, key) -> {
            if (key.contains("/segments/")) {
                throw new IOException("nothing can be put");
            }
        });
        assertThatThrownBy(
                        () -> open(disk, store, config(SMALL, Long.MAX_VALUE)).close())
                .isInstanceOf(IOException.class)
                .hasMessageContaining("start again when the object store can be written to");
        try (TestIngester ingester = open(disk.reopen(), bucket, config(SMALL, Long.MAX_VALUE))) {
            assertThat(read(ingester)).containsExactlyElementsOf(acknowledged);
        }
    }

    @Test
    void a_recovery_in_parts_that_ends_at_any_call_of_the_store_loses_and_repeats_nothing() throws IOException {
        FaultyObjectStore calm = new FaultyObjectStore(bucket, 1);
        SimulatedDisk before = disk;
        int calls = 0;
        boolean done = false;
        while (!done) {
            calls++;
            for (boolean performed : new boolean[] {false, true}) {
                FaultyObjectStore dying = new FaultyObjectStore(bucket, 1);
                dying.dieAt(calls, performed);
                SimulatedDisk mine = before.reopen(change -> true);
                try (TestIngester ingester = open(mine, dying, config(SMALL, Long.MAX_VALUE))) {
                    done = !dying.isDead();
                } catch (IOException | CompletionException died) {
                    // Found by the next start.
                }
                try (TestIngester ingester = open(mine.reopen(), calm, config(SMALL, Long.MAX_VALUE))) {
                    assertThat(read(ingester)).as("call %d", calls).containsExactlyElementsOf(acknowledged);
                }
                bucket.objects().keySet().forEach(this::forget);
            }
        }
        assertThat(calls).isGreaterThan(8);
    }

    private void forget(String key) {
        try {
            bucket.delete(key);
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    @Test
    void what_a_manifest_covers_is_not_even_decoded() throws IOException {
        assertThat(damagedMessages(false)).isEqualTo(1);
        assertThat(damagedMessages(true)).isZero();
    }

    /** How many are found in a log of one, whose tenant's manifest covers it or not. */
    private long damagedMessages(boolean covered) throws IOException {
        SimulatedDisk other = new SimulatedDisk(1);
        Path log = FOLDER.resolve("wal");
        other.createDirectories(log);
        WriterIdentity writer = WriterIdentity.next(other, FOLDER.resolve("writer"), new Random(1));
        try (WalAppender appender = WalAppender.open(other, log, 5, WalOptions.DEFAULTS, WalListener.NONE)) {
            byte[] noStreamsAndNoSnappy = {0, 1, 't', 0, 'j', 'u', 'n', 'k'};
            appender.append(2, ByteBuffer.wrap(noStreamsAndNoSnappy)).join();
        }
        ManifestStore manifests = ManifestStore.withoutPauses(new MemoryObjectStore());
        if (covered) {
            manifests.commit(TENANT, ManifestChange.flush(writer.name(), writer.epoch(), 5, 5, List.of()));
        }
        IngesterMetrics metrics = new IngesterMetrics();
        assertThat(recover(other, manifests, writer, new LongAdder(), metrics, GenerationWriter.Listener.NONE))
                .isEmpty();
        return metrics.logCorrupt.sum();
    }
}
