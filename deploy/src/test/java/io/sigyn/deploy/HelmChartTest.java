package io.sigyn.deploy;

import static io.sigyn.deploy.Deploy.at;
import static io.sigyn.deploy.Deploy.list;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.marcnuri.helm.Helm;
import io.sigyn.server.config.SigynConfig;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The chart, rendered by Helm's own engine; what it configures is read by the server's own loader. */
class HelmChartTest {
    private static final Path CHART = Deploy.FOLDER.resolve("helm/sigyn");

    @TempDir
    Path folder;

    @Test
    void the_chart_passes_lint() {
        assertThat(new Helm(CHART).lint().strict().call().getMessages())
                .noneMatch(message -> message.contains("[ERROR]") || message.contains("[WARNING]"));
    }

    @Test
    void by_default_it_is_one_process_with_a_volume_and_the_gateway_s_service() throws IOException {
        Map<String, Map<String, Object>> rendered = render("");

        assertThat(rendered.keySet())
                .containsExactlyInAnyOrder(
                        "ServiceAccount/logs-sigyn",
                        "ConfigMap/logs-sigyn",
                        "Service/logs-sigyn",
                        "Service/logs-sigyn-headless",
                        "Service/logs-sigyn-gateway",
                        "StatefulSet/logs-sigyn");
        assertThat(at(rendered.get("Service/logs-sigyn-gateway"), "spec", "ports", 0, "port"))
                .isEqualTo(80);
        assertThat(at(rendered.get("StatefulSet/logs-sigyn"), "spec", "replicas"))
                .isEqualTo(1);
        assertThat(list(at(rendered.get("StatefulSet/logs-sigyn"), "spec", "volumeClaimTemplates")))
                .hasSize(1);
        SigynConfig config = config(rendered, Map.of());
        assertThat(config.authEnabled()).isTrue();
        assertThat(config.storage().s3()).isEmpty();
    }

    @Test
    void every_service_finds_the_pod() throws IOException {
        Map<String, Map<String, Object>> rendered = render("");
        Object labels = at(rendered.get("StatefulSet/logs-sigyn"), "spec", "template", "metadata", "labels");
        for (String name : rendered.keySet()) {
            if (name.startsWith("Service/")) {
                assertThat(Deploy.map(labels))
                        .containsAllEntriesOf(Deploy.map(at(rendered.get(name), "spec", "selector")));
            }
        }
    }

    @Test
    void values_of_the_loki_chart_move_by_changing_names() throws IOException {
        Map<String, Map<String, Object>> rendered = render("""
                deploymentMode: SimpleScalable
                sigyn:
                  auth_enabled: true
                  schemaConfig:
                    configs: [{from: "2024-04-01", store: tsdb, object_store: s3, schema: v13}]
                  storage:
                    type: s3
                    bucketNames: {chunks: loki-chunks, ruler: loki-ruler, admin: loki-admin}
                    s3:
                      endpoint: minio.storage:9000
                      region: eu-west-1
                      accessKeyId: key
                      secretAccessKey: "0123"
                      s3ForcePathStyle: true
                      insecure: true
                  limits_config:
                    retention_period: 744h
                    volume_enabled: true
                gateway:
                  basicAuth: {enabled: true, existingSecret: loki-basic-auth}
                write: {replicas: 3}
                read: {replicas: 3}
                backend: {replicas: 3}
                chunksCache: {enabled: false}
                """);

        SigynConfig config = config(rendered, Map.of("S3_ACCESS_KEY_ID", "key", "S3_SECRET_ACCESS_KEY", "0123"));
        assertThat(config.storage().s3()).hasValueSatisfying(s3 -> {
            assertThat(s3.toString()).contains("loki-chunks").contains("minio.storage:9000");
        });
        assertThat(config.rules().storage().bucket()).hasValueSatisfying(s3 -> {
            assertThat(s3.toString()).contains("loki-ruler").contains("minio.storage:9000");
            assertThat(s3.accessKey()).isEqualTo("key");
            assertThat(s3.insecure()).isTrue();
        });
        assertThat(at(rendered.get("Secret/logs-sigyn-s3"), "stringData", "secret_access_key"))
                .isEqualTo("0123");
        assertThat(at(rendered.get("StatefulSet/logs-sigyn"), "spec", "template", "spec", "volumes"))
                .asString()
                .contains("secretName=loki-basic-auth")
                .contains("key=.htpasswd");
        assertThat(rendered).doesNotContainKey("Secret/logs-sigyn-htpasswd");
        assertThat(config.gateway().unlistedUsers()).isEqualTo("any");
    }

