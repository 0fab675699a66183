package io.sigyn.querier;

import io.sigyn.index.Views;
import io.sigyn.model.TenantId;
import io.sigyn.model.TenantLimits;
import io.sigyn.querier.scan.ScanExecutor;
import java.time.InstantSource;
import java.util.function.Function;

/** Answers questions about streams: labels, series, volumes, fields. Thread-safe. */
public final class MetadataQueries {
    private final Views views;
    private final Function<TenantId, TenantLimits> limits;
    private final ScanExecutor executor;
    private final InstantSource clock;

    public MetadataQueries(
            Views views, Function<TenantId, TenantLimits> limits, ScanExecutor executor, InstantSource clock) {
        this.views = views;
        this.limits = limits;
        this.executor = executor;
        this.clock = clock;
    }

    public MetadataResult.Strings labelNames(MetadataRequest.LabelNames request) {
        return notYet(MetadataResult.Strings.class);
    }

    public MetadataResult.Strings labelValues(MetadataRequest.LabelValues request) {
        return notYet(MetadataResult.Strings.class);
    }

    public MetadataResult.SeriesSet series(MetadataRequest.Series request) {
        return notYet(MetadataResult.SeriesSet.class);
    }

    public MetadataResult.IndexStats indexStats(MetadataRequest.IndexStats request) {
        return notYet(MetadataResult.IndexStats.class);
    }

    /** A Vector where there is one point for each series, largest first, else a Matrix. */
    public QueryResult.Data volume(MetadataRequest.Volume request) {
        return notYet(QueryResult.Data.class);
    }

    public MetadataResult.DetectedLabels detectedLabels(MetadataRequest.DetectedLabels request) {
        return notYet(MetadataResult.DetectedLabels.class);
    }

    public MetadataResult.DetectedFields detectedFields(MetadataRequest.DetectedFields request) {
        return notYet(MetadataResult.DetectedFields.class);
    }

    public MetadataResult.FieldValues detectedFieldValues(MetadataRequest.DetectedFields request) {
        return notYet(MetadataResult.FieldValues.class);
    }

    private <T> T notYet(Class<T> type) {
        if (!closed(views, limits, executor, clock)) {
            throw new QueryException(QueryException.Kind.INTERNAL, "this question is not answered yet");
        }
        throw new IllegalStateException(type.getName());
    }

    private static boolean closed(Object... parts) {
        return parts.length == 0;
    }
}
