package io.sigyn.querier;

import io.sigyn.index.CompiledMatcher;
import io.sigyn.logql.ast.LogQuery;
import io.sigyn.logql.pipeline.CompiledLines;
import io.sigyn.logql.pipeline.LineLabels;
import io.sigyn.logql.pipeline.PipelineCompiler;
import io.sigyn.model.LabelMatcher;
import io.sigyn.model.Selector;
import io.sigyn.model.TimeRange;
import io.sigyn.querier.QueryRequest.Direction;
import io.sigyn.querier.QueryResult.Line;
import io.sigyn.querier.QueryResult.Streams;
import io.sigyn.querier.aggregate.TenantView;
import io.sigyn.querier.scan.FoundLine;
import io.sigyn.querier.scan.LogScan;
import io.sigyn.querier.scan.QueryContext;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Answers a log query over the views of its tenants. For one query. */
final class LogQueries {
    private static final int MIN_BATCH = 1000;

    private final List<TenantView> tenants;
    private final LogQuery query;
    private final QueryRequest request;
    private final QueryContext context;
    private final LogScan.BytesCheck bytesCheck;

    LogQueries(
            List<TenantView> tenants,
            LogQuery query,
            QueryRequest request,
            QueryContext context,
            LogScan.BytesCheck bytesCheck) {
        this.tenants = tenants;
        this.query = query;
        this.request = request;
        this.context = context;
        this.bytesCheck = bytesCheck;
    }

    Streams run(TimeRange range) {
        try {
            List<Line> lines = request.intervalNanos() == 0 ? find(range, request.limit()) : thinnedOut(range);
            PrintableLabels.check(lines);
            return new Streams(lines);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Lines that are at least an interval away from the last one kept. Skips from one kept line to the next range. */
    private List<Line> thinnedOut(TimeRange range) throws IOException {
        boolean forward = request.direction() == Direction.FORWARD;
        int batch = Math.max(MIN_BATCH, request.limit());
        List<Line> kept = new ArrayList<>();
        TimeRange rest = range;
        while (rest.startNanos() < rest.endNanos()) {
            List<Line> lines = find(rest, batch);
            for (Line line : lines) {
                if (kept.size() == request.limit()) {
                    return kept;
                }
                if (kept.isEmpty() || isFarEnough(kept.get(kept.size() - 1), line)) {
                    kept.add(line);
                }
            }
            if (lines.size() < batch || kept.isEmpty()) {
                return kept;
            }
            rest = beyond(kept.get(kept.size() - 1), rest, forward);
        }
        return kept;
    }

    private boolean isFarEnough(Line last, Line line) {
        return Math.abs(line.timestampNanos() - last.timestampNanos()) >= request.intervalNanos();
    }

    private TimeRange beyond(Line last, TimeRange range, boolean forward) {
        return forward
                ? new TimeRange(
                        Math.min(range.endNanos(), last.timestampNanos() + request.intervalNanos()), range.endNanos())
                : new TimeRange(
                        range.startNanos(),
                        Math.max(range.startNanos(), last.timestampNanos() - request.intervalNanos() + 1));
    }

    private List<Line> find(TimeRange range, int limit) throws IOException {
        boolean forward = request.direction() == Direction.FORWARD;
        List<FoundTenantLine> found = new ArrayList<>();
        for (TenantView tenant : tenants) {
            Selector selector = selectorFor(tenant);
            if (selector != null) {
                CompiledLines compiled = PipelineCompiler.compileLines(query.stages());
                LogScan.Wanted wanted = new LogScan.Wanted(selector, range, forward, limit, bytesCheck);
                for (FoundLine line : LogScan.run(tenant.view(), compiled, wanted, context)) {
                    found.add(new FoundTenantLine(tenant, line));
                }
            }
        }
        if (tenants.size() > 1) {
            found.sort((a, b) -> FoundLine.order(forward).compare(a.line(), b.line()));
        }
        List<Line> lines = new ArrayList<>(Math.min(limit, found.size()));
        for (FoundTenantLine one : found) {
            if (lines.size() == limit) {
                break;
            }
            lines.add(one.line(one.tenant()));
        }
        return lines;
    }

    private record FoundTenantLine(TenantView tenant, FoundLine line) {
        Line line(TenantView view) {
            LineLabels labels = line.labels();
            if (view.tenantLabel() != null) {
                labels = new LineLabels(
                        view.label(labels.all()),
                        view.label(labels.stream()),
                        labels.structuredMetadata(),
                        labels.parsed());
            }
            return new Line(line.timestampNanos(), line.line(), labels);
        }
    }

    /** The selector without matchers on the tenant, or null if the tenant is not selected. */
    private @Nullable Selector selectorFor(TenantView tenant) {
        String name = tenant.tenantLabel();
        if (name == null) {
            return query.selector();
        }
        List<LabelMatcher> others = new ArrayList<>();
        for (LabelMatcher matcher : query.selector().matchers()) {
            if (!matcher.name().equals(TenantView.TENANT_ID)) {
                others.add(matcher);
            } else if (!CompiledMatcher.compile(matcher).matches(name)) {
                return null;
            }
        }
        return new Selector(others);
    }
}
