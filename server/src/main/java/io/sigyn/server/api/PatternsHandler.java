package io.sigyn.server.api;

import io.sigyn.index.CompiledSelector;
import io.sigyn.ingester.pattern.PatternMiner;
import io.sigyn.logql.LogQlParser;
import io.sigyn.model.TenantId;
import io.sigyn.querier.MetadataRequest;
import io.sigyn.server.http.ApiRequest;
import io.sigyn.server.http.ApiResponse;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** Tells what the lines of streams look like; 404 where nobody looks at them, as Loki without its pattern ingester. Thread-safe. */
final class PatternsHandler {
    private static final long SECOND = 1_000_000_000L;

    private final Api api;

    PatternsHandler(Api api) {
        this.api = api;
    }

    ApiResponse patterns(ApiRequest request) {
        List<TenantId> tenants = api.tenants().ofQuery(request);
        PatternMiner miner = api.patterns();
        if (miner == null) {
            return ApiResponse.plainText(404, "");
        }
        MetadataRequest.Patterns asked = api.parameters().patterns(tenants, request.form());
        CompiledSelector selector = CompiledSelector.compile(LogQlParser.parseSelector(asked.query()));
        List<PatternMiner.Pattern> all = new ArrayList<>();
        for (TenantId tenant : tenants) {
            all.addAll(miner.patterns(
                    tenant,
                    selector::matches,
                    Math.floorDiv(asked.startNanos(), SECOND),
                    Math.floorDiv(asked.endNanos(), SECOND) + 1,
                    Math.max(1, asked.stepNanos() / SECOND)));
        }
        return Answers.queryJson(json -> {
            json.raw("{\"status\":\"success\",\"data\":[");
            for (int i = 0; i < all.size(); i++) {
                json.raw(i == 0 ? "" : ",");
                encode(json, all.get(i));
            }
            json.raw("]}\n");
        });
    }

    private static void encode(JsonWriter json, PatternMiner.Pattern pattern) throws IOException {
        json.raw("{\"pattern\":").string(pattern.text()).raw(",\"samples\":[");
        for (int i = 0; i < pattern.seconds().length; i++) {
            json.raw(i == 0 ? "[" : ",[").number(pattern.seconds()[i]);
            json.raw(",").number(pattern.lines()[i]).raw("]");
        }
        json.raw("]}");
    }
}
