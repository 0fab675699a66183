package io.sigyn.querier;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sigyn.logql.LogQlParser;
import io.sigyn.logql.ast.LogQuery;
import io.sigyn.model.Labels;
import io.sigyn.model.TenantId;
import io.sigyn.model.TenantLimits;
import io.sigyn.querier.MemoryBlock.MemoryEntry;
import io.sigyn.querier.MemoryViews.Layout;
import io.sigyn.querier.QueryException.Kind;
import io.sigyn.querier.QueryRequest.Direction;
import io.sigyn.querier.scan.ScanExecutor;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What a tenant's limits refuse, with whose words; several tenants are held to the strictest of theirs. */
class QueryLimitsTest {
    private static final TenantId FREE = new TenantId("free");
    private static final TenantId HELD = new TenantId("held");
    private static final long T0 = 1_700_000_000_000_000_000L;
    private static final long SECOND = 1_000_000_000L;
    private static final InstantSource CLOCK = InstantSource.fixed(Instant.ofEpochSecond(1_700_000_100));

    private final ScanExecutor executor = new ScanExecutor(2);
    private TenantLimits held = TenantLimits.defaults();

    @AfterEach
    void close() {
        executor.close();
    }

    private Querier querier() {
        MemoryViews views = new MemoryViews();
        List<MemoryEntry> entries = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            Labels stream = Labels.of("app", "a", "n", Integer.toString(i));
            entries.add(new MemoryEntry(stream, T0 + i * SECOND, i, "x".repeat(1000), Map.of()));
        }
        views.put(FREE, entries, Layout.ONE_LIVE);
        views.put(HELD, entries, Layout.ONE_LIVE);
        return new Querier(views, tenant -> tenant.equals(HELD) ? held : TenantLimits.defaults(), executor, CLOCK);
    }

    private static QueryRequest range(List<TenantId> tenants, String query, int limit) {
        return new QueryRequest(tenants, query, T0, T0 + 60 * SECOND, SECOND, 0, limit, Direction.BACKWARD, false);
    }

    private void assertRefused(String query, int limit, Kind kind, String message) {
        Querier querier = querier();
        querier.run(range(List.of(FREE), query, limit));
        for (List<TenantId> tenants : List.of(List.of(HELD), List.of(FREE, HELD))) {
            assertThatThrownBy(() -> querier.run(range(tenants, query, limit)))
                    .isInstanceOfSatisfying(
                            QueryException.class, e -> assertThat(e.kind()).isEqualTo(kind))
                    .hasMessage(message);
        }
    }

    @Test
    void max_entries_limit_per_query() {
        held = held.with("maxEntriesLimitPerQuery", 10);
        assertRefused(
                "{app=\"a\"}",
                11,
                Kind.BAD_REQUEST,
                "max entries limit per query exceeded, limit > max_entries_limit (11 > 10)");
    }

    @Test
    void max_query_series() {
        held = held.with("maxQuerySeries", 5);
        assertRefused(
                "count_over_time({app=\"a\"}[1m])",
                10,
                Kind.BAD_REQUEST,
                "maximum of series (5) reached for a single query");
    }

    @Test
    void max_query_length() {
        held = held.with("maxQueryLength", Duration.ofSeconds(59));
        assertRefused(
                "{app=\"a\"}",
                10,
                Kind.BAD_REQUEST,
                "the query time range exceeds the limit (query length: 1m0s, limit: 59s)");
    }

    @Test
    void max_query_range() {
        held = held.with("maxQueryRange", Duration.ofSeconds(30));
        assertRefused(
                "count_over_time({app=\"a\"}[1m])", 10, Kind.INTERNAL, "[interval] value exceeds limit: [1m] > [30s]");
    }

    @Test
    void max_query_bytes_read() {
        held = held.with("maxQueryBytesRead", 1024L);
        assertRefused(
                "{app=\"a\", n=~\"1|2\"} |= \"x\"",
                10,
                Kind.BAD_REQUEST,
                "the query would read too many bytes (query: 2.0 KiB, limit: 1.0 KiB); consider adding more specific"
                        + " stream selectors or reduce the time range of the query");
    }

    @Test
    void max_streams_matchers_per_query() {
        held = held.with("maxStreamsMatchersPerQuery", 1);
        assertRefused(
                "{app=\"a\", n=\"1\"}",
                10,
                Kind.BAD_REQUEST,
                "max streams matchers per query exceeded, matchers-count > limit (2 > 1)");
    }

    @Test
    void required_labels_and_minimum_labels_number() {
        held = held.with("requiredLabels", List.of("app", "team"));
        assertRefused(
                "{app=\"a\"}",
                10,
                Kind.BAD_REQUEST,
                "stream selector is missing required matchers [team], labels present in the query were [app]");
        held = TenantLimits.defaults().with("minimumLabelsNumber", 2);
        assertRefused(
                "{app=\"a\"}",
                10,
                Kind.BAD_REQUEST,
                "stream selector has less label matchers than required: (present: [app], number_present: 1,"
                        + " required_number_label_matchers: 2)");
    }

    @Test
    void a_tail_may_look_back_at_any_number_of_lines_but_not_too_far() {
        held = held.with("maxEntriesLimitPerQuery", 10).with("requiredLabels", List.of("team"));
        QueryRequest request = range(List.of(HELD), "{app=\"a\"}", 100);
        LogQuery query = (LogQuery) LogQlParser.parse("{app=\"a\"}");
        assertThat(querier().lookBack(request, query, new Cancellation()).data())
                .isInstanceOf(QueryResult.Streams.class);
        held = held.with("maxQueryLength", Duration.ofMillis(1));
        assertThatThrownBy(() -> querier().lookBack(request, query, new Cancellation()))
                .hasMessageStartingWith("the query time range exceeds the limit");
    }

    @Test
    void query_timeout() {
        held = held.with("queryTimeout", Duration.ofNanos(1));
        assertRefused(
                "{app=\"a\"}",
                10,
                Kind.TIMEOUT,
                "Request timed out, decrease the duration of the request or add more label matchers (prefer exact match"
                        + " over regex match) to reduce the amount of data processed.");
    }

    @Test
    void what_parses_but_is_not_evaluated_fails_as_in_loki() {
        Querier querier = querier();
        assertThatThrownBy(() -> querier.run(range(List.of(FREE), "sum(1)", 10)))
                .hasMessage("unexpected expr type (*syntax.LiteralExpr) for Evaluator type (*logql.DefaultEvaluator) ");
        assertThatThrownBy(
                        () -> querier.run(range(List.of(FREE), "approx_topk(2, count_over_time({app=\"a\"}[1m]))", 10)))
                .hasMessage("approx_topk is not enabled. See -limits.shard_aggregations");
    }
}
