package io.sigyn.querier;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sigyn.index.RowSource;
import io.sigyn.index.View;
import io.sigyn.index.Views;
import io.sigyn.model.Labels;
import io.sigyn.model.Selector;
import io.sigyn.model.TenantId;
import io.sigyn.model.TenantLimits;
import io.sigyn.model.TimeRange;
import io.sigyn.querier.MemoryBlock.MemoryEntry;
import io.sigyn.querier.MemoryViews.Layout;
import io.sigyn.querier.QueryException.Kind;
import io.sigyn.querier.QueryRequest.Direction;
import io.sigyn.querier.QueryResult.Streams;
import io.sigyn.querier.QueryResult.Vector;
import io.sigyn.querier.scan.ScanExecutor;
import io.sigyn.storage.block.RowBlock;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The same query runs once for all who ask at the same time, and not again while its data stays as it is. */
class AnswerReuseTest {
    private static final TenantId TENANT = new TenantId("a");
    private static final long T0 = 1_700_000_000_000_000_000L;
    private static final long SECOND = 1_000_000_000L;
    private static final InstantSource CLOCK = InstantSource.fixed(Instant.ofEpochSecond(1_700_010_000));
    private static final String COUNT = "sum(count_over_time({app=\"a\"}[1h]))";

    private final ScanExecutor executor = new ScanExecutor(2);
    private final ChangingViews views = new ChangingViews();
    private TenantLimits limits = TenantLimits.defaults();
    private final Querier querier = new Querier(views, tenant -> limits, executor, CLOCK);

    @AfterEach
    void close() {
        views.gate.countDown();
        executor.close();
    }

    /** Rows that are added by tests, whose version is their number and what tests make of it. */
    private static final class ChangingViews implements Views {
        private final List<MemoryEntry> entries = new ArrayList<>();
        private final AtomicInteger opened = new AtomicInteger();
        private final CountDownLatch begun = new CountDownLatch(1);
        private volatile CountDownLatch gate = new CountDownLatch(0);
        private volatile Object deletes = "none";

        synchronized void add(long second, String line) {
            entries.add(new MemoryEntry(Labels.of("app", "a"), T0 + second * SECOND, entries.size(), line, Map.of()));
        }

        @Override
        public synchronized Object version(TenantId tenant, TimeRange range) {
            long inRange = entries.stream()
                    .filter(entry -> range.overlaps(entry.time(), entry.time()))
                    .count();
            return List.of(inRange, deletes);
        }

        @Override
        public View open(TenantId tenant) {
            opened.incrementAndGet();
            MemoryViews memory = new MemoryViews();
            synchronized (this) {
                memory.put(tenant, List.copyOf(entries), Layout.ONE_LIVE);
            }
            View view = memory.open(tenant);
            return new View(
                    tenant, view.sources().stream().<RowSource>map(Gated::new).toList(), view::close);
        }

        /** Waits at the gate before it gives rows. */
        private final class Gated implements RowSource {
            private final RowSource source;

            Gated(RowSource source) {
                this.source = source;
            }

            @Override
            public List<RowBlock> select(Selector selector, TimeRange range) throws java.io.IOException {
                begun.countDown();
                try {
                    gate.await();
                } catch (InterruptedException e) {
                    throw new IllegalStateException(e);
                }
                return source.select(selector, range);
            }

            @Override
            public void forEachStream(Selector selector, TimeRange range, StreamVisitor visitor)
                    throws java.io.IOException {
                source.forEachStream(selector, range, visitor);
            }

            @Override
            public boolean live() {
                return true;
            }
        }
    }

    private static QueryRequest count(long atSecond) {
        long time = T0 + atSecond * SECOND;
        return new QueryRequest(List.of(TENANT), COUNT, time, time, 0, 0, 10, Direction.BACKWARD, true);
    }

    private double counted(long atSecond) {
        return ((Vector) querier.run(count(atSecond)).data()).samples().get(0).value();
    }

    @Test
    void a_query_over_data_that_has_not_changed_is_not_run_again() {
        views.add(1, "one");
        assertThat(counted(60)).isEqualTo(1);
        assertThat(counted(60)).isEqualTo(1);
        assertThat(views.opened).hasValue(1);
        assertThat(querier.answersKept()).isEqualTo(1);
    }

    @Test
    void what_is_pushed_into_the_past_is_in_the_next_answer() {
        views.add(1, "one");
        assertThat(counted(60)).isEqualTo(1);
        views.add(2, "two");
        assertThat(counted(60)).isEqualTo(2);
    }

    @Test
    void what_is_pushed_after_the_range_costs_no_answer() {
        views.add(1, "one");
        counted(60);
        views.add(5000, "later");
        counted(60);
        assertThat(views.opened).hasValue(1);
    }

    @Test
    void another_request_to_delete_makes_another_answer() {
        views.add(1, "one");
        counted(60);
        views.deletes = "a request";
        counted(60);
        assertThat(views.opened).hasValue(2);
    }

