package io.sigyn.server.api;

import io.sigyn.index.upkeep.DeleteQuery;
import io.sigyn.index.upkeep.DeleteRequest;
import io.sigyn.index.upkeep.DeleteRequests;
import io.sigyn.logql.LogQlSyntaxException;
import io.sigyn.logql.go.GoDuration;
import io.sigyn.logql.go.GoException;
import io.sigyn.model.TenantId;
import io.sigyn.model.TenantLimits;
import io.sigyn.server.http.ApiRequest;
import io.sigyn.server.http.ApiResponse;
import io.sigyn.server.http.BadRequestException;
import java.io.IOException;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.InstantSource;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.function.Function;
import java.util.regex.Pattern;

/**
 * Takes, lists and takes back requests to delete lines, with Loki's checks and words; parameters are those of the URL alone.
 * Thread-safe.
 */
public final class DeleteHandler {
    private static final Pattern UNIX_SECONDS = Pattern.compile("[+-]?0*[0-9]{1,10}");
    private static final Pattern RFC3339 =
            Pattern.compile("\\d{4}-\\d{2}-\\d{2}T\\d{2}:\\d{2}:\\d{2}([.,]\\d+)?(Z|[+-]\\d{2}:\\d{2})");
    private static final String KNOWN_TIMES = ": require unix seconds or RFC3339 format";
    private static final long SECOND = 1000;
    private static final int FORBIDDEN = 403;
    private static final int TOO_MANY = 429;

    private final DeleteRequests requests;
    private final Duration maxInterval;
    private final Function<TenantId, TenantLimits> limits;
    private final Tenants tenants;
    private final InstantSource clock;

    /** @param maxInterval the longest range that is worked on at once */
    public DeleteHandler(
            DeleteRequests requests,
            Duration maxInterval,
            Function<TenantId, TenantLimits> limits,
            Tenants tenants,
            InstantSource clock) {
        this.requests = requests;
        this.maxInterval = maxInterval;
        this.limits = limits;
        this.tenants = tenants;
        this.clock = clock;
    }

    /** An answer for a tenant that may delete. */
    private interface Allowed {
        ApiResponse answer(TenantId tenant, Parameters parameters) throws IOException;
    }

    private ApiResponse ifAllowed(ApiRequest request, Allowed allowed) throws IOException {
        TenantId tenant = tenants.one(request);
        if (limits.apply(tenant).deletionMode().equals("disabled")) {
            return text(FORBIDDEN, "deletion is not available for this tenant");
        }
        return allowed.answer(tenant, new Parameters(request));
    }

    /** The first value of each parameter of the URL. */
    private record Parameters(ApiRequest request) {
        String get(String name) {
            return request.query().getOrDefault(name, List.of("")).get(0);
        }
    }

    private static ApiResponse text(int status, String message) {
        return ApiResponse.plainText(status, message + "\n");
    }

    ApiResponse add(ApiRequest request) throws IOException {
        return ifAllowed(request, (tenant, parameters) -> {
            String text = parameters.get("query");
            DeleteQuery query = query(text);
            long start = start(parameters.get("start"));
            long end = end(parameters.get("end"), start);
            long interval = query.filters() ? interval(parameters.get("max_interval"), end - start) : end - start;
            if (requests.isFull(tenant)) {
                return text(TOO_MANY, "too many delete requests wait to be processed; make one of several, or wait");
            }
            requests.add(tenant, text, query, start, end, interval);
            return ApiResponse.empty(204);
        });
    }

    private static DeleteQuery query(String text) {
        if (text.isEmpty()) {
            throw new BadRequestException("query not set");
        }
        try {
            return DeleteQuery.parse(text);
        } catch (LogQlSyntaxException e) {
            throw new BadRequestException("invalid query expression");
        }
    }

    private static long start(String text) {
        if (text.isEmpty()) {
            throw new BadRequestException("start time not set");
        }
        return millis(text, "invalid start time");
    }

