package io.sigyn.index.manifest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sigyn.model.TenantId;
import io.sigyn.storage.CorruptDataException;
import io.sigyn.storage.segment.SegmentSummary;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

final class ManifestStoreTest {
    private static final TenantId TENANT = new TenantId("acme");

    private final TreeMap<String, byte[]> objects = new TreeMap<>();

    private ManifestStore store(long seed, double faultRate) {
        return new ManifestStore(new RacingObjectStore(objects, new Random(seed), faultRate), new Random(seed));
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
        ManifestChange swap = ManifestChange.swap("c", 1, List.of("w-1", "w-2"), List.of(segment("merged")));
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
    void a_long_chain_is_read_from_its_last_snapshot() throws IOException {
        ManifestStore writer = store(1, 0);
        for (int generation = 1; generation <= 300; generation++) {
            writer.commit(TENANT, flush("w", generation));
        }
        objects.keySet()
                .removeIf(key -> key.contains("/manifest/")
                        && key.compareTo("acme/manifest/00000000000000000280") < 0
                        && !key.endsWith("32")
                        && !key.endsWith("64")
                        && !key.endsWith("128")
                        && !key.endsWith("256")
                        && !key.endsWith("288")
                        && !key.endsWith("272"));
        assertThat(keys(store(2, 0).known(TENANT))).hasSize(300);
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
    void every_flipped_bit_in_a_commit_is_noticed() throws IOException {
        byte[] commit = new ManifestCommit(32, 99, flush("w", 5), Manifest.EMPTY.after(flush("w", 5))).encode();
        assertThat(ManifestCommit.decode("key", commit).encode()).isEqualTo(commit);
        for (int bit = 0; bit < 8 * commit.length; bit++) {
            byte[] damaged = commit.clone();
            damaged[bit / 8] ^= (byte) (1 << bit % 8);
            assertThatThrownBy(() -> ManifestCommit.decode("key", damaged)).isInstanceOf(CorruptDataException.class);
        }
    }

    @Test
    void a_damaged_commit_costs_only_what_it_named() throws IOException {
        ManifestStore writer = store(1, 0);
        for (int generation = 1; generation <= 3; generation++) {
            writer.commit(TENANT, flush("w", generation));
        }
        objects.computeIfPresent("acme/manifest/00000000000000000002", (key, commit) -> {
            commit[commit.length / 2] ^= 1;
            return commit;
        });
        assertThat(keys(store(2, 0).known(TENANT))).containsExactly("w-1", "w-3");
    }
}
