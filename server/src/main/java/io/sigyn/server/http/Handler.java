package io.sigyn.server.http;

import java.util.concurrent.CompletionStage;

/** Answers requests of one route, on a worker's thread; may answer later. Thread-safe. */
@FunctionalInterface
public interface Handler {
    CompletionStage<ApiResponse> handle(ApiRequest request) throws Exception;
}
