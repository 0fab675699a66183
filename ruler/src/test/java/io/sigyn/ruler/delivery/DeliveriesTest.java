package io.sigyn.ruler.delivery;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sigyn.model.Labels;
import io.sigyn.model.TenantId;
import io.sigyn.ruler.Receiver;
import io.sigyn.ruler.WriteRequests;
import io.sigyn.ruler.relabel.RelabelRule;
import io.sigyn.ruler.relabel.RelabelRule.Action;
import io.sigyn.ruler.relabel.RelabelRule.Fields;
import io.sigyn.ruler.relabel.Relabeling;
import io.sigyn.storage.disk.RealDisk;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DeliveriesTest {
    private static final TenantId A = new TenantId("a");
    private static final TenantId B = new TenantId("b");

    private static SeriesSample sample(TenantId tenant, long at) {
        return new SeriesSample(tenant, Labels.of("__name__", "m", "x", "\u00fc\""), at, at / 2.0);
    }

    private static Alert alert(String name) {
        return new Alert(
                A,
                Labels.of("alertname", name),
                Map.of("s", "\"q\"\n"),
                Instant.EPOCH,
                Instant.EPOCH.plusSeconds(90),
                "http://g");
    }

    private static Endpoint endpoint(Receiver receiver) {
        return Endpoint.of(receiver.url(), Duration.ofSeconds(10));
    }

    private static Deliveries deliveries(DeliveryOptions options, HttpPost http, Pause pause) throws IOException {
        return new Deliveries(options, http, pause, new RealDisk());
    }

    @Test
    void samples_arrive_in_order_each_tenant_apart_and_again_after_a_failure() throws Exception {
        List<Duration> pauses = Collections.synchronizedList(new ArrayList<>());
        try (Receiver receiver = new Receiver();
                Deliveries deliveries = deliveries(
                        DeliveryOptions.of(List.of(), 10, List.of(endpoint(receiver))), Receiver.http(), pauses::add)) {
            receiver.answer(503, 500, 429, 204);
            deliveries.samples(List.of(sample(A, 1), sample(A, 2), sample(B, 3), sample(A, 4)));
            for (int i = 0; i < 4; i++) {
                Receiver.Request first = receiver.next();
                assertThat(first.headers()).containsEntry("X-Scope-OrgID", "a");
                assertThat(WriteRequests.decode(first.body()))
                        .extracting(WriteRequests.Sample::timestampMillis)
                        .containsExactly(1L, 2L);
            }
            assertThat(receiver.next().headers()).containsEntry("X-Scope-OrgID", "b");
            assertThat(WriteRequests.decode(receiver.next().body()))
                    .containsExactly(new WriteRequests.Sample(Labels.of("__name__", "m", "x", "\u00fc\""), 2, 4));
            assertThat(pauses).containsExactly(Duration.ofMillis(30), Duration.ofMillis(60), Duration.ofMillis(120));
            deliveries.close();
            DeliveryCounters counters = deliveries.writers().get(0).counters();
            assertThat(counters.sent.sum()).isEqualTo(4);
            assertThat(counters.retried.sum()).isEqualTo(6);
            assertThat(counters.dropped.sum()).isZero();
            assertThat(counters.newestSentMillis.get()).isEqualTo(4);
        }
    }

    @Test
    void what_is_refused_for_good_is_given_up() throws Exception {
        try (Receiver receiver = new Receiver();
                Deliveries deliveries = deliveries(
                        DeliveryOptions.of(List.of(endpoint(receiver)), 10, List.of(endpoint(receiver))),
                        Receiver.http(),
                        pause -> {})) {
            receiver.answer(400);
            deliveries.samples(List.of(sample(A, 1)));
            receiver.next();
            deliveries.close();
            assertThat(deliveries.writers().get(0).counters().dropped.sum()).isEqualTo(1);
            assertThat(deliveries.writers().get(0).counters().sent.sum()).isZero();
        }
    }

    @Test
    void an_alert_is_told_with_the_credentials_of_its_endpoint() throws Exception {
        try (Receiver receiver = new Receiver()) {
            String url = receiver.url().replace("http://", "http://user:pass@") + "/am/";
            try (Deliveries deliveries = deliveries(
                    DeliveryOptions.of(
                            List.of(Endpoint.of(url, Duration.ofSeconds(10)).withHeader("X-Extra", "1")),
                            10,
                            List.of()),
                    Receiver.http(),
                    pause -> {})) {
                deliveries.alerts(List.of(alert("A")));
                Receiver.Request request = receiver.next();
                assertThat(request.path()).isEqualTo("/am/api/v2/alerts");
                assertThat(request.headers())
                        .containsEntry("Authorization", "Basic dXNlcjpwYXNz")
                        .containsEntry("X-Extra", "1");
                assertThat(new String(request.body(), StandardCharsets.UTF_8))
                        .isEqualTo("[{\"labels\":{\"alertname\":\"A\"},\"annotations\":{\"s\":\"\\\"q\\\"\\n\"},"
                                + "\"startsAt\":\"1970-01-01T00:00:00Z\",\"endsAt\":\"1970-01-01T00:01:30Z\","
                                + "\"generatorURL\":\"http://g\"}]");
                assertThat(deliveries.alertmanagers().get(0).endpoint().toString())
                        .doesNotContain("pass")
                        .endsWith("/am/api/v2/alerts");
            }
        }
    }

    @Test
    void a_full_queue_loses_its_oldest_and_an_unreachable_endpoint_ends_no_thread() throws Exception {
        CountDownLatch asked = new CountDownLatch(1);
        CountDownLatch released = new CountDownLatch(1);
        CountDownLatch six = new CountDownLatch(6);
        List<String> bodies = Collections.synchronizedList(new ArrayList<>());
        HttpPost http = (endpoint, headers, body) -> {
            asked.countDown();
            released.await();
            bodies.add(new String(body, StandardCharsets.UTF_8));
            six.countDown();
            if (bodies.size() <= 5) {
                throw new IOException("connection refused");
            }
            return new HttpPost.Reply(200, "");
        };
        Deliveries deliveries = deliveries(
                DeliveryOptions.of(List.of(Endpoint.of("http://127.0.0.1:1", Duration.ofSeconds(1))), 3, List.of()),
                http,
                pause -> {});
        deliveries.alerts(List.of(alert("first")));
        asked.await();
        deliveries.alerts(List.of(alert("x"), alert("y"), alert("1"), alert("2"), alert("3")));
        assertThat(deliveries.alertmanagers().get(0).queued()).isEqualTo(3);
        released.countDown();
        six.await();
        deliveries.close();
        assertThat(bodies).hasSize(6);
        assertThat(bodies.get(5)).contains("\"1\"", "\"2\"", "\"3\"").doesNotContain("\"x\"");
        assertThat(deliveries.alertmanagers().get(0).counters().dropped.sum()).isEqualTo(3);
    }

    private static RelabelRule rule(String source, String regex, String target, Action action) {
        return new RelabelRule(new Fields(List.of(source), ";", regex, 0, target, "$1", action));
    }

    @Test
    void each_is_told_what_its_relabelling_leaves() throws Exception {
        try (Receiver one = new Receiver();
                Receiver two = new Receiver();
                Receiver alertmanager = new Receiver()) {
            Relabeling drop = new Relabeling(List.of(rule("__name__", "m", "", Action.DROP)));
            Relabeling copy = new Relabeling(List.of(rule("__name__", "(.*)", "kind", Action.REPLACE)));
            DeliveryOptions options = new DeliveryOptions(
                    List.of(endpoint(alertmanager)),
                    10,
                    new Relabeling(List.of(
                            rule("alertname", "(B)", "", Action.DROP),
                            rule("alertname", "(.*)", "kind", Action.REPLACE))),
                    List.of(
                            new DeliveryOptions.RemoteWriter(endpoint(one), drop),
                            new DeliveryOptions.RemoteWriter(endpoint(two), copy)),
                    Optional.empty());
            try (Deliveries deliveries = deliveries(options, Receiver.http(), pause -> {})) {
                deliveries.samples(List.of(sample(A, 1)));
                deliveries.samples(List.of(new SeriesSample(A, Labels.of("__name__", "n"), 2, 2)));
                deliveries.alerts(List.of(alert("A"), alert("B")));
                assertThat(WriteRequests.decode(one.next().body()))
                        .extracting(WriteRequests.Sample::labels)
                        .containsExactly(Labels.of("__name__", "n"));
                assertThat(WriteRequests.decode(two.next().body()))
                        .extracting(WriteRequests.Sample::labels)
                        .contains(Labels.of("__name__", "m", "kind", "m", "x", "\u00fc\""));
                assertThat(new String(alertmanager.next().body(), StandardCharsets.UTF_8))
                        .contains("\"labels\":{\"alertname\":\"A\",\"kind\":\"A\"}")
                        .doesNotContain("\"B\"");
            }
        }
    }

    @Test
    void samples_that_could_not_be_sent_are_sent_by_the_next_process_once(@TempDir Path folder) throws Exception {
        try (Receiver receiver = new Receiver()) {
            DeliveryOptions options = DeliveryOptions.of(List.of(), 1, List.of(endpoint(receiver)))
                    .withJournals(folder);
            CountDownLatch failed = new CountDownLatch(2);
            HttpPost down = (endpoint, headers, body) -> {
                if (headers.get("X-Scope-OrgID").equals("b")) {
                    return new HttpPost.Reply(204, "");
                }
                failed.countDown();
                throw new IOException("connection refused");
            };
            Deliveries first = deliveries(options, down, pause -> {});
            first.samples(List.of(sample(B, 1), sample(A, 2), sample(A, 3)));
            failed.await();
            // As if it was killed: what the next process sees is what lies on disk now.
            Path copy = Files.createDirectories(folder.resolve("copy"));
            for (String name : List.of(folder.toFile().list((parent, file) -> file.endsWith(".samples")))) {
                Files.copy(folder.resolve(name), copy.resolve(name));
            }
            first.samples(List.of(sample(A, 4)));
            first.close();
            for (Path journals : List.of(copy, folder)) {
                try (Deliveries next = deliveries(options.withJournals(journals), Receiver.http(), pause -> {})) {
                    List<Long> times = new ArrayList<>(timestamps(receiver.next()));
                    assertThat(times).isEqualTo(journals.equals(copy) ? List.of(2L, 3L) : List.of(2L, 3L, 4L));
                    next.samples(List.of(sample(A, 9)));
                    assertThat(timestamps(receiver.next())).containsExactly(9L);
                }
            }
            try (Deliveries last = deliveries(options, Receiver.http(), pause -> {})) {
                last.samples(List.of(sample(A, 10)));
                assertThat(timestamps(receiver.next())).containsExactly(10L);
            }
        }
    }

    private static List<Long> timestamps(Receiver.Request request) throws IOException {
        return WriteRequests.decode(request.body()).stream()
                .map(WriteRequests.Sample::timestampMillis)
                .toList();
    }

    @Test
    void what_is_no_url_is_refused() {
        for (String bad : List.of("", "host:9093", "ftp://host", "http://", "http://a b")) {
            assertThatThrownBy(() -> Endpoint.of(bad, Duration.ofSeconds(1)))
                    .as(bad)
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("expected");
        }
    }
}
