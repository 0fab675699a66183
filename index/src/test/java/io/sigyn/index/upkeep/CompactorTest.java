package io.sigyn.index.upkeep;

import static io.sigyn.index.upkeep.UpkeepFixture.DAY;
import static io.sigyn.index.upkeep.UpkeepFixture.HOUR;
import static io.sigyn.index.upkeep.UpkeepFixture.NANOS;
import static io.sigyn.index.upkeep.UpkeepFixture.TENANT;
import static org.assertj.core.api.Assertions.assertThat;

import io.sigyn.index.manifest.ManifestStore;
import io.sigyn.index.manifest.SegmentRef;
import io.sigyn.model.Labels;
import io.sigyn.storage.Row;
import io.sigyn.storage.Seeds;
import io.sigyn.storage.object.MemoryObjectStore.Fault;
import io.sigyn.storage.object.MemoryObjectStore.Operation;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CompactorTest {
    @TempDir
    private Path folder;

    @Test
    void rows_and_their_order_are_the_same_before_and_after_every_merge_and_repeats_are_gone() {
        Seeds.forEach(40, seed -> {
            Random random = new Random(seed);
            UpkeepFixture fixture = new UpkeepFixture(folder);
            fixture.options = fixture.options.withSizes(2 + random.nextInt(3), 2 + random.nextInt(5), 1 << 16, 3000);
            int flushes = 2 + random.nextInt(12);
            for (int i = 0; i < flushes; i++) {
                fixture.flush(someRows(random));
            }
            String before = fixture.read().toString();
            Compactor compactor = fixture.compactor();
            for (int merge = 0; merge < 50; merge++) {
                List<CompactionPlan> plans = compactor.plan(fixture.manifest(), 1 << 16);
                if (plans.isEmpty()) {
                    break;
                }
                compactor.merge(TENANT, plans.get(random.nextInt(plans.size())), RowFilter.NONE);
                assertThat(fixture.read().toString().equals(before))
                        .as("the same answer")
                        .isTrue();
            }
            assertThat(compactor.plan(fixture.manifest(), 1 << 16)).isEmpty();
            for (SegmentRef segment : fixture.manifest().segments()) {
                if (segment.level() > 0) {
                    assertThat(DayWriters.day(segment.summary().minTimestampNanos()))
                            .as("one day in %s", segment)
                            .isEqualTo(DayWriters.day(segment.summary().maxTimestampNanos()));
                }
            }
        });
    }

    /** Of few streams and times, so that flushes overlap and repeat each other, over three days. */
    private static Map<Labels, List<Row>> someRows(Random random) {
        Map<Labels, List<Row>> rows = new TreeMap<>();
        int streams = 1 + random.nextInt(4);
        long day = random.nextInt(3);
        for (int i = 0; i < streams; i++) {
            Set<String> had = new HashSet<>();
            List<Row> stream = new ArrayList<>();
            int count = 1 + random.nextInt(60);
            for (int r = 0; r < count; r++) {
                long shift = random.nextInt(8) == 0 ? random.nextInt(3) : day;
                long timestamp = NANOS - shift * DAY + random.nextInt(20);
                String line = "line " + random.nextInt(6) + "x".repeat(random.nextInt(3) == 0 ? 200 : 0);
                if (had.add(timestamp + line)) {
                    stream.add(
                            random.nextBoolean()
                                    ? Row.of(timestamp, line)
                                    : Row.of(timestamp, line, "k", "v" + random.nextInt(1000)));
                }
            }
            stream.sort(Comparator.comparingLong(Row::timestampNanos));
            rows.put(Labels.of("app", "a" + random.nextInt(5)), stream);
        }
        return rows;
    }

    @Test
    void a_day_that_is_over_is_packed_into_one_segment_and_then_left_alone() throws IOException {
        UpkeepFixture fixture = new UpkeepFixture(folder);
        for (int i = 0; i < 30; i++) {
            fixture.flush("a" + i % 3, NANOS - 2 * DAY + i, "line " + i);
        }
        fixture.compactor().compact(TENANT, 1 << 30, RowFilter.NONE);
        assertThat(fixture.manifest().segments()).hasSize(1);
        assertThat(fixture.manifest().segments().get(0).level()).isEqualTo(CompactionPlan.PACKED);
        long merges = fixture.metrics.merges.sum();
        fixture.compactor().compact(TENANT, 1 << 30, RowFilter.NONE);
        assertThat(fixture.metrics.merges.sum()).isEqualTo(merges);
        assertThat(fixture.lines()).hasSize(30);
    }

    @Test
    void repeats_of_time_and_line_are_removed_whatever_their_metadata_and_the_first_stays() throws IOException {
        UpkeepFixture fixture = new UpkeepFixture(folder);
        Labels stream = Labels.of("app", "a");
        fixture.flush(Map.of(stream, List.of(Row.of(NANOS - 2 * DAY, "same", "trace", "1"))));
        fixture.flush(Map.of(stream, List.of(Row.of(NANOS - 2 * DAY, "same", "trace", "2"))));
        fixture.flush(Map.of(stream, List.of(Row.of(NANOS - 2 * DAY, "other"))));
        fixture.compactor().compact(TENANT, 1 << 30, RowFilter.NONE);
        assertThat(fixture.storedRows()).isEqualTo(2);
        assertThat(fixture.read())
                .isEqualTo(Map.of(
                        stream,
                        List.of(Row.of(NANOS - 2 * DAY, "same", "trace", "1"), Row.of(NANOS - 2 * DAY, "other"))));
        assertThat(fixture.metrics.repeatedRows.sum()).isEqualTo(1);
    }

    @Test
    void rows_are_written_a_few_times_only_however_many_segments_come() throws IOException {
        UpkeepFixture fixture = new UpkeepFixture(folder);
        fixture.options = fixture.options.withSizes(4, 12, 512L << 20, 1L << 40);
        Random random = new Random(7);
        for (int i = 0; i < 200; i++) {
            List<Row> rows = new ArrayList<>();
            for (int r = 0; r < 20; r++) {
                rows.add(Row.of(
                        NANOS + i * 100L + r,
                        Long.toHexString(random.nextLong()).repeat(8)));
            }
            fixture.flush(Map.of(Labels.of("app", "a"), rows));
            if (i % 4 == 3) {
                fixture.compactor().compact(TENANT, 512L << 20, RowFilter.NONE);
            }
        }
        assertThat(fixture.manifest().segments()).hasSizeLessThan(8);
    }

    @Test
    void a_swap_whose_answer_was_lost_is_known_to_be_made() throws IOException {
        UpkeepFixture fixture = new UpkeepFixture(folder);
        for (int i = 0; i < 5; i++) {
            fixture.flush("a", NANOS - 2 * DAY + i, "line " + i);
        }
        AtomicInteger commits = new AtomicInteger();
        fixture.store.faults((operation, key) ->
                operation == Operation.PUT_IF_ABSENT && commits.getAndIncrement() < 2 ? Fault.AFTER : Fault.NONE);
        fixture.compactor().compact(TENANT, 1 << 30, RowFilter.NONE);
        fixture.store.faults((operation, key) -> Fault.NONE);
        assertThat(fixture.keys()).hasSize(1);
        assertThat(fixture.lines()).hasSize(5);
        assertThat(fixture.metrics.mergesLost.sum()).isZero();
    }

    @Test
    void of_two_compactors_one_loses_and_nothing_else_is_lost() throws IOException {
        UpkeepFixture fixture = new UpkeepFixture(folder);
        for (int i = 0; i < 5; i++) {
            fixture.flush("a", NANOS - 2 * DAY + i, "line " + i);
        }
        ManifestStore others = ManifestStore.withoutPauses(fixture.store);
        Compactor other = new Compactor(
                fixture.store, others, fixture.options, Pace.FULL, fixture.clock(), new Random(99), fixture.metrics);
        CompactionPlan mine =
                fixture.compactor().plan(fixture.manifest(), 1 << 30).get(0);
        other.compact(TENANT, 1 << 30, RowFilter.NONE);
        assertThat(fixture.compactor().merge(TENANT, mine, RowFilter.NONE)).isNull();
        assertThat(fixture.lines()).hasSize(5);
        assertThat(fixture.keys()).hasSize(1);
        assertThat(fixture.metrics.mergesLost.sum()).isEqualTo(1);
    }

    @Test
    void a_damaged_segment_is_left_as_it_is_and_its_neighbours_are_merged() throws IOException {
        UpkeepFixture fixture = new UpkeepFixture(folder);
        List<SegmentRef> flushed = new ArrayList<>();
        for (int i = 0; i < 6; i++) {
            flushed.add(fixture.flush("a", NANOS - 2 * DAY + i, "line " + i));
        }
        fixture.store.objects().get(flushed.get(3).key())[7] ^= 1; // in its only block
        fixture.compactor().compact(TENANT, 1 << 30, RowFilter.NONE);
        assertThat(fixture.keys()).hasSize(3).contains(flushed.get(3).key());
        assertThat(fixture.metrics.unreadableSegments.sum()).isEqualTo(1);
    }

    @Test
    void segments_that_would_change_the_order_of_rows_of_one_instant_are_not_merged() throws IOException {
        UpkeepFixture fixture = new UpkeepFixture(folder);
        Labels stream = Labels.of("app", "a");
        long late = NANOS - 2 * DAY + 11 * HOUR;
        fixture.flush("a", late, "first");
        // Of the next day by its newest row, but with rows of the instant between the others'.
        fixture.flush(Map.of(stream, List.of(Row.of(late, "second"), Row.of(late + 4 * HOUR, "next day"))));
        fixture.flush("a", late, "third");
        CompactionPlanner planner = new CompactionPlanner(fixture.options, 1 << 30, any -> true);
        for (CompactionPlan plan : planner.plan(
                fixture.manifest().segments(),
                UpkeepFixture.NOW.plusSeconds(900_000).toEpochMilli())) {
            assertThat(plan.inputs()).hasSize(1);
        }
        fixture.compactor().compact(TENANT, 1 << 30, RowFilter.NONE);
        assertThat(fixture.lines()).containsExactly("first", "second", "third", "next day");
    }
}
