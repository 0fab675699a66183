package io.sigyn.index.manifest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sigyn.model.TenantId;
import io.sigyn.storage.CorruptDataException;
import io.sigyn.storage.object.MemoryObjectStore;
import io.sigyn.storage.segment.SegmentSummary;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;

final class ManifestStoreTest {
    private static final TenantId TENANT = new TenantId("acme");

    private final TreeMap<String, byte[]> objects = new TreeMap<>();

    private ManifestStore store(long seed, double faultRate) {
        return store(seed, faultRate, new ManifestOptions(seed % 2 == 0 ? 0 : 5, 8, 8, attempt -> {}));
    }

    private ManifestStore store(long seed, double faultRate, ManifestOptions options) {
        return new ManifestStore(
                new RacingObjectStore(objects, new Random(seed), faultRate), options, new Random(seed));
    }

    private static SegmentRef segment(String key) {
        return new SegmentRef(key, 0, new SegmentSummary(-5, 10, 3, 40, 2, 1, 512, 100));
    }

    private static ManifestChange flush(String writer, long generation) {
        return ManifestChange.flush(writer, 1, generation, generation, List.of(segment(writer + "-" + generation)));
    }

    private static List<String> keys(Manifest manifest) {
        return manifest.segments().stream().map(SegmentRef::key).toList();
    }

    @Test
    void a_commit_is_seen_by_who_made_it_and_by_who_comes_later() throws IOException {
        store(1, 0).commit(TENANT, flush("w", 7));

        Manifest manifest = store(2, 0).known(TENANT);
        assertThat(manifest.segments()).containsExactly(segment("w-7"));
        assertThat(manifest.covers("w", 7)).isTrue();
        assertThat(manifest.covers("w", 6)).as("below the floor").isTrue();
        assertThat(manifest.covers("w", 8)).isFalse();
        assertThat(manifest.covers("other", 7)).isFalse();
        assertThat(store(3, 0).tenants()).containsExactly(TENANT);
    }

    @Test
    void a_generation_is_handed_over_once() throws IOException {
        ManifestStore store = store(1, 0);
        store.commit(TENANT, flush("w", 7));
        Manifest again = store.commit(
                TENANT, ManifestChange.flush("w", 1, 7, 7, List.of(segment("the same rows in another object"))));
        assertThat(keys(again)).containsExactly("w-7");
    }

    @Test
    void the_loser_of_a_race_adds_to_what_the_winner_did() throws IOException {
        ManifestStore one = store(1, 0);
        ManifestStore two = store(2, 0);
        assertThat(one.known(TENANT).version()).isZero();
        assertThat(two.known(TENANT).version()).isZero();
        one.commit(TENANT, flush("one", 1));
        assertThat(keys(two.commit(TENANT, flush("two", 1)))).containsExactly("one-1", "two-1");
        assertThat(keys(one.known(TENANT))).containsExactly("one-1");
        assertThat(keys(one.refresh(TENANT))).containsExactly("one-1", "two-1");
    }

    @Test
    void a_swap_needs_what_it_replaces() throws IOException {
        ManifestStore store = store(1, 0);
        store.commit(TENANT, flush("w", 1));
        store.commit(TENANT, flush("w", 2));
        ManifestChange swap = ManifestChange.swap("c", 1, List.of("w-1", "w-2"), List.of(segment("merged")), 77);
        assertThat(keys(store.commit(TENANT, swap))).containsExactly("merged");
        assertThatThrownBy(() -> store.commit(TENANT, swap)).isInstanceOf(ConflictException.class);
    }

    @Test
    void an_old_process_cannot_commit_after_its_successor() throws IOException {
        ManifestStore old = store(1, 0);
        old.commit(TENANT, flush("w", 1));
        store(2, 0).fence(TENANT, "w", 2);
        assertThatThrownBy(() -> old.commit(TENANT, flush("w", 2))).isInstanceOf(FencedWriterException.class);
        assertThat(keys(old.known(TENANT))).containsExactly("w-1");
    }

    @Test
    void what_was_removed_is_remembered_until_it_is_purged() throws IOException {
        ManifestStore store = store(2, 0);
        store.commit(TENANT, flush("w", 1));
        store.commit(TENANT, ManifestChange.swap("c", 1, List.of("w-1"), List.of(), 77));
        assertThat(store(4, 0).known(TENANT).removed()).containsExactly(new RemovedSegment("w-1", 77));
        store.commit(TENANT, ManifestChange.purge("c", 1, List.of("w-1")));
        assertThat(store(6, 0).known(TENANT).removed()).isEmpty();
    }

