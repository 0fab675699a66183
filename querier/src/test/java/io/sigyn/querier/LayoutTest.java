package io.sigyn.querier;

import static org.assertj.core.api.Assertions.assertThat;

import io.sigyn.index.upkeep.DeleteQuery;
import io.sigyn.index.upkeep.RowFilter;
import io.sigyn.model.EntryMetadata;
import io.sigyn.model.Labels;
import io.sigyn.model.TenantId;
import io.sigyn.model.TenantLimits;
import io.sigyn.querier.MemoryBlock.MemoryEntry;
import io.sigyn.querier.MemoryViews.Layout;
import io.sigyn.querier.QueryRequest.Direction;
import io.sigyn.querier.QueryResult.Line;
import io.sigyn.querier.QueryResult.Matrix;
import io.sigyn.querier.QueryResult.Series;
import io.sigyn.querier.QueryResult.Streams;
import io.sigyn.querier.scan.ScanExecutor;
import io.sigyn.storage.block.Column;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The same entries give the same answers however they are dealt out to sources and blocks, and on however many threads.
 * Sources follow each other in the order of arrival.
 */
class LayoutTest {
    private static final TenantId TENANT = new TenantId("a");
    private static final long T0 = 1_700_000_000_000_000_000L;
    private static final long SECOND = 1_000_000_000L;
    private static final int ENTRIES = 3000;
    private static final InstantSource CLOCK = InstantSource.fixed(Instant.ofEpochSecond(1_700_100_000));

    private static final List<String> METRICS = List.of(
            "count_over_time({app=~\".+\"}[30s])",
            "sum by (app) (count_over_time({app=~\".+\"}[30s]))",
            "sum(rate({app=~\".+\"}[45s]))",
            "sum by (app) (count_over_time({app=~\".+\"} |= \"needle\" [1m]))",
            "sum by (trace) (count_over_time({app=~\".+\"}[20s]))",
            "bytes_over_time({app=\"a1\"}[7s])",
            "sum(bytes_rate({app=~\".+\"} |~ \"(?i)NEEDLE\" [33s]))",
            "sum_over_time({app=~\".+\"} | logfmt | unwrap v [50s]) / 3",
            "max_over_time({app=~\".+\"} | logfmt | unwrap v [5m]) by (app)",
            "min by (app) (min_over_time({app=~\".+\"} | logfmt | unwrap v [90s]))",
            "avg_over_time({app=~\".+\"} | logfmt | unwrap v [5m]) by (app)",
            "stddev_over_time({app=~\".+\"} | logfmt | unwrap v [100s]) by (app)",
            "quantile_over_time(0.9, {app=~\".+\"} | logfmt | unwrap v [100s]) by (app)",
            "first_over_time({app=\"a1\"} | logfmt | unwrap v [40s]) by (app)",
            "last_over_time({app=\"a1\"} | logfmt | unwrap v [40s]) by (app)",
            "rate_counter({app=\"a2\"} | logfmt | unwrap v [3m])",
            "absent_over_time({app=\"a3\"} |= \"needle\" [3s])",
            "topk(2, sum by (app) (count_over_time({app=~\".+\"}[30s])))",
            "sum by (app) (count_over_time({app=~\".+\"}[30s])) > 3 or vector(1)");

    private static final List<String> LOGS = List.of(
            "{app=~\".+\"}",
            "{app=\"a1\"} |= \"needle\"",
            "{app=~\".+\"} |~ \"n.edle\" | logfmt | v > 50",
            "{app=~\".+\"} | trace=\"t3\"",
            "{app=~\"a[12]\"} |= \"needle\" | line_format \"{{.app}}\"");

    private final ScanExecutor one = new ScanExecutor(1);
    private final ScanExecutor four = new ScanExecutor(4);

    @AfterEach
    void close() {
        one.close();
        four.close();
    }

