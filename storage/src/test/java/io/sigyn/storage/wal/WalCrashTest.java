package io.sigyn.storage.wal;

import static org.assertj.core.api.Assertions.assertThat;

import io.sigyn.storage.Seeds;
import io.sigyn.storage.disk.SimulatedDisk;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

/** The power goes at any operation, several times in the life of a log, on a disk that also fails and fills up. */
class WalCrashTest {
    private static final Path DIRECTORY = Path.of("/data/wal");

    @Test
    void every_acknowledged_record_is_replayed_once_and_in_order_after_any_crash() {
        Seeds.forEach(2500, seed -> new Scenario(seed).run());
    }

    /** Several lives of one log, and what must be known of it. */
    private static final class Scenario {
        private final Random random;
        private SimulatedDisk disk;
        private final List<byte[]> sent = new ArrayList<>();
        private final Map<Integer, Long> acknowledged = new HashMap<>(); // number of the record → generation
        private final Set<Long> deleted = new HashSet<>();
        private long generation = 1;

        Scenario(long seed) {
            random = new Random(seed);
            disk = new SimulatedDisk(seed);
        }

        void run() throws IOException {
            for (int life = 0; life < 3; life++) {
                disk.losePowerAt(1 + random.nextInt(60));
                live();
                disk = random.nextInt(8) == 0 ? disk.reopenAfterKill() : disk.reopen();
                check();
                List<Long> found = new WalReader(disk, DIRECTORY).generations();
                generation = Math.max(generation, found.isEmpty() ? 0 : found.get(found.size() - 1));
                generation += random.nextInt(2); // a log is continued in its last generation, too
                while (deleted.contains(generation)) {
                    generation++;
                }
            }
        }

        private void live() {
            try {
                disk.createDirectories(DIRECTORY);
                WalWriter writer = new WalWriter(
                        disk,
                        new WalDirectory(disk, DIRECTORY),
                        generation,
                        200 + random.nextInt(2000),
                        random::nextInt,
                        16 + random.nextInt(600));
                WalOptions options = new WalOptions(1, 1 << 20, 1 + random.nextInt(300));
                WalAppender appender = new WalAppender(writer, options, WalListener.NONE);
                for (int action = 0; action < 40; action++) {
                    act(appender);
                }
                writer.close();
            } catch (IOException powerLoss) {
                // Whatever failed, the check decides whether it was allowed to.
            }
        }

        private void act(WalAppender appender) throws IOException {
            switch (random.nextInt(12)) {
                case 0 -> disk.failNextSyncs(1);
                case 1 -> disk.setCapacityBytes(disk.usedBytes() + random.nextInt(200));
                case 2 -> disk.setCapacityBytes(Long.MAX_VALUE);
                case 3 -> rotate(appender);
                case 4 -> deleteOldest(appender);
                default -> appendSome(appender);
            }
        }

        private void appendSome(WalAppender appender) {
            Map<Integer, CompletableFuture<Long>> futures = new HashMap<>();
            for (int i = random.nextInt(5); i >= 0; i--) {
                byte[] payload = new byte[4 + random.nextInt(random.nextInt(10) == 0 ? 3000 : 60)];
                random.nextBytes(payload);
                ByteBuffer.wrap(payload).putInt(sent.size());
                int split = random.nextInt(payload.length);
                futures.put(
                        sent.size(),
                        appender.append(
                                1 + sent.size() % 255,
                                ByteBuffer.wrap(payload, 0, split),
                                ByteBuffer.wrap(payload, split, payload.length - split)));
                sent.add(payload);
            }
            appender.step();
            futures.forEach((number, future) -> {
                assertThat(future).isDone();
                if (!future.isCompletedExceptionally()) {
                    acknowledged.put(number, future.join());
                }
            });
        }

        private void rotate(WalAppender appender) throws IOException {
            generation++;
            CompletableFuture<Void> rotation = appender.requestRotation(generation);
            appender.step();
            assertThat(rotation).isDone();
        }

        private void deleteOldest(WalAppender appender) throws IOException {
            long oldest = new WalReader(disk, DIRECTORY)
                    .generations().stream().findFirst().orElse(generation);
            if (oldest < generation) {
                deleted.add(oldest);
                appender.deleteGeneration(oldest);
            }
        }

        private void check() throws IOException {
            Set<Integer> found = new HashSet<>();
            WalReader reader = new WalReader(disk, DIRECTORY);
            for (long at : reader.generations()) {
                List<Integer> numbers = new ArrayList<>();
                reader.replay(at, new WalReader.Handler() {
                    @Override
                    public void record(int type, byte[] buffer, int offset, int length) {
                        int number = ByteBuffer.wrap(buffer, offset, length).getInt();
                        boolean asSent = type == 1 + number % 255
                                && Arrays.equals(buffer, offset, offset + length, sent.get(number), 0, length)
                                && sent.get(number).length == length;
                        boolean inItsGeneration = acknowledged.getOrDefault(number, at) == at;
                        if (!asSent || !inItsGeneration || !found.add(number)) {
                            throw new AssertionError("record " + number + " is as it was sent: " + asSent
                                    + ", in its generation: " + inItsGeneration + ", or else there twice");
                        }
                        numbers.add(number);
                    }

                    @Override
                    public void damaged(WalDamage damage) {
                        assertThat(damage.kind()).isEqualTo(WalDamage.Kind.TORN);
                    }
                });
                assertThat(numbers).isSorted();
            }
            Map<Integer, Long> missing = new HashMap<>(acknowledged);
            missing.keySet().removeAll(found);
            missing.values().removeAll(deleted);
            assertThat(missing).as("acknowledged records, by generation").isEmpty();
        }
    }
}
