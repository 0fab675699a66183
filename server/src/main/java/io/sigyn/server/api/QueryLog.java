package io.sigyn.server.api;

import io.sigyn.querier.QueryRequest;
import io.sigyn.querier.QueryResult;
import io.sigyn.server.http.ApiRequest;
import java.time.Duration;
import java.util.Locale;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.spi.LoggingEventBuilder;

/**
 * Writes a line for each query that took long, whether it succeeded or not. A threshold of zero logs none, a negative
 * one all, as in Loki. Thread-safe.
 */
final class QueryLog {
    private static final Logger log = LoggerFactory.getLogger(QueryLog.class);
    private static final int MAX_QUERY = 8000;

    private final Duration threshold;

    QueryLog(Duration threshold) {
        this.threshold = threshold;
    }

    /** {@code result} is null for a query that failed, and {@code failure} for one that did not. */
    void ended(
            ApiRequest request,
            QueryRequest query,
            long nanos,
            @Nullable QueryResult result,
            @Nullable RuntimeException failure) {
        if (threshold.isZero() || nanos < threshold.toNanos() || !log.isInfoEnabled()) {
            return;
        }
        LoggingEventBuilder line = log.atInfo()
                .addKeyValue(
                        "tenant", query.tenants().stream().map(Object::toString).collect(Collectors.joining("|")))
                .addKeyValue(
                        "user", request.caller() == null ? "" : request.caller().name())
                .addKeyValue("query", shortened(query.query()))
                .addKeyValue("type", query.instant() ? "instant" : "range")
                .addKeyValue("start", query.startNanos())
                .addKeyValue("end", query.endNanos())
                .addKeyValue("limit", query.limit())
                .addKeyValue("tags", request.headerOrEmpty("X-Query-Tags"))
                .addKeyValue("seconds", seconds(nanos));
        if (result != null) {
            line = line.addKeyValue("bytes", result.stats().bytesProcessed())
                    .addKeyValue("lines", result.stats().linesProcessed());
        }
        if (failure != null) {
            line = line.addKeyValue("error", String.valueOf(failure.getMessage()));
        }
        line.log("slow query");
    }

    static String seconds(long nanos) {
        return String.format(Locale.ROOT, "%.6f", nanos / 1e9);
    }

    private static String shortened(String query) {
        return query.length() <= MAX_QUERY ? query : query.substring(0, MAX_QUERY) + "...";
    }
}