    @Test
    void queries_that_differ_in_anything_have_answers_of_their_own() {
        views.add(1, "one");
        views.add(2, "two");
        QueryRequest first = lines("{app=\"a\"}", 1, Direction.FORWARD);
        assertThat(lineOf(querier.run(first))).isEqualTo("one");
        assertThat(lineOf(querier.run(lines("{app=\"a\"}", 1, Direction.BACKWARD))))
                .isEqualTo("two");
        assertThat(((Streams) querier.run(lines("{app=\"a\"}", 2, Direction.FORWARD))
                                .data())
                        .lines())
                .hasSize(2);
        limits = limits.with("maxQuerySeries", 7);
        querier.run(first);
        assertThat(views.opened).hasValue(4);
    }

    @Test
    void a_query_that_asks_the_clock_is_always_run() {
        views.add(1, "one");
        QueryRequest query = lines("{app=\"a\"} | line_format \"{{ now }}\"", 1, Direction.FORWARD);
        querier.run(query);
        querier.run(query);
        limits = limits.with("maxQueryLookback", Duration.ofDays(1000));
        counted(60);
        counted(60);
        assertThat(views.opened).hasValue(4);
    }

    @Test
    void a_failure_is_not_kept() {
        views.add(1, "one");
        limits = limits.with("maxQueryBytesRead", 1L);
        assertThatThrownBy(() -> counted(60)).isInstanceOf(QueryException.class);
        assertThatThrownBy(() -> counted(60)).isInstanceOf(QueryException.class);
        assertThat(views.opened).hasValue(2);
    }

    @Test
    void those_who_ask_at_the_same_time_share_one_run() throws Exception {
        views.add(1, "one");
        views.gate = new CountDownLatch(1);
        CompletableFuture<QueryResult> first = ask(new Cancellation());
        views.begun.await();
        List<CompletableFuture<QueryResult>> others = new ArrayList<>();
        for (int i = 0; i < 5; i++) {
            others.add(ask(new Cancellation()));
        }
        while (querier.waiting() < 6) {
            Thread.onSpinWait();
        }
        views.gate.countDown();
        for (CompletableFuture<QueryResult> other : others) {
            assertThat(other.get().data()).isEqualTo(first.get().data());
        }
        assertThat(views.opened).hasValue(1);
    }

    @Test
    void a_run_goes_on_for_others_when_the_first_who_asked_goes_away() throws Exception {
        views.add(1, "one");
        views.gate = new CountDownLatch(1);
        Cancellation firstGone = new Cancellation();
        CompletableFuture<QueryResult> first = ask(firstGone);
        views.begun.await();
        Cancellation secondGone = new Cancellation();
        CompletableFuture<QueryResult> second = ask(secondGone);
        CompletableFuture<QueryResult> third = ask(new Cancellation());
        while (querier.waiting() < 3) {
            Thread.onSpinWait();
        }
        firstGone.cancel();
        secondGone.cancel();
        assertThatThrownBy(second::join)
                .isInstanceOf(CompletionException.class)
                .cause()
                .isInstanceOfSatisfying(
                        QueryException.class, gone -> assertThat(gone.kind()).isEqualTo(Kind.CANCELLED));
        views.gate.countDown();
        assertThat(third.get().data()).isEqualTo(first.get().data());
        assertThat(views.opened).hasValue(1);
    }

    @Test
    void a_run_that_nobody_waits_for_any_more_ends() {
        views.add(1, "one");
        views.gate = new CountDownLatch(1);
        Cancellation gone = new Cancellation();
        CompletableFuture<QueryResult> only = ask(gone);
        gone.cancel();
        views.gate.countDown();
        assertThatThrownBy(only::join).cause().isInstanceOf(QueryException.class);
        assertThat(counted(60)).isEqualTo(1);
    }

    @Test
    void answers_that_are_kept_take_no_more_than_their_share() {
        AnswerCache cache = new AnswerCache(64 << 10);
        for (int i = 0; i < 1000; i++) {
            AnswerKey key = new AnswerKey(count(i), List.of(), List.of(1));
            cache.put(key, new QueryResult.Scalar(0, i));
            assertThat(cache.bytes()).isLessThanOrEqualTo(64 << 10);
        }
        assertThat(cache.get(new AnswerKey(count(999), List.of(), List.of(1)))).isNotNull();
        assertThat(cache.get(new AnswerKey(count(0), List.of(), List.of(1)))).isNull();
    }

    private CompletableFuture<QueryResult> ask(Cancellation cancellation) {
        CompletableFuture<QueryResult> answer = new CompletableFuture<>();
        Thread thread = new Thread(() -> {
            try {
                answer.complete(querier.run(count(60), cancellation));
            } catch (Throwable failure) {
                answer.completeExceptionally(failure);
            }
        });
        thread.setDaemon(true);
        thread.start();
        return answer;
    }

    private static QueryRequest lines(String query, int limit, Direction direction) {
        return new QueryRequest(List.of(TENANT), query, T0, T0 + 60 * SECOND, SECOND, 0, limit, direction, false);
    }

    private static String lineOf(QueryResult result) {
        return new String(((Streams) result.data()).lines().get(0).line(), java.nio.charset.StandardCharsets.UTF_8);
    }
}
