package io.sigyn.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The same queries have the same answers before, during and after flushes, compaction and a restart. */
class SameAnswersTest {
    private static final int PUSHES = 8;
    private static final int LINES_A_PUSH = 60;
    private static final int MAX_ROUNDS = 600;
    /** Two days ago at noon, so that the day is over and what is flushed of it is merged at once. */
    private static final long START_NANOS =
            (System.currentTimeMillis() / 86_400_000 - 2) * 86_400_000_000_000L + 43_200_000_000_000L;

    private static final List<String> LOG_QUERIES = List.of(
            "{app=\"shop\"}",
            "{app=\"shop\", pod=~\"p[01]\"} |= \"user\"",
            "{app=\"shop\"} |~ \"(?i)ERROR\" | json | status >= 500",
            "{app=\"shop\"} | trace = \"t7\"",
            "{app=\"shop\"} | json | line_format \"{{.status}} {{.user}}\"",
            "{app=~\"sh.*\"} != \"error\" | drop pod");
    private static final List<String> METRIC_QUERIES = List.of(
            "sum(count_over_time({app=\"shop\"}[5m]))",
            "sum by (pod) (rate({app=\"shop\"} |= \"error\" [10m]))",
            "topk(2, sum by (status) (count_over_time({app=\"shop\"} | json [10m])))",
            "quantile_over_time(0.9, {app=\"shop\"} | json | unwrap took [10m]) by (pod)",
            "sum(bytes_over_time({app=\"shop\"}[10m]))",
            "absent_over_time({app=\"none\"}[5m])");

    @TempDir
    Path folder;

    private final HttpClient client = HttpClient.newHttpClient();

    @Test
    void answers_are_the_same_before_during_and_after_flush_compaction_and_restart() throws Exception {
        Map<String, String> before;
        String configuration = "auth_enabled: false\ncompactor:\n  compaction_interval: 50ms\n";
        try (Sigyn server = TestServer.start(folder, "auth_enabled: false\ncompactor:\n  compaction_interval: 5m\n")) {
            for (int push = 0; push < PUSHES; push++) {
                push(server, push);
                if (push % 2 == 0) {
                    post(server, "/flush", ""); // so that rows of one time, and repeats, lie in several segments
                }
            }
            before = answers(server);
            assertThat(before.get(METRIC_QUERIES.get(0))).contains("values");
            post(server, "/flush", "");
            assertThat(answers(server)).as("flushed").isEqualTo(before);
        }
        try (Sigyn server = TestServer.start(folder, configuration)) {
            int rounds = 0;
            do {
                assertThat(answers(server)).as("while segments are merged").isEqualTo(before);
                rounds++;
            } while (metric(server, "sigyn_compactions_total") < 1 && rounds < MAX_ROUNDS);
            assertThat(metric(server, "sigyn_compactions_total")).isPositive();
            assertThat(metric(server, "sigyn_compaction_repeated_rows_total")).isPositive();
            assertThat(answers(server)).as("compacted").isEqualTo(before);
        }
        try (Sigyn server = TestServer.start(folder, configuration)) {
            assertThat(answers(server)).as("restarted").isEqualTo(before);
        }
    }

    /** Rows of a minute each, out of order between streams, some of one time, some sent twice. */
    private void push(Sigyn server, int number) throws IOException, InterruptedException {
        List<String> streams = new ArrayList<>();
        for (int pod = 0; pod < 3; pod++) {
            List<String> values = new ArrayList<>();
            for (int i = 0; i < LINES_A_PUSH; i++) {
                int at = number / 2 * LINES_A_PUSH + i; // each pair of pushes is of the same times
                boolean same = i % 3 == 0; // and in part of the same lines
                int status = at % 7 == 0 ? 500 : 200;
                String line = "{\\\"user\\\":\\\"u" + at % 11 + "\\\",\\\"status\\\":" + status + ",\\\"took\\\":"
                        + (at * 7919 % 1000) + ",\\\"n\\\":" + (same ? at : at + 1_000_000 * number)
                        + (status == 500 ? ",\\\"msg\\\":\\\"error\\\"" : "") + "}";
                values.add("[\"" + (START_NANOS + at * 1_000_000_000L) + "\",\"" + line + "\",{\"trace\":\"t" + at % 9
                        + "\"}]");
            }
            streams.add("{\"stream\":{\"app\":\"shop\",\"pod\":\"p" + pod + "\"},\"values\":["
                    + String.join(",", values) + "]}");
        }
        post(server, "/loki/api/v1/push", "{\"streams\":[" + String.join(",", streams) + "]}");
    }

    private Map<String, String> answers(Sigyn server) throws IOException, InterruptedException {
        Map<String, String> answers = new LinkedHashMap<>();
        String range = "&start=" + (START_NANOS - 60_000_000_000L) + "&end=" + (START_NANOS + 900_000_000_000L);
        for (String query : LOG_QUERIES) {
            for (String direction : List.of("forward", "backward")) {
                for (int limit : List.of(17, 5000)) {
                    String path = "/loki/api/v1/query_range?query=" + encoded(query) + range + "&direction=" + direction
                            + "&limit=" + limit;
                    answers.put(query + direction + limit, get(server, path));
                }
            }
        }
        for (String query : METRIC_QUERIES) {
            answers.put(query, get(server, "/loki/api/v1/query_range?query=" + encoded(query) + range + "&step=60"));
        }
        String selector = encoded("{app=\"shop\"}");
        answers.put("labels", get(server, "/loki/api/v1/labels?" + range.substring(1)));
        answers.put("values", get(server, "/loki/api/v1/label/pod/values?" + range.substring(1)));
        answers.put("series", get(server, "/loki/api/v1/series?match[]=" + selector + range));
        return answers;
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }

    /** Without what it cost. */
    private String get(Sigyn server, String path) throws IOException, InterruptedException {
        HttpResponse<String> answer = client.send(
                HttpRequest.newBuilder(uri(server, path.replace("[]", "%5B%5D")))
                        .build(),
                HttpResponse.BodyHandlers.ofString());
        assertThat(answer.statusCode()).as("%s: %s", path, answer.body()).isEqualTo(200);
        int stats = answer.body().indexOf("\"stats\":");
        return stats < 0 ? answer.body() : answer.body().substring(0, stats);
    }

    private void post(Sigyn server, String path, String body) throws IOException, InterruptedException {
        HttpResponse<String> answer = client.send(
                HttpRequest.newBuilder(uri(server, path))
                        .header("Content-Type", "application/json")
                        .POST(HttpRequest.BodyPublishers.ofString(body))
                        .build(),
                HttpResponse.BodyHandlers.ofString());
        assertThat(answer.statusCode()).as("%s: %s", path, answer.body()).isEqualTo(204);
    }

    private double metric(Sigyn server, String name) throws IOException, InterruptedException {
        Matcher line = Pattern.compile("(?m)^" + name + " (\\S+)$").matcher(get(server, "/metrics"));
        return line.find() ? Double.parseDouble(line.group(1)) : 0;
    }

    private static URI uri(Sigyn server, String path) {
        return URI.create("http://127.0.0.1:" + server.port() + path);
    }
}
