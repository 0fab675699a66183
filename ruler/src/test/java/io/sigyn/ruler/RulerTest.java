package io.sigyn.ruler;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sigyn.model.Labels;
import io.sigyn.model.TenantId;
import io.sigyn.model.TenantLimits;
import io.sigyn.ruler.evaluation.AlertState;
import io.sigyn.ruler.evaluation.AlertState.Phase;
import io.sigyn.ruler.evaluation.GroupState;
import io.sigyn.ruler.evaluation.RuleState;
import io.sigyn.ruler.evaluation.RuleState.Health;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class RulerTest {
    private static final String ERRORS = "sum by (app) (count_over_time({app=~\".+\"} |= \"error\" [2m])) > 1";

    private static RuleState rule(World world, int index) {
        return world.ruler.states(World.TENANT).get(0).rules().get(index);
    }

    private static List<Phase> phases(World world, int index) {
        return rule(world, index).alerts().stream().map(AlertState::phase).toList();
    }

    private static String text(Receiver.Request request) {
        return new String(request.body(), StandardCharsets.UTF_8);
    }

    private static String alert(String name, String expression, String more) {
        return "name: g\nrules:\n- alert: " + name + "\n  expr: '" + expression + "'\n" + more;
    }

    @Test
    void an_alert_waits_then_fires_then_resolves() throws Exception {
        try (World world = new World()) {
            world.set("ns", alert("Errors", ERRORS, """
                                      for: 2m
                                      labels: {severity: page, app: 'x-{{ $labels.app }}'}
                                      annotations: {summary: '{{ $value }} errors in {{ $labels.app }}'}
                                    """));
            assertThat(rule(world, 0).health()).isEqualTo(Health.UNKNOWN);
            assertThat(rule(world, 0).query())
                    .isEqualTo("(sum by (app)(count_over_time({app=~\".+\"} |= \"error\"[2m])) > 1)");
            world.pass(Duration.ofMinutes(1));
            assertThat(rule(world, 0).health()).isEqualTo(Health.GOOD);
            assertThat(phases(world, 0)).isEmpty();

            for (int i = 0; i < 10; i++) {
                world.push("a", "error " + i);
                world.pass(Duration.ofSeconds(10));
            }
            AlertState pending = rule(world, 0).alerts().get(0);
            assertThat(pending.phase()).isEqualTo(Phase.PENDING);
            assertThat(rule(world, 0).phase().word()).isEqualTo("pending");
            assertThat(pending.labels()).isEqualTo(Labels.of("alertname", "Errors", "app", "x-a", "severity", "page"));
            assertThat(pending.annotations().get("summary")).matches("[0-9]+ errors in a");

            for (int i = 0; i < 12; i++) {
                world.push("a", "error again " + i);
                world.pass(Duration.ofSeconds(10));
            }
            assertThat(phases(world, 0)).containsExactly(Phase.FIRING);
            assertThat(rule(world, 0).alerts().get(0).activeAt()).isEqualTo(pending.activeAt());
            Receiver.Request told = world.alertmanager.next();
            assertThat(told.path()).isEqualTo("/api/v2/alerts");
            assertThat(told.headers())
                    .containsEntry("X-Scope-OrgID", "t")
                    .containsEntry("Content-Type", "application/json");
            assertThat(text(told))
                    .startsWith("[{\"labels\":{\"alertname\":\"Errors\",\"app\":\"x-a\",\"severity\":\"page\"},"
                            + "\"annotations\":{\"summary\":\"")
                    .contains("\"generatorURL\":\"/explore?left=%7B%22queries%22");

            world.pass(Duration.ofMinutes(5));
            assertThat(phases(world, 0)).isEmpty();
            assertThat(rule(world, 0).phase().word()).isEqualTo("inactive");
            String last = text(world.alertmanager.next());
            while (ends(last).isAfter(world.now())) {
                last = text(world.alertmanager.next());
            }
            assertThat(ends(last)).isBeforeOrEqualTo(world.now());
        }
    }

    private static Instant ends(String json) {
        return Instant.parse(json.replaceAll(".*\"endsAt\":\"([^\"]+)\".*", "$1"));
    }

    @Test
    void one_that_fires_is_told_anew_before_it_ends() throws Exception {
        try (World world = new World()) {
            world.set("ns", alert("Always", "vector(1) > 0", ""));
            world.pass(Duration.ofMinutes(10));
            List<Instant> ends = new ArrayList<>();
            while (ends.size() < 3) { // more than one may come in one request
                java.util.regex.Matcher end = java.util.regex.Pattern.compile("\"endsAt\":\"([^\"]+)\"")
                        .matcher(text(world.alertmanager.next()));
                while (end.find()) {
                    ends.add(Instant.parse(end.group(1)));
                }
            }
            // At the resend delay of 3m, seen each minute, each time valid for four delays.
            assertThat(Duration.between(ends.get(0), ends.get(1))).isEqualTo(Duration.ofMinutes(4));
            assertThat(Duration.between(ends.get(1), ends.get(2))).isEqualTo(Duration.ofMinutes(4));
            assertThat(ends.get(0)).isAfter(World.START.plus(Duration.ofMinutes(12)));
        }
    }

    @Test
    void keep_firing_for_outlives_a_gap() throws Exception {
        try (World world = new World()) {
            String yaml = alert("E", "count_over_time({app=\"a\"}[1m]) > 0", "  keep_firing_for: 5m\n");
            world.set("ns", yaml);
            world.push("a", "x");
            world.pass(Duration.ofMinutes(1));
            assertThat(phases(world, 0)).containsExactly(Phase.FIRING);
            world.pass(Duration.ofMinutes(4));
            assertThat(phases(world, 0)).containsExactly(Phase.FIRING);
            world.pass(Duration.ofMinutes(4));
            assertThat(phases(world, 0)).isEmpty();
        }
    }

    @Test
    void a_recording_rule_is_written_and_its_series_end() throws Exception {
        try (World world = new World()) {
            world.set("ns", """
                            name: g
                            rules:
                            - record: lines:count
                              expr: sum by (app) (count_over_time({app=~".+"}[2m]))
                              labels: {cluster: c1}
                            """);
            world.push("a", "x");
            world.push("a", "y");
            world.push("b", "z");
            world.pass(Duration.ofMinutes(1));

            Receiver.Request request = world.writer.next();
            assertThat(request.path()).isEqualTo("/write");
            assertThat(request.headers())
                    .containsEntry("Content-Encoding", "snappy")
                    .containsEntry("Content-Type", "application/x-protobuf")
                    .containsEntry("X-Prometheus-Remote-Write-Version", "0.1.0")
                    .containsEntry("X-Scope-OrgID", "t");
            long at = world.ruler.states(World.TENANT).get(0).evaluatedAt().toEpochMilli();
            assertThat(WriteRequests.decode(request.body()))
                    .containsExactly(
                            new WriteRequests.Sample(
                                    Labels.of("__name__", "lines:count", "app", "a", "cluster", "c1"), 2, at),
                            new WriteRequests.Sample(
                                    Labels.of("__name__", "lines:count", "app", "b", "cluster", "c1"), 1, at));

            world.push("b", "still there");
            world.pass(Duration.ofMinutes(2));
            List<WriteRequests.Sample> samples =
                    WriteRequests.decode(world.writer.next().body());
            while (samples.stream().noneMatch(WriteRequests.Sample::isStale)) {
                samples = WriteRequests.decode(world.writer.next().body());
            }
            assertThat(samples)
                    .filteredOn(WriteRequests.Sample::isStale)
                    .singleElement()
                    .extracting(sample -> sample.labels().get("app"))
                    .isEqualTo("a");
            world.ruler.deleteGroup(World.TENANT, "ns", "g");
            samples = WriteRequests.decode(world.writer.next().body());
            while (samples.stream().noneMatch(WriteRequests.Sample::isStale)) {
                samples = WriteRequests.decode(world.writer.next().body());
            }
            assertThat(samples.get(samples.size() - 1))
                    .matches(sample ->
                            sample.isStale() && "b".equals(sample.labels().get("app")));
            assertThat(world.ruler.states(World.TENANT)).isEmpty();
        }
    }

    @Test
    void alerts_are_written_as_series_too() throws Exception {
        try (World world = new World()) {
            world.set("ns", alert("Always", "vector(3) > 0", ""));
            world.pass(Duration.ofMinutes(1));
            Instant activeAt = rule(world, 0).alerts().get(0).activeAt();
            assertThat(WriteRequests.decode(world.writer.next().body()))
                    .extracting(WriteRequests.Sample::labels, WriteRequests.Sample::value)
                    .containsExactly(
                            org.assertj.core.groups.Tuple.tuple(
                                    Labels.of("__name__", "ALERTS", "alertname", "Always", "alertstate", "firing"),
                                    1.0),
                            org.assertj.core.groups.Tuple.tuple(
                                    Labels.of("__name__", "ALERTS_FOR_STATE", "alertname", "Always"),
                                    (double) activeAt.getEpochSecond()));
        }
    }

    @Test
    void a_rule_that_fails_says_why_and_keeps_no_other_from_its_turn() throws Exception {
        try (World world = new World()) {
            world.set("ns", """
                            name: g
                            limit: 1
                            rules:
                            - alert: Lines
                              expr: '{app="a"}'
                            - alert: Same
                              expr: sum by (app) (count_over_time({app=~".+"}[5m]))
                              labels: {app: ''}
                            - record: many
                              expr: sum by (app) (count_over_time({app=~".+"}[5m]))
                            - alert: Many
                              expr: sum by (app) (count_over_time({app=~".+"}[5m]))
                            - alert: Template
                              expr: vector(1)
                              annotations: {s: '{{ humanize $labels }}'}
                            - alert: Scalar
                              expr: '1'
                            """);
            world.push("a", "x");
            world.push("b", "x");
            world.pass(Duration.ofMinutes(1));
            List<RuleState> rules = world.ruler.states(World.TENANT).get(0).rules();
            assertThat(rules)
                    .extracting(RuleState::lastError)
                    .containsExactly(
                            "rule result is not a vector or scalar",
                            "vector contains metrics with the same labelset after applying alert labels",
                            "exceeded limit of 1 with 2 series",
                            "exceeded limit of 1 with 2 alerts",
                            "",
                            "");
            assertThat(rules.get(0).health()).isEqualTo(Health.BAD);
            assertThat(rules.get(4).alerts().get(0).annotations().get("s")).startsWith("<error expanding template: ");
            assertThat(rules.get(5).alerts()).hasSize(1);
            assertThat(world.ruler
                            .evaluations()
                            .iterator()
                            .next()
                            .counters()
                            .failures
                            .sum())
                    .isEqualTo(4);
        }
    }

    @Test
    void groups_come_at_their_own_instants_and_what_was_missed_is_counted() throws Exception {
        try (World world = new World()) {
            world.set("ns", alert("A", "vector(1)", "").replace("name: g", "name: g1\ninterval: 5m"));
            world.set("ns", alert("A", "vector(1)", "").replace("name: g", "name: g2\ninterval: 5m"));
            world.pass(Duration.ofMinutes(5));
            List<GroupState> first = world.ruler.states(World.TENANT);
            assertThat(first.get(0).evaluatedAt()).isNotEqualTo(first.get(1).evaluatedAt());
            world.pass(Duration.ofMinutes(5));
            List<GroupState> second = world.ruler.states(World.TENANT);
            for (int i = 0; i < 2; i++) {
                assertThat(Duration.between(
                                first.get(i).evaluatedAt(), second.get(i).evaluatedAt()))
                        .isEqualTo(Duration.ofMinutes(5));
            }
            world.jump(Duration.ofMinutes(20));
            var counters = world.ruler.evaluations().iterator().next().counters();
            assertThat(counters.iterations.sum()).isEqualTo(3);
            assertThat(counters.missed.sum()).isEqualTo(3);
            world.jump(Duration.ofHours(-5)); // The clock is set back: they go on all the same.
            world.pass(Duration.ofMinutes(5));
            assertThat(counters.iterations.sum()).isEqualTo(4);
        }
    }

    @Test
    void after_a_restart_an_alert_has_waited_as_long_as_it_was_true() throws Exception {
        try (World world = new World()) {
            world.set("ns", alert("E", "sum by (app) (count_over_time({app=~\".+\"}[1m])) > 0", "  for: 10m\n"));
            for (int i = 0; i < 6 * 8; i++) {
                world.push("long", "x" + i);
                if (i > 6 * 5) {
                    world.push("short", "x" + i);
                }
                world.pass(Duration.ofSeconds(10));
            }
            Map<Labels, Instant> before = activeAt(world);
            assertThat(before).hasSize(2);
            world.restart();
            world.pass(Duration.ofSeconds(10));
            for (int i = 0; i < 6; i++) {
                world.push("long", "y" + i);
                world.push("short", "y" + i);
                world.push("new", "y" + i);
                world.pass(Duration.ofSeconds(10));
            }
            Map<Labels, Instant> after = activeAt(world);
            assertThat(after).hasSize(3);
            before.forEach((labels, at) -> assertThat(
                            Duration.between(at, after.get(labels)).abs())
                    .as(labels.toString())
                    .isLessThanOrEqualTo(Duration.ofMinutes(1)));
            assertThat(after.get(Labels.of("alertname", "E", "app", "new")))
                    .isAfter(world.now().minusSeconds(70));
        }
    }

    private static Map<Labels, Instant> activeAt(World world) {
        Map<Labels, Instant> byLabels = new java.util.TreeMap<>();
        rule(world, 0).alerts().forEach(alert -> byLabels.put(alert.labels(), alert.activeAt()));
        return byLabels;
    }

    @Test
    void a_changed_group_keeps_what_its_alerts_were() throws Exception {
        try (World world = new World()) {
            String yaml = alert("A", "vector(1) > 0", "  for: 1h\n");
            world.set("ns", yaml);
            world.pass(Duration.ofMinutes(2));
            Instant activeAt = rule(world, 0).alerts().get(0).activeAt();
            world.set("ns", yaml.replace("1h", "2m"));
            assertThat(phases(world, 0)).containsExactly(Phase.PENDING);
            world.pass(Duration.ofMinutes(2));
            assertThat(rule(world, 0).alerts().get(0).activeAt()).isEqualTo(activeAt);
            assertThat(phases(world, 0)).containsExactly(Phase.FIRING);
            world.set("ns", yaml.replace("alert: A", "alert: B"));
            assertThat(rule(world, 0).alerts()).isEmpty();
        }
    }

    @Test
    void rules_written_by_another_process_are_seen() throws Exception {
        try (World world = new World()) {
            world.ruler.tick();
            var elsewhere = new io.sigyn.ruler.store.ObjectRuleStore(world.objects, world::now);
            elsewhere.change(World.TENANT, "ns", old -> old.with(groupOrFail(alert("A", "vector(1)", ""))));
            assertThat(world.ruler.states(World.TENANT)).isEmpty();
            world.pass(Duration.ofMinutes(2));
            assertThat(phases(world, 0)).containsExactly(Phase.FIRING);
            elsewhere.change(World.TENANT, "ns", old -> old.without("g"));
            world.pass(Duration.ofMinutes(1));
            assertThat(world.ruler.states(World.TENANT)).isEmpty();
        }
    }

    private static io.sigyn.ruler.rule.RuleGroup groupOrFail(String yaml) {
        try {
            return World.group(yaml);
        } catch (io.sigyn.ruler.rule.RuleFormatException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void a_store_that_fails_leaves_rules_and_alerts_as_they_are() throws Exception {
        try (World world = new World()) {
            world.set("ns", alert("A", "vector(1)", ""));
            world.pass(Duration.ofMinutes(1));
            world.objects.faults((operation, key) -> io.sigyn.storage.object.MemoryObjectStore.Fault.BEFORE);
            world.pass(Duration.ofMinutes(3));
            assertThat(phases(world, 0)).containsExactly(Phase.FIRING);
            world.objects.faults((operation, key) -> io.sigyn.storage.object.MemoryObjectStore.Fault.NONE);
            world.pass(Duration.ofMinutes(1));
            assertThat(rule(world, 0).health()).isEqualTo(Health.GOOD);
        }
    }

    @Test
    void tenants_have_rules_limits_and_logs_of_their_own() throws Exception {
        TenantId small = new TenantId("small");
        TenantId off = new TenantId("off");
        TenantLimits limits =
                TenantLimits.defaults().with("rulerMaxRulesPerRuleGroup", 1).with("rulerMaxRuleGroupsPerTenant", 2);
        RulerOptions options = RulerOptions.defaults().withTenants(tenant -> !tenant.equals(off));
        try (World world = new World(tenant -> tenant.equals(small) ? limits : TenantLimits.defaults(), options)) {
            String counts = alert("A", "sum(count_over_time({app=~\".+\"}[5m])) > 0", "");
            world.set("ns", counts);
            world.ruler.set(small, "ns", World.group(counts));
            world.ruler.set(small, "ns", World.group(counts.replace("name: g", "name: h")));
            world.ruler.set(off, "ns", World.group(counts));
            assertThatThrownBy(() -> world.ruler.set(small, "ns", World.group(counts.replace("name: g", "name: i"))))
                    .hasMessage("per-user rule groups limit (limit: 2 actual: 3) exceeded");
            assertThatThrownBy(
                            () -> world.ruler.set(small, "ns", World.group(counts + "- alert: B\n  expr: vector(1)\n")))
                    .hasMessage("per-user rules per rule group limit (limit: 1 actual: 2) exceeded");
            world.push(small, "a", "x");
            world.pass(Duration.ofMinutes(1));
            assertThat(phases(world, 0)).isEmpty();
            assertThat(world.ruler.states(small)).hasSize(2);
            assertThat(world.ruler.states(small).get(0).rules().get(0).alerts()).hasSize(1);
            assertThat(world.ruler.states(off)).isEmpty();
            assertThat(world.ruler.namespaces(off)).hasSize(1);
        }
    }
}
