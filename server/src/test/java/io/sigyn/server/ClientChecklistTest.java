package io.sigyn.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.sigyn.server.golden.Json;
import io.sigyn.server.golden.RawHttp;
import io.sigyn.server.golden.RawWebSocket;
import java.io.IOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What Grafana, Drilldown, Vector, promtail, OpenTelemetry, logcli and loki-canary rely on, endpoint by endpoint. */
@Timeout(120)
class ClientChecklistTest {
    private static final String RANGE = "&start=" + (System.currentTimeMillis() - 3_600_000) + "000000&end="
            + (System.currentTimeMillis() + 3_600_000) + "000000";
    private static final String SELECTOR = encode("{app=\"list\"}");

    @TempDir
    static Path folder;

    private static Sigyn server;

    @BeforeAll
    static void start() throws IOException {
        server = TestServer.start(folder, """
                auth_enabled: false
                limits_config: {volume_enabled: true}
                """);
        String body = "{\"streams\":[{\"stream\":{\"app\":\"list\"},\"values\":[[\"" + System.currentTimeMillis()
                + "000000\",\"level=info n=4 msg=hello\",{\"trace_id\":\"a\"}]]}]}";
        assertThat(post("/loki/api/v1/push", "application/json", body).status()).isEqualTo(204);
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "/loki/api/v1/push | application/json | {\"streams\":[]} | 204",
                "/api/prom/push | application/json | {\"streams\":[]} | 204",
                "/otlp/v1/logs | application/json | {\"resourceLogs\":[]} | 204",
                "/loki/api/v1/push | application/json | {\"streams\":[{\"stream\":{\"a b\":\"c\"},\"values\":[[\"1\",\"x\"]]}]} | 400",
                "/loki/api/v1/push | application/json | {\"streams\": | 400",
                "/loki/api/v1/push | application/x-protobuf | not snappy | 400",
                "/otlp/v1/logs | text/plain | x | 415"
            })
    void a_push_is_204_without_a_body_or_an_error_of_one_line(String path, String type, String body, int status)
            throws IOException {
        RawHttp.Answer answer = post(path, type, body);
        assertThat(answer.status()).as(answer.text()).isIn(status, status == 415 ? 400 : status);
        if (status == 204) {
            assertThat(answer.body()).isEmpty();
            assertThat(answer.headers()).doesNotContainKey("content-type");
        } else {
            assertThat(answer.header("Content-Type")).isEqualTo("text/plain; charset=utf-8");
            assertThat(answer.text()).endsWith("\n").doesNotContain("Exception");
            assertThat(answer.text().lines()).hasSize(1);
        }
    }

    @Test
    void save_and_test_of_grafana_gets_its_two() throws IOException {
        String answer = get("/loki/api/v1/query?direction=backward&query=vector(1)%2Bvector(1)&time=4000000000")
                .text();
        assertThat(answer)
                .startsWith("{\"status\":\"success\",\"data\":{\"resultType\":\"vector\",\"result\":[{\"metric\":{},"
                        + "\"value\":[4000000000,\"2\"]}]");
    }

    @Test
    void flags_come_before_the_result_and_statistics_after_it() throws IOException {
        String target = "/loki/api/v1/query_range?query=" + SELECTOR + RANGE;
        String plain = get(target).text();
        assertThat(plain).containsSubsequence("\"resultType\":\"streams\"", "\"result\":[", "\"stats\":{");
        assertThat(Json.list(values(plain).get(0))).hasSize(2);
        Map<String, String> headers = Map.of("X-Loki-Response-Encoding-Flags", "categorize-labels");
        String categorized =
                RawHttp.send(server.port(), "GET", target, headers, null).text();
        assertThat(categorized)
                .containsSubsequence(
                        "\"resultType\"", "\"encodingFlags\":[\"categorize-labels\"]", "\"result\"", "\"stats\"");
        assertThat(Json.list(values(categorized).get(0))).hasSize(3);
    }

    private static List<Object> values(String answer) throws IOException {
        Object result = Json.map(Json.map(Json.parse(answer)).get("data")).get("result");
        assertThat(Json.map(Json.list(result).get(0))).containsOnlyKeys("stream", "values");
        return Json.list(Json.map(Json.list(result).get(0)).get("values"));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "/loki/api/v1/labels?x=1 | \"data\":[\"app\"",
                "/loki/api/v1/label?x=1 | \"data\":[\"app\"",
                "/loki/api/v1/label/app/values?x=1 | \"data\":[\"list\"]",
                "/loki/api/v1/label/%61pp/values?query=Q | \"data\":[\"list\"]",
                "/loki/api/v1/series?match[]=Q | \"data\":[{\"app\":\"list\"",
                "/loki/api/v1/series?match=Q | \"data\":[{\"app\":\"list\"",
                "/loki/api/v1/series?match[]={} | \"data\":[{\"app\":\"list\"",
                "/loki/api/v1/index/stats?query=Q | \"streams\":",
                "/loki/api/v1/index/volume?query=Q | \"metric\":{\"app\":\"list\"}",
                "/loki/api/v1/index/volume_range?query=Q&step=60 | \"result\":[",
                "/loki/api/v1/detected_labels?query= | \"detectedLabels\":[",
                "/loki/api/v1/detected_fields?query=Q | \"parsers\":null",
                "/loki/api/v1/detected_field/n/values?query=Q%7Clogfmt | \"values\":[\"4\"]",
                "/loki/api/v1/format_query?query=Q | \"data\":",
                "/loki/api/v1/query?query=count_over_time(Q[1h])&time=T | \"value\":[",
                "/api/prom/label?x=1 | \"data\":[\"app\"",
                "/loki/api/v1/status/buildinfo?x=1 | \"goVersion\":\"",
                "/prometheus/api/v1/rules?x=1 | \"groups\":[]",
                "/prometheus/api/v1/alerts?x=1 | \"alerts\":[]",
                "/loki/api/v1/drilldown-limits?x=1 | \"pattern_ingester_enabled\":"
            })
    void what_is_asked_for_is_there_and_is_json(String target, String wanted) throws IOException {
        String path = target.replace("Q", SELECTOR)
                .replace("{}", "%7B%7D")
                .replace("T", System.currentTimeMillis() + "000000");
        RawHttp.Answer answer = get(path + RANGE);
        assertThat(answer.status()).as(answer.text()).isEqualTo(200);
        assertThat(answer.header("Content-Type")).startsWith("application/json");
        assertThat(answer.text()).contains(wanted);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "query_range",
                "query",
                "labels",
                "label",
                "label/app/values",
                "series",
                "index/stats",
                "index/volume",
                "index/volume_range",
                "detected_labels",
                "detected_fields",
                "detected_field/n/values",
                "format_query"
            })
    void a_question_may_be_posted_as_a_form(String name) throws IOException {
        String query = name.equals("query") ? encode("count_over_time({app=\"list\"}[1h])") : SELECTOR;
        String form = "query=" + query + "&match[]=" + SELECTOR + RANGE;
        RawHttp.Answer answer = post("/loki/api/v1/" + name, "application/x-www-form-urlencoded", form);
        assertThat(answer.status()).as(answer.text()).isEqualTo(200);
        assertThat(answer.header("Content-Type")).startsWith("application/json");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/loki/api/v1/query_range?query={",
                "/loki/api/v1/query?query=",
                "/loki/api/v1/query_range?query=Q&limit=0",
                "/loki/api/v1/query?query=Q",
                "/loki/api/v1/query_range?query=Q&start=2&end=1",
                "/loki/api/v1/label/app/values?query={}",
                "/loki/api/v1/index/stats?query=",
                "/loki/api/v1/tail?query={"
            })
    void a_mistake_is_400_with_one_sentence_as_text(String target) throws IOException {
        RawHttp.Answer answer =
                get(target.replace("Q", SELECTOR).replace("{", "%7B").replace("}", "%7D"));
        assertThat(answer.status()).isEqualTo(400);
        assertThat(answer.header("Content-Type")).isEqualTo("text/plain; charset=utf-8");
        assertThat(answer.text()).isNotBlank().doesNotContain("Exception", "{\"");
    }

    @Test
    void a_tail_sends_frames_and_closes_with_a_reason_what_cannot_be_followed() throws IOException {
        RawWebSocket tail = new RawWebSocket(server.port(), "/loki/api/v1/tail?query=" + SELECTOR, Map.of());
        String frame = String.join("", tail.messages(20, got -> !got.isEmpty()));
        assertThat(frame).startsWith("{\"streams\":[{\"stream\":{").contains("\"values\":[[\"");
        tail.close(1000);
        RawWebSocket legacy = new RawWebSocket(server.port(), "/api/prom/tail?query=" + SELECTOR, Map.of());
        assertThat(String.join("", legacy.messages(20, got -> !got.isEmpty()))).contains("\"entries\":[{\"ts\":\"");
        legacy.close(1000);
        String metric = encode("rate({app=\"list\"}[1m])");
        RawWebSocket refused = new RawWebSocket(server.port(), "/loki/api/v1/tail?query=" + metric, Map.of());
        refused.messages(20, got -> false);
        assertThat(refused.closeCode).isEqualTo(1011);
        assertThat(refused.closeReason).isEqualTo("only log selector is supported");
    }

    @ParameterizedTest
    @CsvSource({
        "/ready, ready",
        "/services, ' => Running'",
        "/ring, ACTIVE",
        "/config, 'auth_enabled: false'",
        "/metrics, loki_request_duration_seconds_bucket",
        "/log_level, Current log level"
    })
    void who_runs_it_can_look_inside(String path, String wanted) throws IOException {
        RawHttp.Answer answer = get(path);
        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.text()).contains(wanted);
    }

    @Test
    void a_flush_is_204() throws IOException {
        assertThat(post("/flush", "text/plain", "").status()).isEqualTo(204);
    }

    @Test
    void cookies_and_tokens_of_kilobytes_are_fine() throws IOException {
        Map<String, String> headers = Map.of("Cookie", "c".repeat(15_000), "X-Grafana-Id", "t".repeat(2000));
        assertThat(RawHttp.send(server.port(), "GET", "/loki/api/v1/labels", headers, null)
                        .status())
                .isEqualTo(200);
    }

    private static RawHttp.Answer get(String target) throws IOException {
        return RawHttp.send(server.port(), "GET", target, Map.of(), null);
    }

    private static RawHttp.Answer post(String target, String type, String body) throws IOException {
        return RawHttp.send(
                server.port(), "POST", target, Map.of("Content-Type", type), body.getBytes(StandardCharsets.UTF_8));
    }

    private static String encode(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }
}
