package io.sigyn.server.edge;

import static org.assertj.core.api.Assertions.assertThat;

import io.sigyn.server.Sigyn;
import io.sigyn.server.TestServer;
import io.sigyn.server.golden.RawHttp;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Map;
import java.util.zip.Deflater;
import java.util.zip.DeflaterOutputStream;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A whole server, and clients that are broken, slow or hostile. */
@Timeout(120)
class HttpEdgeTest {
    private static final int BOMB_BYTES = 160 << 20;

    @TempDir
    static Path folder;

    private static Sigyn server;

    @BeforeAll
    static void start() throws IOException {
        server = TestServer.start(folder, "auth_enabled: false\n");
    }

    /** One that has little patience; what takes long on a busy machine must not be asked of it. */
    private static Sigyn impatient(Path data) throws IOException {
        return TestServer.start(data, """
                auth_enabled: false
                server: {http_server_read_timeout: 1s, http_server_read_header_timeout: 1s}
                """);
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    @Test
    void a_head_that_drips_is_cut_off_although_something_always_comes(@TempDir Path data) throws Exception {
        try (Sigyn impatient = impatient(data);
                Socket socket = connect(impatient)) {
            OutputStream out = socket.getOutputStream();
            out.write(bytes("GET /ready HTTP/1.1\r\nHost: x\r\n"));
            assertThat(drip(socket, "X-A: b\r\n")).startsWith("HTTP/1.1 408");
        }
    }

    @Test
    void a_body_that_drips_is_cut_off_although_something_always_comes(@TempDir Path data) throws Exception {
        try (Sigyn impatient = impatient(data);
                Socket socket = connect(impatient)) {
            OutputStream out = socket.getOutputStream();
            out.write(bytes("POST /loki/api/v1/push HTTP/1.1\r\nHost: x\r\nContent-Length: 1000000\r\n\r\n"));
            assertThat(drip(socket, "x")).startsWith("HTTP/1.1 408");
        }
    }

    /** Sends a little again and again until there is an answer; the class has a timeout. */
    private static String drip(Socket socket, String some) throws Exception {
        InputStream in = socket.getInputStream();
        while (in.available() == 0) {
            try {
                socket.getOutputStream().write(bytes(some));
            } catch (IOException e) {
                break; // closed already, but the answer can be read
            }
            Thread.sleep(20);
        }
        return new String(in.readNBytes(12), StandardCharsets.US_ASCII);
    }

    @Test
    void slow_heads_by_the_hundred_do_not_keep_others_waiting() throws Exception {
        Socket[] slow = new Socket[300];
        try {
            for (int i = 0; i < slow.length; i++) {
                slow[i] = connect();
                slow[i].getOutputStream().write(bytes("GET /ready HTTP/1.1\r\nHost: x\r\nX-Slow: "));
            }
            assertThat(get("/ready").status()).isEqualTo(200);
        } finally {
            for (Socket socket : slow) {
                if (socket != null) {
                    socket.close();
                }
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"/ready", "/loki/api/v1/labels", "/loki/api/v1/query_range", "/metrics"})
    void head_and_options_are_routed_nowhere_as_in_loki(String path) throws IOException {
        assertThat(send("HEAD", path).status()).isIn(404, 405);
        RawHttp.Answer options = send("OPTIONS", path);
        assertThat(options.status()).isIn(404, 405);
        assertThat(options.headers()).doesNotContainKey("access-control-allow-origin");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Content-Length: 5\r\nContent-Length: 6",
                "Content-Length: -1",
                "Content-Length: x",
                "Content-Length: 99999999999999999999",
                "Transfer-Encoding: chunked\r\nContent-Length: 5",
                "Transfer-Encoding: chunked, identity",
                "Transfer-Encoding : chunked",
                "Content-Length: 5\r\n Folded: yes",
                "X-Zero: a\u0000b"
            })
    void what_could_be_understood_in_two_ways_never_becomes_two_requests(String headers) throws IOException {
        String hidden = "GET /loki/api/v1/status/buildinfo HTTP/1.1\r\nHost: x\r\n\r\n";
        String request = "POST /loki/api/v1/push HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\n" + headers
                + "\r\n\r\n0\r\n\r\n" + hidden;
        String answer = exchange(request);
        assertThat(answer).startsWith("HTTP/1.1 ");
        if (answer.contains("goVersion")) { // read as two: then the first must have ended with its last chunk
            assertThat(headers).isEqualTo("Transfer-Encoding: chunked\r\nContent-Length: 5");
        }
    }

    @Test
    void with_both_lengths_the_chunks_count_and_nothing_that_follows_is_believed() throws IOException {
        String request = "POST /loki/api/v1/push HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\n"
                + "Content-Length: 2\r\nTransfer-Encoding: chunked\r\n\r\n2\r\n{}\r\n0\r\n\r\n";
        assertThat(exchange(request)).containsPattern("^HTTP/1.1 (204|400)");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "zz\r\n{}\r\n0\r\n\r\n",
                "-1\r\n{}\r\n0\r\n\r\n",
                "ffffffffffffffff\r\n{}\r\n0\r\n\r\n",
                "2\r\n{}extra\r\n0\r\n\r\n"
            })
    void broken_chunks_are_refused(String chunks) throws IOException {
        String request = "POST /loki/api/v1/push HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\n"
                + "Transfer-Encoding: chunked\r\n\r\n" + chunks;
        assertThat(exchange(request)).startsWith("HTTP/1.1 400");
    }

