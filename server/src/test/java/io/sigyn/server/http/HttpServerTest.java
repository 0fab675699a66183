package io.sigyn.server.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class HttpServerTest {
    private static final Duration SHORT = Duration.ofMillis(300);

    private final CountDownLatch started = new CountDownLatch(1);
    private final CountDownLatch gone = new CountDownLatch(1);
    private final CompletableFuture<ApiResponse> later = new CompletableFuture<>();
    private FairExecutor executor;
    private HttpServer server;

    @BeforeEach
    void start() throws IOException {
        executor = new FairExecutor("test", 4, 100, 429);
        server = HttpServer.start(settings(SHORT), new Router("", routes()), Gate.OPEN, answered -> {});
    }

    private static HttpServerSettings settings(Duration headerTimeout) {
        return new HttpServerSettings(
                "127.0.0.1",
                0,
                0,
                headerTimeout,
                Duration.ofSeconds(1),
                Duration.ofSeconds(1),
                Duration.ofSeconds(20),
                8 << 20,
                true,
                null);
    }

    private List<Route> routes() {
        return List.of(
                route("POST", "/echo", 1 << 20, request -> done(ApiResponse.of(200, "text/plain", request.bodyText()))),
                route(
                        "GET",
                        "/query",
                        0,
                        request -> done(ApiResponse.of(
                                200, "text/plain", request.query().toString()))),
                route(
                        "POST",
                        "/form",
                        1 << 10,
                        request -> done(
                                ApiResponse.of(200, "text/plain", request.form().toString()))),
                route(
                        "GET",
                        "/item/{name}/values",
                        0,
                        request -> done(ApiResponse.of(200, "text/plain", request.pathVariable("name")))),
                route(
                        "GET",
                        "/large",
                        0,
                        request -> done(ApiResponse.streaming(200, "text/plain", out -> {
                                    for (int i = 0; i < 100_000; i++) {
                                        out.write("0123456789abcdef".getBytes(StandardCharsets.US_ASCII));
                                    }
                                })
                                .compressed())),
                route("GET", "/fails", 0, request -> {
                    throw new IllegalStateException("on purpose");
                }),
                route("GET", "/later", 0, request -> {
                    request.disconnect().whenHappened(gone::countDown);
                    started.countDown();
                    return later;
                }));
    }

    private Route route(String method, String template, int maxBody, Handler handler) {
        return new Route(Set.of(method), template, template.substring(1), Access.QUERY, executor, maxBody, handler);
    }

    private static CompletableFuture<ApiResponse> done(ApiResponse response) {
        return CompletableFuture.completedFuture(response);
    }

    @AfterEach
    void stop() {
        server.close();
        executor.close();
    }

    @Test
    void a_connection_serves_many_requests() throws IOException {
        try (Client client = new Client()) {
            for (int i = 0; i < 3; i++) {
                client.send("GET /query?a=" + i + "%20b HTTP/1.1\r\nHost: x\r\n\r\n");
                assertThat(client.answer().body()).isEqualTo("{a=[" + i + " b]}");
            }
        }
    }

    @Test
    void requests_sent_ahead_are_answered_in_their_order() throws IOException {
        StringBuilder all = new StringBuilder();
        for (int i = 0; i < 500; i++) {
            all.append("POST /echo HTTP/1.1\r\nHost: x\r\nContent-Length: 3\r\n\r\n")
                    .append(100 + i);
        }
        try (Client client = new Client()) {
            client.send(all.toString());
            for (int i = 0; i < 500; i++) {
                assertThat(client.answer().body()).isEqualTo(Integer.toString(100 + i));
            }
        }
    }

    @Test
    void a_chunked_body_is_put_together() throws IOException {
        try (Client client = new Client()) {
            String head = "POST /echo HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n";
            client.send(head + "3\r\nabc\r\n2;x=y\r\nde\r\n0\r\n\r\n");
            assertThat(client.answer().body()).isEqualTo("abcde");
        }
    }

    @Test
    void a_client_that_closed_its_half_still_gets_its_answer() throws IOException {
        try (Client client = new Client()) {
            client.send("POST /echo HTTP/1.1\r\nHost: x\r\nContent-Length: 2\r\n\r\nhi");
            client.socket.shutdownOutput();
            assertThat(client.answer().body()).isEqualTo("hi");
            assertThat(client.in.read()).isEqualTo(-1);
        }
    }

    @Test
    void a_client_that_goes_away_is_noticed_while_its_request_runs() throws Exception {
        try (Client client = new Client()) {
            client.send("GET /later HTTP/1.1\r\nHost: x\r\n\r\n");
            assertThat(started.await(10, TimeUnit.SECONDS)).isTrue();
        }
        assertThat(gone.await(10, TimeUnit.SECONDS)).isTrue();
        later.complete(ApiResponse.empty(204));
    }

    @Test
    void headers_of_twenty_kilobytes_pass_and_very_large_ones_are_refused() throws IOException {
        try (Client client = new Client()) {
            client.send("GET /query HTTP/1.1\r\nHost: x\r\nCookie: " + "c".repeat(20_000) + "\r\n\r\n");
            assertThat(client.answer().status).isEqualTo(200);
            client.send("GET /query HTTP/1.1\r\nHost: x\r\nCookie: " + "c".repeat(200_000) + "\r\n\r\n");
            assertThat(client.answer().status).isEqualTo(431);
        }
    }

    @Test
    void a_head_that_never_ends_is_cut_off() throws IOException {
        try (Client client = new Client()) {
            client.send("GET /query HTTP/1.1\r\nHost: x\r\nX-Slow:");
            assertThat(client.answer().status).isEqualTo(408);
        }
    }

    @Test
    void a_body_that_never_ends_is_cut_off_and_its_memory_given_back() throws Exception {
        try (Client client = new Client()) {
            client.send("POST /echo HTTP/1.1\r\nHost: x\r\nContent-Length: 100\r\n\r\nabc");
            assertThat(client.answer().status).isEqualTo(408);
        }
        while (server.bufferedBodyBytes() != 0) { // the answer may arrive a moment before; the class has a timeout
            Thread.sleep(1);
        }
    }

    @Test
    void a_body_that_is_announced_too_large_is_refused_before_it_comes() throws IOException {
        try (Client client = new Client()) {
            client.send("POST /echo HTTP/1.1\r\nHost: x\r\nExpect: 100-continue\r\nContent-Length: 2000000000\r\n\r\n");
            assertThat(client.answer().status).isEqualTo(413);
        }
    }

    @Test
    void a_chunked_body_that_grows_too_large_is_refused_and_the_answer_arrives() throws IOException {
        try (Client client = new Client()) {
            client.send("POST /form HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n1000\r\n"
                    + "x".repeat(4096) + "\r\n");
            assertThat(client.answer().status).isEqualTo(413);
        }
    }

    @Test
    void a_client_that_waits_for_continue_is_told_to() throws IOException {
        try (Client client = new Client()) {
            client.send("POST /echo HTTP/1.1\r\nHost: x\r\nExpect: 100-continue\r\nContent-Length: 2\r\n\r\n");
            assertThat(client.line()).isEqualTo("HTTP/1.1 100 Continue");
            assertThat(client.line()).isEmpty();
            client.send("hi");
            assertThat(client.answer().body()).isEqualTo("hi");
        }
    }

    @Test
    void a_form_wins_over_the_url() throws IOException {
        try (Client client = new Client()) {
            client.send("POST /form?a=url&b=url HTTP/1.1\r\nHost: x\r\nContent-Length: 6\r\n"
                    + "Content-Type: application/x-www-form-urlencoded; charset=utf-8\r\n\r\na=form");
            assertThat(client.answer().body()).isEqualTo("{a=[form, url], b=[url]}");
        }
    }

    @Test
    void long_answers_are_compressed_for_who_accepts_that() throws IOException {
        try (Client client = new Client()) {
            client.send("GET /large HTTP/1.1\r\nHost: x\r\nAccept-Encoding: br, gzip;q=0.5\r\n\r\n");
            Answer packed = client.answer();
            assertThat(packed.headers).contains("content-encoding: gzip", "vary: accept-encoding");
            assertThat(new GZIPInputStream(new ByteArrayInputStream(packed.bytes)).readAllBytes())
                    .hasSize(1_600_000);
            client.send("GET /large HTTP/1.1\r\nHost: x\r\nAccept-Encoding: gzip;q=0\r\n\r\n");
            assertThat(client.answer().bytes).hasSize(1_600_000);
        }
    }

    @Test
    void paths_are_exact_or_cleaned_by_a_redirect() throws IOException {
        assertThat(get("/nope").status).isEqualTo(404);
        assertThat(get("/query/").status).isEqualTo(404);
        assertThat(get("/echo").status).isEqualTo(405);
        assertThat(get("/item/a%20b/values").body()).isEqualTo("a b");
        assertThat(get("//query").status).isEqualTo(200);
        Answer moved = get("/item//x/../query?a=1");
        assertThat(moved.status).isEqualTo(301);
        assertThat(moved.headers).contains("location: /item/query?a=1");
        assertThat(get("/query?a=%zz").status).isEqualTo(500);
        assertThat(get("/%zz").status).isEqualTo(400);
    }

    @Test
    void a_handler_that_fails_is_a_500_and_the_connection_lives_on() throws IOException {
        try (Client client = new Client()) {
            client.send("GET /fails HTTP/1.1\r\nHost: x\r\n\r\nGET /query HTTP/1.1\r\nHost: x\r\n\r\n");
            Answer failure = client.answer();
            assertThat(failure.status).isEqualTo(500);
            assertThat(failure.body()).doesNotContain("on purpose");
            assertThat(client.answer().status).isEqualTo(200);
        }
    }

    @Test
    void what_is_not_http_is_a_400() throws IOException {
        try (Client client = new Client()) {
            client.send("\u0016\u0003\u0001 hello\r\n\r\n");
            assertThat(client.answer().status).isEqualTo(400);
        }
    }

    @Test
    void an_old_client_gets_an_answer_that_ends_with_the_connection() throws IOException {
        try (Client client = new Client()) {
            client.send("GET /large HTTP/1.0\r\n\r\n");
            String all = new String(client.in.readAllBytes(), StandardCharsets.ISO_8859_1);
            assertThat(all.length()).isGreaterThan(1_600_000);
            assertThat(all).doesNotContain("chunked");
        }
    }

    @Test
    void thousands_of_idle_connections_do_not_keep_others_waiting() throws IOException {
        List<Client> idle = new ArrayList<>();
        try {
            for (int i = 0; i < 1500; i++) {
                idle.add(new Client());
            }
            assertThat(get("/query").status).isEqualTo(200);
        } finally {
            for (Client client : idle) {
                client.close();
            }
        }
    }

    @Test
    void draining_lets_a_running_request_end_and_takes_no_new_ones() throws Exception {
        try (Client client = new Client()) {
            client.send("GET /later HTTP/1.1\r\nHost: x\r\n\r\n");
            assertThat(started.await(10, TimeUnit.SECONDS)).isTrue();
            CompletableFuture<Void> drained = CompletableFuture.runAsync(() -> server.drain(Duration.ofSeconds(10)));
            later.complete(ApiResponse.of(200, "text/plain", "done"));
            assertThat(client.answer().body()).isEqualTo("done");
            client.close();
            drained.get(10, TimeUnit.SECONDS);
        }
        assertThat(server.openConnections()).isZero();
    }

    private Answer get(String target) throws IOException {
        try (Client client = new Client()) {
            client.send("GET " + target + " HTTP/1.1\r\nHost: x\r\n\r\n");
            return client.answer();
        }
    }

    private record Answer(int status, String headers, byte[] bytes) {
        String body() {
            return new String(bytes, StandardCharsets.UTF_8);
        }
    }

    /** A raw socket, so that the odd can be said. */
    private final class Client implements AutoCloseable {
        final Socket socket = new Socket(InetAddress.getLoopbackAddress(), server.port());
        final InputStream in = new java.io.BufferedInputStream(socket.getInputStream());

        Client() throws IOException {
            socket.setSoTimeout(20_000);
        }

        void send(String text) throws IOException {
            socket.getOutputStream().write(text.getBytes(StandardCharsets.ISO_8859_1));
        }

        String line() throws IOException {
            StringBuilder line = new StringBuilder();
            for (int c = in.read(); c != '\n'; c = in.read()) {
                if (c < 0) {
                    throw new IOException("ended after " + line);
                }
                if (c != '\r') {
                    line.append((char) c);
                }
            }
            return line.toString();
        }

        Answer answer() throws IOException {
            int status = Integer.parseInt(line().split(" ")[1]);
            StringBuilder headers = new StringBuilder();
            for (String line = line(); !line.isEmpty(); line = line()) {
                headers.append(line.toLowerCase(java.util.Locale.ROOT)).append('\n');
            }
            String all = headers.toString();
            if (all.contains("transfer-encoding: chunked")) {
                return new Answer(status, all, chunks());
            }
            int length = all.contains("content-length: ")
                    ? Integer.parseInt(all.split("content-length: ")[1].split("\n")[0])
                    : 0;
            return new Answer(status, all, in.readNBytes(length));
        }

        private byte[] chunks() throws IOException {
            var out = new java.io.ByteArrayOutputStream();
            for (int size = Integer.parseInt(line(), 16); size > 0; size = Integer.parseInt(line(), 16)) {
                out.write(in.readNBytes(size));
                line();
            }
            line();
            return out.toByteArray();
        }

        @Override
        public void close() throws IOException {
            socket.close();
        }
    }
}
