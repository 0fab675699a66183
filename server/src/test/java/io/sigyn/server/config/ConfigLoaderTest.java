package io.sigyn.server.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sigyn.model.TenantId;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ConfigLoaderTest {
    @TempDir
    Path folder;

    private final Map<String, String> environment = new HashMap<>();

    @Test
    void without_a_file_it_serves_this_machine_only_from_a_folder_with_one_tenant() {
        SigynConfig config = load();
        assertThat(config.http().address()).isEqualTo("127.0.0.1");
        assertThat(config.http().port()).isEqualTo(3100);
        assertThat(config.authEnabled()).isFalse();
        assertThat(config.storage().dataDirectory()).isEqualTo(Path.of("./data"));
        assertThat(config.storage().s3()).isEmpty();
        assertThat(config.warnings()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"main", "multitenant", "noauth", "patterns"})
    void a_real_configuration_of_loki_is_taken_as_it_is(String profile) throws URISyntaxException {
        environment.putAll(Map.of("DIR", folder.toString(), "HTTP_PORT", "0", "GRPC_PORT", "9095"));
        environment.put("CONF", resource("http-golden/config").toString());
        SigynConfig config =
                load("-config.file=" + resource("http-golden/config/" + profile + ".yaml"), "-config.expand-env=true");
        assertThat(config.http().port()).isZero();
        assertThat(config.storage().chunksDirectory()).isEqualTo(folder.resolve("chunks"));
        assertThat(config.authEnabled()).isEqualTo(!profile.equals("noauth"));
        assertThat(config.warnings()).hasSize(1).first().asString().contains("common.replication_factor");
        assertThat(config.limits().rejectOldSamples()).isEqualTo(profile.equals("noauth"));
        assertThat(config.writePath().patternsEnabled()).isEqualTo(profile.equals("patterns"));
        assertThat(config.readPath().multiTenantQueries()).isEqualTo(profile.equals("multitenant"));
        TenantOverrides overrides =
                new TenantOverrides(config.limits(), config.runtime().files());
        if (!profile.equals("noauth")) {
            assertThat(overrides.of(new TenantId("lim-line")).maxLineSize()).isEqualTo(100);
            assertThat(overrides.of(new TenantId("lim-line")).rejectOldSamples())
                    .isFalse();
            assertThat(overrides
                            .of(new TenantId("lim-otlp"))
                            .otlpConfig()
                            .resourceAttributes()
                            .get(0)
                            .attributes())
                    .containsExactly("service.name", "team");
        }
    }

    @Test
    void the_conformance_configuration_is_taken_as_it_is() throws URISyntaxException {
        environment.putAll(Map.of("DATA_DIR", folder.toString(), "HTTP_PORT", "0", "GRPC_PORT", "9095"));
        environment.put("RUNTIME_CONFIG", resource("conformance/overrides.yaml").toString());
        SigynConfig config =
                load("-config.file", resource("conformance/server.yaml").toString(), "-config.expand-env");
        assertThat(config.limits().splitQueriesByInterval()).isZero();
        assertThat(config.limits().perStreamRateLimit()).isEqualTo(1L << 30);
        assertThat(new TenantOverrides(config.limits(), config.runtime().files())
                        .of(new TenantId("limited"))
                        .maxQueryRange())
                .isEqualTo(Duration.ofMinutes(30));
    }

    @Test
    void an_unknown_key_is_named_with_its_line_and_the_nearest_one() throws IOException {
        Path file = write("auth_enabled: true", "server:", "  http_listen_prot: 3100");
        assertThatThrownBy(() -> load("-config.file=" + file))
                .isInstanceOf(ConfigException.class)
                .hasMessage(file + ":3: server.http_listen_prot: there is no such key; nearest is"
                        + " server.http_listen_port");
    }

    @Test
    void a_value_of_the_wrong_kind_is_named_with_its_line() throws IOException {
        Path file = write("limits_config:", "  max_line_size: many");
        assertThatThrownBy(() -> load("-config.file=" + file))
                .hasMessage(file + ":2: max_line_size: \"many\" (expected: a size such as 100B, 256KB or 4MB)");
    }

    @Test
    void a_key_that_is_there_twice_is_refused() throws IOException {
        Path file = write("auth_enabled: true", "auth_enabled: false");
        assertThatThrownBy(() -> load("-config.file=" + file))
                .hasMessage(file + ":2: auth_enabled is there twice, first in line 1");
    }

    @Test
    void flags_win_over_the_environment_and_that_over_the_file() throws IOException {
        Path file = write("server:", "  http_listen_port: 1", "  log_level: warn", "  http_listen_address: 10.0.0.1");
        environment.put("SIGYN_SERVER_HTTP_LISTEN_PORT", "2");
        environment.put("SIGYN_SERVER_LOG_LEVEL", "debug");
        SigynConfig config = load("-config.file=" + file, "-server.http-listen-port=3");
        assertThat(config.http().port()).isEqualTo(3);
        assertThat(config.logging().level()).isEqualTo("debug");
        assertThat(config.http().address()).isEqualTo("10.0.0.1");
        assertThat(config.settings().source("server.http_listen_address")).isEqualTo(file + ":4");
    }

    @Test
    void secrets_are_masked_when_it_is_printed() throws IOException {
        Path file = write(
                "common:",
                "  storage:",
                "    s3:",
                "      bucketnames: logs",
                "      endpoint: minio:9000",
                "      secret_access_key: hunter2",
                "      s3forcepathstyle: true");
        SigynConfig config = load("-config.file=" + file);
        String printed = ConfigPrinter.print(config);
        assertThat(printed)
                .doesNotContain("hunter2")
                .contains("secret_access_key: ********")
                .contains("target: all");
        assertThat(config.storage().s3()).hasValueSatisfying(s3 -> {
            assertThat(s3.bucket()).isEqualTo("logs");
            assertThat(s3.secretKey()).isEqualTo("hunter2");
            assertThat(s3.pathStyle()).isTrue();
            assertThat(s3).asString().doesNotContain("hunter2");
        });
    }

    @Test
    void it_is_printed_whole_or_what_was_changed_or_what_would_be_without() throws IOException {
        Path file =
                write("limits_config:", "  max_line_size: 3KB", "server:", "  http_listen_port: 3200", "target: all");
        SigynConfig config = load("-config.file=" + file);
        assertThat(ConfigPrinter.print(config, "diff"))
                .contains("http_listen_port: 3200", "max_line_size: 3KB")
                .doesNotContain("target", "max_line_size_truncate", "schema_config");
        assertThat(ConfigPrinter.print(config, "defaults"))
                .contains("http_listen_port: 3100", "max_line_size: 256KB", "target: all")
                .doesNotContain("3200", "3KB");
        assertThat(ConfigPrinter.print(config, "")).isEqualTo(ConfigPrinter.print(config));
    }

    @Test
    void another_object_store_is_refused_and_not_replaced_by_the_local_disk() throws IOException {
        Path file = write("common:", "  storage:", "    gcs:", "      bucket_name: b");
        assertThatThrownBy(() -> load("-config.file=" + file)).hasMessageContaining("common.storage.gcs");
    }

    @Test
    void variables_are_expanded_with_defaults_only_when_asked() throws IOException {
        Path file = write("common:", "  path_prefix: ${WHERE:-/var/sigyn}");
        assertThat(load("-config.file=" + file, "-config.expand-env").storage().dataDirectory())
                .isEqualTo(Path.of("/var/sigyn"));
        environment.put("WHERE", "/srv");
        assertThat(load("-config.file=" + file, "-config.expand-env").storage().dataDirectory())
                .isEqualTo(Path.of("/srv"));
    }

    @Test
    void changed_overrides_are_taken_over_and_bad_ones_are_not() throws IOException {
        Path file = write("overrides:", "  a:", "    max_line_size: 1KB");
        TenantOverrides overrides = new TenantOverrides(load().limits(), java.util.List.of(file));
        write("overrides:", "  a:", "    max_line_size: 2KB");
        overrides.reload();
        assertThat(overrides.of(new TenantId("a")).maxLineSize()).isEqualTo(2048);
        assertThat(overrides.of(new TenantId("a")).durability()).isEqualTo("local");
        write("overrides:", "  a:", "    max_line_size: 2KB", "    durability: object");
        overrides.reload();
        assertThat(overrides.of(new TenantId("a")).durability()).isEqualTo("object");
        write("overrides:", "  a:", "    durability: none");
        overrides.reload();
        assertThat(overrides.of(new TenantId("a")).durability()).isEqualTo("object");
        write("overrides:", "  a:", "    deletion_mode: filter_only");
        overrides.reload();
        assertThat(overrides.of(new TenantId("a")).durability())
                .as("a slip does not delete")
                .isEqualTo("object");
        write("overrides:", "  a:", "    max_lime_size: 3KB");
        overrides.reload();
        assertThat(overrides.of(new TenantId("a")).maxLineSize()).isEqualTo(2048);
        assertThat(overrides.lastReloadGood()).isFalse();
    }

    @ParameterizedTest
    @ValueSource(strings = {"1h30m0s", "1.5s", "0s", "168h0m0s", "-1ns", "20ms"})
    void durations_print_as_they_are_read(String text) {
        assertThat(GoDuration.format(GoDuration.parse(text))).isEqualTo(text);
    }

    private SigynConfig load(String... arguments) {
        return ConfigLoader.load(CommandLine.parse(Arrays.asList(arguments)), environment::get);
    }

    private Path write(String... lines) throws IOException {
        return Files.write(folder.resolve("test.yaml"), Stream.of(lines).toList());
    }

    static Path resource(String name) throws URISyntaxException {
        return Path.of(java.util.Objects.requireNonNull(
                        ConfigLoaderTest.class.getClassLoader().getResource(name))
                .toURI());
    }
}
