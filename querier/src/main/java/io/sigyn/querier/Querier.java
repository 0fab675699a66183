package io.sigyn.querier;

import io.sigyn.index.Views;
import io.sigyn.logql.LogQlParser;
import io.sigyn.logql.ast.Expr;
import io.sigyn.logql.ast.LogQuery;
import io.sigyn.logql.ast.SampleExpr;
import io.sigyn.model.TenantId;
import io.sigyn.model.TenantLimits;
import io.sigyn.model.TimeRange;
import io.sigyn.querier.QueryException.Kind;
import io.sigyn.querier.QueryResult.Data;
import io.sigyn.querier.QueryResult.Matrix;
import io.sigyn.querier.QueryResult.Streams;
import io.sigyn.querier.QueryResult.Vector;
import io.sigyn.querier.scan.QueryContext;
import io.sigyn.querier.scan.QueryMemory;
import io.sigyn.querier.scan.ScanExecutor;
import io.sigyn.querier.scan.ScanTotals;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Answers LogQL queries over what {@link Views} shows at that moment. A query runs on the caller's thread, which waits
 * while blocks are scanned on the {@link ScanExecutor}. The same query is run once for all who ask at the same time, and
 * not again while its data stays as it is. Thread-safe.
 */
public final class Querier {
    private static final long SECOND = 1_000_000_000L;
    private static final long MIN_MEMORY_BYTES = 64L << 20;
    private static final int MEMORY_SHARE = 4; // of the heap, for one query
    private static final int QUERIES_OF_MOST_MEMORY = 2;
    private static final int CACHE_SHARE = 8; // of that, for answers that are kept

    private final Views views;
    private final Function<TenantId, TenantLimits> limits;
    private final ScanExecutor executor;
    private final InstantSource clock;
    private final QueryMemory memory;
    private final ScanTotals totals = new ScanTotals();
    private final AnswerCache cache;
    private final QueryFlights flights = new QueryFlights();
    private final LongAdder kept = new LongAdder();
    private final LongAdder shared = new LongAdder();

    /** A query may hold a quarter of the heap, all of them together a half. */
    public Querier(Views views, Function<TenantId, TenantLimits> limits, ScanExecutor executor, InstantSource clock) {
        this(
                views,
                limits,
                executor,
                clock,
                Math.max(MIN_MEMORY_BYTES, Runtime.getRuntime().maxMemory() / MEMORY_SHARE));
    }

    /** @param memoryBytes what one query may hold; all of them together may hold twice as much */
    public Querier(
            Views views,
            Function<TenantId, TenantLimits> limits,
            ScanExecutor executor,
            InstantSource clock,
            long memoryBytes) {
        this.views = views;
        this.limits = limits;
        this.executor = executor;
        this.clock = clock;
        this.memory = new QueryMemory(memoryBytes, QUERIES_OF_MOST_MEMORY * memoryBytes);
        this.cache = new AnswerCache(memoryBytes / CACHE_SHARE);
    }

    /** As {@link #run(QueryRequest, Cancellation)}, for a caller that always waits. */
    public QueryResult run(QueryRequest request) {
        return run(request, new Cancellation());
    }

    /**
     * Parses, checks against the tenants' limits, and runs.
     *
     * @throws QueryException if the query cannot be answered
     * @throws io.sigyn.logql.LogQlSyntaxException if it is not LogQL
     */
    public QueryResult run(QueryRequest request, Cancellation cancellation) {
        Expr expression = LogQlParser.parse(request.query());
        return run(request, expression, cancellation);
    }

