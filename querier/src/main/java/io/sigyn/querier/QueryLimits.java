package io.sigyn.querier;

import io.sigyn.logql.ast.Expr;
import io.sigyn.logql.ast.LogQuery;
import io.sigyn.logql.ast.SampleExpr;
import io.sigyn.logql.ast.SampleExpr.BinaryOperation;
import io.sigyn.logql.ast.SampleExpr.LabelReplace;
import io.sigyn.logql.ast.SampleExpr.Literal;
import io.sigyn.logql.ast.SampleExpr.LogRange;
import io.sigyn.logql.ast.SampleExpr.RangeAggregation;
import io.sigyn.logql.ast.SampleExpr.VectorAggregation;
import io.sigyn.logql.ast.SampleExpr.VectorLiteral;
import io.sigyn.logql.go.GoBytes;
import io.sigyn.logql.go.GoDuration;
import io.sigyn.logql.go.PrometheusDuration;
import io.sigyn.model.LabelMatcher;
import io.sigyn.model.Selector;
import io.sigyn.model.TenantLimits;
import io.sigyn.querier.QueryException.Kind;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.ToLongFunction;
import java.util.stream.Collectors;

/**
 * The limits of a query, the strictest of its tenants' each, with Loki's words where one is exceeded. Of a limit zero
 * means none. Immutable.
 */
final class QueryLimits {
    private static final long MILLI = 1_000_000L;

    private final List<TenantLimits> tenants;

    QueryLimits(List<TenantLimits> tenants) {
        this.tenants = tenants.isEmpty() ? List.of(TenantLimits.defaults()) : List.copyOf(tenants);
    }

    List<TenantLimits> tenants() {
        return tenants;
    }

    private long strictest(ToLongFunction<TenantLimits> limit) {
        long strictest = 0;
        for (TenantLimits tenant : tenants) {
            long value = limit.applyAsLong(tenant);
            if (value > 0 && (strictest == 0 || value < strictest)) {
                strictest = value;
            }
        }
        return strictest;
    }

    Duration timeout() {
        return Duration.ofNanos(strictest(limits -> limits.queryTimeout().toNanos()));
    }

    /** Whether Loki would split the query's range, and therefore align it with the step. */
    boolean alignsSteps() {
        return tenants.stream()
                .anyMatch(limits -> !limits.splitQueriesByInterval().isZero());
    }

    /** In Loki's order: entries, matchers, lookback, length of the query, length of its ranges. */
    void check(QueryRequest request, Expr expression) {
        if (expression instanceof LogQuery) {
            checkEntries(request.limit());
        }
        List<Selector> selectors = selectors(expression);
        if (!request.instant()) {
            for (TenantLimits limits : tenants) {
                selectors.forEach(selector -> checkMatchers(selector, limits));
            }
            checkLength(request.startNanos(), request.endNanos());
        }
        for (LogRange range : ranges(expression)) {
            checkRange(range.rangeNanos());
        }
        for (Selector selector : selectors) {
            checkMatcherCount(selector);
        }
    }

    /** Only what the ingesters and the store are asked is limited where a tail looks back. */
    void checkLookBack(QueryRequest request, LogQuery query, long nowNanos) {
        selectors(query).forEach(this::checkMatcherCount);
        checkLength(Math.max(request.startNanos(), earliest(nowNanos)), request.endNanos());
    }

    void checkEntries(int limit) {
        long most = strictest(TenantLimits::maxEntriesLimitPerQuery);
        if (most > 0 && limit > most) {
            throw refuse(
                    "max entries limit per query exceeded, limit > max_entries_limit (" + limit + " > " + most + ")");
        }
    }

    private static void checkMatchers(Selector selector, TenantLimits limits) {
        Set<String> present = new TreeSet<>();
        selector.matchers().forEach(matcher -> present.add(matcher.name()));
        List<String> missing = limits.requiredLabels().stream()
                .filter(name -> !present.contains(name))
                .toList();
        if (!missing.isEmpty()) {
            throw refuse("stream selector is missing required matchers [" + String.join(", ", missing)
                    + "], labels present in the query were [" + names(selector) + "]");
        }
        int number = selector.matchers().size();
        if (limits.minimumLabelsNumber() > number) {
            throw refuse("stream selector has less label matchers than required: (present: [" + names(selector)
                    + "], number_present: " + number + ", required_number_label_matchers: "
                    + limits.minimumLabelsNumber() + ")");
        }
    }

