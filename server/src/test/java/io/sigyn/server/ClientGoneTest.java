package io.sigyn.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.sigyn.server.golden.RawHttp;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Nobody works for a client that has gone. */
@Timeout(300)
class ClientGoneTest {
    private static final int TERMS = 300;

    @TempDir
    Path folder;

    @Test
    void a_query_ends_when_its_client_disconnects() throws Exception {
        try (Sigyn server = TestServer.start(folder, """
                auth_enabled: false
                limits_config: {query_timeout: 10m}
                """)) {
            push(server);
            // Each term alone is quick; all of them take minutes, unless they are given up.
            String expression = IntStream.range(0, TERMS)
                    .mapToObj(i -> "count(sum by (n" + i + ") (count_over_time({a=\"b\"} | regexp `(?P<n" + i
                            + ">[a-z]*)x` [1h])))")
                    .collect(Collectors.joining(" + "));
            String form = "query=" + URLEncoder.encode(expression, StandardCharsets.UTF_8);
            String request =
                    "POST /loki/api/v1/query HTTP/1.1\r\nHost: x\r\nContent-Type: application/x-www-form-urlencoded"
                            + "\r\nContent-Length: " + form.length() + "\r\n\r\n" + form;
            try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), server.port())) {
                socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
            }
            String answered = "";
            while (!answered.contains("status_code=\"")) {
                answered = RawHttp.send(server.port(), "GET", "/metrics", Map.of(), null)
                        .text()
                        .lines()
                        .filter(line -> line.startsWith("loki_request_duration_seconds_count")
                                && line.contains("route=\"loki_api_v1_query\""))
                        .collect(Collectors.joining());
                Thread.sleep(20);
            }
            assertThat(answered).contains("status_code=\"499\"");
        }
    }

    private static void push(Sigyn server) throws IOException {
        long now = System.currentTimeMillis();
        String values = IntStream.range(0, 20_000)
                .mapToObj(i -> "[\"" + (now - i) + "000000\",\"" + "some words and a number ".repeat(4) + i + "\"]")
                .collect(Collectors.joining(","));
        String body = "{\"streams\":[{\"stream\":{\"a\":\"b\"},\"values\":[" + values + "]}]}";
        RawHttp.Answer answer = RawHttp.send(
                server.port(),
                "POST",
                "/loki/api/v1/push",
                Map.of("Content-Type", "application/json"),
                body.getBytes(StandardCharsets.UTF_8));
        assertThat(answer.status()).as(answer.text()).isEqualTo(204);
    }
}
