package io.sigyn.server.api;

import io.sigyn.logql.LogQlParser;
import io.sigyn.logql.ast.Expr;
import io.sigyn.logql.ast.LogQuery;
import io.sigyn.logql.pipeline.PipelineCompiler;
import io.sigyn.model.TenantId;
import io.sigyn.querier.MetadataRequest;
import io.sigyn.server.http.ApiRequest;
import io.sigyn.server.http.ApiResponse;
import io.sigyn.server.http.WebSocketHandler;
import io.sigyn.server.http.WebSocketSession;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.atomic.AtomicInteger;

/** Turns requests into {@link TailSession}s, within each tenant's limit. Thread-safe. */
final class TailHandler {
    private static final Duration PING_PACE = Duration.ofSeconds(1);
    private static final int FAILED = 1011;

    private final Api api;
    private final ConcurrentMap<TenantId, AtomicInteger> open = new ConcurrentHashMap<>();

    TailHandler(Api api) {
        this.api = api;
    }

    ApiResponse tail(ApiRequest request) {
        return answer(request, QueryHandler.flags(request), false);
    }

    /** As {@link #tail}, with frames of the old form. */
    ApiResponse legacy(ApiRequest request) {
        return answer(request, List.of(), true);
    }

    private ApiResponse answer(ApiRequest request, List<String> flags, boolean legacy) {
        TenantId tenant;
        try {
            tenant = api.tenants().one(request);
        } catch (Tenants.TenantException e) {
            int status = e.kind() == Tenants.TenantException.Kind.FORBIDDEN ? 403 : 401;
            return ApiResponse.plainText(status, e.getMessage() + "\n");
        }
        MetadataRequest.Tail tail = api.parameters().tail(List.of(tenant), request.form());
        Expr expression = LogQlParser.parse(tail.query());
        if (!(expression instanceof LogQuery query)) {
            return ApiResponse.upgrade(new Refusal("only log selector is supported"));
        }
        PipelineCompiler.compileLines(query.stages());
        TailFrames frames = new TailFrames(flags, legacy);
        return ApiResponse.upgrade(new Opened(tenant, tail, query, frames));
    }

    /** Says why, and closes. */
    private record Refusal(String reason) implements WebSocketHandler {
        @Override
        public void opened(WebSocketSession session) {
            session.close(FAILED, reason);
        }

        @Override
        public void writable() {}

        @Override
        public void closed() {}
    }

    /** Counts itself among the tenant's, and follows if there are not too many. */
    private final class Opened implements WebSocketHandler {
        private final TenantId tenant;
        private final MetadataRequest.Tail tail;
        private final LogQuery query;
        private final TailFrames frames;
        private volatile Runnable onWritable = () -> {};
        private volatile Runnable onClosed = () -> {};

        Opened(TenantId tenant, MetadataRequest.Tail tail, LogQuery query, TailFrames frames) {
            this.tenant = tenant;
            this.tail = tail;
            this.query = query;
            this.frames = frames;
        }

        @Override
        public void opened(WebSocketSession session) {
            AtomicInteger count = open.computeIfAbsent(tenant, ignored -> new AtomicInteger());
            int now = count.incrementAndGet();
            onClosed = count::decrementAndGet;
            int limit = api.limits().apply(tenant).maxConcurrentTailRequests();
            if (limit > 0 && now > limit) {
                session.close(
                        FAILED,
                        "rpc error: code = Code(400) desc = max concurrent tail requests limit exceeded, count > limit ("
                                + now + " > " + limit + ")");
                return;
            }
            session.pingEvery(PING_PACE);
            TailSession running = new TailSession(api, tenant, tail, query, frames, session);
            onWritable = running::wake;
            onClosed = () -> {
                count.decrementAndGet();
                running.close();
            };
            running.start();
        }

        @Override
        public void writable() {
            onWritable.run();
        }

        @Override
        public void closed() {
            onClosed.run();
        }
    }
}
