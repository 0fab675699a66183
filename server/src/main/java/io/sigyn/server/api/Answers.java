package io.sigyn.server.api;

import io.sigyn.server.http.ApiRequest;
import io.sigyn.server.http.ApiResponse;
import io.sigyn.server.http.Handler;
import java.util.concurrent.CompletableFuture;

/** The forms that answers have. Stateless. */
final class Answers {
    static final String QUERY_JSON = "application/json; charset=UTF-8";
    static final String PLAIN_JSON = "application/json";
    static final String LOWER_JSON = "application/json; charset=utf-8";
    static final String TEXT = "text/plain; charset=utf-8";

    private Answers() {}

    /** A handler that answers on the thread it is called on. */
    @FunctionalInterface
    interface Direct {
        ApiResponse answer(ApiRequest request) throws Exception;
    }

    /** Writes JSON; what it writes is flushed. */
    @FunctionalInterface
    interface Json {
        void write(JsonWriter json) throws java.io.IOException;
    }

    /** For query endpoints: their errors, and gzip. */
    static Handler query(Direct direct) {
        return request -> {
            ApiResponse response;
            try {
                response = direct.answer(request);
            } catch (Exception e) {
                response = ErrorMapper.answer(e, ErrorMapper.Style.QUERY);
            }
            return CompletableFuture.completedFuture(response.compressed());
        };
    }

    /** For endpoints whose errors end with a newline. */
    static Handler lines(Direct direct) {
        return request -> {
            try {
                return CompletableFuture.completedFuture(direct.answer(request));
            } catch (Exception e) {
                return CompletableFuture.completedFuture(ErrorMapper.answer(e, ErrorMapper.Style.LINE));
            }
        };
    }

    static ApiResponse streamed(ApiResponse.Body body) {
        return ApiResponse.streaming(200, QUERY_JSON, body);
    }

    static ApiResponse json(int status, String contentType, Json content) {
        return ApiResponse.streaming(status, contentType, out -> {
            JsonWriter json = new JsonWriter(out);
            content.write(json);
            json.flush();
        });
    }

    static ApiResponse queryJson(Json content) {
        return json(200, QUERY_JSON, content);
    }
}
