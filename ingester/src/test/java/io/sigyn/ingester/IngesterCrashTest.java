package io.sigyn.ingester;

import static org.assertj.core.api.Assertions.assertThat;

import io.sigyn.index.View;
import io.sigyn.ingester.IngesterConfig.Retry;
import io.sigyn.ingester.IngesterConfig.Room;
import io.sigyn.ingester.IngesterConfig.Rotation;
import io.sigyn.model.TenantId;
import io.sigyn.model.TenantLimits;
import io.sigyn.storage.Seeds;
import io.sigyn.storage.disk.SimulatedDisk;
import io.sigyn.storage.object.FolderObjectStore;
import io.sigyn.storage.object.ObjectStore;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CompletionException;
import org.junit.jupiter.api.Test;

/**
 * The power goes at any operation of pushes, rotations, flushes, commits, deletions and recoveries, on a disk that holds the
 * log and the objects and fails and fills up besides.
 */
class IngesterCrashTest {
    private static final Instant NOW = Instant.parse("2026-11-24T12:00:00Z");
    private static final long BASE_NANOS = NOW.getEpochSecond() * 1_000_000_000L;
    private static final List<TenantId> TENANTS = List.of(new TenantId("a"), new TenantId("b"));

    @Test
    void what_was_acknowledged_is_found_exactly_once_and_nothing_that_was_not_sent() {
        Seeds.forEach(Integer.getInteger("sigyn.crashes", 1500), seed -> new Scenario(seed).run());
    }

    private static final class Scenario {
        private final Random random;
        private final ManualClock clock = new ManualClock(NOW);
        private SimulatedDisk disk;
        private final Set<String> sent = new HashSet<>();
        private final Set<String> acknowledged = new LinkedHashSet<>();
        private int lines;

        Scenario(long seed) {
            random = new Random(seed);
            disk = new SimulatedDisk(seed);
        }

        void run() throws IOException {
            int lives = 2 + random.nextInt(3);
            for (int life = 0; life < lives; life++) {
                disk.losePowerAt(1 + random.nextInt(random.nextBoolean() ? 40 : 160));
                live();
                disk = random.nextInt(8) == 0 ? disk.reopenAfterKill() : disk.reopen();
            }
            check(disk, random.nextBoolean());
            check(disk, true);
            check(disk, false);
        }

        /** One process, until the power goes or it has done enough. */
        private void live() throws IOException {
            try (ObjectStore store = FolderObjectStore.open(disk, Path.of("/data/chunks"), fixed());
                    TestIngester ingester = TestIngester.open(config(), disk, store, clock)) {
                if (random.nextBoolean()) {
                    flush(ingester);
                }
                for (int action = 0; action < 15; action++) {
                    act(ingester);
                }
                if (random.nextBoolean()) {
                    disk.losePower();
                }
            } catch (IOException powerLoss) {
                // What is there is checked at the end.
            }
        }

        private static Clock fixed() {
            return Clock.fixed(NOW, ZoneOffset.UTC);
        }

        private static IngesterConfig config() {
            return IngesterConfig.of(Path.of("/data"), tenant -> TenantLimits.defaults())
                    .withSizes(new Rotation(1 << 20, Duration.ofHours(1)), new Room(64 << 20, 64 << 20, Duration.ZERO))
                    .withFlush(new Retry(Duration.ofMillis(1), Duration.ofMillis(2)), Duration.ofSeconds(5));
        }

        private void act(TestIngester ingester) {
            switch (random.nextInt(12)) {
                case 0 -> disk.failNextSyncs(1);
                case 1 -> disk.setCapacityBytes(disk.usedBytes() + random.nextInt(3000));
                case 2, 3 -> disk.setCapacityBytes(Long.MAX_VALUE);
                case 4, 5 -> flush(ingester);
                default -> push(ingester);
            }
        }

        private static void flush(TestIngester ingester) {
            try {
                ingester.get().flush().toCompletableFuture().join();
            } catch (CompletionException notNow) {
                // It is tried again.
            }
        }

        private void push(TestIngester ingester) {
            TenantId tenant = TENANTS.get(random.nextInt(TENANTS.size()));
            List<String> rows = new ArrayList<>();
            StringBuilder body = new StringBuilder("{\"streams\":[");
            int streams = 1 + random.nextInt(3);
            for (int s = 0; s < streams; s++) {
                String app = "s" + random.nextInt(4);
                body.append(s == 0 ? "" : ",")
                        .append("{\"stream\":{\"app\":\"")
                        .append(app)
                        .append("\"},\"values\":[");
                int entries = 1 + random.nextInt(3);
                for (int e = 0; e < entries; e++) {
                    long timestamp = BASE_NANOS + random.nextInt(1000);
                    String line = "line " + lines++ + "x".repeat(random.nextInt(20));
                    body.append(e == 0 ? "" : ",")
                            .append("[\"")
                            .append(timestamp)
                            .append("\",\"")
                            .append(line);
                    body.append(random.nextBoolean() ? "\",{\"k\":\"v" + lines + "\"}]" : "\"]");
                    rows.add(row(tenant, app, timestamp, line));
                }
                body.append("]}");
            }
            sent.addAll(rows);
            byte[] bytes = body.append("]}").toString().getBytes(StandardCharsets.UTF_8);
            try {
                ingester.get()
                        .push(
                                tenant,
                                new PushBody(PushBody.Endpoint.PUSH, "application/json", "", bytes, 0, bytes.length))
                        .toCompletableFuture()
                        .join();
                acknowledged.addAll(rows);
                assertThat(read(ingester, tenant)).as("read your writes").containsAll(rows);
            } catch (CompletionException refused) {
                assertThat(refused.getCause()).isInstanceOf(RejectedPushException.class);
                assertThat(((RejectedPushException) refused.getCause()).status())
                        .isEqualTo(503);
            } catch (IOException powerLoss) {
                // Acknowledged, but cannot be read any more now.
            }
        }

        private static String row(TenantId tenant, String app, long timestamp, String line) {
            return tenant + " " + app + " " + timestamp + " " + line;
        }

        private static List<String> read(TestIngester ingester, TenantId tenant) throws IOException {
            try (View view = ingester.get().open(tenant)) {
                return ViewRows.of(view).stream()
                        .map(row -> row(tenant, row.stream().getOrEmpty("app"), row.timestampNanos(), row.line()))
                        .toList();
            }
        }

        private void check(SimulatedDisk calm, boolean flushed) throws IOException {
            calm.setCapacityBytes(Long.MAX_VALUE);
            calm.failNextSyncs(0);
            try (ObjectStore store = FolderObjectStore.open(calm, Path.of("/data/chunks"), fixed());
                    TestIngester ingester = TestIngester.open(config(), calm, store, clock)) {
                if (flushed) {
                    ingester.get().flush().toCompletableFuture().join();
                }
                TreeMap<String, Integer> found = new TreeMap<>();
                for (TenantId tenant : TENANTS) {
                    read(ingester, tenant).forEach(row -> found.merge(row, 1, Integer::sum));
                }
                assertThat(found.values()).as("nothing twice").allMatch(count -> count == 1);
                assertThat(found.keySet()).as("nothing lost").containsAll(acknowledged);
                assertThat(sent).as("nothing made up").containsAll(found.keySet());
            }
        }
    }
}