    private long end(String text, long start) {
        long now = clock.millis();
        long end = text.isEmpty() ? now : millis(text, "invalid end time");
        if (end > now) {
            throw new BadRequestException("deletes in the future are not allowed");
        } else if (start > end) {
            throw new BadRequestException("start time can't be greater than end time");
        }
        return end;
    }

    private static long millis(String text, String complaint) {
        if (UNIX_SECONDS.matcher(text).matches()) {
            return Long.parseLong(text) * SECOND;
        }
        if (RFC3339.matcher(text).matches()) {
            try {
                return OffsetDateTime.parse(text.replace(',', '.')).toInstant().toEpochMilli();
            } catch (DateTimeException e) {
                throw new BadRequestException(complaint + KNOWN_TIMES);
            }
        }
        throw new BadRequestException(complaint + KNOWN_TIMES);
    }

    private long interval(String text, long lengthMillis) {
        if (lengthMillis < SECOND) {
            throw new BadRequestException("difference between start time and end time must be at least one second");
        }
        if (text.isEmpty()) {
            return maxInterval.isZero() ? lengthMillis : maxInterval.toMillis();
        }
        Duration interval = duration(text);
        if (!maxInterval.isZero() && interval.compareTo(maxInterval) > 0) {
            throw new BadRequestException(
                    "max_interval can't be greater than " + GoDuration.format(maxInterval.toNanos()));
        } else if (interval.toMillis() > lengthMillis) {
            throw new BadRequestException("max_interval can't be greater than the interval to be deleted ("
                    + GoDuration.format(Duration.ofMillis(lengthMillis).toNanos()) + ")");
        }
        return interval.toMillis();
    }

    private static Duration duration(String text) {
        long nanos;
        try {
            nanos = GoDuration.parse(text);
        } catch (GoException e) {
            nanos = 0;
        }
        if (nanos < Duration.ofSeconds(1).toNanos()) {
            throw new BadRequestException("invalid max_interval: valid time units are 's', 'm', 'h'");
        }
        return Duration.ofNanos(nanos);
    }

    ApiResponse list(ApiRequest request) throws IOException {
        return ifAllowed(request, (tenant, parameters) -> {
            List<DeleteRequests.Listed> all = requests.list(tenant);
            return Answers.json(200, Answers.PLAIN_JSON, json -> {
                json.raw("[");
                for (int i = 0; i < all.size(); i++) {
                    json.raw(i == 0 ? "" : ",");
                    encode(json, all.get(i));
                }
                json.raw("]\n");
            });
        });
    }

    private static void encode(JsonWriter json, DeleteRequests.Listed listed) throws IOException {
        DeleteRequest request = listed.request();
        json.raw("{\"request_id\":").string(request.id());
        json.raw(",\"start_time\":").raw(seconds(request.startMillis()));
        json.raw(",\"end_time\":").raw(seconds(request.endMillis()));
        json.raw(",\"query\":").string(request.query());
        json.raw(",\"status\":").string(status(listed));
        json.raw(",\"created_at\":").raw(seconds(request.createdMillis())).raw("}");
    }

    private static String seconds(long millis) {
        return GoNumbers.format(millis / 1e3);
    }

    private static String status(DeleteRequests.Listed listed) {
        int percent = (int) (100 * listed.doneShare());
        if (listed.processed()) {
            return "processed";
        }
        return percent > 0 ? percent + "% Complete" : "received";
    }

    ApiResponse cancel(ApiRequest request) throws IOException {
        return ifAllowed(request, (tenant, parameters) -> {
            boolean force = parameters.get("force").equals("true");
            return switch (requests.cancel(tenant, parameters.get("request_id"), force)) {
                case DONE -> ApiResponse.empty(204);
                case UNKNOWN -> text(404, "could not find delete request with given id");
                case PROCESSED ->
                    text(400, "deletion of request which is in process or already processed is not allowed");
                case STARTED ->
                    text(
                            400,
                            "Unable to cancel partially completed delete request. To force, use the ?force query parameter");
            };
        });
    }
}
