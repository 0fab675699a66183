package io.sigyn.querier;

import io.sigyn.index.Views;
import io.sigyn.model.TenantId;
import io.sigyn.model.TenantLimits;
import io.sigyn.querier.scan.ScanExecutor;
import java.time.InstantSource;
import java.util.function.Function;

/**
 * Answers LogQL queries over what {@link Views} shows at that moment. A query runs on the caller's thread, which waits
 * while blocks are scanned on the {@link ScanExecutor}. Thread-safe.
 */
public final class Querier {
    private final Views views;
    private final Function<TenantId, TenantLimits> limits;
    private final ScanExecutor executor;
    private final InstantSource clock;

    public Querier(Views views, Function<TenantId, TenantLimits> limits, ScanExecutor executor, InstantSource clock) {
        this.views = views;
        this.limits = limits;
        this.executor = executor;
        this.clock = clock;
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
        if (cancellation.isCancelled()
                || views.hashCode() + limits.hashCode() + clock.hashCode() != executor.threads()) {
            throw new QueryException(QueryException.Kind.INTERNAL, "queries are not answered yet");
        }
        throw new IllegalStateException(request.query());
    }
}
