package io.sigyn.server.tls;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sigyn.ruler.delivery.ClientTls;
import io.sigyn.ruler.delivery.Endpoint;
import io.sigyn.ruler.delivery.JdkHttpPost;
import io.sigyn.server.Sigyn;
import io.sigyn.server.TestServer;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import javax.net.ssl.SSLException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What alerts and samples are sent through, to a server of ours that has a certificate for localhost. */
@Timeout(60)
class ClientContextsTest {
    @TempDir
    Path folder;

    private final JdkHttpPost http = new JdkHttpPost(ClientContexts::read);

    private Sigyn start(String more) throws IOException, URISyntaxException {
        return TestServer.start(
                folder,
                "server: {http_tls_config: {cert_file: " + resource("server.crt") + ", key_file: "
                        + resource("server.key") + more + "}}\nauth_enabled: false\n");
    }

    private static Path resource(String name) throws URISyntaxException {
        return Path.of(ClientContextsTest.class.getResource("/tls/" + name).toURI());
    }

    private int post(Sigyn server, String host, ClientTls tls) throws IOException, InterruptedException {
        Endpoint endpoint = Endpoint.of(
                        "https://" + host + ":" + server.port() + "/loki/api/v1/push", Duration.ofSeconds(30))
                .withTls(tls);
        byte[] body = "{\"streams\":[]}".getBytes(StandardCharsets.UTF_8);
        return http.send(endpoint, Map.of("Content-Type", "application/json"), body)
                .status();
    }

    private static ClientTls trusting(Path authority, String serverName) {
        return new ClientTls(Optional.of(authority), Optional.empty(), Optional.empty(), serverName, false);
    }

    @Test
    void a_server_is_believed_by_its_authority_and_name() throws Exception {
        try (Sigyn server = start("")) {
            assertThat(post(server, "localhost", trusting(resource("server.crt"), "")))
                    .isEqualTo(204);
            assertThat(post(server, "localhost", trusting(resource("server.crt"), "LOCALHOST")))
                    .isEqualTo(204);
            assertThatThrownBy(() -> post(server, "localhost", trusting(resource("server.crt"), "elsewhere")))
                    .isInstanceOf(SSLException.class)
                    .hasMessageContaining("expected: elsewhere");
            assertThatThrownBy(() -> post(server, "localhost", trusting(resource("other.crt"), "localhost")))
                    .isInstanceOf(SSLException.class);
            assertThatThrownBy(() -> post(server, "localhost", ClientTls.DEFAULT))
                    .isInstanceOf(SSLException.class);
            ClientTls anybody = new ClientTls(Optional.empty(), Optional.empty(), Optional.empty(), "", true);
            assertThat(post(server, "localhost", anybody)).isEqualTo(204);
        }
    }

    @Test
    void a_client_shows_its_certificate() throws Exception {
        String required =
                ", client_auth_type: RequireAndVerifyClientCert, client_ca_file: " + resource("client-ca.crt");
        try (Sigyn server = start(required)) {
            ClientTls own = new ClientTls(
                    Optional.of(resource("server.crt")),
                    Optional.of(resource("client.crt")),
                    Optional.of(resource("client.key")),
                    "",
                    false);
            assertThat(post(server, "localhost", own)).isEqualTo(204);
            assertThatThrownBy(() -> post(server, "localhost", trusting(resource("server.crt"), "")))
                    .isInstanceOf(IOException.class);
        }
    }

    @Test
    void changed_files_count_at_the_next_request() throws Exception {
        try (Sigyn server = start("")) {
            Path authority = Files.copy(resource("other.crt"), folder.resolve("ca.crt"));
            Files.setLastModifiedTime(authority, FileTime.fromMillis(1_000));
            ClientTls tls = trusting(authority, "");
            assertThatThrownBy(() -> post(server, "localhost", tls)).isInstanceOf(SSLException.class);
            Files.copy(resource("server.crt"), authority, StandardCopyOption.REPLACE_EXISTING);
            Files.setLastModifiedTime(authority, FileTime.fromMillis(2_000));
            assertThat(post(server, "localhost", tls)).isEqualTo(204);
        }
    }

    @Test
    void files_that_cannot_be_used_are_named() throws Exception {
        Path empty = Files.writeString(folder.resolve("empty.crt"), "");
        assertThatThrownBy(() -> ClientContexts.read(trusting(empty, "")))
                .hasMessageContaining(empty.toString())
                .hasMessageContaining("there is no certificate in it");
        ClientTls half =
                new ClientTls(Optional.empty(), Optional.of(resource("client.crt")), Optional.empty(), "", false);
        assertThatThrownBy(() -> ClientContexts.read(half)).hasMessageContaining("stands alone");
        assertThatThrownBy(() -> TestServer.start(
                        folder,
                        "ruler: {alertmanager_url: 'https://a', alertmanager_client: {tls_ca_path: " + empty + "}}\n"))
                .hasStackTraceContaining(empty.toString());
    }
}
