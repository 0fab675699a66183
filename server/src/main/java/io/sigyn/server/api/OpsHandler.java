package io.sigyn.server.api;

import io.sigyn.server.http.ApiRequest;
import io.sigyn.server.http.ApiResponse;
import io.sigyn.server.logging.LogLevel;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import java.util.function.Supplier;

/** Answers those who run it: ready, services, configuration, log level, build, flush. Thread-safe. */
public final class OpsHandler {
    private final Operations operations;

    OpsHandler(Operations operations) {
        this.operations = operations;
    }

    /**
     * What the process can tell about itself. {@code notReady} is empty once it is ready; {@code config} prints in a
     * mode; {@code services} are the parts that run.
     */
    public record Operations(
            Supplier<String> notReady,
            Function<String, String> config,
            List<String> services,
            Map<String, String> build,
            Supplier<CompletionStage<Void>> flush) {}

    /** Vector's second health check, and the probe of the gateway in Loki's chart. */
    ApiResponse root(ApiRequest request) {
        return ApiResponse.of(200, Answers.TEXT, "OK");
    }

    ApiResponse ring(ApiRequest request) {
        return ApiResponse.of(200, Answers.TEXT, "one instance, ACTIVE; there is no ring, this process does all\n");
    }

    ApiResponse ready(ApiRequest request) {
        String reason = operations.notReady.get();
        return reason.isEmpty() ? ApiResponse.plainText(200, "ready\n") : ApiResponse.plainText(503, reason + "\n");
    }

    ApiResponse config(ApiRequest request) {
        List<String> mode = request.query().getOrDefault("mode", List.of(""));
        return ApiResponse.of(200, Answers.TEXT, operations.config.apply(mode.get(0)));
    }

    ApiResponse services(ApiRequest request) {
        StringBuilder text = new StringBuilder();
        operations.services.forEach(service -> text.append(service).append(" => Running\n"));
        return ApiResponse.of(200, Answers.TEXT, text.toString());
    }

    ApiResponse buildInfo(ApiRequest request) {
        return Answers.json(200, Answers.PLAIN_JSON, json -> json.object(operations.build));
    }

    ApiResponse logLevel(ApiRequest request) {
        return Answers.json(
                200,
                Answers.LOWER_JSON,
                json -> json.raw("{\"message\":")
                        .string("Current log level is " + LogLevel.get())
                        .raw("}\n"));
    }

    ApiResponse setLogLevel(ApiRequest request) {
        String level = request.form().getOrDefault("log_level", List.of("")).get(0);
        boolean done = LogLevel.set(level);
        String message = done ? "Log level set to " + level : "unrecognized log level \"" + level + "\"";
        return Answers.json(
                done ? 200 : 400,
                Answers.LOWER_JSON,
                json -> json.raw("{\"message\":")
                        .string(message)
                        .raw(",\"status\":\"")
                        .raw(done ? "success" : "failed")
                        .raw("\"}\n"));
    }

    CompletionStage<ApiResponse> flush(ApiRequest request) {
        return operations
                .flush
                .get()
                .handle((done, failure) ->
                        failure == null ? ApiResponse.empty(204) : ErrorMapper.answer(failure, ErrorMapper.Style.LINE));
    }
}
