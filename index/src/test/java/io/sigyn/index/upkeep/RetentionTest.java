package io.sigyn.index.upkeep;

import static io.sigyn.index.upkeep.UpkeepFixture.DAY;
import static io.sigyn.index.upkeep.UpkeepFixture.HOUR;
import static io.sigyn.index.upkeep.UpkeepFixture.NANOS;
import static io.sigyn.index.upkeep.UpkeepFixture.TENANT;
import static org.assertj.core.api.Assertions.assertThat;

import io.sigyn.index.manifest.SegmentRef;
import io.sigyn.model.Labels;
import io.sigyn.model.TenantId;
import io.sigyn.model.TenantLimits.RetentionRule;
import io.sigyn.storage.Row;
import io.sigyn.storage.object.MemoryObjectStore.Operation;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RetentionTest {
    @TempDir
    private Path folder;

    private UpkeepFixture fixture;

    @BeforeEach
    void open() {
        fixture = new UpkeepFixture(folder);
    }

    @Test
    void a_segment_that_is_past_the_period_is_dropped_without_being_read() throws IOException {
        String old = fixture.flush("a", NANOS - 8 * DAY, "old").key();
        fixture.flush("a", NANOS - 6 * DAY, "young");
        fixture.limits = fixture.limits.with("retentionPeriod", Duration.ofDays(7));
        fixture.store.faults((operation, key) -> {
            if (operation == Operation.GET && key.equals(old)) {
                throw new IOException("not to be read");
            }
            return io.sigyn.storage.object.MemoryObjectStore.Fault.NONE;
        });
        assertThat(fixture.upkeep().round()).isTrue();
        assertThat(fixture.lines()).containsExactly("young");
        assertThat(fixture.metrics.expiredSegments.sum()).isEqualTo(1);
    }

    @Test
    void nothing_is_dropped_while_retention_is_off_or_has_no_period() throws IOException {
        fixture.flush("a", NANOS - 800 * DAY, "old");
        fixture.upkeep().round();
        fixture.options = UpkeepOptions.of(folder, false, Duration.ofMinutes(10), Duration.ofHours(2));
        fixture.limits =
                fixture.limits.with("retentionPeriod", Duration.ofDays(7)).with("retentionMaxBytes", 1L);
        fixture.upkeep().round();
        assertThat(fixture.lines()).containsExactly("old");
    }

    @Test
    void a_stream_is_kept_as_its_rule_of_the_highest_priority_says() throws IOException {
        long time = NANOS - 10 * DAY;
        fixture.flush(Map.of(
                Labels.of("app", "a"), List.of(Row.of(time, "default, past")),
                Labels.of("app", "debug"), List.of(Row.of(time, "debug, past")),
                Labels.of("app", "audit", "env", "prod"), List.of(Row.of(time, "audit, kept")),
                Labels.of("app", "audit", "env", "dev"), List.of(Row.of(time, "audit of dev, past"))));
        fixture.limits = fixture.limits
                .with("retentionPeriod", Duration.ofDays(7))
                .with(
                        "retentionStream",
                        List.of(
                                new RetentionRule("{app=\"debug\"}", 1, Duration.ofDays(1)),
                                new RetentionRule("{app=\"audit\"}", 1, Duration.ofDays(30)),
                                new RetentionRule("{app=~\"aud.*\", env=\"dev\"}", 5, Duration.ofDays(2))));
        assertThat(fixture.upkeep().round()).isTrue();
        assertThat(fixture.lines()).containsExactly("audit, kept");
        assertThat(fixture.metrics.droppedRows.sum()).isEqualTo(3);
        long merges = fixture.metrics.merges.sum();
        fixture.upkeep().round();
        assertThat(fixture.metrics.merges.sum())
                .as("not written again and again")
                .isEqualTo(merges);
    }

    @Test
    void a_rule_that_cannot_be_read_drops_nothing() throws IOException {
        fixture.flush("a", NANOS - 10 * DAY, "old");
        fixture.limits = fixture.limits
                .with("retentionPeriod", Duration.ofDays(7))
                .with("retentionStream", List.of(new RetentionRule("{app=", 1, Duration.ofDays(1))));
        fixture.upkeep().round();
        assertThat(fixture.lines()).containsExactly("old");
    }

    @Test
    void rows_past_retention_do_not_survive_a_merge() throws IOException {
        fixture.limits = fixture.limits.with("retentionPeriod", Duration.ofDays(7));
        long edge = NANOS - 7 * DAY;
        for (int i = -2; i < 3; i++) {
            fixture.flush(Map.of(
                    Labels.of("app", "a"),
                    List.of(Row.of(edge + i, "line " + i), Row.of(edge + HOUR + i, "later " + i))));
        }
        fixture.upkeep().round();
        assertThat(fixture.lines())
                .containsExactly("line 0", "line 1", "line 2", "later -2", "later -1", "later 0", "later 1", "later 2");
    }

    @Test
    void beyond_the_size_the_oldest_segments_go_and_the_newest_never_does() throws IOException {
        List<SegmentRef> flushed = new ArrayList<>();
        for (int i = 0; i < 6; i++) {
            flushed.add(fixture.flush("a", NANOS - (6 - i) * DAY, "line " + i));
        }
        long size = flushed.get(0).summary().sizeBytes();
        assertThat(Retention.oversize(fixture.manifest(), 3 * size + 20))
                .containsExactlyElementsOf(flushed.subList(0, 3));
        fixture.limits = fixture.limits.with("retentionMaxBytes", 1L);
        fixture.upkeep().round();
        assertThat(fixture.lines()).containsExactly("line 5");
        assertThat(fixture.metrics.oversizeSegments.sum()).isEqualTo(5);
    }

    @Test
    void a_request_is_applied_when_no_segment_has_its_rows_and_counts_as_applied_once() throws IOException {
        for (int i = 0; i < 9; i++) {
            fixture.flush("a" + i % 3, NANOS - 2 * DAY + i, "line " + i);
        }
        List<String> applied = new ArrayList<>();
        Deletions.Due due = new Deletions.Due(
                "r1",
                NANOS - 2 * DAY + 2,
                NANOS - 2 * DAY + 7,
                (stream, min, max) -> !stream.getOrEmpty("app").equals("a1")
                        ? null
                        : (timestamp, buffer, offset, length, metadata) ->
                                timestamp >= NANOS - 2 * DAY + 2 && timestamp <= NANOS - 2 * DAY + 7);
        fixture.deletions = new Deletions() {
            @Override
            public List<Due> due(TenantId tenant) {
                return applied.isEmpty() ? List.of(due) : List.of();
            }

            @Override
            public void applied(TenantId tenant, List<Due> requests) {
                requests.forEach(request -> applied.add(request.id()));
            }
        };
        assertThat(fixture.upkeep().round()).isTrue();
        assertThat(applied).containsExactly("r1");
        assertThat(fixture.lines())
                .containsExactly("line 0", "line 3", "line 6", "line 1", "line 2", "line 5", "line 8");
        assertThat(fixture.metrics.droppedRows.sum()).isEqualTo(2);
    }

    @Test
    void a_tenant_with_trouble_does_not_hold_up_the_others() throws IOException {
        TenantId other = new TenantId("s");
        fixture.manifests.fence(other, "w", 1);
        fixture.flush("a", NANOS - 8 * DAY, "old");
        fixture.limits = fixture.limits.with("retentionPeriod", Duration.ofDays(7));
        fixture.store.faults((operation, key) -> {
            if (key.startsWith(other + "/")) {
                throw new IOException("away");
            }
            return io.sigyn.storage.object.MemoryObjectStore.Fault.NONE;
        });
        assertThat(fixture.upkeep().round()).isFalse();
        assertThat(fixture.manifests.known(TENANT).segments()).isEmpty();
    }
}
