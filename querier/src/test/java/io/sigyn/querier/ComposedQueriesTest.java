package io.sigyn.querier;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sigyn.logql.LogQlParser;
import io.sigyn.logql.ast.SampleExpr;
import io.sigyn.model.Labels;
import io.sigyn.model.TenantId;
import io.sigyn.model.TenantLimits;
import io.sigyn.querier.MemoryBlock.MemoryEntry;
import io.sigyn.querier.MemoryViews.Layout;
import io.sigyn.querier.QueryRequest.Direction;
import io.sigyn.querier.QueryResult.Matrix;
import io.sigyn.querier.QueryResult.Series;
import io.sigyn.querier.QueryResult.Vector;
import io.sigyn.querier.scan.ScanExecutor;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Whatever is composed of ranges, groupings, offsets and operators has the answer of {@link ReferenceEvaluator}. */
class ComposedQueriesTest {
    private static final TenantId TENANT = new TenantId("a");
    private static final long SECOND = 1_000_000_000L;
    private static final long T0 = 1_700_000_000L * SECOND;
    private static final int ENTRIES = 400;
    private static final int QUERIES = 120;
    private static final InstantSource CLOCK = InstantSource.fixed(Instant.ofEpochSecond(1_700_100_000));

    private final ScanExecutor executor = new ScanExecutor(2);
    private final MemoryViews views = new MemoryViews();
    private final List<MemoryEntry> entries = new ArrayList<>();
    private Querier querier;
    private int samples;
    private int refused;

    @BeforeEach
    void open() {
        TenantLimits limits = TenantLimits.defaults().with("splitQueriesByInterval", Duration.ZERO);
        querier = new Querier(views, tenant -> limits, executor, CLOCK);
    }

    @AfterEach
    void close() {
        executor.close();
    }

    /** At times that differ, so that it is plain which is the first. */
    private void fill(long seed) {
        Random random = new Random(seed);
        for (int i = 0; i < ENTRIES; i++) {
            Labels stream = Labels.of("app", "a" + random.nextInt(4), "env", random.nextBoolean() ? "prod" : "dev");
            String line = (random.nextInt(3) == 0 ? "needle" : "straw") + " v=" + random.nextInt(12) + " level="
                    + List.of("error", "info", "warn").get(random.nextInt(3)) + " took="
                    + List.of("1.5s", "250ms", "3s").get(random.nextInt(3)) + " size="
                    + (random.nextBoolean() ? "2KB" : "17");
            Map<String, String> metadata = random.nextBoolean() ? Map.of("trace", "t" + random.nextInt(3)) : Map.of();
            long time = T0 + i * SECOND / 2 - (i % 10 == 0 ? 0 : random.nextInt(1000));
            entries.add(new MemoryEntry(stream, time, i, line, metadata));
        }
        views.put(TENANT, entries, new Layout(2, arrival -> arrival < ENTRIES / 2 ? 0 : 1, 50, true, false));
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    void composed_queries(long seed) {
        fill(seed);
        ComposedQueries queries = new ComposedQueries(seed);
        for (int i = 0; i < QUERIES; i++) {
            compare(queries.next());
        }
        assertThat(samples).isGreaterThan(10 * QUERIES);
        assertThat(refused).isLessThan(QUERIES / 4);
    }

    /** Of equal samples any may be among the best, so that only their values are compared. */
    @ParameterizedTest
    @ValueSource(
            strings = {"topk(2, %s)", "bottomk(1, %s)", "topk by (app) (1, %s)", "bottomk without (level) (2, %s)"})
    void the_best(String best) {
        fill(9);
        for (String query : List.of(
                "count_over_time({app=~\".+\"} [10s])",
                "sum by (app, level) (rate({app=~\".+\"} | logfmt [1m]))",
                "max_over_time({env=\"prod\"} | logfmt | unwrap v [7s]) by (app)")) {
            SampleExpr expression = (SampleExpr) LogQlParser.parse(best.formatted(query));
            ReferenceEvaluator reference = new ReferenceEvaluator(entries);
            for (long time = T0; time < T0 + 200 * SECOND; time += 13 * SECOND) {
                assertThat(rounded(instant(best.formatted(query), time)))
                        .as(best.formatted(query))
                        .isEqualTo(rounded(reference.vector(expression, time)));
            }
        }
    }

    private static List<String> rounded(Map<Labels, Double> vector) {
        return vector.values().stream()
                .sorted()
                .map(value -> String.format(Locale.ROOT, "%.9g", value))
                .toList();
    }

    private void compare(String query) {
        SampleExpr expression = (SampleExpr) LogQlParser.parse(query);
        ReferenceEvaluator reference = new ReferenceEvaluator(entries);
        Map<Long, Map<Labels, Double>> expected = new TreeMap<>();
        long step = 10 * SECOND;
        try {
            for (long time = T0; time <= T0 + 210 * SECOND; time += step) {
                expected.put(time / 1_000_000, reference.vector(expression, time));
            }
        } catch (ReferenceEvaluator.Ambiguous e) {
            refused++;
            assertThatThrownBy(() -> range(query, step)).as(query).isInstanceOf(QueryException.class);
            return;
        }
        Map<Long, Map<Labels, Double>> actual = range(query, step);
        expected.forEach((time, vector) -> {
            assertSame(query + " at " + time, actual.getOrDefault(time, Map.of()), vector);
            samples += vector.size();
        });
        long time = T0 + 70 * SECOND;
        assertSame(query + " at one instant", instant(query, time), expected.get(time / 1_000_000));
    }

    private static void assertSame(String query, Map<Labels, Double> actual, Map<Labels, Double> expected) {
        assertThat(actual.keySet()).as(query).isEqualTo(expected.keySet());
        expected.forEach((labels, value) -> {
            double other = actual.get(labels);
            boolean close =
                    Double.compare(other, value) == 0 || Math.abs(other - value) <= 1e-9 * Math.max(1, Math.abs(value));
            assertThat(close)
                    .as("%s%n%s: %s (expected: %s)", query, labels, other, value)
                    .isTrue();
        });
    }

    private Map<Long, Map<Labels, Double>> range(String query, long step) {
        QueryRequest request = new QueryRequest(
                List.of(TENANT), query, T0, T0 + 210 * SECOND, step, 0, 100, Direction.BACKWARD, false);
        Map<Long, Map<Labels, Double>> vectors = new TreeMap<>();
        for (Series series : ((Matrix) querier.run(request).data()).series()) {
            for (int i = 0; i < series.values().length; i++) {
                vectors.computeIfAbsent(series.timestampsMillis()[i], key -> new TreeMap<>())
                        .put(series.labels(), series.values()[i]);
            }
        }
        return vectors;
    }

    private Map<Labels, Double> instant(String query, long time) {
        QueryRequest request =
                new QueryRequest(List.of(TENANT), query, time, time, 0, 0, 100, Direction.BACKWARD, true);
        Map<Labels, Double> vector = new TreeMap<>();
        ((Vector) querier.run(request).data()).samples().forEach(sample -> vector.put(sample.labels(), sample.value()));
        return vector;
    }
}
