package io.sigyn.index.upkeep;

import static io.sigyn.index.upkeep.UpkeepFixture.DAY;
import static io.sigyn.index.upkeep.UpkeepFixture.NANOS;
import static io.sigyn.index.upkeep.UpkeepFixture.TENANT;
import static org.assertj.core.api.Assertions.assertThat;

import io.sigyn.index.manifest.SegmentRef;
import io.sigyn.model.Labels;
import io.sigyn.storage.Row;
import io.sigyn.storage.object.MemoryObjectStore.Fault;
import io.sigyn.storage.object.MemoryObjectStore.Operation;
import io.sigyn.storage.object.ObjectBody;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.assertj.core.api.Assertions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class OrphanSweeperTest {
    @TempDir
    private Path folder;

    private UpkeepFixture fixture;
    private Upkeep upkeep;

    @BeforeEach
    void open() {
        fixture = new UpkeepFixture(folder);
        upkeep = fixture.upkeep();
    }

    @Test
    void objects_of_removed_segments_stay_for_readers_then_go() throws IOException {
        for (int i = 0; i < 5; i++) {
            fixture.flush("a", NANOS - 2 * DAY + i, "line " + i);
        }
        upkeep.round();
        assertThat(objects()).hasSize(6);
        fixture.advance(Duration.ofMinutes(119));
        upkeep.round();
        assertThat(objects()).hasSize(6);
        fixture.advance(Duration.ofMinutes(2));
        upkeep.round();
        assertThat(objects()).containsExactlyElementsOf(fixture.keys()).hasSize(1);
        assertThat(fixture.manifest().removed()).isEmpty();
        assertThat(fixture.lines()).hasSize(5);
    }

    @Test
    void what_a_lost_merge_left_goes_after_a_day_and_what_is_not_ours_stays() throws IOException {
        for (int i = 0; i < 5; i++) {
            fixture.flush("a", NANOS - 2 * DAY + i, "line " + i);
        }
        fixture.store.put(TENANT + "/segments/note", ObjectBody.of(new byte[] {1}));
        fixture.store.faults((operation, key) -> operation == Operation.PUT_IF_ABSENT ? Fault.BEFORE : Fault.NONE);
        assertThat(upkeep.round()).isFalse();
        fixture.store.faults((operation, key) -> Fault.NONE);
        assertThat(objects()).hasSize(7);
        fixture.advance(Duration.ofHours(23));
        upkeep.round();
        fixture.advance(Duration.ofHours(7));
        upkeep.round();
        assertThat(objects()).hasSize(2).containsAll(fixture.keys()).contains(TENANT + "/segments/note");
        assertThat(fixture.metrics.orphansDeleted.sum()).isEqualTo(1);
        assertThat(fixture.lines()).hasSize(5);
    }

    @Test
    void a_flushed_segment_goes_only_when_nobody_can_commit_it_any_more() throws IOException {
        fixture.flush("a", NANOS, "line");
        SegmentRef uncommitted = fixture.put(Map.of(Labels.of("app", "a"), List.of(Row.of(NANOS, "other"))));
        fixture.advance(Duration.ofDays(40));
        upkeep.round();
        assertThat(objects()).contains(uncommitted.key());
        fixture.manifests.fence(TENANT, UpkeepFixture.WRITER, 2);
        fixture.advance(Duration.ofDays(1));
        upkeep.round();
        assertThat(objects()).doesNotContain(uncommitted.key()).containsExactlyElementsOf(fixture.keys());
    }

    @Test
    void nothing_is_deleted_while_a_commit_cannot_be_read() throws IOException {
        for (int i = 0; i < 5; i++) {
            fixture.flush("a", NANOS - 2 * DAY + i, "line " + i);
        }
        upkeep.round();
        // All commits so far are whole, so one more is made, damaged, and found by a process that starts anew.
        fixture.flush("b", NANOS, "lost");
        Map<String, byte[]> objects = fixture.store.objects();
        String last = objects.keySet().stream()
                .filter(key -> key.startsWith(TENANT + "/manifest/"))
                .reduce("", (a, b) -> b);
        objects.get(last)[40] ^= 1;
        UpkeepFixture restarted = new UpkeepFixture(folder);
        restarted.store.objects().putAll(objects);
        restarted.advance(Duration.ofDays(50));
        Upkeep other = restarted.upkeep();
        restarted.advance(Duration.ofDays(1));
        int before = restarted.store.objects().size();
        other.round();
        Assertions.assertThat(restarted.manifest().damaged()).isNotEmpty();
        assertThat(restarted.store.objects().size()).isGreaterThanOrEqualTo(before);
    }

    private List<String> objects() {
        return fixture.store.objects().keySet().stream()
                .filter(key -> key.startsWith(TENANT + "/segments/"))
                .toList();
    }
}
