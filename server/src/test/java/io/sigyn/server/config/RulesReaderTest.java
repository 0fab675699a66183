package io.sigyn.server.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sigyn.model.Labels;
import io.sigyn.ruler.delivery.ClientTls;
import io.sigyn.ruler.delivery.DeliveryOptions;
import io.sigyn.ruler.delivery.Endpoint;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RulesReaderTest {
    @TempDir
    Path folder;

    private SigynConfig load(String yaml, String... flags) throws IOException {
        Path file = folder.resolve("loki.yaml");
        Files.writeString(file, yaml);
        List<String> arguments = new java.util.ArrayList<>(List.of("-config.file=" + file));
        arguments.addAll(List.of(flags));
        return ConfigLoader.load(CommandLine.parse(arguments), name -> null);
    }

    private SigynConfig.RuleStorage storage(String yaml) throws IOException {
        return load(yaml).rules().storage();
    }

    @Test
    void rules_rest_where_loki_would_look_for_them() throws IOException {
        assertThat(storage("common: {path_prefix: /d}\n"))
                .isEqualTo(new SigynConfig.RuleStorage(false, Path.of("/d/rules"), Optional.empty()));
        assertThat(storage("common: {path_prefix: /d, storage: {filesystem: {rules_directory: /r}}}\n"))
                .isEqualTo(new SigynConfig.RuleStorage(true, Path.of("/r"), Optional.empty()));
        assertThat(storage("ruler: {storage: {type: local, local: {directory: /l}}}\n"))
                .isEqualTo(new SigynConfig.RuleStorage(true, Path.of("/l"), Optional.empty()));
        assertThat(storage("""
                ruler_storage: {backend: filesystem, filesystem: {dir: /f}}
                ruler: {storage: {type: local, local: {directory: /l}}}
                """)).isEqualTo(new SigynConfig.RuleStorage(false, Path.of("/f"), Optional.empty()));
        assertThat(storage("common: {storage: {s3: {bucketnames: b}, filesystem: {rules_directory: /r}}}\n")
                        .bucket())
                .hasValueSatisfying(bucket -> assertThat(bucket.bucket()).isEqualTo("b"));
        assertThat(storage("""
                common: {storage: {s3: {bucketnames: b}}}
                ruler: {storage: {type: s3, s3: {bucketnames: own}}}
                """).bucket())
                .hasValueSatisfying(bucket -> assertThat(bucket.bucket()).isEqualTo("own"));
        for (String type : List.of("type: s3, ", "")) {
            assertThat(storage("common: {storage: {s3: {endpoint: 'm:9000', bucketnames: b, access_key_id: k,"
                                    + " secret_access_key: s, s3forcepathstyle: true, insecure: true}}}\n"
                                    + "ruler: {storage: {" + type + "s3: {bucketnames: own, insecure: false}}}\n")
                            .bucket())
                    .as("what the chart gives, and what is not said for rules is said for all")
                    .hasValue(new SigynConfig.S3("m:9000", "", "own", "k", "s", "", true, false));
        }
        assertThat(storage("common: {storage: {s3: {bucketnames: b}}}\nruler: {storage: {type: s3}}\n")
                        .bucket())
                .hasValueSatisfying(bucket -> assertThat(bucket.bucket()).isEqualTo("b"));
        assertThatThrownBy(() -> storage("ruler: {storage: {type: gcs}}\n"))
                .hasMessageContaining("ruler.storage.type: \"gcs\"");
        assertThatThrownBy(() -> storage("ruler: {storage: {type: local}}\n"))
                .hasMessageContaining("the folder of rule files");
    }

    @Test
    void alertmanagers_are_told_with_credentials_that_nobody_sees() throws IOException {
        SigynConfig config = load("""
                        ruler:
                          alertmanager_url: http://a:9093,http://u:hidden@b/am
                          resend_delay: 2m
                          external_url: http://g
                          external_labels: {cluster: c1}
                          enabled_tenants: a,b
                          notification_timeout: 3s
                          alertmanager_client: {basic_auth_username: me, basic_auth_password: hidden, tls_min_version: VersionTLS12}
                        """);
        List<Endpoint> alertmanagers = config.rules().deliveries().alertmanagers();
        assertThat(alertmanagers).hasSize(2);
        assertThat(alertmanagers.get(0).headers()).isEqualTo(Map.of("Authorization", "Basic bWU6aGlkZGVu"));
        assertThat(alertmanagers.get(0).timeout()).isEqualTo(Duration.ofSeconds(3));
        assertThat(alertmanagers.get(1).url()).hasToString("http://b/am");
        assertThat(config.rules().resendDelay()).isEqualTo(Duration.ofMinutes(2));
        assertThat(config.rules().externalLabels()).isEqualTo(Map.of("cluster", "c1"));
        assertThat(config.rules().enabledTenants()).containsExactly("a", "b");
        assertThat(config.warnings().get(0)).contains("ruler.alertmanager_client.tls_min_version");
        assertThat(ConfigPrinter.print(config)).doesNotContain("hidden").contains("http://a:9093");
        assertThat(config.rules().toString()).doesNotContain("hidden").doesNotContain("bWU6");
    }

    @Test
    void samples_are_written_to_every_client() throws IOException {
        Files.writeString(folder.resolve("token"), "t0ken\n");
        SigynConfig config = load("ruler:\n  remote_write:\n    enabled: true\n    add_org_id_header: false\n"
                + "    client: {url: 'http://one/write', headers: {X-A: '1'}, queue_config: {capacity: 1}}\n"
                + "    clients:\n      two: {url: 'https://two/write', remote_timeout: 5s, basic_auth: {username: u, password: p}}\n"
                + "      three:\n        url: http://three/write\n        queue_config: {}\n"
                + "        authorization: {credentials_file: '" + folder.resolve("token") + "'}\n");
        List<Endpoint> writers = config.rules().deliveries().writers().stream()
                .map(writer -> writer.endpoint())
                .toList();
        assertThat(writers)
                .extracting(Endpoint::toString)
                .containsExactly("http://one/write", "https://two/write", "http://three/write");
        assertThat(writers.get(0).headers()).isEqualTo(Map.of("X-A", "1"));
        assertThat(writers.get(0).namesTenant()).isFalse();
        assertThat(writers.get(0).timeout()).isEqualTo(Duration.ofSeconds(30));
        assertThat(writers.get(1).timeout()).isEqualTo(Duration.ofSeconds(5));
        assertThat(writers.get(1).headers()).isEqualTo(Map.of("Authorization", "Basic dTpw"));
        assertThat(writers.get(2).headers()).isEqualTo(Map.of("Authorization", "Bearer t0ken"));
        assertThat(config.warnings().get(0))
                .contains("ruler.remote_write.client.queue_config")
                .contains("ruler.remote_write.clients.three.queue_config");
    }

    @Test
    void certificates_tokens_and_relabelling_are_read_as_prometheus_writes_them() throws IOException {
        Files.writeString(folder.resolve("token"), "t0ken\n");
        SigynConfig config = load("""
                ruler:
                  wal: {dir: /w}
                  alertmanager_url: https://a:9093
                  alertmanager_client: {tls_ca_path: /ca, tls_cert_path: /crt, tls_key_path: /key, tls_server_name: am}
                  alert_relabel_configs:
                  - {source_labels: [severity], regex: info, action: drop}
                  remote_write:
                    enabled: true
                    clients:
                      one:
                        url: https://one/write
                        bearer_token_file: TOKEN
                        tls_config: {ca_file: /ca, insecure_skip_verify: true}
                        write_relabel_configs:
                        - source_labels: [a, b]
                          separator: /
                          target_label: c
                """.replace("TOKEN", folder.resolve("token").toString()));
        DeliveryOptions deliveries = config.rules().deliveries();
        assertThat(deliveries.alertmanagers().get(0).tls())
                .isEqualTo(new ClientTls(
                        Optional.of(Path.of("/ca")),
                        Optional.of(Path.of("/crt")),
                        Optional.of(Path.of("/key")),
                        "am",
                        false));
        assertThat(deliveries.alertRelabeling().apply(Labels.of("severity", "info")))
                .isEmpty();
        assertThat(deliveries.journals()).hasValue(Path.of("/w"));
        Endpoint writer = deliveries.writers().get(0).endpoint();
        assertThat(writer.headers()).isEqualTo(Map.of("Authorization", "Bearer t0ken"));
        assertThat(writer.tls().insecure()).isTrue();
        assertThat(deliveries.writers().get(0).relabeling().apply(Labels.of("a", "1", "b", "2")))
                .hasValue(Labels.of("a", "1", "b", "2", "c", "1/2"));
        assertThat(config.warnings()).isEmpty();
        assertThatThrownBy(() -> load("ruler:\n  alert_relabel_configs:\n  - {action: dorp}\n"))
                .hasMessageContaining("line 3: ruler.alert_relabel_configs: action: \"dorp\"");
        assertThatThrownBy(() -> load("ruler: {alert_relabel_configs: [{sourcelabels: [a]}]}\n"))
                .hasMessageContaining("sourcelabels: there is no such key");
    }

    @Test
    void a_client_is_only_used_where_remote_write_is_on_and_needs_a_url() throws IOException {
        assertThat(load("ruler: {remote_write: {client: {url: 'http://one'}}}\n")
                        .rules()
                        .deliveries()
                        .writers())
                .isEmpty();
        assertThat(load("", "-ruler.remote-write.enabled=true", "-ruler.remote-write.client.url=http://flag/w")
                        .rules()
                        .deliveries()
                        .writers())
                .hasSize(1);
        assertThatThrownBy(() -> load("ruler: {remote_write: {enabled: true}}\n"))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("there is no client");
        assertThatThrownBy(() -> load("ruler: {alertmanager_url: 'am:9093'}\n"))
                .hasMessageContaining("ruler.alertmanager_url: not a URL of HTTP");
    }
}
