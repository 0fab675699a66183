package io.sigyn.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URLEncoder;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Queries that need more memory than there is end with a message; the process, which an error of memory would end, lives. */
class LargeQueryTest {
    private static final int HEAP_MIB = 256;
    private static final int PUSHES = 100;
    private static final int LINES_A_PUSH = 1_200;

    @TempDir
    Path folder;

    @Test
    void a_query_with_a_series_for_every_line_ends_and_the_server_lives() throws Exception {
        Path configuration = LocalConfiguration.write(folder);
        try (ForkedServer server = ForkedServer.startWithHeap(HEAP_MIB, configuration)) {
            push(server);
            assertRefused(server, "count_over_time({app=\"wide\"} | json [1h])");
            assertRefused(server, "topk(3, sum by (id, text) (count_over_time({app=\"wide\"} | json [1h])))");
            HttpResponse<String> count = ask(server, "sum(count_over_time({app=\"wide\"} | json [1h]))");
            assertThat(count.statusCode()).as(count.body()).isEqualTo(200);
            assertThat(count.body()).contains("\"" + PUSHES * LINES_A_PUSH + "\"");
        }
    }

    private static void push(ForkedServer server) throws IOException, InterruptedException {
        Random random = new Random(1);
        long nanos = Instant.now().minusSeconds(60).getEpochSecond() * 1_000_000_000L;
        for (int push = 0; push < PUSHES; push++) {
            StringBuilder body = new StringBuilder("{\"streams\":[{\"stream\":{\"app\":\"wide\"},\"values\":[");
            for (int line = 0; line < LINES_A_PUSH; line++) {
                body.append(line == 0 ? "[\"" : ",[\"").append(nanos++).append("\",\"{\\\"id\\\":\\\"");
                body.append(Long.toHexString(random.nextLong())).append("\\\",\\\"text\\\":\\\"");
                for (int word = 0; word < 30; word++) {
                    body.append(Long.toHexString(random.nextLong())).append(' ');
                }
                body.append("\\\"}\"]");
            }
            HttpResponse<String> answer = server.post(
                    "/loki/api/v1/push", "application/json", body.append("]}]}").toString());
            assertThat(answer.statusCode()).as(answer.body()).isEqualTo(204);
        }
    }

    private static void assertRefused(ForkedServer server, String query) throws IOException, InterruptedException {
        HttpResponse<String> answer = ask(server, query);
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(400);
        assertThat(answer.body()).contains("MiB of memory that one query may hold");
    }

    private static HttpResponse<String> ask(ForkedServer server, String query)
            throws IOException, InterruptedException {
        return server.get("/loki/api/v1/query?query=" + URLEncoder.encode(query, StandardCharsets.UTF_8));
    }
}
