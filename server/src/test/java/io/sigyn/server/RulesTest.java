package io.sigyn.server;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import io.sigyn.server.config.CommandLine;
import io.sigyn.server.config.ConfigLoader;
import io.sigyn.server.golden.RawHttp;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Rules over HTTP on a whole server: written, evaluated, told, kept, and nobody else's business. */
class RulesTest {
    private static final String ALWAYS = """
            name: g
            interval: 1s
            rules:
            - alert: Always
              expr: vector(1) > 0
            - record: qxzj
              expr: vector(1)
            """;

    @TempDir
    Path folder;

    private final BlockingQueue<String> told = new LinkedBlockingQueue<>();
    private HttpServer receiver;

    @BeforeEach
    void receive() throws IOException {
        receiver = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        receiver.createContext("/", exchange -> {
            byte[] body = exchange.getRequestBody().readAllBytes();
            told.add(exchange.getRequestURI() + " "
                    + exchange.getRequestHeaders().getFirst("X-Scope-OrgID") + " "
                    + new String(body, StandardCharsets.ISO_8859_1));
            exchange.sendResponseHeaders(204, -1);
            exchange.close();
        });
        receiver.start();
    }

    @AfterEach
    void stop() {
        receiver.stop(0);
    }

    private Sigyn start(String ruler) throws IOException {
        Path file = folder.resolve("sigyn.yaml");
        Files.writeString(
                file,
                "auth_enabled: true\nserver: {http_listen_address: 127.0.0.1, http_listen_port: 0, log_level: error}\n"
                        + "common: {path_prefix: " + folder.resolve("data") + "}\n" + ruler);
        return Sigyn.start(ConfigLoader.load(CommandLine.parse(List.of("-config.file=" + file)), name -> null));
    }

    private static RawHttp.Answer send(Sigyn sigyn, String tenant, String method, String path, String body)
            throws IOException {
        Map<String, String> headers = new TreeMap<>(Map.of("X-Scope-OrgID", tenant));
        return RawHttp.send(
                sigyn.port(), method, path, headers, body.isEmpty() ? null : body.getBytes(StandardCharsets.UTF_8));
    }

    private String next(String path) throws InterruptedException {
        String request = "";
        while (!request.startsWith(path)) {
            request = told.poll(60, TimeUnit.SECONDS);
            assertThat(request).as("a request to " + path).isNotNull();
        }
        return request;
    }

    @Test
    void rules_are_evaluated_and_told_and_outlive_a_restart() throws Exception {
        String url = "http://127.0.0.1:" + receiver.getAddress().getPort();
        String ruler = "ruler: {alertmanager_url: '" + url + "', poll_interval: 1s,"
                + " external_url: 'http://grafana', datasource_uid: loki1, external_labels: {cluster: c1},"
                + " remote_write: {enabled: true, clients: {one: {url: '" + url + "/write'}}}}\n";
        try (Sigyn sigyn = start(ruler)) {
            assertThat(send(sigyn, "t1", "POST", "/loki/api/v1/rules/ns", ALWAYS)
                            .status())
                    .isEqualTo(202);
            assertThat(next("/api/v2/alerts"))
                    .startsWith("/api/v2/alerts t1 [{\"labels\":{\"alertname\":\"Always\",\"cluster\":\"c1\"}")
                    .contains("\"generatorURL\":\"http://grafana/explore?left=");
            assertThat(next("/write"))
                    .startsWith("/write t1 ")
                    .contains("ALERTS")
                    .contains("qxzj");
            String metrics = send(sigyn, "t1", "GET", "/metrics", "").text();
            assertThat(metrics)
                    .containsPattern(
                            "loki_prometheus_rule_evaluations_total\\{rule_group=\"ns;g\",user=\"t1\"\\} [1-9]")
                    .contains("loki_prometheus_rule_group_rules{rule_group=\"ns;g\",user=\"t1\"} 2.0")
                    .contains("loki_prometheus_notifications_queue_capacity{alertmanager=\"" + url
                            + "/api/v2/alerts\"} 10000.0")
                    .contains("loki_ruler_wal_prometheus_remote_storage_samples_total{url=\"" + url + "/write\"}");
            assertThat(send(sigyn, "t2", "GET", "/prometheus/api/v1/rules", "").text())
                    .contains("\"groups\":[]");
        }
        told.clear();
        try (Sigyn again = start(ruler)) {
            assertThat(send(again, "t1", "GET", "/loki/api/v1/rules/ns/g", "").text())
                    .startsWith("name: g\n");
            next("/api/v2/alerts");
        }
    }

