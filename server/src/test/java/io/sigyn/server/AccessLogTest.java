package io.sigyn.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.sigyn.server.golden.RawHttp;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class AccessLogTest {
    @TempDir
    Path folder;

    @Test
    void a_request_and_a_slow_query_are_lines_of_logfmt_without_secrets() throws Exception {
        Files.writeString(folder.resolve("htpasswd"), "ann:{SHA}kGByAB793z4R5tK1eC9Hd/4Dhzk=\n");
        String login = Base64.getEncoder().encodeToString("ann:geheim".getBytes(StandardCharsets.UTF_8));
        Map<String, String> headers = Map.of(
                "Authorization", "Basic " + login, "X-Scope-OrgID", "a", "X-Query-Tags", "Source=test\\\" level=error");
        String log = logged(() -> {
            try (Sigyn server = TestServer.start(folder, """
                    server: {log_request_at_info_level_enabled: true}
                    frontend: {log_queries_longer_than: -1s}
                    sigyn: {gateway: {htpasswd_file: DIR/htpasswd}}
                    """)) {
                get(server, "/loki/api/v1/query_range?query=%7Bapp%3D%22x%22%7D%20%7C%3D%20%60a%0Ab%60", headers);
                get(server, "/loki/api/v1/query?query=vector(1", headers);
                get(server, "/loki/api/v1/labels", Map.of());
            }
        });
        assertThat(log.lines().filter(line -> line.contains("logger=AccessLog")))
                .anyMatch(line -> line.contains("msg=\"request\" method=GET uri=\"/loki/api/v1/query_range?query=%7B")
                        && line.contains("status=200 tenant=a user=ann seconds=0.")
                        && line.contains("bytes_in=0 bytes_out=")
                        && line.contains("remote=127.0.0.1"))
                .anyMatch(line -> line.contains("status=400"))
                .anyMatch(line -> line.contains("uri=/loki/api/v1/labels status=401 tenant=\"\" user=\"\""));
        assertThat(log.lines().filter(line -> line.contains("logger=QueryLog")))
                .anyMatch(line -> line.contains("query=vector(1 type=instant") && line.contains("error=\"parse error"))
                .first()
                .asString()
                .contains("tenant=a user=ann query=\"{app=\\\"x\\\"} |= `a\\nb`\" type=range")
                .contains("tags=\"Source=test\\\\\\\" level=error\"")
                .contains("bytes=0 lines=0");
        assertThat(log).doesNotContain("geheim", login, "kGByAB793z4R5tK1eC9Hd");
    }

    @Test
    void by_default_requests_are_not_logged() throws Exception {
        String log = logged(() -> {
            try (Sigyn server = TestServer.start(folder, "auth_enabled: false\n")) {
                get(server, "/loki/api/v1/query_range?query=%7Bapp%3D%22x%22%7D", Map.of());
            }
        });
        assertThat(log).doesNotContain("AccessLog", "QueryLog");
    }

    private static void get(Sigyn server, String target, Map<String, String> headers) throws IOException {
        RawHttp.send(server.port(), "GET", target, headers, null);
    }

    private interface Action {
        void run() throws Exception;
    }

    private static String logged(Action action) throws Exception {
        PrintStream before = System.err;
        ByteArrayOutputStream log = new ByteArrayOutputStream();
        System.setErr(new PrintStream(log, true, StandardCharsets.UTF_8));
        try {
            action.run();
        } finally {
            System.setErr(before);
        }
        return log.toString(StandardCharsets.UTF_8);
    }
}
