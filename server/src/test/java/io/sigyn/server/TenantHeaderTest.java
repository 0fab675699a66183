package io.sigyn.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.sigyn.server.config.CommandLine;
import io.sigyn.server.config.ConfigLoader;
import io.sigyn.server.golden.RawHttp;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Names of tenants as they come over the wire. */
class TenantHeaderTest {
    @TempDir
    Path folder;

    @Test
    void a_name_beyond_ascii_is_refused_as_it_was_written() throws IOException {
        Path file = folder.resolve("sigyn.yaml");
        Files.writeString(
                file,
                "auth_enabled: true\nserver: {http_listen_address: 127.0.0.1, http_listen_port: 0, log_level: error}\n"
                        + "common: {path_prefix: " + folder.resolve("data") + "}\n");
        try (Sigyn sigyn =
                Sigyn.start(ConfigLoader.load(CommandLine.parse(List.of("-config.file=" + file)), name -> null))) {
            RawHttp.Answer answer =
                    RawHttp.send(sigyn.port(), "GET", "/loki/api/v1/labels", Map.of("X-Scope-OrgID", "a-ünï🚀"), null);
            assertThat(answer.status()).isEqualTo(400);
            assertThat(answer.text()).isEqualTo("tenant ID 'a-ünï🚀' contains unsupported character 'ü'");
        }
    }
}