    @Test
    void no_tenant_reaches_anothers_rules_by_any_name() throws Exception {
        try (Sigyn sigyn = start("")) {
            assertThat(send(sigyn, "t1", "POST", "/loki/api/v1/rules/ns", ALWAYS)
                            .status())
                    .isEqualTo(202);
            for (String namespace : List.of(
                    "..%252Ft1.tenant%252Fns",
                    "%252e%252e",
                    "..%2Ft1%2Fns",
                    "%2e%2e%2ft1",
                    "a%252F..%252F..%252Ft1",
                    "%00",
                    "%252500",
                    "..%255c",
                    "%25",
                    "%25zz")) {
                for (String method : List.of("GET", "DELETE", "POST")) {
                    RawHttp.Answer answer = send(
                            sigyn,
                            "t2",
                            method,
                            "/loki/api/v1/rules/" + namespace,
                            method.equals("POST") ? ALWAYS : "");
                    assertThat(answer.text()).as(method + " " + namespace).doesNotContain("ns:\n");
                }
            }
            assertThat(send(sigyn, "t1", "GET", "/loki/api/v1/rules", "").text())
                    .startsWith("ns:\n    - name: g\n");
            Path rules = folder.resolve("data/rules/rules");
            try (var tenants = Files.list(rules)) {
                assertThat(tenants.map(Path::getFileName).map(Path::toString)).isSubsetOf("t1.tenant", "t2.tenant");
            }
        }
    }

    @Test
    void a_name_with_a_slash_is_reached_by_escaping_it_twice() throws Exception {
        try (Sigyn sigyn = start("")) {
            String group = ALWAYS.replace("name: g", "name: g/h + i");
            assertThat(send(sigyn, "t", "POST", "/loki/api/v1/rules/a%252Fb%20c", group)
                            .status())
                    .isEqualTo(202);
            assertThat(send(sigyn, "t", "GET", "/loki/api/v1/rules", "").text())
                    .startsWith("a/b c:\n    - name: g/h + i\n");
            assertThat(send(sigyn, "t", "GET", "/loki/api/v1/rules/a%252Fb%20c/g%252Fh%20%2B%20i", "")
                            .status())
                    .isEqualTo(200);
            RawHttp.Answer bad = send(sigyn, "t", "GET", "/loki/api/v1/rules/a%25zz", "");
            assertThat(bad.status()).isEqualTo(500);
            assertThat(bad.text()).contains("\"errorType\":\"server_error\"");
        }
    }

    @Test
    void rule_files_are_evaluated_and_cannot_be_changed() throws Exception {
        Path files = folder.resolve("files/t");
        Files.createDirectories(files);
        Files.writeString(
                files.resolve("rules.yaml"), "groups:\n- " + ALWAYS.strip().replace("\n", "\n  ") + "\n");
        try (Sigyn sigyn =
                start("ruler: {storage: {type: local, local: {directory: '" + folder.resolve("files") + "'}}}\n")) {
            assertThat(send(sigyn, "t", "GET", "/loki/api/v1/rules", "").text())
                    .startsWith("rules.yaml:\n    - name: g\n");
            assertThat(send(sigyn, "t", "GET", "/api/prom/rules/test/test", "").text())
                    .isEqualTo("GetRuleGroup unsupported in rule local store\n");
            assertThat(send(sigyn, "t", "POST", "/loki/api/v1/rules/ns", ALWAYS).text())
                    .isEqualTo("SetRuleGroup unsupported in rule local store\n");
            assertThat(send(sigyn, "t", "DELETE", "/loki/api/v1/rules/ns", "").status())
                    .isEqualTo(500);
            assertThat(send(sigyn, "none", "GET", "/loki/api/v1/rules", "").text())
                    .isEqualTo("no rule groups found\n");
            String state = "";
            while (!state.contains("\"state\":\"firing\"")) {
                state = send(sigyn, "t", "GET", "/prometheus/api/v1/rules", "").text();
                Thread.sleep(20);
            }
            assertThat(state).contains("\"file\":\"rules.yaml\"");
        }
    }

    @Test
    void without_the_api_rules_are_told_of_but_not_changed() throws Exception {
        try (Sigyn sigyn = start("ruler: {enable_api: false}\n")) {
            assertThat(send(sigyn, "t", "GET", "/loki/api/v1/rules", "").status())
                    .isEqualTo(404);
            assertThat(send(sigyn, "t", "POST", "/api/prom/rules/ns", ALWAYS).status())
                    .isEqualTo(404);
            assertThat(send(sigyn, "t", "GET", "/prometheus/api/v1/rules", "").status())
                    .isEqualTo(200);
        }
    }

    @Test
    void limits_of_a_tenant_are_refused_with_the_words_of_loki() throws Exception {
        try (Sigyn sigyn =
                start("limits_config: {ruler_max_rules_per_rule_group: 2, ruler_max_rule_groups_per_tenant: 1}\n")) {
            RawHttp.Answer many =
                    send(sigyn, "t", "POST", "/loki/api/v1/rules/ns", ALWAYS + "- record: twos\n  expr: vector(2)\n");
            assertThat(many.status()).isEqualTo(400);
            assertThat(many.text()).isEqualTo("per-user rules per rule group limit (limit: 2 actual: 3) exceeded\n");
            assertThat(send(sigyn, "t", "POST", "/loki/api/v1/rules/ns", ALWAYS).status())
                    .isEqualTo(202);
            assertThat(send(sigyn, "t", "POST", "/loki/api/v1/rules/other", ALWAYS)
                            .text())
                    .isEqualTo("per-user rule groups limit (limit: 1 actual: 2) exceeded\n");
        }
    }
}