    @Test
    void a_request_line_that_never_ends_is_refused() throws IOException {
        assertThat(exchange("GET /" + "x".repeat(600_000) + " HTTP/1.1\r\nHost: x\r\n\r\n"))
                .startsWith("HTTP/1.1 414");
    }

    @Test
    void doubled_slashes_in_front_are_taken_as_one() throws IOException {
        assertThat(get("//ready").status()).isEqualTo(200);
        assertThat(get("///loki/api/v1/status/buildinfo").status()).isEqualTo(200);
        assertThat(get("/loki//api/v1/status/buildinfo").status()).isEqualTo(301);
    }

    @Test
    void a_target_with_scheme_and_host_is_that_of_its_path() throws IOException {
        assertThat(exchange("GET http://x:1/ready HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n"))
                .startsWith("HTTP/1.1 200");
        assertThat(exchange("GET HTTP://x HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n"))
                .startsWith("HTTP/1.1 404");
    }

    @Test
    void half_a_connection_that_closed_with_nothing_asked_is_closed() throws IOException {
        try (Socket socket = connect()) {
            socket.shutdownOutput();
            assertThat(socket.getInputStream().read()).isEqualTo(-1);
        }
    }

    @Test
    void a_half_closed_connection_gets_the_answers_of_all_it_had_sent() throws IOException {
        try (Socket socket = connect()) {
            String one = "GET /ready HTTP/1.1\r\nHost: x\r\n\r\n";
            socket.getOutputStream().write(bytes(one.repeat(20)));
            socket.shutdownOutput();
            String all = new String(socket.getInputStream().readAllBytes(), StandardCharsets.US_ASCII);
            assertThat(all.split("HTTP/1.1 200 OK", -1)).hasSize(21);
        }
    }

    @ParameterizedTest
    @CsvSource({
        "application/json, gzip, /loki/api/v1/push",
        "application/json, deflate, /loki/api/v1/push",
        "application/json, gzip, /otlp/v1/logs",
        "application/x-protobuf, gzip, /otlp/v1/logs"
    })
    void a_bomb_is_refused_before_it_has_burst(String type, String encoding, String path) throws IOException {
        byte[] bomb = bomb(encoding);
        assertThat(bomb.length).isLessThan(4 << 20);
        RawHttp.Answer answer = post(path, Map.of("Content-Type", type, "Content-Encoding", encoding), bomb);
        assertThat(answer.status()).as(answer.text()).isIn(400, 413);
        assertThat(get("/ready").status()).isEqualTo(200);
    }

    private static byte[] bomb(String encoding) throws IOException {
        ByteArrayOutputStream packed = new ByteArrayOutputStream();
        byte[] spaces = " ".repeat(1 << 20).getBytes(StandardCharsets.US_ASCII);
        try (OutputStream out = encoding.equals("gzip")
                ? new GZIPOutputStream(packed) {
                    {
                        def.setLevel(Deflater.BEST_SPEED);
                    }
                }
                : new DeflaterOutputStream(packed, new Deflater(Deflater.BEST_SPEED, true))) {
            out.write(bytes("{\"streams\":["));
            for (int i = 0; i < BOMB_BYTES; i += spaces.length) {
                out.write(spaces);
            }
        }
        return packed.toByteArray();
    }

    @Test
    void snappy_that_announces_gigabytes_is_refused() throws IOException {
        byte[] announced = {(byte) 0xff, (byte) 0xff, (byte) 0xff, (byte) 0xff, 0x0f, 0, 'x'};
        RawHttp.Answer answer = post("/loki/api/v1/push", Map.of("Content-Type", "application/x-protobuf"), announced);
        assertThat(answer.status()).as(answer.text()).isIn(400, 413);
    }

    @Test
    void snappy_that_unpacks_to_hundreds_of_megabytes_is_refused() throws IOException {
        byte[] packed = org.xerial.snappy.Snappy.compress(new byte[BOMB_BYTES]);
        RawHttp.Answer answer = post("/loki/api/v1/push", Map.of("Content-Type", "application/x-protobuf"), packed);
        assertThat(answer.status()).as(answer.text()).isIn(400, 413);
    }

    private static RawHttp.Answer get(String target) throws IOException {
        return send("GET", target);
    }

    private static RawHttp.Answer send(String method, String target) throws IOException {
        return RawHttp.send(server.port(), method, target, Map.of(), null);
    }

    private static RawHttp.Answer post(String target, Map<String, String> headers, byte[] body) throws IOException {
        return RawHttp.send(server.port(), "POST", target, headers, body);
    }

    /** All that comes back until the server closes, or nothing comes for a moment. */
    private static String exchange(String request) throws IOException {
        try (Socket socket = connect()) {
            try {
                socket.getOutputStream().write(request.getBytes(StandardCharsets.ISO_8859_1));
                socket.shutdownOutput();
            } catch (IOException e) {
                // Refused before it was all sent.
            }
            return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    private static Socket connect() throws IOException {
        return connect(server);
    }

    private static Socket connect(Sigyn server) throws IOException {
        Socket socket = new Socket(InetAddress.getLoopbackAddress(), server.port());
        socket.setSoTimeout(60_000);
        return socket;
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }
}
