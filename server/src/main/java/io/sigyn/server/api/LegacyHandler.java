package io.sigyn.server.api;

import io.sigyn.logql.LogQlParser;
import io.sigyn.logql.ast.LogQuery;
import io.sigyn.model.GoQuote;
import io.sigyn.querier.QueryException;
import io.sigyn.querier.QueryRequest;
import io.sigyn.querier.QueryResult;
import io.sigyn.querier.TenantIds;
import io.sigyn.server.http.ApiRequest;
import io.sigyn.server.http.ApiResponse;
import java.util.List;
import java.util.Map;

/** What is left of the first API, under {@code /api/prom}. Thread-safe. */
final class LegacyHandler {
    private final Api api;
    private final QueryHandler queries;

    LegacyHandler(Api api) {
        this.api = api;
        this.queries = api.queryHandler();
    }

    /** Lines only; {@code regexp} is one more line filter. */
    ApiResponse query(ApiRequest request) {
        Map<String, List<String>> form = request.form();
        TenantIds tenants = api.tenants().namedBy(request);
        QueryRequest asked = api.parameters().range(tenants.ids(), form).of(tenants);
        if (!(LogQlParser.parse(asked.query()) instanceof LogQuery)) {
            throw new QueryException(
                    QueryException.Kind.BAD_REQUEST,
                    "rpc error: code = Code(400) desc = legacy endpoints only support streams result type");
        }
        String regexp = form.getOrDefault("regexp", List.of("")).get(0);
        QueryResult result = queries.run(request, regexp.isEmpty() ? asked : filtered(asked, regexp));
        List<QueryResult.Line> lines =
                result.data() instanceof QueryResult.Streams streams ? streams.lines() : List.of();
        boolean categorize = LokiJsonEncoder.categorized(QueryHandler.flags(request));
        return Answers.queryJson(json -> {
            json.raw("{\"streams\":");
            TailFrames.legacyStreams(json, lines, categorize);
            json.raw(",\"stats\":");
            StatsEncoder.encode(json, result.stats());
            json.raw("}\n");
        });
    }

    private static QueryRequest filtered(QueryRequest asked, String regexp) {
        return new QueryRequest(
                asked.tenants(),
                asked.query() + " |~ " + GoQuote.quote(regexp),
                asked.startNanos(),
                asked.endNanos(),
                asked.stepNanos(),
                asked.intervalNanos(),
                asked.limit(),
                asked.direction(),
                asked.instant(),
                asked.tenantLabel());
    }

    /** Loki answers nothing here, whatever there is; only the query is looked at. */
    ApiResponse labelValues(ApiRequest request) {
        LogQlParser.parseSelector(api.parameters()
                .labelValues(api.tenants().ofQuery(request), request.pathVariable("name"), request.form())
                .query());
        return Answers.queryJson(json -> json.raw("{}\n"));
    }
}