    /** The same for a query that is parsed already. */
    public QueryResult run(QueryRequest request, Expr expression, Cancellation cancellation) {
        QueryLimits tenantLimits = new QueryLimits(
                request.tenants().stream().distinct().map(limits).toList());
        tenantLimits.check(request, expression);
        if (request.instant() && expression instanceof LogQuery) {
            throw new QueryException(
                    Kind.BAD_REQUEST,
                    "log queries are not supported as an instant query type, please change your query to a range query type");
        }
        try {
            AnswerKey key = AnswerKey.of(request, expression, tenantLimits.tenants(), views);
            return key == null
                    ? run(request, expression, tenantLimits, cancellation)
                    : runOnce(key, request, expression, tenantLimits, cancellation);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private QueryResult runOnce(
            AnswerKey key, QueryRequest request, Expr expression, QueryLimits tenantLimits, Cancellation cancellation) {
        QueryResult known = kept(key);
        if (known != null) {
            return known;
        }
        boolean[] led = new boolean[1];
        QueryResult result = flights.run(key, cancellation, together -> {
            led[0] = true;
            QueryResult justKept = kept(key); // by one that ended between the look above and this run
            if (justKept != null) {
                return justKept;
            }
            QueryResult fresh = run(request, expression, tenantLimits, together);
            if (fresh.stats().blocksDamaged() == 0) {
                cache.put(key, fresh.data());
            }
            return fresh;
        });
        if (!led[0]) {
            shared.increment();
        }
        return result;
    }

    private @Nullable QueryResult kept(AnswerKey key) {
        long started = System.nanoTime();
        Data known = cache.get(key);
        if (known == null) {
            return null;
        }
        kept.increment();
        return new QueryResult(known, QueryStats.ofKept(linesOf(known), System.nanoTime() - started));
    }

    /** How many queries were answered by an answer that was kept. */
    public long answersKept() {
        return kept.sum();
    }

    /** How many queries were answered by the same query of another that ran at the time. */
    public long answersShared() {
        return shared.sum();
    }

    /** What all running queries hold. */
    public long memoryHeldBytes() {
        return memory.heldBytes();
    }

    /** How many wait for queries that others may join. */
    int waiting() {
        return flights.waiting();
    }

    /**
     * What a tail begins with: a log query that may ask for any number of lines and need not name any label, as in Loki.
     *
     * @throws QueryException if the query cannot be answered
     */
    public QueryResult lookBack(QueryRequest request, LogQuery query, Cancellation cancellation) {
        QueryLimits tenantLimits = limitsOf(request);
        tenantLimits.checkLookBack(request, query, nowNanos());
        return run(request, query, tenantLimits, cancellation);
    }

    /** For questions other than queries, which have limits of their own. */
    QueryResult runUnlimited(QueryRequest request, Expr expression) {
        return run(request, expression, limitsOf(request), new Cancellation());
    }

    private QueryLimits limitsOf(QueryRequest request) {
        return new QueryLimits(request.tenants().stream().distinct().map(limits).toList());
    }

    private QueryResult run(
            QueryRequest request, Expr expression, QueryLimits tenantLimits, Cancellation cancellation) {
        try (QueryContext context = new QueryContext(
                        request.tenants().stream().map(TenantId::value).collect(Collectors.joining("|")),
                        executor,
                        cancellation,
                        tenantLimits.timeout(),
                        memory);
                OpenViews open = OpenViews.of(views, request.tenants(), request.tenantLabel())) {
            return run(request, expression, tenantLimits, context, open);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private QueryResult run(
            QueryRequest request, Expr expression, QueryLimits tenantLimits, QueryContext context, OpenViews open) {
        try {
            Data data = answer(request, expression, tenantLimits, context, open);
            return new QueryResult(data, context.counters().stats(linesOf(data), context.elapsedNanos()));
        } finally {
            totals.add(context.counters());
        }
    }

    /** What all queries have read. */
    public ScanTotals totals() {
        return totals;
    }

    private Data answer(
            QueryRequest request, Expr expression, QueryLimits tenantLimits, QueryContext context, OpenViews open) {
        AtomicLong bytes = new AtomicLong();
        long earliest = tenantLimits.earliest(nowNanos());
        if (request.endNanos() < earliest) {
            return nothing(request, expression);
        }
        if (expression instanceof LogQuery query) {
            TimeRange range = new TimeRange(Math.max(request.startNanos(), earliest), request.endNanos());
            return new LogQueries(
                            open.views(),
                            query,
                            request,
                            context,
                            more -> tenantLimits.checkBytesRead(bytes.addAndGet(more)))
                    .run(range);
        }
        MetricQueries metrics = new MetricQueries(
                open.views(), tenantLimits, context, more -> tenantLimits.checkBytesRead(bytes.addAndGet(more)));
        return metrics.run((SampleExpr) expression, request, Math.max(request.startNanos(), earliest));
    }

    private static Data nothing(QueryRequest request, Expr expression) {
        if (expression instanceof LogQuery) {
            return new Streams(List.of());
        }
        return request.instant()
                ? new Vector(Math.floorDiv(request.endNanos(), 1_000_000L), List.of())
                : new Matrix(List.of());
    }

    private static long linesOf(Data data) {
        return data instanceof Streams streams ? streams.lines().size() : 0;
    }

    private long nowNanos() {
        Instant now = clock.instant();
        return now.getEpochSecond() * SECOND + now.getNano();
    }
}