    @Test
    void users_are_held_to_their_tenants() throws IOException {
        String users = """
                sigyn: {tenants: [{name: team-a, password: first}, {name: ops, password: second}]}
                gateway:
                  users:
                    team-a: {tenants: [a], rights: [push]}
                    ops: {tenants: "*", rights: [push, query, admin]}
                """;
        Map<String, Map<String, Object>> rendered = render(users);

        SigynConfig.Gateway gateway = config(rendered, Map.of()).gateway();
        assertThat(gateway.unlistedUsers()).isEqualTo("none");
        assertThat(Deploy.yaml(at(rendered.get("ConfigMap/logs-sigyn"), "data", "users.yaml")
                        .toString()))
                .extractingByKey("users")
                .asString()
                .contains("rights=[push, query, admin]");
    }

    @Test
    void a_scrape_needs_no_login_where_it_is_asked_for() throws IOException {
        Map<String, Map<String, Object>> rendered = render(
                "{gateway: {basicAuth: {enabled: true, existingSecret: s}}, monitoring: {serviceMonitor: {enabled: true}}}");
        assertThat(at(rendered.get("ConfigMap/logs-sigyn"), "data", "sigyn.yaml")
                        .toString())
                .contains("open_paths: /,/ready,/metrics");
    }

    @Test
    void users_in_the_values_become_bcrypt_and_no_password_is_rendered() throws IOException {
        Map<String, Map<String, Object>> rendered = render("""
                sigyn: {tenants: [{name: team-a, password: first-secret}]}
                gateway: {basicAuth: {enabled: true, username: admin, password: second-secret}}
                """);

        assertThat(at(rendered.get("Secret/logs-sigyn-htpasswd"), "stringData", ".htpasswd"))
                .asString()
                .containsPattern("(?m)^team-a:\\$2[aby]\\$.{56}$")
                .containsPattern("(?m)^admin:\\$2[aby]\\$.{56}$");
        assertThat(rendered.toString()).doesNotContain("first-secret").doesNotContain("second-secret");
    }

    @Test
    void a_login_without_users_and_an_unknown_storage_are_refused_with_words() {
        assertThatThrownBy(() -> render("gateway: {basicAuth: {enabled: true}}"))
                .hasMessageContaining("gateway.basicAuth.enabled needs gateway.basicAuth.existingSecret");
        assertThatThrownBy(() -> render("sigyn: {storage: {type: gcs}}"))
                .hasMessageContaining("it can be filesystem or s3");
    }

    @Test
    void everything_optional_renders() throws IOException {
        Map<String, Map<String, Object>> rendered = render("""
                gateway:
                  ingress:
                    enabled: true
                    ingressClassName: nginx
                    hosts: [{host: logs.example.com, paths: [{path: /}]}]
                    tls: [{hosts: [logs.example.com], secretName: logs-tls}]
                monitoring: {serviceMonitor: {enabled: true}}
                networkPolicy: {enabled: true}
                singleBinary:
                  persistence: {enabled: false}
                  tolerations: [{operator: Exists}]
                  nodeSelector: {disk: fast}
                sigyn:
                  extraEnv: [{name: TZ, value: UTC}]
                  extraArgs: [-log.level=debug]
                  structuredConfig: {server: {log_level: warn}}
                """);

        assertThat(rendered)
                .containsKeys("Ingress/logs-sigyn", "ServiceMonitor/logs-sigyn", "NetworkPolicy/logs-sigyn");
        assertThat(config(rendered, Map.of()).logging().level()).isEqualTo("warn");
        assertThat(Deploy.map(at(rendered.get("StatefulSet/logs-sigyn"), "spec")))
                .doesNotContainKey("volumeClaimTemplates");
    }

    private Map<String, Map<String, Object>> render(String values) throws IOException {
        Path file = Files.writeString(folder.resolve("values.yaml"), values);
        String text = new Helm(CHART)
                .template()
                .withName("logs")
                .withNamespace("logging")
                .withValuesFile(file)
                .call();
        return Deploy.documents(text).stream()
                .collect(Collectors.toMap(
                        document -> document.get("kind") + "/" + at(document, "metadata", "name"),
                        document -> document,
                        (first, second) -> {
                            throw new AssertionError("rendered twice: " + second);
                        },
                        LinkedHashMap::new));
    }

    /** What the rendered configuration is to the server; its warnings may name nothing that the chart itself wrote. */
    private SigynConfig config(Map<String, Map<String, Object>> rendered, Map<String, String> environment)
            throws IOException {
        Object data = at(rendered.get("ConfigMap/logs-sigyn"), "data");
        Path runtime = Files.writeString(
                folder.resolve("runtime.yaml"), at(data, "runtime.yaml").toString());
        String htpasswd = folder.resolve("htpasswd").toString();
        Files.writeString(Path.of(htpasswd), "admin:{SHA}0DPiKuNIrrVmD8IUCuw1hQxNqZc=\n");
        String text = at(data, "sigyn.yaml")
                .toString()
                .replace("/etc/sigyn/runtime.yaml", runtime.toString())
                .replace("/etc/sigyn/users.yaml", folder.resolve("users.yaml").toString())
                .replace("/etc/sigyn-login/htpasswd", htpasswd);
        return Deploy.config(Files.writeString(folder.resolve("sigyn.yaml"), text), environment);
    }
}