    /** Streams with repeated entries, equal times and some disorder, in order of arrival. */
    private static List<MemoryEntry> entries(long seed) {
        Random random = new Random(seed);
        List<MemoryEntry> entries = new ArrayList<>();
        for (int i = 0; i < ENTRIES; i++) {
            int app = random.nextInt(5);
            Labels stream = Labels.of("app", "a" + app);
            long time = T0 + i * SECOND / 10 - (random.nextInt(10) == 0 ? random.nextInt(30) * SECOND : 0);
            if (random.nextInt(4) == 0) {
                time -= time % SECOND;
            }
            String line = (random.nextInt(3) == 0 ? "needle " : "straw ") + "v=" + random.nextInt(100);
            Map<String, String> metadata = random.nextBoolean() ? Map.of("trace", "t" + random.nextInt(4)) : Map.of();
            entries.add(new MemoryEntry(stream, time, entries.size(), line, metadata));
            if (random.nextInt(8) == 0) {
                MemoryEntry repeated = entries.get(entries.size() - 1 - random.nextInt(Math.min(20, entries.size())));
                entries.add(new MemoryEntry(
                        repeated.stream(), repeated.time(), entries.size(), repeated.line(), Map.of("trace", "other")));
            }
        }
        return entries;
    }

    /** One source and block, without repeats: what all other layouts have to agree with. */
    private static List<MemoryEntry> withoutRepeats(List<MemoryEntry> entries) {
        Set<List<Object>> seen = new HashSet<>();
        List<MemoryEntry> kept = new ArrayList<>();
        for (MemoryEntry entry : entries) {
            if (seen.add(List.of(entry.stream(), entry.time(), entry.line()))) {
                kept.add(entry);
            }
        }
        return kept;
    }

    private static List<Layout> layouts() {
        return List.of(
                Layout.ONE_LIVE,
                new Layout(1, arrival -> 0, 64, true, false),
                new Layout(4, arrival -> arrival * 4 / (ENTRIES * 2), 200, true, false),
                new Layout(3, arrival -> Math.min(2, arrival / 1200), 97, true, false),
                new Layout(2, arrival -> arrival < ENTRIES / 2 ? 0 : 1, 1000, false, true));
    }

    private Querier querier(List<MemoryEntry> entries, Layout layout, ScanExecutor executor) {
        return querier(entries, layout, executor, RowFilter.NONE);
    }

