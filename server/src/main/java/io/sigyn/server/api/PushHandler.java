package io.sigyn.server.api;

import io.sigyn.ingester.Ingester;
import io.sigyn.ingester.PushBody;
import io.sigyn.server.http.ApiRequest;
import io.sigyn.server.http.ApiResponse;
import io.sigyn.server.http.Handler;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** Takes pushes: 204 once the rows are durable, else what was refused. Thread-safe. */
final class PushHandler implements Handler {
    private final Ingester ingester;
    private final Tenants tenants;
    private final PushBody.Endpoint endpoint;

    PushHandler(Ingester ingester, Tenants tenants, PushBody.Endpoint endpoint) {
        this.ingester = ingester;
        this.tenants = tenants;
        this.endpoint = endpoint;
    }

    @Override
    public CompletionStage<ApiResponse> handle(ApiRequest request) {
        try {
            PushBody body = new PushBody(
                    endpoint,
                    request.headerOrEmpty("Content-Type"),
                    request.headerOrEmpty("Content-Encoding"),
                    request.body(),
                    0,
                    request.bodyLength());
            return ingester.push(tenants.one(request), body)
                    .handle((done, failure) -> failure == null ? ApiResponse.empty(204) : refused(failure));
        } catch (RuntimeException e) {
            return CompletableFuture.completedFuture(refused(e));
        }
    }

    /** An OpenTelemetry exporter takes 500 as final, so it gets 503. */
    private ApiResponse refused(Throwable failure) {
        ApiResponse response = ErrorMapper.answer(failure, ErrorMapper.Style.LINE);
        boolean retryable = endpoint == PushBody.Endpoint.OTLP && response.status() == 500;
        return retryable ? new ApiResponse(503, response.headers(), response.body(), false, null) : response;
    }
}
