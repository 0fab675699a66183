package io.sigyn.querier;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sigyn.model.Labels;
import io.sigyn.model.TenantId;
import io.sigyn.model.TenantLimits;
import io.sigyn.querier.MemoryBlock.MemoryEntry;
import io.sigyn.querier.MemoryViews.Layout;
import io.sigyn.querier.QueryException.Kind;
import io.sigyn.querier.QueryRequest.Direction;
import io.sigyn.querier.QueryResult.Streams;
import io.sigyn.querier.scan.ScanExecutor;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class QuerierTest {
    private static final TenantId TENANT = new TenantId("a");
    private static final long T0 = 1_700_000_000_000_000_000L;
    private static final long SECOND = 1_000_000_000L;
    private static final int ENTRIES = 10_000;
    private static final InstantSource CLOCK = InstantSource.fixed(Instant.ofEpochSecond(1_700_010_000));

    private final ScanExecutor executor = new ScanExecutor(2);
    private final MemoryViews views = new MemoryViews();
    private TenantLimits limits = TenantLimits.defaults();

    @AfterEach
    void close() {
        executor.close();
    }

    private Querier querier(long memoryBytes) {
        List<MemoryEntry> entries = new ArrayList<>();
        for (int i = 0; i < ENTRIES; i++) {
            entries.add(new MemoryEntry(Labels.of("app", "a"), T0 + i * SECOND, i, "line n=" + i, Map.of()));
        }
        views.put(TENANT, entries, new Layout(1, arrival -> 0, 100, true, false));
        return new Querier(views, tenant -> limits, executor, CLOCK, memoryBytes);
    }

    private static QueryRequest range(String query, int limit) {
        return new QueryRequest(
                List.of(TENANT), query, T0, T0 + ENTRIES * SECOND, 60 * SECOND, 0, limit, Direction.BACKWARD, false);
    }

    @Test
    void a_log_query_reads_no_more_blocks_than_its_limit_needs() {
        Querier querier = querier(1 << 20);
        QueryResult result = querier.run(range("{app=\"a\"}", 150));
        assertThat(((Streams) result.data()).lines()).hasSize(150);
        assertThat(result.stats().blocksRead()).isLessThanOrEqualTo(5);
    }

    @Test
    void a_needle_that_no_block_can_have_is_not_looked_for() {
        QueryResult result = querier(1 << 20).run(range("{app=\"a\"} |= \"nothing like it\"", 10));
        assertThat(views.reads()).isZero();
        assertThat(result.stats().blocksSkippedByFilter()).isEqualTo(ENTRIES / 100);
    }

    @Test
    void runs_in_one_window_are_counted_without_reading_them() {
        MemoryViews whole = new MemoryViews();
        List<MemoryEntry> entries = List.of(new MemoryEntry(Labels.of("app", "a"), T0, 0, "x", Map.of()));
        whole.put(TENANT, entries, new Layout(1, arrival -> 0, 100, true, false, true));
        Querier querier = new Querier(whole, tenant -> limits, executor, CLOCK);
        querier.run(new QueryRequest(
                List.of(TENANT), "sum(count_over_time({app=\"a\"}[1h]))", T0, T0, 0, 0, 10, Direction.BACKWARD, true));
        assertThat(whole.reads()).isZero();
    }

    @Test
    void a_query_that_would_hold_too_much_memory_ends_with_a_message() {
        Querier querier = querier(1 << 16);
        assertThatThrownBy(() -> querier.run(range("count_over_time({app=\"a\"} | logfmt [1m])", 10)))
                .isInstanceOfSatisfying(
                        QueryException.class, e -> assertThat(e.kind()).isEqualTo(Kind.BAD_REQUEST))
                .hasMessageContaining("memory");
    }

    @Test
    void labels_count_as_memory_and_all_of_it_is_given_back() {
        Querier querier = querier(1 << 20);
        String values = "v".repeat(1 << 10);
        String query = "sum by (long) (count_over_time({app=\"a\"} | logfmt | label_format long=`{{.n}}%s` [1m]))";
        assertThatThrownBy(() -> querier.run(range(query.formatted(values), 10)))
                .hasMessageContaining("MiB of memory that one query may hold");
        assertThat(querier.memoryHeldBytes()).isZero();
        querier.run(range("{app=\"a\"} | logfmt", 100));
        assertThat(querier.memoryHeldBytes()).isZero();
    }

    @Test
    void a_cancelled_query_ends() {
        Cancellation cancellation = new Cancellation();
        cancellation.cancel();
        Querier querier = querier(1 << 20);
        assertThatThrownBy(() -> querier.run(range("{app=\"a\"}", 10), cancellation))
                .isInstanceOfSatisfying(
                        QueryException.class, e -> assertThat(e.kind()).isEqualTo(Kind.CANCELLED));
    }

    @Test
    void a_query_that_takes_too_long_ends() {
        limits = limits.with("queryTimeout", Duration.ofNanos(1));
        Querier querier = querier(1 << 20);
        assertThatThrownBy(() -> querier.run(range("{app=\"a\"}", 10)))
                .isInstanceOfSatisfying(
                        QueryException.class, e -> assertThat(e.kind()).isEqualTo(Kind.TIMEOUT));
    }

    @Test
    void bytes_read_are_limited_before_they_are_read() {
        limits = limits.with("maxQueryBytesRead", 1000L);
        Querier querier = querier(1 << 20);
        assertThatThrownBy(() -> querier.run(range("{app=\"a\"}", 10)))
                .hasMessageStartingWith("the query would read too many bytes (query: ");
        assertThat(views.reads()).isZero();
    }

    @Test
    void what_is_older_than_the_lookback_is_not_seen() {
        limits = limits.with("maxQueryLookback", Duration.ofSeconds(5));
        assertThat(((Streams) querier(1 << 20).run(range("{app=\"a\"}", 100)).data()).lines())
                .hasSize(5);
    }
}