    @Test
    void a_long_chain_is_cut_and_read_with_few_requests() throws IOException {
        ManifestStore writer = store(2, 0);
        ManifestStore late = store(4, 0);
        late.refresh(TENANT);
        for (int generation = 1; generation <= 300; generation++) {
            writer.commit(TENANT, flush("w", generation));
            if (generation == 5) {
                late.refresh(TENANT);
            }
        }
        assertThat(objects.keySet().stream().filter(key -> key.contains("/manifest/")))
                .hasSizeLessThan(30);
        assertThat(keys(store(6, 0).known(TENANT))).hasSize(300);
        assertThat(keys(late.refresh(TENANT))).hasSize(300);
        assertThat(store(8, 0).tenants()).containsExactly(TENANT);
    }

    @Test
    void a_writer_that_slept_while_the_chain_was_cut_loses_nothing() throws IOException {
        for (int known = 0; known < 12; known++) {
            objects.clear();
            ManifestStore writer = store(2, 0);
            ManifestStore sleeper = store(4, 0);
            for (int generation = 1; generation <= 60; generation++) {
                writer.commit(TENANT, flush("w", generation));
                if (generation == known) {
                    sleeper.refresh(TENANT);
                }
            }
            if (known == 0) {
                sleeper = sleeperThatKnowsNothing();
            }
            assertThat(keys(sleeper.commit(TENANT, flush("sleeper", 1)))).hasSize(61);
            assertThat(keys(store(6, 0).known(TENANT))).hasSize(61).contains("sleeper-1");
            assertThat(keys(writer.refresh(TENANT))).hasSize(61);
        }
    }

    private ManifestStore sleeperThatKnowsNothing() throws IOException {
        List<String> chain = objects.keySet().stream().toList();
        TreeMap<String, byte[]> kept = new TreeMap<>(objects);
        objects.keySet().removeAll(chain);
        ManifestStore sleeper = store(4, 0);
        assertThat(sleeper.known(TENANT).version()).isZero();
        objects.putAll(kept);
        return sleeper;
    }

    @Test
    void no_update_is_lost_whatever_fails() throws IOException {
        for (int seed = 0; seed < 400; seed++) {
            objects.clear();
            Random random = new Random(seed);
            List<ManifestStore> writers = new ArrayList<>();
            for (int w = 0; w < 3; w++) {
                writers.add(store(seed * 10L + w, 0.15));
            }
            Set<String> acknowledged = new HashSet<>();
            long[] generations = new long[3];
            for (int step = 0; step < 60; step++) {
                int w = random.nextInt(3);
                ManifestChange change = flush("writer" + w, generations[w] + 1);
                try {
                    writers.get(w).commit(TENANT, change);
                    acknowledged.add(change.added().get(0).key());
                    generations[w]++;
                } catch (IOException e) {
                    // Not known: it is made again by the next step of this writer.
                }
                if (random.nextInt(10) == 0) {
                    writers.set(w, store(seed * 1000L + step, 0.15)); // crash and restart
                }
            }
            List<String> found = keys(store(seed, 0).known(TENANT));
            assertThat(found).as("seed %d", seed).doesNotHaveDuplicates().containsAll(acknowledged);
            assertThat(found.size() - acknowledged.size())
                    .as("unacknowledged, seed %d", seed)
                    .isBetween(0, 3);
        }
    }

    @Test
    void writers_and_a_compactor_agree_whatever_fails() throws IOException {
        for (int seed = 0; seed < 200; seed++) {
            objects.clear();
            Random random = new Random(seed);
            List<ManifestStore> stores = new ArrayList<>();
            for (int i = 0; i < 3; i++) {
                stores.add(store(seed * 10L + i, 0.1));
            }
            Set<String> flushed = new HashSet<>();
            long generation = 0;
            for (int step = 0; step < 120; step++) {
                ManifestStore store = stores.get(random.nextInt(3));
                try {
                    if (random.nextBoolean()) {
                        store.commit(TENANT, flush("w", generation + 1));
                        generation++;
                        flushed.add("w-" + generation);
                    } else {
                        compact(store, random, step);
                    }
                } catch (IOException e) {
                    // Not known: a flush is made again, a compaction is planned anew.
                }
            }
            // The name of a merged segment says what is in it.
            List<String> rows = new ArrayList<>();
            for (String key : keys(store(seed, 0).known(TENANT))) {
                rows.addAll(List.of(key.split("[+]")));
            }
            assertThat(rows).as("seed %d", seed).doesNotHaveDuplicates().containsAll(flushed);
            assertThat(rows.size() - flushed.size()).isBetween(0, 1);
        }
    }

