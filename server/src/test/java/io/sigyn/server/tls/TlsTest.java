package io.sigyn.server.tls;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sigyn.server.Sigyn;
import io.sigyn.server.TestServer;
import io.sigyn.server.config.ConfigException;
import io.sigyn.server.config.SigynConfig;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.WebSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManagerFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(60)
class TlsTest {
    @TempDir
    Path folder;

    @ParameterizedTest
    @CsvSource({"server.crt, server.key", "server.crt, server-pkcs1.key", "other.crt, other-sec1.key"})
    void keys_of_all_forms_serve(String certificate, String key) throws Exception {
        try (Sigyn server = start(certificate, key, "")) {
            HttpResponse<String> answer = get(client(List.of(certificate), false), server, "/ready");
            assertThat(answer.statusCode()).isEqualTo(200);
            assertThat(answer.body()).isEqualTo("ready\n");
            assertThat(answer.version()).isEqualTo(HttpClient.Version.HTTP_1_1);
        }
    }

    @Test
    void certificate_and_key_may_stand_in_the_configuration() throws Exception {
        String yaml = "server: {http_tls_config: {cert: \"" + oneLine("server.crt") + "\", key: \""
                + oneLine("server.key") + "\"}}\nauth_enabled: false\n";
        try (Sigyn server = TestServer.start(folder, yaml)) {
            HttpClient client = client(List.of("server.crt"), false);
            assertThat(get(client, server, "/ready").statusCode()).isEqualTo(200);
            assertThat(get(client, server, "/config").body())
                    .contains("key: ********")
                    .doesNotContain("PRIVATE KEY");
        }
    }

