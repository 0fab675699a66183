package io.sigyn.server.api;

import io.sigyn.querier.Cancellation;
import io.sigyn.querier.Querier;
import io.sigyn.querier.QueryParameters;
import io.sigyn.querier.QueryRequest;
import io.sigyn.querier.QueryResult;
import io.sigyn.querier.TenantIds;
import io.sigyn.server.http.ApiRequest;
import io.sigyn.server.http.ApiResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** Answers {@code query} and {@code query_range}. Thread-safe. */
final class QueryHandler {
    private static final String FLAGS = "X-Loki-Response-Encoding-Flags";

    private final Querier querier;
    private final QueryParameters parameters;
    private final Tenants tenants;
    private final QueryLog slow;

    /** Queries that take longer than {@code slow} are logged; zero logs none, a negative one all. */
    QueryHandler(Querier querier, QueryParameters parameters, Tenants tenants, Duration slow) {
        this.querier = querier;
        this.parameters = parameters;
        this.tenants = tenants;
        this.slow = new QueryLog(slow);
    }

    ApiResponse range(ApiRequest request) {
        TenantIds asked = tenants.namedBy(request);
        return answer(request, parameters.range(asked.ids(), request.form()).of(asked));
    }

    ApiResponse instant(ApiRequest request) {
        TenantIds asked = tenants.namedBy(request);
        return answer(request, parameters.instant(asked.ids(), request.form()).of(asked));
    }

    private ApiResponse answer(ApiRequest request, QueryRequest query) {
        QueryResult result = run(request, query);
        List<String> flags = flags(request);
        return Answers.streamed(out -> LokiJsonEncoder.encode(result, flags, out));
    }

    QueryResult run(ApiRequest request, QueryRequest query) {
        Cancellation cancellation = new Cancellation();
        request.disconnect().whenHappened(cancellation::cancel);
        long start = System.nanoTime();
        try {
            QueryResult result = querier.run(query, cancellation);
            slow.ended(request, query, System.nanoTime() - start, result, null);
            return result;
        } catch (RuntimeException failure) {
            slow.ended(request, query, System.nanoTime() - start, null, failure);
            throw failure;
        }
    }

    static List<String> flags(ApiRequest request) {
        List<String> flags = new ArrayList<>();
        for (String header : request.headers(FLAGS)) {
            for (String flag : header.split(",")) {
                if (!flag.isBlank()) {
                    if (!flags.contains(flag.strip())) {
                        flags.add(flag.strip());
                    }
                }
            }
        }
        return flags;
    }
}
