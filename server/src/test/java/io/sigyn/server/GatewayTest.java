package io.sigyn.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.sigyn.server.golden.RawHttp;
import io.sigyn.server.golden.RawWebSocket;
import io.sigyn.server.http.Access;
import io.sigyn.server.http.Route;
import java.io.IOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A server with logins, as a stranger, a user of another tenant, or a curious one would try it. */
@Timeout(120)
class GatewayTest {
    /** Of "geheim", at the usual cost. */
    private static final String SHA = "{SHA}kGByAB793z4R5tK1eC9Hd/4Dhzk=";

    private static final String TOKEN = "0123456789abcdef0123456789abcdef";
    private static final String ONLY_A = "only-for-a";
    /** What is no business of any tenant's. */
    private static final Set<String> OPEN = Set.of("/", "/ready");

    @TempDir
    static Path folder;

    private static Sigyn server;

    @BeforeAll
    static void start() throws IOException {
        Files.writeString(folder.resolve("htpasswd"), """
                ann:%1$s
                bob:%1$s
                both:%1$s
                ops:%1$s
                pusher:%1$s
                """.formatted(SHA));
        Files.writeString(folder.resolve("tokens"), "robot:" + TOKEN + "\n");
        Files.writeString(folder.resolve("users.yaml"), """
                users:
                  ann: {tenants: a}
                  bob: {tenants: b}
                  both: {tenants: [a, b], rights: [query]}
                  ops: {tenants: "*", rights: [push, query, admin]}
                  pusher: {tenants: a, rights: push}
                  robot: {tenants: a, rights: query}
                """);
        server = TestServer.start(folder, """
                auth_enabled: true
                querier: {multi_tenant_queries_enabled: true}
                compactor: {retention_enabled: true, delete_request_store: filesystem}
                limits_config: {volume_enabled: true}
                ruler: {alertmanager_url: "http://user:hunter2@localhost:9093"}
                sigyn:
                  gateway: {htpasswd_file: DIR/htpasswd, tokens_file: DIR/tokens, users_file: DIR/users.yaml}
                """);
        assertThat(push("ann", null, ONLY_A).status()).isEqualTo(204);
        assertThat(push("bob", null, "of-b").status()).isEqualTo(204);
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    @Test
    void a_user_of_one_tenant_needs_no_header_and_a_user_of_several_does() throws IOException {
        assertThat(query("ann", null).text()).contains(ONLY_A);
        assertThat(query("ann", "a").text()).contains(ONLY_A);
        assertThat(query("both", "a").text()).contains(ONLY_A);
        assertThat(query("both", "b").text()).contains("of-b");
        RawHttp.Answer nameless = query("both", null);
        assertThat(nameless.status()).isEqualTo(401);
        assertThat(nameless.text()).isEqualTo("no org id\n");
        assertThat(query("ops", null).text()).isEqualTo("no org id\n");
    }

    @Test
    void a_bearer_token_is_a_login() throws IOException {
        Map<String, String> headers = Map.of("Authorization", "Bearer " + TOKEN);
        assertThat(get("/loki/api/v1/labels", headers).text()).contains("app");
        assertThat(get("/loki/api/v1/labels", Map.of("Authorization", "Bearer x" + TOKEN))
                        .status())
                .isEqualTo(401);
    }

    @Test
    void another_s_tenant_is_403_and_says_so() throws IOException {
        RawHttp.Answer answer = query("bob", "a");
        assertThat(answer.status()).isEqualTo(403);
        assertThat(answer.text()).isEqualTo("user \"bob\" may not use tenant \"a\"\n");
        assertThat(push("bob", "a", "x").status()).isEqualTo(403);
        assertThat(push("pusher", null, "pushed").status()).isEqualTo(204);
        assertThat(query("pusher", null).text()).isEqualTo("user \"pusher\" may not do that, the right is query\n");
        assertThat(push("both", "a", "x").text()).isEqualTo("user \"both\" may not do that, the right is push\n");
    }

    @ParameterizedTest
    @ValueSource(strings = {"a|b", "b|a", "b|a|b", "b|a|", "|a", "a|a"})
    void among_several_tenants_each_must_be_his(String tenants) throws IOException {
        RawHttp.Answer answer = query("bob", tenants);
        assertThat(answer.status()).isEqualTo(403);
        assertThat(answer.text()).doesNotContain(ONLY_A);
    }

    @Test
    void who_may_use_both_sees_both() throws IOException {
        assertThat(query("both", "a|b").text()).contains(ONLY_A, "of-b");
    }

    @ParameterizedTest
    @ValueSource(strings = {"../a", "..", ".", "a/b", "a\\b", "%61", "b%7Ca", "a\tb", "b,a", "b;a", "a\u0000"})
    void a_tenant_s_name_cannot_lead_elsewhere(String tenant) throws IOException {
        for (String user : List.of("bob", "ops")) {
            RawHttp.Answer read = query(user, tenant);
            assertThat(read.status()).as(user).isIn(400, 403);
            assertThat(read.text()).doesNotContain(ONLY_A);
            assertThat(push(user, tenant, "x").status()).isIn(400, 403);
        }
        assertThat(Files.exists(folder.resolve("data/a"))).isFalse();
    }

    @Test
    void of_two_headers_it_is_never_the_one_that_was_not_checked() throws IOException {
        for (String[] order : new String[][] {{"a", "b"}, {"b", "a"}}) {
            String head = "GET /loki/api/v1/query_range?query=%7Bapp%3D~%22.%2B%22%7D HTTP/1.1\r\nHost: x\r\n"
                    + "Authorization: " + basic("bob") + "\r\nX-Scope-OrgID: " + order[0] + "\r\nx-scope-orgid: "
                    + order[1] + "\r\nConnection: close\r\n\r\n";
            try (var socket = new java.net.Socket(java.net.InetAddress.getLoopbackAddress(), server.port())) {
                socket.getOutputStream().write(head.getBytes(StandardCharsets.ISO_8859_1));
                String answer = new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
                assertThat(answer).doesNotContain(ONLY_A);
            }
        }
    }

    /** Whatever there is to ask for, now and later: a stranger is told to log in. */
    @Test
    void a_stranger_gets_nothing_from_any_route() throws IOException {
        for (Ask ask : everything()) {
            RawHttp.Answer answer = ask(ask, Map.of("X-Scope-OrgID", "a"));
            if (OPEN.contains(ask.route.template())) {
                assertThat(answer.status()).as(ask.toString()).isEqualTo(200);
            } else {
                assertThat(answer.status()).as(ask.toString()).isEqualTo(401);
                assertThat(answer.header("WWW-Authenticate")).startsWith("Basic realm=\"Sigyn\"");
                assertThat(answer.text()).isEqualTo("login required\n");
            }
        }
    }

    @Test
    void a_user_gets_nothing_of_another_tenant_from_any_route() throws IOException {
        for (Ask ask : everything()) {
            for (String tenant : new String[] {null, "a", "b|a", "b"}) {
                Map<String, String> headers = new TreeMap<>(Map.of("Authorization", basic("bob")));
                if (tenant != null) {
                    headers.put("X-Scope-OrgID", tenant);
                }
                RawHttp.Answer answer = ask(ask, headers);
                assertThat(answer.text()).as(ask + " as " + tenant).doesNotContain(ONLY_A);
                boolean tenants = !OPEN.contains(ask.route.template())
                        && !ask.route.template().matches("/loki/api/v1/(status/buildinfo|format_query)");
                if (tenants && "a".equals(tenant)) {
                    assertThat(answer.status()).as(ask.toString()).isIn(400, 403, 404);
                }
                assertThat(answer.status()).as(ask.toString()).isNotEqualTo(500);
            }
        }
        assertThat(query("ann", null).text()).contains(ONLY_A); // and nothing of it was deleted
    }

    @Test
    void what_is_neither_push_nor_query_is_for_administrators() throws IOException {
        for (Ask ask : everything()) {
            if (ask.route.access() == Access.ADMIN) {
                assertThat(ask(ask, Map.of("Authorization", basic("ann"))).status())
                        .as(ask.toString())
                        .isEqualTo(403);
            }
        }
        for (Route route : server.routes()) {
            boolean pushes = route.template().matches(".*/push|/otlp/.*");
            boolean dangerous = route.template().matches("/(config|flush|log_level|services|metrics).*");
            boolean writes = route.template().matches(".*/(rules|delete).*")
                    && !route.methods().equals(Set.of("GET"));
            assertThat(route.access() == Access.PUSH).as(route.template()).isEqualTo(pushes);
            if (dangerous || writes) {
                assertThat(route.access()).as(route.template()).isEqualTo(Access.ADMIN);
            }
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "//loki/api/v1/labels",
                "/LOKI/api/v1/labels",
                "/loki/api/v1/labels/",
                "/loki/api/v1/%6cabels",
                "/loki/api/v1/labels%2f",
                "/loki/api/v1/labels%00",
                "/ready/../loki/api/v1/labels",
                "/ready/%2e%2e/loki/api/v1/labels",
                "/ready//../loki/api/v1/labels",
                "/loki/api/v1/labels;/ready",
                "/ready?/../loki/api/v1/labels",
                "/ready%3f/../loki/api/v1/labels",
                "/loki/api/v1/labels?x=/ready",
                "/loki/api/v1/labels%20",
                "/.//loki/api/v1/labels",
                "/ready%2f..%2floki/api/v1/labels",
                "http://x/loki/api/v1/labels",
                "/\\loki/api/v1/labels",
                "*",
                "/Ready",
                "/ready/",
                "/metrics",
                "/config",
                "/log_level",
                "/flush"
            })
    void no_spelling_of_a_path_gets_round_the_login(String target) throws IOException {
        RawHttp.Answer answer = RawHttp.send(server.port(), "GET", target, Map.of("X-Scope-OrgID", "a"), null);
        assertThat(answer.text()).doesNotContain("app", "http_listen_port");
        boolean ready = target.startsWith("/ready?");
        assertThat(answer.status()).isIn(ready ? List.of(200) : List.of(400, 401, 404));
    }

    @ParameterizedTest
    @CsvSource({
        "/loki//api/v1/labels, /loki/api/v1/labels",
        "/x%0d%0aSet-Cookie:a=b//y, /x%0D%0ASet-Cookie:a=b/y",
        "//evil.example//x, /evil.example/x",
        "/.//\\evil.example, /%5Cevil.example",
        "/a//<script>, /a/%3Cscript%3E"
    })
    void a_redirect_stays_here_and_adds_no_header(String target, String location) throws IOException {
        RawHttp.Answer answer = get(target, Map.of("Authorization", basic("ann")));
        assertThat(answer.status()).isEqualTo(301);
        assertThat(answer.header("Location")).isEqualTo(location);
        assertThat(answer.headers()).doesNotContainKey("set-cookie");
    }

    @Test
    void a_websocket_needs_a_login_and_the_tenant_too() throws IOException {
        String target = "/loki/api/v1/tail?query=" + encode("{app=~\".+\"}");
        assertThat(new RawWebSocket(server.port(), target, Map.of("X-Scope-OrgID", "a")).answer.status())
                .isEqualTo(401);
        Map<String, String> bob = Map.of("Authorization", basic("bob"), "X-Scope-OrgID", "a");
        assertThat(new RawWebSocket(server.port(), target, bob).answer.status()).isEqualTo(403);
        RawWebSocket own = new RawWebSocket(server.port(), target, Map.of("Authorization", basic("ann")));
        assertThat(own.answer.status()).isEqualTo(101);
        assertThat(own.messages(20, got -> String.join("", got).contains(ONLY_A)))
                .isNotEmpty();
        own.close(1000);
    }

    @Test
    void a_body_is_not_waited_for_where_the_login_is_missing() throws IOException {
        Map<String, String> headers = Map.of("Content-Length", "100000000", "Expect", "100-continue");
        RawHttp.Answer answer = RawHttp.send(server.port(), "POST", "/loki/api/v1/push", headers, null);
        assertThat(answer.status()).isEqualTo(401);
        assertThat(answer.header("Connection")).isEqualTo("close");
    }

    @Test
    void the_configuration_shows_no_secret() throws IOException {
        String config = get("/config", Map.of("Authorization", basic("ops"))).text();
        assertThat(config)
                .contains("htpasswd_file", "alertmanager_url: \"http://********@localhost:9093\"")
                .doesNotContain("hunter2", TOKEN, SHA);
    }

    @Test
    void what_was_refused_is_counted() throws IOException {
        get("/loki/api/v1/labels", Map.of());
        String metrics = get("/metrics", Map.of("Authorization", basic("ops"))).text();
        assertThat(metrics).containsPattern("sigyn_logins_refused_total [1-9]");
    }

    /** A method of a route, with parameters and a body that would find what is A's if they could. */
    private record Ask(Route route, String method) {
        @Override
        public String toString() {
            return method + " " + route.template();
        }
    }

    private static List<Ask> everything() {
        List<Ask> all = new ArrayList<>();
        for (Route route : server.routes()) {
            route.methods().forEach(method -> all.add(new Ask(route, method)));
        }
        return all;
    }

    private static RawHttp.Answer ask(Ask ask, Map<String, String> headers) throws IOException {
        String path = ask.route.template().replaceAll("\\{[^}]*}", "app");
        String query = encode("{app=~\".+\"}");
        String target = path + "?query=" + query + "&match[]=" + query + "&start=0&request_id=x&log_level=info";
        Map<String, String> all = new TreeMap<>(headers);
        byte[] body = null;
        if (!ask.method.equals("GET")) {
            boolean pushes = ask.route.access() == Access.PUSH;
            all.put("Content-Type", pushes ? "application/json" : "application/x-www-form-urlencoded");
            body = (pushes ? "{}" : "query=" + query).getBytes(StandardCharsets.UTF_8);
        }
        return RawHttp.send(server.port(), ask.method, target, all, body);
    }

    private static RawHttp.Answer get(String target, Map<String, String> headers) throws IOException {
        return RawHttp.send(server.port(), "GET", target, headers, null);
    }

    private static RawHttp.Answer query(String user, String tenant) throws IOException {
        Map<String, String> headers = new TreeMap<>(Map.of("Authorization", basic(user)));
        if (tenant != null) {
            headers.put("X-Scope-OrgID", tenant);
        }
        return get("/loki/api/v1/query_range?query=" + encode("{app=~\".+\"}"), headers);
    }

    private static RawHttp.Answer push(String user, String tenant, String line) throws IOException {
        Map<String, String> headers =
                new TreeMap<>(Map.of("Authorization", basic(user), "Content-Type", "application/json"));
        if (tenant != null) {
            headers.put("X-Scope-OrgID", tenant);
        }
        String body = "{\"streams\":[{\"stream\":{\"app\":\"" + line + "\"},\"values\":[[\""
                + System.currentTimeMillis() + "000000\",\"" + line + "\"]]}]}";
        return RawHttp.send(server.port(), "POST", "/loki/api/v1/push", headers, body.getBytes(StandardCharsets.UTF_8));
    }

    private static String basic(String user) {
        return "Basic " + Base64.getEncoder().encodeToString((user + ":geheim").getBytes(StandardCharsets.UTF_8));
    }

    private static String encode(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }
}
