package io.sigyn.ruler.evaluation;

import io.sigyn.logql.LogQlParser;
import io.sigyn.logql.LogQlSyntaxException;
import io.sigyn.logql.ast.Expr;
import io.sigyn.logql.ast.SampleExpr;
import io.sigyn.logql.template.AlertTemplate;
import io.sigyn.model.Labels;
import io.sigyn.model.TenantId;
import io.sigyn.querier.Cancellation;
import io.sigyn.querier.Querier;
import io.sigyn.querier.QueryException;
import io.sigyn.querier.QueryRequest;
import io.sigyn.querier.QueryRequest.Direction;
import io.sigyn.querier.QueryResult;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The questions that rules ask, each in the name of its tenant. Thread-safe. */
public final class RuleQueries {
    private static final String NO_VECTOR = "rule result is not a vector or scalar";
    private static final long MAX_STEPS = 1_000;

    private final Querier querier;
    private final Cancellation cancellation = new Cancellation();

    public RuleQueries(Querier querier) {
        this.querier = querier;
    }

    /** Ends the questions that are asked now, and all later ones at once. */
    public void cancel() {
        cancellation.cancel();
    }

    /** What an expression gives at an instant. */
    List<AlertTemplate.Sample> instant(TenantId tenant, Expr expression, String text, Instant at)
            throws EvaluationException {
        if (!(expression instanceof SampleExpr)) {
            throw new EvaluationException(NO_VECTOR);
        }
        QueryResult.Data data = run(request(tenant, text, at, at, 0), expression);
        if (data instanceof QueryResult.Vector vector) {
            return vector.samples().stream()
                    .map(sample -> new AlertTemplate.Sample(sample.labels(), sample.value()))
                    .toList();
        } else if (data instanceof QueryResult.Scalar scalar) {
            return List.of(new AlertTemplate.Sample(Labels.EMPTY, scalar.value()));
        }
        throw new EvaluationException(NO_VECTOR);
    }

    /** The same for a text, such as one in a template. */
    List<AlertTemplate.Sample> instant(TenantId tenant, String text, Instant at) throws EvaluationException {
        try {
            return instant(tenant, LogQlParser.parse(text), text, at);
        } catch (LogQlSyntaxException e) {
            throw new EvaluationException(String.valueOf(e.getMessage()));
        }
    }

    /** Since when each series has been there without a gap, looking back for a while at every step. */
    Map<Labels, Instant> thereSince(
            TenantId tenant, Expr expression, String text, Instant at, Duration back, Duration interval)
            throws EvaluationException {
        long stepMillis = Math.max(interval.toMillis(), back.toMillis() / MAX_STEPS);
        Instant from = at.minus(back).minusMillis(stepMillis);
        QueryResult.Data data = run(request(tenant, text, from, at, stepMillis), expression);
        Map<Labels, Instant> since = new HashMap<>();
        if (data instanceof QueryResult.Matrix matrix) {
            for (QueryResult.Series series : matrix.series()) {
                long first = firstWithoutGap(series.timestampsMillis(), at.toEpochMilli(), stepMillis);
                since.put(series.labels(), Instant.ofEpochMilli(first));
            }
        }
        return since;
    }

    private static long firstWithoutGap(long[] timestampsMillis, long atMillis, long stepMillis) {
        long first = atMillis;
        for (int i = timestampsMillis.length - 1; i >= 0 && first - timestampsMillis[i] <= stepMillis; i--) {
            first = timestampsMillis[i];
        }
        return first;
    }

    private static QueryRequest request(TenantId tenant, String text, Instant from, Instant to, long stepMillis) {
        return new QueryRequest(
                List.of(tenant),
                text,
                nanos(from),
                nanos(to),
                stepMillis * 1_000_000L,
                0,
                0,
                Direction.FORWARD,
                stepMillis == 0);
    }

    private static long nanos(Instant instant) {
        return instant.getEpochSecond() * 1_000_000_000L + instant.getNano();
    }

    private QueryResult.Data run(QueryRequest request, Expr expression) throws EvaluationException {
        try {
            return querier.run(request, expression, cancellation).data();
        } catch (QueryException e) {
            throw new EvaluationException(String.valueOf(e.getMessage()));
        } catch (UncheckedIOException e) {
            throw new EvaluationException("storage does not answer now: " + e.getMessage());
        }
    }
}