    private static void compact(ManifestStore store, Random random, int step) throws IOException {
        List<String> keys = keys(store.known(TENANT));
        if (keys.size() > 3) {
            int from = random.nextInt(keys.size() - 2);
            List<String> merged = keys.subList(from, from + 2);
            store.commit(TENANT, ManifestChange.swap("c", 1, merged, List.of(segment(String.join("+", merged))), step));
        }
    }

    @Test
    void every_flipped_bit_in_a_commit_is_noticed() throws IOException {
        Manifest after =
                Manifest.EMPTY.after(flush("w", 5)).after(ManifestChange.swap("c", 2, List.of("w-5"), List.of(), 9));
        byte[] commit = new ManifestCommit(32, 99, 98, 32, flush("w", 5), after).encode();
        assertThat(ManifestCommit.decode("key", commit).encode()).isEqualTo(commit);
        for (int bit = 0; bit < 8 * commit.length; bit++) {
            byte[] damaged = commit.clone();
            damaged[bit / 8] ^= (byte) (1 << bit % 8);
            assertThatThrownBy(() -> ManifestCommit.decode("key", damaged)).isInstanceOf(CorruptDataException.class);
        }
        for (int length = 0; length < commit.length; length++) {
            byte[] cut = Arrays.copyOf(commit, length);
            assertThatThrownBy(() -> ManifestCommit.decode("key", cut)).isInstanceOf(CorruptDataException.class);
        }
    }

    @Test
    void large_commits_are_compressed_and_come_back() throws IOException {
        Manifest after = Manifest.EMPTY;
        for (int i = 0; i < 1000; i++) {
            after = after.after(flush("w", i));
        }
        ManifestCommit commit = new ManifestCommit(1000, 1, 2, 1000, flush("w", 999), after);
        byte[] bytes = commit.encode();
        assertThat(bytes.length).isLessThan(30_000);
        assertThat(ManifestCommit.decode("key", bytes)).isEqualTo(commit);
    }

    @Test
    void a_damaged_commit_costs_only_what_it_named_and_is_not_forgotten() throws IOException {
        ManifestStore writer = store(2, 0);
        for (int generation = 1; generation <= 3; generation++) {
            writer.commit(TENANT, flush("w", generation));
        }
        objects.computeIfPresent("acme/manifest/00000000000000000002", (key, commit) -> {
            commit[commit.length / 2] ^= 1;
            return commit;
        });
        Manifest manifest = store(4, 0).known(TENANT);
        assertThat(keys(manifest)).containsExactly("w-1", "w-3");
        assertThat(manifest.damaged()).containsExactly(2L);
        ManifestStore other = store(6, 0);
        for (int generation = 4; generation <= 50; generation++) {
            other.commit(TENANT, flush("w", generation));
        }
        assertThat(store(8, 0).known(TENANT).damaged()).containsExactly(2L);
    }

    @Test
    void a_damaged_newest_commit_does_not_stop_the_next() throws IOException {
        for (int seed = 2; seed < 4; seed++) {
            objects.clear();
            ManifestStore writer = store(seed, 0);
            for (int generation = 1; generation <= 20; generation++) {
                writer.commit(TENANT, flush("w", generation));
            }
            objects.computeIfPresent("acme/manifest/00000000000000000020", (key, commit) -> {
                commit[commit.length / 2] ^= 1;
                return commit;
            });
            assertThat(keys(store(seed + 2, 0).commit(TENANT, flush("w", 21))))
                    .hasSize(20)
                    .doesNotContain("w-20");
            assertThat(keys(writer.commit(TENANT, flush("w", 22)))).contains("w-21", "w-22");
        }
    }

    @Test
    void threads_of_two_processes_lose_no_update() throws Exception {
        MemoryObjectStore shared = new MemoryObjectStore();
        ExecutorService threads = Executors.newFixedThreadPool(4);
        try {
            List<Future<?>> futures = new ArrayList<>();
            for (int process = 0; process < 2; process++) {
                ManifestStore store =
                        new ManifestStore(shared, new ManifestOptions(3, 8, 8, attempt -> {}), new Random(process));
                for (int thread = 0; thread < 2; thread++) {
                    String writer = "p" + process + "t" + thread;
                    futures.add(threads.submit(() -> {
                        for (int generation = 1; generation <= 100; generation++) {
                            store.commit(TENANT, flush(writer, generation));
                        }
                        return null;
                    }));
                }
            }
            for (Future<?> future : futures) {
                future.get();
            }
            assertThat(keys(new ManifestStore(shared).known(TENANT))).hasSize(400);
        } finally {
            threads.shutdownNow();
        }
    }
}
