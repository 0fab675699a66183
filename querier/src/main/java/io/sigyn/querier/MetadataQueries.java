package io.sigyn.querier;

import io.sigyn.index.CompiledMatcher;
import io.sigyn.index.RowSource;
import io.sigyn.index.RowSource.StreamStats;
import io.sigyn.index.Views;
import io.sigyn.logql.LogQlParser;
import io.sigyn.model.LabelMatcher;
import io.sigyn.model.Labels;
import io.sigyn.model.Selector;
import io.sigyn.model.TenantId;
import io.sigyn.model.TenantLimits;
import io.sigyn.model.TimeRange;
import io.sigyn.querier.QueryException.Kind;
import io.sigyn.querier.aggregate.TenantView;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Answers questions about streams: labels, series, volumes, fields. All but the fields are answered from what sources know
 * of their streams, without reading blocks. Thread-safe.
 */
public final class MetadataQueries {
    private static final Selector EVERYTHING = Selector.ALL;

    private final Views views;
    private final Function<TenantId, TenantLimits> limits;
    private final InstantSource clock;
    private final DetectedFields fields;

    /** @param querier runs what has to look at lines */
    public MetadataQueries(Views views, Function<TenantId, TenantLimits> limits, Querier querier, InstantSource clock) {
        this.views = views;
        this.limits = limits;
        this.clock = clock;
        this.fields = new DetectedFields(querier);
    }

    public MetadataResult.Strings labelNames(MetadataRequest.LabelNames request) {
        Selector selector = request.query().isEmpty() ? EVERYTHING : LogQlParser.parseSelector(request.query());
        if (isPast(request, request.endNanos())) {
            return new MetadataResult.Strings(List.of());
        }
        TimeRange range = range(request, request.startNanos(), request.endNanos());
        TreeSet<String> names = new TreeSet<>();
        forEachStream(request, selector, range, true, (tenant, live, stream, stats) -> {
            Labels labels = tenant.label(stream);
            for (int i = 0; i < labels.size(); i++) {
                names.add(labels.name(i));
            }
        });
        return new MetadataResult.Strings(List.copyOf(names));
    }

    public MetadataResult.Strings labelValues(MetadataRequest.LabelValues request) {
        Selector selector = request.query().isEmpty() ? EVERYTHING : LogQlParser.parseSelector(request.query());
        if (isPast(request, request.endNanos())) {
            return new MetadataResult.Strings(List.of());
        }
        TimeRange range = range(request, request.startNanos(), request.endNanos());
        TreeSet<String> values = new TreeSet<>();
        forEachStream(request, selector, range, true, (tenant, live, stream, stats) -> {
            String value = tenant.label(stream).get(request.name());
            if (value != null) {
                values.add(value);
            }
        });
        return new MetadataResult.Strings(List.copyOf(values));
    }

    /** A selector that cannot tell streams apart, but is not {@code {}}, finds nothing. */
    public MetadataResult.SeriesSet series(MetadataRequest.Series request) {
        List<Selector> selectors = new ArrayList<>();
        for (String text : request.selectors()) {
            if (isEmptySelector(text)) {
                selectors.add(EVERYTHING);
            } else {
                Selector selector = SeriesSelector.parse(text);
                if (selector != null) {
                    selectors.add(selector);
                }
            }
        }
        if (request.selectors().isEmpty()) {
            selectors.add(EVERYTHING);
        }
        if (isPast(request, request.endNanos())) {
            return new MetadataResult.SeriesSet(List.of());
        }
        TimeRange range = range(request, request.startNanos(), request.endNanos());
        TreeSet<Labels> series = new TreeSet<>();
        for (Selector selector : selectors) {
            forEachStream(
                    request, selector, range, false, (tenant, live, stream, stats) -> series.add(tenant.label(stream)));
        }
        return new MetadataResult.SeriesSet(List.copyOf(series));
    }

    private static boolean isEmptySelector(String text) {
        return text.replaceAll("\\s", "").equals("{}");
    }

    /** Counts what is sealed, as Loki counts what is flushed. */
    public MetadataResult.IndexStats indexStats(MetadataRequest.IndexStats request) {
        Selector selector = LogQlParser.parseSelector(request.query());
        TimeRange range = new TimeRange(request.startNanos(), endAfter(request.endNanos()));
        StatsSum sum = new StatsSum(range);
        forEachStream(request, selector, range, false, (tenant, live, stream, stats) -> {
            if (!live) {
                sum.add(tenant.label(stream), stats);
            }
        });
        return sum.result();
    }