    private static String names(Selector selector) {
        return selector.matchers().stream().map(LabelMatcher::name).collect(Collectors.joining(", "));
    }

    void checkLength(long startNanos, long endNanos) {
        long most = strictest(limits -> limits.maxQueryLength().toNanos());
        long length = (Math.floorDiv(endNanos, MILLI) - Math.floorDiv(startNanos, MILLI)) * MILLI;
        if (most > 0 && length > most) {
            throw refuse("the query time range exceeds the limit (query length: " + GoDuration.format(length)
                    + ", limit: " + PrometheusDuration.format(most) + ")");
        }
    }

    private void checkRange(long rangeNanos) {
        long most = strictest(limits -> limits.maxQueryRange().toNanos());
        if (most > 0 && rangeNanos > most) {
            throw new QueryException(
                    Kind.INTERNAL,
                    "[interval] value exceeds limit: [" + PrometheusDuration.format(rangeNanos) + "] > ["
                            + PrometheusDuration.format(most) + "]");
        }
    }

    private void checkMatcherCount(Selector selector) {
        long most = strictest(TenantLimits::maxStreamsMatchersPerQuery);
        if (most > 0 && selector.matchers().size() > most) {
            throw refuse("max streams matchers per query exceeded, matchers-count > limit ("
                    + selector.matchers().size() + " > " + most + ")");
        }
    }

    /** How many series a volume may have; 0 if any number. */
    long volumeSeries() {
        return strictest(TenantLimits::volumeMaxSeries);
    }

    /** The earliest time that may be queried. */
    long earliest(long nowNanos) {
        long lookback = strictest(limits -> limits.maxQueryLookback().toNanos());
        return lookback == 0 ? Long.MIN_VALUE : nowNanos - lookback;
    }

    /** What ends before it begins has been cut off by the lookback, or was asked for so. */
    void checkNotTooOld(long startNanos, long endNanos) {
        if (endNanos < startNanos) {
            long lookback = strictest(limits -> limits.maxQueryLookback().toNanos());
            throw refuse("this data is no longer available, it is past now - max_query_lookback ("
                    + PrometheusDuration.format(lookback) + ")");
        }
    }

    void checkSeries(int series) {
        long most = strictest(TenantLimits::maxQuerySeries);
        if (most > 0 && series > most) {
            throw refuse("maximum of series (" + most + ") reached for a single query");
        }
    }

    void checkBytesRead(long bytes) {
        long most = strictest(TenantLimits::maxQueryBytesRead);
        if (most > 0 && bytes > most) {
            throw refuse("the query would read too many bytes (query: " + GoBytes.formatIec(bytes) + ", limit: "
                    + GoBytes.formatIec(most)
                    + "); consider adding more specific stream selectors or reduce the time range of the query");
        }
    }

    private static QueryException refuse(String message) {
        return new QueryException(Kind.BAD_REQUEST, message);
    }

    private static List<Selector> selectors(Expr expression) {
        if (expression instanceof LogQuery query) {
            return List.of(query.selector());
        }
        return ranges(expression).stream().map(LogRange::selector).toList();
    }

    /** All ranges of a query, from left to right. */
    static List<LogRange> ranges(Expr expression) {
        List<LogRange> ranges = new ArrayList<>();
        if (expression instanceof SampleExpr samples) {
            samples.accept(new RangeCollector(ranges));
        }
        return ranges;
    }

    private record RangeCollector(List<LogRange> ranges) implements SampleExpr.Visitor<Boolean> {
        @Override
        public Boolean rangeAggregation(RangeAggregation node) {
            return ranges.add(node.range());
        }

        @Override
        public Boolean vectorAggregation(VectorAggregation node) {
            return node.operand().accept(this);
        }

        @Override
        public Boolean binaryOperation(BinaryOperation node) {
            boolean left = node.left().accept(this);
            boolean right = node.right().accept(this);
            return left || right;
        }

        @Override
        public Boolean labelReplace(LabelReplace node) {
            return node.operand().accept(this);
        }

        @Override
        public Boolean literal(Literal node) {
            return false;
        }

        @Override
        public Boolean vectorLiteral(VectorLiteral node) {
            return false;
        }
    }
}