    private Querier querier(List<MemoryEntry> entries, Layout layout, ScanExecutor executor, RowFilter hidden) {
        MemoryViews views = new MemoryViews();
        views.hide(hidden);
        views.put(TENANT, entries, layout);
        TenantLimits limits = TenantLimits.defaults().with("splitQueriesByInterval", Duration.ZERO);
        return new Querier(views, tenant -> limits, executor, CLOCK);
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5})
    void metric_queries_do_not_depend_on_where_rows_are(long seed) {
        List<MemoryEntry> entries = entries(seed);
        Querier reference = querier(withoutRepeats(entries), Layout.ONE_LIVE, one);
        for (Layout layout : layouts()) {
            for (ScanExecutor executor : List.of(one, four)) {
                Querier querier = querier(entries, layout, executor);
                for (String query : METRICS) {
                    assertThat(matrix(querier, query))
                            .as(query + " over " + layout)
                            .isEqualTo(matrix(reference, query));
                }
            }
        }
    }

    private static List<String> matrix(Querier querier, String query) {
        QueryRequest request = new QueryRequest(
                List.of(TENANT), query, T0, T0 + 300 * SECOND, 7 * SECOND, 0, 100, Direction.BACKWARD, false);
        List<String> series = new ArrayList<>();
        for (Series one : ((Matrix) querier.run(request).data()).series()) {
            StringBuilder text = new StringBuilder(one.labels().toString());
            for (int i = 0; i < one.values().length; i++) {
                text.append(' ').append(one.timestampsMillis()[i]).append('=');
                text.append(String.format("%.9g", one.values()[i]));
            }
            series.add(text.toString());
        }
        return series;
    }

    /** A whole stream, a stretch of time of all, lines by their text, by metadata and by what is parsed of them. */
    private static final List<String> DELETES = List.of(
            "{app=\"a4\"}",
            "{app=~\"a[12]\"}",
            "{app=~\".*\"} |= \"needle\"",
            "{} | trace=\"t3\"",
            "{app=\"a1\"} | logfmt | v > 30");

    private static RowFilter deleted(String delete) {
        return DeleteQuery.parse(delete).rows(T0 + 40 * SECOND, T0 + 150 * SECOND);
    }

    /** What is left when rows are really gone. */
    private static List<MemoryEntry> without(RowFilter deleted, List<MemoryEntry> entries) {
        List<MemoryEntry> left = new ArrayList<>();
        for (MemoryEntry entry : withoutRepeats(entries)) {
            MemoryBlock block = new MemoryBlock(List.of(entry), Layout.ONE_LIVE, new AtomicInteger());
            RowFilter.StreamFilter filter = deleted.of(entry.stream(), entry.time(), entry.time());
            byte[] line = entry.line().getBytes(StandardCharsets.UTF_8);
            EntryMetadata metadata =
                    block.read(EnumSet.allOf(Column.class)).metadata().moveTo(0);
            if (filter == null || !filter.drops(entry.time(), line, 0, line.length, metadata)) {
                left.add(entry);
            }
        }
        return left;
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2})
    void answers_are_those_of_data_without_the_deleted_rows(long seed) {
        List<MemoryEntry> entries = entries(seed);
        List<Layout> layouts = new ArrayList<>(layouts());
        layouts.add(new Layout(1, arrival -> 0, 64, true, false, true));
        for (String delete : DELETES) {
            RowFilter deleted = deleted(delete);
            List<MemoryEntry> left = without(deleted, entries);
            assertThat(left).hasSizeLessThan(withoutRepeats(entries).size());
            Querier reference = querier(left, Layout.ONE_LIVE, one);
            for (Layout layout : layouts) {
                List<MemoryEntry> given = layout.distinct() ? withoutRepeats(entries) : entries;
                Querier querier = querier(given, layout, four, deleted);
                for (String query : METRICS) {
                    assertThat(matrix(querier, query))
                            .as("%s without %s over %s", query, delete, layout)
                            .isEqualTo(matrix(reference, query));
                }
                for (String query : LOGS) {
                    for (Direction direction : Direction.values()) {
                        assertThat(lines(querier, query, direction, 500, 0))
                                .as("%s without %s %s over %s", query, delete, direction, layout)
                                .isEqualTo(lines(reference, query, direction, 500, 0));
                    }
                }
            }
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5})
    void log_queries_do_not_depend_on_where_rows_are(long seed) {
        List<MemoryEntry> entries = entries(seed);
        Querier reference = querier(withoutRepeats(entries), Layout.ONE_LIVE, one);
        for (Layout layout : layouts()) {
            Querier querier = querier(entries, layout, four);
            for (String query : LOGS) {
                for (Direction direction : Direction.values()) {
                    for (int limit : new int[] {1, 17, 5000}) {
                        for (long interval : new long[] {0, 3 * SECOND}) {
                            assertThat(lines(querier, query, direction, limit, interval))
                                    .as("%s %s %d %d over %s", query, direction, limit, interval, layout)
                                    .isEqualTo(lines(reference, query, direction, limit, interval));
                        }
                    }
                }
            }
        }
    }

    private static List<String> lines(Querier querier, String query, Direction direction, int limit, long interval) {
        QueryRequest request = new QueryRequest(
                List.of(TENANT), query, T0, T0 + 250 * SECOND, SECOND, interval, limit, direction, false);
        List<String> lines = new ArrayList<>();
        for (Line line : ((Streams) querier.run(request).data()).lines()) {
            lines.add(line.timestampNanos() + " " + line.labels().all() + " "
                    + new String(line.line(), StandardCharsets.UTF_8));
        }
        return lines;
    }
}
