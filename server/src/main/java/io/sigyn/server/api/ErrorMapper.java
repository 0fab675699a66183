package io.sigyn.server.api;

import io.sigyn.ingester.RejectedPushException;
import io.sigyn.logql.LogQlSyntaxException;
import io.sigyn.querier.QueryException;
import io.sigyn.server.http.ApiResponse;
import io.sigyn.server.http.BadRequestException;
import java.io.IOException;
import java.util.Objects;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What a failure looks like from outside: the only place that knows status codes of exceptions. Thread-safe. */
final class ErrorMapper {
    private static final Logger log = LoggerFactory.getLogger(ErrorMapper.class);
    private static final int CLIENT_GONE = 499;
    private static final LongAdder UNEXPECTED = new LongAdder();

    private ErrorMapper() {}

    /** How many failures were none of those that are thought of. */
    static long unexpected() {
        return UNEXPECTED.sum();
    }

    /** Loki ends the errors of some endpoints with a newline, those of queries not. */
    enum Style {
        /** Push, deletes, operations. */
        LINE("\n"),
        QUERY("");

        private final String end;

        Style(String end) {
            this.end = end;
        }
    }

    static ApiResponse answer(Throwable failure, Style style) {
        Throwable cause = failure;
        while ((cause instanceof CompletionException || cause instanceof ExecutionException)
                && cause.getCause() != null) {
            cause = cause.getCause();
        }
        if (cause instanceof RejectedPushException rejected) {
            return rejected(rejected, style);
        } else if (cause instanceof Tenants.TenantException tenant) {
            return tenant(tenant, style);
        } else if (cause instanceof QueryException query) {
            return text(status(query.kind()), query.getMessage(), style);
        } else if (cause instanceof LogQlSyntaxException || cause instanceof BadRequestException) {
            return text(400, cause.getMessage(), style);
        } else if (cause instanceof IOException) {
            log.error("storage failed", cause);
            return text(503, "storage does not answer now, try again: " + cause.getMessage(), style);
        }
        UNEXPECTED.increment();
        log.error("a request failed", cause);
        return text(500, "internal error, see the server's log", style);
    }

    private static ApiResponse rejected(RejectedPushException rejected, Style style) {
        if (rejected.status() == 200 || rejected.status() == 204) {
            return ApiResponse.empty(204);
        }
        return text(rejected.status(), rejected.getMessage(), style);
    }

    private static ApiResponse tenant(Tenants.TenantException tenant, Style style) {
        return switch (tenant.kind()) {
            case MISSING -> text(401, tenant.getMessage(), Style.LINE);
            case FORBIDDEN -> text(403, tenant.getMessage(), Style.LINE);
            case INVALID -> text(400, tenant.getMessage(), style);
            case MULTIPLE -> text(style == Style.LINE ? 400 : 500, tenant.getMessage(), style);
        };
    }

    private static int status(QueryException.Kind kind) {
        return switch (kind) {
            case BAD_REQUEST -> 400;
            case INTERNAL -> 500;
            case NOT_FOUND -> 404;
            case TIMEOUT -> 504;
            case TOO_MANY_REQUESTS -> 429;
            case CANCELLED -> CLIENT_GONE;
        };
    }

    private static ApiResponse text(int status, @Nullable String message, Style style) {
        ApiResponse response = ApiResponse.plainText(status, Objects.requireNonNullElse(message, "") + style.end);
        boolean passing = status == 429 || status == 503;
        return passing ? response.withHeader("Retry-After", "1") : response;
    }
}
