package io.sigyn.server.api;

import io.sigyn.logql.go.GoFloat;
import io.sigyn.model.TenantId;
import io.sigyn.ruler.Ruler;
import io.sigyn.ruler.evaluation.AlertState;
import io.sigyn.ruler.evaluation.GroupState;
import io.sigyn.ruler.evaluation.RuleState;
import io.sigyn.server.http.ApiRequest;
import io.sigyn.server.http.ApiResponse;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Tells how rules and alerts stand, in the form of Prometheus. Thread-safe. */
final class RuleStateHandler {
    private static final String NOT_ONE = "no valid org id found";
    private static final double NANOS = 1e9;

    private final Ruler ruler;
    private final Tenants tenants;

    RuleStateHandler(Ruler ruler, Tenants tenants) {
        this.ruler = ruler;
        this.tenants = tenants;
    }

    Answers.Direct rules() {
        return RulesHandler.forOne(tenants, NOT_ONE, this::rules);
    }

    Answers.Direct alerts() {
        return RulesHandler.forOne(tenants, NOT_ONE, (tenant, request) -> {
            List<AlertState> alerts = new ArrayList<>();
            for (GroupState group : ruler.states(tenant)) {
                group.rules().forEach(rule -> alerts.addAll(rule.alerts()));
            }
            return success(json -> {
                json.raw("{\"alerts\":");
                alerts(json, alerts);
                json.raw("}");
            });
        });
    }

    private ApiResponse rules(TenantId tenant, ApiRequest request) {
        Map<String, List<String>> parameters = request.query();
        String type = parameters.getOrDefault("type", List.of("")).get(0);
        if (!type.isEmpty() && !type.equals("alert") && !type.equals("record")) {
            return RulesHandler.error(400, "bad_data", "not supported value \"" + type + "\"");
        }
        List<GroupState> groups = new ArrayList<>();
        for (GroupState group : ruler.states(tenant)) {
            List<RuleState> rules = group.rules().stream()
                    .filter(rule -> type.isEmpty() || type.equals(rule.rule().isAlert() ? "alert" : "record"))
                    .filter(rule -> wanted(parameters, "rule_name", rule.rule().name()))
                    .toList();
            boolean wanted =
                    wanted(parameters, "rule_group", group.name()) && wanted(parameters, "file", group.namespace());
            if (wanted && !rules.isEmpty()) {
                groups.add(new GroupState(
                        tenant,
                        group.namespace(),
                        group.name(),
                        group.interval(),
                        group.limit(),
                        group.evaluatedAt(),
                        group.took(),
                        rules));
            }
        }
        return success(json -> {
            json.raw("{\"groups\":");
            list(json, groups, RuleStateHandler::group);
            json.raw("}");
        });
    }

    /** Without a parameter of that name all are. */
    private static boolean wanted(Map<String, List<String>> parameters, String name, String value) {
        List<String> values = parameters.getOrDefault(name, List.of());
        return values.isEmpty() || values.contains(value);
    }

    private static ApiResponse success(Answers.Json data) {
        return Answers.json(200, Answers.PLAIN_JSON, json -> {
            json.raw("{\"status\":\"success\",\"data\":");
            data.write(json);
            json.raw(",\"errorType\":\"\",\"error\":\"\"}");
        });
    }

    /** Writes one of many. */
    private interface Item<T> {
        void write(JsonWriter json, T item) throws IOException;
    }

    private static <T> void list(JsonWriter json, List<T> items, Item<T> item) throws IOException {
        String before = "[";
        for (T each : items) {
            json.raw(before);
            item.write(json, each);
            before = ",";
        }
        json.raw(items.isEmpty() ? "[]" : "]");
    }

    private static void group(JsonWriter json, GroupState group) throws IOException {
        json.raw("{\"name\":").string(group.name()).raw(",\"file\":").string(group.namespace());
        json.raw(",\"rules\":");
        list(json, group.rules(), RuleStateHandler::rule);
        json.raw(",\"interval\":").number(seconds(group.interval()));
        json.raw(",\"limit\":").number(group.limit());
        evaluation(json, group.evaluatedAt(), group.took());
        json.raw("}");
    }

    private static void rule(JsonWriter json, RuleState state) throws IOException {
        boolean alert = state.rule().isAlert();
        json.raw("{");
        if (alert) {
            json.raw("\"state\":").string(state.phase().word()).raw(",");
        }
        json.raw("\"name\":").string(state.rule().name());
        json.raw(",\"query\":").string(state.query());
        if (alert) {
            json.raw(",\"duration\":").number(seconds(state.rule().hold()));
        }
        json.raw(",\"labels\":").object(state.rule().labels());
        if (alert) {
            json.raw(",\"annotations\":").object(state.rule().annotations());
            json.raw(",\"alerts\":");
            alerts(json, state.alerts());
        }
        json.raw(",\"health\":").string(state.health().word());
        json.raw(",\"lastError\":").string(state.lastError());
        json.raw(",\"type\":\"").raw(alert ? "alerting" : "recording").raw("\"");
        evaluation(json, state.evaluatedAt(), state.took());
        json.raw("}");
    }

    private static void alerts(JsonWriter json, List<AlertState> alerts) throws IOException {
        list(json, alerts, RuleStateHandler::alert);
    }

    private static void alert(JsonWriter json, AlertState alert) throws IOException {
        json.raw("{\"labels\":").object(alert.labels().toMap());
        json.raw(",\"annotations\":").object(alert.annotations());
        json.raw(",\"state\":").string(alert.phase().word());
        json.raw(",\"activeAt\":").string(time(alert.activeAt()));
        json.raw(",\"value\":")
                .string(GoFloat.format(alert.value(), 'e', GoFloat.SHORTEST))
                .raw("}");
    }

    private static void evaluation(JsonWriter json, Instant at, Duration took) throws IOException {
        json.raw(",\"lastEvaluation\":")
                .string(time(at))
                .raw(",\"evaluationTime\":")
                .number(seconds(took));
    }

    private static double seconds(Duration duration) {
        return duration.toNanos() / NANOS;
    }

    /** As Go does, without zeros at the end of the fraction. */
    private static String time(Instant instant) {
        String text = instant.toString();
        return text.indexOf('.') < 0 ? text : text.replaceFirst("0+Z$", "Z");
    }
}
