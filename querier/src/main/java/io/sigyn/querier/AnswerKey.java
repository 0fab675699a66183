package io.sigyn.querier;

import io.sigyn.index.Views;
import io.sigyn.logql.ast.Expr;
import io.sigyn.logql.ast.SampleExpr.LogRange;
import io.sigyn.model.TenantId;
import io.sigyn.model.TenantLimits;
import io.sigyn.model.TimeRange;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * All that an answer depends on: what was asked for and by whose limits, and the versions of the data that it is asked of.
 * Two requests with equal keys have the same answer. Immutable.
 */
record AnswerKey(QueryRequest request, List<TenantLimits> limits, List<Object> versions) {
    /** In a template it stands for a function of the clock; elsewhere it costs no more than a query that runs again. */
    private static final String NOW = "now";

    /**
     * The key of a request at this moment, or null if its answer depends on more than that: on the clock, or on data whose
     * version is not known. To be asked for before the data is looked at.
     */
    static @Nullable AnswerKey of(QueryRequest request, Expr expression, List<TenantLimits> limits, Views views)
            throws IOException {
        boolean byTheClock =
                limits.stream().anyMatch(one -> !one.maxQueryLookback().isZero());
        if (byTheClock || request.query().contains(NOW)) {
            return null;
        }
        TimeRange range = rangeOf(request, expression);
        List<Object> versions = new ArrayList<>();
        for (TenantId tenant : request.tenants()) {
            Object version = views.version(tenant, range);
            if (version == null) {
                return null;
            }
            versions.add(version);
        }
        return new AnswerKey(request, List.copyOf(limits), List.copyOf(versions));
    }

    /** Of every row that the answer can depend on; wider than need be, since steps may be aligned. */
    private static TimeRange rangeOf(QueryRequest request, Expr expression) {
        long start = request.startNanos();
        long end = request.endNanos();
        for (LogRange range : QueryLimits.ranges(expression)) {
            long from = minus(minus(request.startNanos(), range.offsetNanos()), range.rangeNanos());
            start = Math.min(start, minus(from, request.stepNanos()));
            end = Math.max(end, minus(request.endNanos(), range.offsetNanos()));
        }
        return new TimeRange(start, Math.max(start, minus(end, -request.stepNanos())));
    }

    private static long minus(long a, long b) {
        long difference = a - b;
        boolean overflow = ((a ^ b) & (a ^ difference)) < 0;
        return overflow ? (a < 0 ? Long.MIN_VALUE : Long.MAX_VALUE) : difference;
    }
}