    /** A Vector where there is one point for each series, largest first, else a Matrix. */
    public QueryResult.Data volume(MetadataRequest.Volume request) {
        for (TenantId tenant : request.tenants()) {
            if (!limits.apply(tenant).volumeEnabled()) {
                throw new QueryException(Kind.NOT_FOUND, "not found");
            }
        }
        Selector selector = isEmptySelector(request.query()) ? EVERYTHING : LogQlParser.parseSelector(request.query());
        TimeRange range = new TimeRange(request.startNanos(), endAfter(request.endNanos()));
        Volumes volumes = new Volumes(request, selector, limitsOf(request).volumeSeries());
        forEachStream(
                request, selector, range, false, (tenant, live, stream, stats) -> volumes.add(stream, stats, live));
        return volumes.result();
    }

    public MetadataResult.DetectedLabels detectedLabels(MetadataRequest.DetectedLabels request) {
        Selector selector = request.query().isEmpty() || isEmptySelector(request.query())
                ? EVERYTHING
                : LogQlParser.parseSelector(request.query());
        TimeRange range = new TimeRange(request.startNanos(), Math.max(request.startNanos(), request.endNanos()));
        DetectedLabels labels = new DetectedLabels();
        forEachStream(request, selector, range, false, (tenant, live, stream, stats) -> labels.add(stream));
        return labels.result();
    }

    public MetadataResult.DetectedFields detectedFields(MetadataRequest.DetectedFields request) {
        return fields.fields(request);
    }

    public MetadataResult.FieldValues detectedFieldValues(MetadataRequest.DetectedFields request) {
        return fields.values(request);
    }

    /** Told of every stream in every source; one in several sources is told several times. */
    private interface Visitor {
        void visit(TenantView tenant, boolean live, Labels stream, StreamStats stats);
    }

    /** What is still in memory is listed whatever its time if {@code liveAlways}. */
    private void forEachStream(
            MetadataRequest request, Selector selector, TimeRange range, boolean liveAlways, Visitor visitor) {
        boolean labelled = request.tenants().stream().distinct().count() > 1;
        try (OpenViews open = OpenViews.of(views, request.tenants(), labelled)) {
            for (TenantView tenant : open.views()) {
                Selector own = withoutTenant(selector, tenant);
                if (own == null) {
                    continue;
                }
                for (RowSource source : tenant.view().sources()) {
                    boolean live = source.live();
                    source.forEachStream(
                            own,
                            live && liveAlways ? TimeRange.ALL : range,
                            (stream, stats) -> visitor.visit(tenant, live, stream, stats));
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Matchers on the tenant choose among several; null if this one is not chosen. */
    private static @Nullable Selector withoutTenant(Selector selector, TenantView tenant) {
        String name = tenant.tenantLabel();
        if (name == null) {
            return selector;
        }
        List<LabelMatcher> others = new ArrayList<>();
        for (LabelMatcher matcher : selector.matchers()) {
            if (!matcher.name().equals(TenantView.TENANT_ID)) {
                others.add(matcher);
            } else if (!CompiledMatcher.compile(matcher).matches(name)) {
                return null;
            }
        }
        return new Selector(others);
    }

    /** Whether the range ends before what may be looked back at: then nothing is found, and that is no error. */
    private boolean isPast(MetadataRequest request, long end) {
        return end < limitsOf(request).earliest(now());
    }

    private QueryLimits limitsOf(MetadataRequest request) {
        return new QueryLimits(request.tenants().stream().map(limits).toList());
    }

    private TimeRange range(MetadataRequest request, long start, long end) {
        QueryLimits all = limitsOf(request);
        long from = Math.max(start, all.earliest(now()));
        all.checkLength(from, end);
        all.checkNotTooOld(from, end);
        return new TimeRange(from, endAfter(end));
    }

    private static long endAfter(long end) {
        return end == Long.MAX_VALUE ? end : end + 1;
    }

    private long now() {
        Instant instant = clock.instant();
        return instant.getEpochSecond() * 1_000_000_000L + instant.getNano();
    }
}