    @Test
    void who_speaks_plain_http_is_told_so() throws Exception {
        try (Sigyn server = start("server.crt", "server.key", "");
                Socket socket = new Socket(InetAddress.getLoopbackAddress(), server.port())) {
            socket.getOutputStream()
                    .write("GET /ready HTTP/1.1\r\nHost: x\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
            assertThat(new String(socket.getInputStream().readAllBytes(), StandardCharsets.US_ASCII))
                    .isEqualTo("HTTP/1.0 400 Bad Request\r\n\r\nClient sent an HTTP request to an HTTPS server.\n");
            assertThat(get(client(List.of("server.crt"), false), server, "/ready")
                            .statusCode())
                    .isEqualTo(200);
        }
    }

    private static String oneLine(String name) throws IOException, URISyntaxException {
        return Files.readString(resource(name)).replace("\n", "\\n");
    }

    @Test
    void pushes_queries_and_a_tail_go_through_tls() throws Exception {
        try (Sigyn server = start("server.crt", "server.key", "")) {
            HttpClient client = client(List.of("server.crt"), false);
            StringBuilder got = new StringBuilder();
            CompletableFuture<Void> seen = new CompletableFuture<>();
            WebSocket socket = client.newWebSocketBuilder()
                    .buildAsync(
                            URI.create(
                                    "wss://localhost:" + server.port() + "/loki/api/v1/tail?query=%7Bapp%3D%22x%22%7D"),
                            new WebSocket.Listener() {
                                @Override
                                public CompletionStage<?> onText(WebSocket from, CharSequence text, boolean last) {
                                    got.append(text);
                                    if (got.indexOf("over tls") >= 0) {
                                        seen.complete(null);
                                    }
                                    from.request(1);
                                    return null;
                                }
                            })
                    .get(20, TimeUnit.SECONDS);
            String long64k = "over tls " + "x".repeat(200_000);
            String body = "{\"streams\":[{\"stream\":{\"app\":\"x\"},\"values\":[[\"" + System.currentTimeMillis()
                    + "000000\",\"" + long64k + "\"]]}]}";
            HttpResponse<String> pushed = client.send(
                    HttpRequest.newBuilder(uri(server, "/loki/api/v1/push"))
                            .header("Content-Type", "application/json")
                            .POST(HttpRequest.BodyPublishers.ofString(body))
                            .build(),
                    HttpResponse.BodyHandlers.ofString());
            assertThat(pushed.statusCode()).isEqualTo(204);
            seen.get(20, TimeUnit.SECONDS);
            socket.abort();
            assertThat(get(client, server, "/loki/api/v1/query_range?query=%7Bapp%3D%22x%22%7D")
                            .body())
                    .contains(long64k);
        }
    }

    @Test
    void a_refusal_arrives_although_the_body_is_still_being_sent() throws Exception {
        try (Sigyn server = start("server.crt", "server.key", "");
                SSLSocket socket = (SSLSocket) context(List.of("server.crt"), false)
                        .getSocketFactory()
                        .createSocket("localhost", server.port())) {
            socket.setSoTimeout(20_000);
            String head = "POST /log_level HTTP/1.1\r\nHost: x\r\nContent-Length: 20000000\r\n\r\n";
            socket.getOutputStream().write(head.getBytes(StandardCharsets.US_ASCII));
            byte[] some = new byte[8192];
            try {
                for (int i = 0; i < 64; i++) {
                    socket.getOutputStream().write(some);
                }
            } catch (IOException e) {
                // Told to stop already.
            }
            String answer = new String(socket.getInputStream().readNBytes(12), StandardCharsets.US_ASCII);
            assertThat(answer).isEqualTo("HTTP/1.1 413");
        }
    }

    @Test
    void a_changed_certificate_is_taken_and_a_broken_one_is_not() throws Exception {
        Path certificate = copy("server.crt", "tls.crt");
        Path key = copy("server.key", "tls.key");
        TlsFiles files = new TlsFiles(new SigynConfig.Tls(
                new SigynConfig.Pem(Optional.of(certificate), ""),
                new SigynConfig.Pem(Optional.of(key), ""),
                Optional.empty(),
                "",
                "",
                List.of()));
        Object first = files.get();
        files.reload();
        assertThat(files.get()).isSameAs(first);

        copy("other.crt", "tls.crt");
        files.reload();
        assertThat(files.get()).as("only one of two is new").isSameAs(first);
        assertThat(files.lastReloadGood()).isFalse();
        copy("other-sec1.key", "tls.key");
        files.reload();
        assertThat(files.get()).isNotSameAs(first);
        assertThat(files.lastReloadGood()).isTrue();

        Object second = files.get();
        for (String broken : List.of("", "nothing", "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----")) {
            Files.writeString(certificate, broken);
            files.reload();
            assertThat(files.lastReloadGood()).as(broken).isFalse();
            assertThat(files.get()).isSameAs(second);
        }
    }

    @Test
    void a_running_server_changes_its_certificate() throws Exception {
        copy("server.crt", "tls.crt");
        copy("server.key", "tls.key");
        String yaml =
                "server: {http_tls_config: {cert_file: DIR/tls.crt, key_file: DIR/tls.key}}\nauth_enabled: false\n"
                        + "sigyn: {gateway: {reload_period: 20ms}}\n";
        try (Sigyn server = TestServer.start(folder, yaml)) {
            assertThat(subject(server)).contains("localhost");
            copy("other-sec1.key", "tls.key");
            copy("other.crt", "tls.crt");
            while (!subject(server).contains("renewed")) { // the class has a timeout
                Thread.sleep(10);
            }
        }
    }

    private static String subject(Sigyn server) throws Exception {
        try (SSLSocket socket = (SSLSocket) context(List.of("server.crt", "other.crt"), false)
                .getSocketFactory()
                .createSocket("localhost", server.port())) {
            socket.startHandshake();
            return ((X509Certificate) socket.getSession().getPeerCertificates()[0])
                    .getSubjectX500Principal()
                    .toString();
        }
    }

    @Test
    void a_client_without_the_certificate_that_is_required_is_turned_away() throws Exception {
        try (Sigyn server = start("server.crt", "server.key", clients("RequireAndVerifyClientCert"))) {
            assertThat(get(client(List.of("server.crt"), true), server, "/ready")
                            .statusCode())
                    .isEqualTo(200);
            assertThatThrownBy(() -> get(client(List.of("server.crt"), false), server, "/ready"))
                    .isInstanceOf(IOException.class);
        }
    }

    @Test
    void a_certificate_that_is_verified_if_given_need_not_be_given() throws Exception {
        try (Sigyn server = start("server.crt", "server.key", clients("VerifyClientCertIfGiven"))) {
            assertThat(get(client(List.of("server.crt"), true), server, "/ready")
                            .statusCode())
                    .isEqualTo(200);
            assertThat(get(client(List.of("server.crt"), false), server, "/ready")
                            .statusCode())
                    .isEqualTo(200);
        }
    }

    private String clients(String type) throws Exception {
        return ", client_auth_type: " + type + ", client_ca_file: " + resource("client-ca.crt");
    }

    @Test
    void version_and_ciphers_are_what_the_configuration_says() throws Exception {
        String yaml = tls("server.crt", "server.key", "")
                .replace(
                        "server: {",
                        "server: {tls_min_version: VersionTLS12, tls_cipher_suites:"
                                + " TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256, ");
        try (Sigyn server = TestServer.start(folder, yaml)) {
            assertThat(session(server, "TLSv1.2")).isEqualTo("TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256");
            assertThatThrownBy(() -> session(server, "TLSv1.3")).isInstanceOf(SSLException.class);
        }
        String modern =
                tls("server.crt", "server.key", "").replace("server: {", "server: {tls_min_version: VersionTLS13, ");
        try (Sigyn server = TestServer.start(folder, modern)) {
            assertThat(session(server, "TLSv1.3")).startsWith("TLS_AES");
            assertThatThrownBy(() -> session(server, "TLSv1.2")).isInstanceOf(SSLException.class);
        }
    }

    private static String session(Sigyn server, String version) throws Exception {
        try (SSLSocket socket = (SSLSocket)
                context(List.of("server.crt"), false).getSocketFactory().createSocket("localhost", server.port())) {
            socket.setEnabledProtocols(new String[] {version});
            socket.startHandshake();
            return socket.getSession().getCipherSuite();
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "client_auth_type: Whatever",
                "client_auth_type: RequireAndVerifyClientCert",
                "client_ca_file: x",
                "cert: x",
                "key_file: missing.key"
            })
    void settings_that_contradict_are_refused_at_start(String more) throws Exception {
        String yaml = tls("server.crt", "server.key", "");
        String changed = more.startsWith("key_file")
                ? yaml.replaceAll("key_file: [^,}]*", more)
                : yaml.replace("cert_file", more + ", cert_file");
        assertThatThrownBy(() -> TestServer.start(folder, changed)).isInstanceOf(ConfigException.class);
    }

    @Test
    void a_key_of_another_certificate_is_refused_at_start() {
        assertThatThrownBy(() -> start("server.crt", "other-sec1.key", ""))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("is not that of the certificate");
    }

    @Test
    void who_speaks_plain_http_to_it_gets_nothing_and_disturbs_nobody() throws Exception {
        try (Sigyn server = start("server.crt", "server.key", "")) {
            try (var socket = new java.net.Socket("127.0.0.1", server.port())) {
                socket.setSoTimeout(20_000);
                socket.getOutputStream()
                        .write("GET /ready HTTP/1.1\r\nHost: x\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
                assertThat(new String(readAll(socket.getInputStream()), StandardCharsets.ISO_8859_1))
                        .doesNotContain("ready");
            }
            assertThat(get(client(List.of("server.crt"), false), server, "/ready")
                            .statusCode())
                    .isEqualTo(200);
        }
    }

    private static byte[] readAll(InputStream in) {
        try {
            return in.readAllBytes();
        } catch (IOException e) {
            return new byte[0];
        }
    }

    private Sigyn start(String certificate, String key, String more) throws Exception {
        return TestServer.start(folder, tls(certificate, key, more));
    }

    private static String tls(String certificate, String key, String more) throws Exception {
        return "server: {http_tls_config: {cert_file: " + resource(certificate) + ", key_file: " + resource(key) + more
                + "}}\nauth_enabled: false\n";
    }

    private Path copy(String from, String to) throws Exception {
        return Files.copy(resource(from), folder.resolve(to), StandardCopyOption.REPLACE_EXISTING);
    }

    private static Path resource(String name) throws URISyntaxException {
        return Path.of(TlsTest.class.getResource("/tls/" + name).toURI());
    }

    private static URI uri(Sigyn server, String path) {
        return URI.create("https://localhost:" + server.port() + path);
    }

    private static HttpResponse<String> get(HttpClient client, Sigyn server, String path)
            throws IOException, InterruptedException {
        return client.send(HttpRequest.newBuilder(uri(server, path)).build(), HttpResponse.BodyHandlers.ofString());
    }

    private static HttpClient client(List<String> trusted, boolean withCertificate) throws Exception {
        return HttpClient.newBuilder()
                .sslContext(context(trusted, withCertificate))
                .build();
    }

    private static SSLContext context(List<String> trusted, boolean withCertificate) throws Exception {
        KeyStore trust = KeyStore.getInstance("PKCS12");
        trust.load(null, null);
        for (String name : trusted) {
            trust.setCertificateEntry(name, certificate(name));
        }
        TrustManagerFactory trusts = TrustManagerFactory.getInstance("PKIX");
        trusts.init(trust);
        KeyManagerFactory keys = KeyManagerFactory.getInstance("PKIX");
        KeyStore own = KeyStore.getInstance("PKCS12");
        own.load(null, null);
        if (withCertificate) {
            own.setKeyEntry(
                    "client",
                    PemKey.parse(Files.readString(resource("client.key"))),
                    new char[0],
                    new X509Certificate[] {certificate("client.crt")});
        }
        keys.init(own, new char[0]);
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(keys.getKeyManagers(), trusts.getTrustManagers(), null);
        return context;
    }

    private static X509Certificate certificate(String name) throws Exception {
        return (X509Certificate) CertificateFactory.getInstance("X.509")
                .generateCertificate(new ByteArrayInputStream(Files.readAllBytes(resource(name))));
    }

    @Test
    void a_key_that_cannot_be_read_says_why_and_not_what() {
        for (String broken : List.of(
                "",
                "-----BEGIN RSA PRIVATE KEY-----\nc2VjcmV0\n-----END RSA PRIVATE KEY-----",
                "-----BEGIN EC PRIVATE KEY-----\nc2VjcmV0\n-----END EC PRIVATE KEY-----",
                "-----BEGIN PRIVATE KEY-----\nc2VjcmV0\n-----END PRIVATE KEY-----",
                "-----BEGIN ENCRYPTED PRIVATE KEY-----\nc2VjcmV0\n-----END ENCRYPTED PRIVATE KEY-----")) {
            assertThatThrownBy(() -> PemKey.parse(broken))
                    .isInstanceOf(GeneralSecurityException.class)
                    .hasMessageNotContaining("secret")
                    .hasMessageNotContaining("c2Vj");
        }
    }
}
