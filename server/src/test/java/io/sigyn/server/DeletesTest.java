package io.sigyn.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.sigyn.server.golden.Json;
import java.io.IOException;
import java.net.URLEncoder;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Lines that were asked to be deleted are hidden from the moment of the answer on, whatever is killed, and in the end they
 * are gone from the disk.
 */
final class DeletesTest {
    private static final Duration PATIENCE = Duration.ofMinutes(2);
    private static final String ALL = "{app=\"a\"}";
    private static final List<String> EVERYTHING = List.of("kept 0", "secret 1", "kept 2", "secret 3");
    private static final List<String> KEPT = List.of("kept 0", "kept 2");

    @TempDir
    Path folder;

    private final long startSeconds = System.currentTimeMillis() / 1000 - 3600;

    private Path configuration(String mode, String cancelPeriod) throws IOException {
        Path file = folder.resolve("sigyn.yaml");
        Files.writeString(file, """
                auth_enabled: false
                common:
                  path_prefix: %s
                compactor:
                  retention_enabled: true
                  delete_request_store: filesystem
                  delete_request_cancel_period: %s
                  compaction_interval: 1s
                limits_config:
                  deletion_mode: %s
                """.formatted(folder.resolve("data"), cancelPeriod, mode));
        return file;
    }

    @Test
    void deleted_lines_are_hidden_at_once_and_after_kill_9_and_gone_when_the_request_is_processed() throws Exception {
        try (ForkedServer server = ForkedServer.start(configuration("filter-and-delete", "24h"))) {
            push(server);
            assertThat(lines(server)).isEqualTo(EVERYTHING);
            assertThat(lines(server)).as("an answer that may have been kept").isEqualTo(EVERYTHING);
            delete(server, ALL + " |= \"secret\"");
            assertThat(lines(server)).isEqualTo(KEPT);
            assertThat(count(server)).isEqualTo("2");
        } // killed here, right after the last answer
        try (ForkedServer server = ForkedServer.start(configuration("filter-and-delete", "24h"))) {
            assertThat(status(server)).isEqualTo("received");
            assertThat(lines(server)).isEqualTo(KEPT);
            assertThat(server.post("/flush", "text/plain", "").statusCode()).isEqualTo(204);
            assertThat(lines(server)).as("from a segment").isEqualTo(KEPT);
            assertThat(count(server)).isEqualTo("2");
        }
        try (ForkedServer server = ForkedServer.start(configuration("disabled", "24h"))) {
            assertThat(lines(server)).as("still there").isEqualTo(EVERYTHING);
        }
        try (ForkedServer server = ForkedServer.start(configuration("filter-and-delete", "0s"))) {
            awaitProcessed(server);
            assertThat(lines(server)).isEqualTo(KEPT);
        }
        try (ForkedServer server = ForkedServer.start(configuration("disabled", "0s"))) {
            assertThat(lines(server)).as("gone").isEqualTo(KEPT);
        }
    }

    private void push(ForkedServer server) throws IOException, InterruptedException {
        List<String> values = new ArrayList<>();
        for (int i = 0; i < EVERYTHING.size(); i++) {
            values.add("[\"" + (startSeconds + 60L * i) + "000000000\",\"" + EVERYTHING.get(i) + "\"]");
        }
        String body = "{\"streams\":[{\"stream\":{\"app\":\"a\"},\"values\":[" + String.join(",", values) + "]}]}";
        HttpResponse<String> answer = server.post("/loki/api/v1/push", "application/json", body);
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(204);
    }

    private void delete(ForkedServer server, String query) throws IOException, InterruptedException {
        HttpResponse<String> answer = server.post(
                "/loki/api/v1/delete?query=" + encoded(query) + "&start=" + startSeconds + "&end="
                        + (startSeconds + 600),
                "text/plain",
                "");
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(204);
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }

    private List<String> lines(ForkedServer server) throws IOException, InterruptedException {
        Map<String, Object> data = data(server.get("/loki/api/v1/query_range?direction=forward&query=" + encoded(ALL)
                + "&start=" + startSeconds + "&end=" + (startSeconds + 3600)));
        List<String> lines = new ArrayList<>();
        for (Object stream : Json.list(data.get("result"))) {
            for (Object value : Json.list(Json.map(stream).get("values"))) {
                lines.add((String) Json.list(value).get(1));
            }
        }
        return lines;
    }

    private String count(ForkedServer server) throws IOException, InterruptedException {
        String query = "sum(count_over_time(" + ALL + "[1h]))";
        Map<String, Object> data =
                data(server.get("/loki/api/v1/query?query=" + encoded(query) + "&time=" + (startSeconds + 1800)));
        Map<String, Object> sample = Json.map(Json.list(data.get("result")).get(0));
        return (String) Json.list(sample.get("value")).get(1);
    }

    private static Map<String, Object> data(HttpResponse<String> answer) throws IOException {
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        return Json.map(Json.map(Json.parse(answer.body())).get("data"));
    }

    private static String status(ForkedServer server) throws IOException, InterruptedException {
        List<Object> listed =
                Json.list(Json.parse(server.get("/loki/api/v1/delete").body()));
        assertThat(listed).hasSize(1);
        return (String) Json.map(listed.get(0)).get("status");
    }

    private static void awaitProcessed(ForkedServer server) throws IOException, InterruptedException {
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        while (!status(server).equals("processed")) {
            assertThat(System.nanoTime()).as("the request is processed in time").isLessThan(deadline);
            TimeUnit.MILLISECONDS.sleep(50);
        }
    }
}
