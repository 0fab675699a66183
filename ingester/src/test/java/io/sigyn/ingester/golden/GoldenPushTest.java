package io.sigyn.ingester.golden;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.DynamicContainer.dynamicContainer;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import io.sigyn.ingester.ManualClock;
import io.sigyn.ingester.PushBody;
import io.sigyn.ingester.RejectedPushException;
import io.sigyn.ingester.ViewRows;
import io.sigyn.model.TenantId;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicContainer;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** What Loki answered to pushes, and what it then held: recorded, and to be the same here. */
class GoldenPushTest {
    private static final Instant NOW = Instant.parse("2026-11-24T12:00:00.123Z");
    private static final List<String> AREAS =
            List.of("push-json", "push-protobuf", "push-legacy", "push-limits", "client-bodies", "otlp", "tenancy");

    @TestFactory
    List<DynamicContainer> pushes_are_answered_and_held_as_recorded() throws IOException {
        List<DynamicContainer> areas = new ArrayList<>();
        for (String area : AREAS) {
            areas.add(dynamicContainer(area, tests(area)));
        }
        return areas;
    }

    private static Stream<DynamicTest> tests(String area) throws IOException {
        return Scenario.load(area, NOW).stream()
                .map(scenario -> dynamicTest(scenario.id(), () -> {
                    ManualClock clock = new ManualClock(NOW);
                    try (PushTarget target = PushTarget.open(clock)) {
                        for (Scenario.Step step : scenario.steps()) {
                            clock.advance(Duration.ofSeconds(step.waitSeconds()));
                            check(step, target);
                        }
                    }
                }));
    }

    private static void check(Scenario.Step step, PushTarget target) throws Exception {
        String tenant = step.header("X-Scope-OrgID").split("\\|")[0];
        if (!isTenant(step.header("X-Scope-OrgID"))) {
            return; // the server's part
        }
        if (step.isRequest("POST", "/loki/api/v1/push", "/api/prom/push", "/otlp/v1/logs")) {
            checkPush(step, target, new TenantId(tenant));
        } else if (step.isRequest("GET", "/loki/api/v1/query_range")) {
            checkQuery(step, target.rows(tenant));
        } else if (step.isRequest("GET", "/loki/api/v1/series") && step.query().size() == 2) {
            assertThat(Answers.series(target.rows(tenant)))
                    .as(step.name())
                    .isEqualTo(new HashSet<>(Json.list(data(step))));
        } else if (step.isRequest("GET", "/loki/api/v1/labels")) {
            assertThat(Answers.labelNames(target.rows(tenant)))
                    .as(step.name())
                    .isEqualTo(new HashSet<>(Json.list(data(step))));
        }
    }

    private static boolean isTenant(String header) {
        try {
            String[] parts = header.split("\\|", -1);
            new TenantId(parts[0]);
            return Arrays.stream(parts).distinct().count() == 1;
        } catch (IllegalArgumentException e) {
            return false;
        }
    }

    private static Object data(Scenario.Step step) {
        return Json.map(step.expectedBody().get("json")).get("data");
    }

    private static void checkPush(Scenario.Step step, PushTarget target, TenantId tenant) throws Exception {
        PushBody.Endpoint endpoint = switch (step.path()) {
            case "/loki/api/v1/push" -> PushBody.Endpoint.PUSH;
            case "/api/prom/push" -> PushBody.Endpoint.LEGACY;
            default -> PushBody.Endpoint.OTLP;
        };
        byte[] body = step.body();
        int status = 204;
        String text = "";
        try {
            target.push(
                    tenant,
                    new PushBody(
                            endpoint,
                            step.header("Content-Type"),
                            step.header("Content-Encoding"),
                            body,
                            0,
                            body.length));
        } catch (RejectedPushException refused) {
            status = refused.status();
            text = refused.getMessage() + "\n";
        }
        assertThat(status).as(step.name() + ": " + text).isIn(step.statuses());
        checkBody(step, text);
    }

    private static void checkBody(Scenario.Step step, String text) {
        Map<String, Object> expected = step.expectedBody();
        if (expected.containsKey("text")) {
            assertThat(text).as(step.name()).isEqualTo(step.scenario().fill((String) expected.get("text")));
        } else if (expected.containsKey("regex")) {
            Pattern pattern = Pattern.compile(step.scenario().fill((String) expected.get("regex")), Pattern.DOTALL);
            assertThat(text).as(step.name()).matches(pattern);
            recorded(expected).ifPresent(words -> {
                if (words.startsWith("couldn't parse labels") || words.startsWith("entry ")) {
                    assertThat(text).as(step.name()).isEqualTo(step.scenario().fill(words));
                }
            });
        } else if (expected.containsKey("parts")) {
            List<String> parts = new ArrayList<>();
            Json.list(expected.get("parts"))
                    .forEach(part -> parts.add(step.scenario().fill((String) part)));
            String separator = (String) expected.get("separator");
            assertThat(text.strip().split(Pattern.quote(separator)))
                    .as(step.name())
                    .containsExactlyInAnyOrderElementsOf(parts);
        }
    }

    private static java.util.Optional<String> recorded(Map<String, Object> expected) {
        return java.util.Optional.ofNullable((String) expected.get("recorded"));
    }

    private static void checkQuery(Scenario.Step step, List<ViewRows.Row> rows) {
        Map<Map<String, String>, List<List<String>>> found = Answers.streams(rows, step.query());
        if (found == null) {
            return; // the query engine's part
        }
        Map<Object, List<Object>> expected = new HashMap<>();
        for (Object result : Json.list(Json.map(data(step)).get("result"))) {
            Map<String, Object> labels = new HashMap<>();
            Json.map(Json.map(result).get("stream"))
                    .forEach((name, value) -> labels.put(name, step.scenario().fill((String) value)));
            List<Object> values = new ArrayList<>();
            for (Object value : Json.list(Json.map(result).get("values"))) {
                values.add(List.of(
                        step.scenario().fill((String) Json.list(value).get(0)),
                        step.scenario().fill((String) Json.list(value).get(1))));
            }
            expected.put(labels, values);
        }
        assertThat(found).as(step.name()).isEqualTo(expected);
    }
}
