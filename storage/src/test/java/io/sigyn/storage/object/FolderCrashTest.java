package io.sigyn.storage.object;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.sigyn.storage.Seeds;
import io.sigyn.storage.disk.SimulatedDisk;
import io.sigyn.storage.object.ObjectStore.ObjectInfo;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** The power goes at any operation, on a disk that also fails and fills up; objects are there whole, or not at all. */
class FolderCrashTest {
    private static final Path FOLDER = Path.of("/data/chunks");
    private static final Clock CLOCK = Clock.fixed(Instant.EPOCH, ZoneOffset.UTC);

    @Test
    void a_put_that_returned_is_there_after_any_crash_and_one_that_did_not_is_there_whole_or_not_at_all() {
        Seeds.forEach(2500, seed -> new Scenario(seed).run());
    }

    private static final class Scenario {
        private final Random random;
        private SimulatedDisk disk;
        /** What each key may hold; null for no object. More than one thing after an outcome that is not known. */
        private final Map<String, Set<@Nullable String>> allowed = new HashMap<>();

        private int written;

        Scenario(long seed) {
            random = new Random(seed);
            disk = new SimulatedDisk(seed);
        }

        void run() throws IOException {
            for (int life = 0; life < 3; life++) {
                disk.losePowerAt(1 + random.nextInt(80));
                try (ObjectStore store = FolderObjectStore.open(disk, FOLDER, CLOCK)) {
                    for (int action = 0; action < 20; action++) {
                        act(store);
                    }
                } catch (IOException powerLoss) {
                    // The check decides whether what is there was allowed.
                }
                disk = random.nextInt(8) == 0 ? disk.reopenAfterKill() : disk.reopen();
                check();
            }
        }

        private void act(ObjectStore store) {
            String key = (random.nextBoolean() ? "a/" : "b/c/") + random.nextInt(4);
            String text = written++ + "x".repeat(random.nextInt(2000));
            Set<@Nullable String> before = allowed.computeIfAbsent(key, k -> nothing());
            try {
                switch (random.nextInt(8)) {
                    case 0 -> disk.failNextSyncs(1);
                    case 1 -> disk.setCapacityBytes(disk.usedBytes() + random.nextInt(3000));
                    case 2 -> disk.setCapacityBytes(Long.MAX_VALUE);
                    case 3 -> delete(store, key, before);
                    case 4 -> put(store, key, text, before);
                    default -> putIfAbsent(store, key, text, before);
                }
            } catch (IOException notKnown) {
                // Recorded by whoever threw it.
            }
        }

        private void delete(ObjectStore store, String key, Set<@Nullable String> before) throws IOException {
            allowed.get(key).add(null);
            store.delete(key);
            before.clear();
            before.add(null);
        }

        private void put(ObjectStore store, String key, String text, Set<@Nullable String> before) throws IOException {
            before.add(text);
            store.put(key, ObjectStoreContract.body(text));
            before.clear();
            before.add(text);
        }

        private void putIfAbsent(ObjectStore store, String key, String text, Set<@Nullable String> before)
                throws IOException {
            boolean maybeAbsent = before.contains(null);
            boolean maybePresent = before.size() > 1 || !maybeAbsent;
            before.add(text);
            if (store.putIfAbsent(key, ObjectStoreContract.body(text))) {
                assertThat(maybeAbsent).isTrue();
                before.clear();
                before.add(text);
            } else {
                assertThat(maybePresent).isTrue();
                before.remove(text);
                before.remove(null);
            }
        }

        private void check() throws IOException {
            Map<String, String> found = new HashMap<>();
            if (disk.exists(FOLDER)) {
                try (ObjectStore store = FolderObjectStore.open(disk, FOLDER, CLOCK)) {
                    for (ObjectInfo info : store.list("", "")) {
                        byte[] bytes = store.get(info.key(), 0, (int) info.sizeBytes());
                        found.put(info.key(), new String(bytes, UTF_8));
                    }
                }
            }
            assertThat(allowed.keySet()).containsAll(found.keySet());
            allowed.forEach((key, may) -> assertThat(may.contains(found.get(key)))
                    .as("%s holds what it may", key)
                    .isTrue());
            // What was listed once is relied on: another crash must not take it back.
            allowed.replaceAll((key, may) -> {
                Set<@Nullable String> seen = new HashSet<>();
                seen.add(found.get(key));
                return seen;
            });
        }

        private static Set<@Nullable String> nothing() {
            Set<@Nullable String> nothing = new HashSet<>();
            nothing.add(null);
            return nothing;
        }
    }
}
