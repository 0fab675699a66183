package io.sigyn.deploy;

import static io.sigyn.deploy.Deploy.at;
import static io.sigyn.deploy.Deploy.map;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** The compose file names only what is there, and the server takes its configuration. */
class ComposeTest {
    private static final Path COMPOSE = Deploy.FOLDER.resolve("compose");
    private final Map<String, Object> compose = Deploy.yaml(Deploy.text("compose/compose.yaml"));

    @Test
    void every_mounted_file_exists_and_every_named_volume_is_declared() {
        map(compose.get("services")).forEach((name, service) -> {
            if (!map(service).containsKey("volumes")) {
                return;
            }
            for (Object volume : Deploy.list(map(service).get("volumes"))) {
                String source = volume.toString().split(":", 2)[0];
                if (source.startsWith(".")) {
                    assertThat(Files.exists(COMPOSE.resolve(source)))
                            .as(name + " mounts " + source)
                            .isTrue();
                } else if (!source.startsWith("/")) {
                    assertThat(map(compose.get("volumes"))).containsKey(source);
                }
            }
        });
    }

    @Test
    void a_service_waits_only_for_services_that_are_there() {
        map(compose.get("services")).values().forEach(service -> {
            Object dependencies = map(service).getOrDefault("depends_on", Map.of());
            Iterable<?> names = dependencies instanceof Map<?, ?> byName ? byName.keySet() : Deploy.list(dependencies);
            names.forEach(name -> assertThat(map(compose.get("services"))).containsKey(name.toString()));
        });
    }

    @Test
    void ports_are_open_to_this_machine_alone() {
        map(compose.get("services")).values().forEach(service -> {
            for (Object port : Deploy.list(map(service).getOrDefault("ports", java.util.List.of()))) {
                assertThat(port.toString()).startsWith("127.0.0.1:");
            }
        });
    }

    @Test
    void the_server_takes_its_configuration_and_the_buckets_are_made() {
        Map<String, Object> environment = map(at(compose, "services", "sigyn", "environment"));
        var config = Deploy.config(
                COMPOSE.resolve("sigyn.yaml"),
                Map.of(
                        "S3_ACCESS_KEY", environment.get("S3_ACCESS_KEY").toString(),
                        "S3_SECRET_KEY", environment.get("S3_SECRET_KEY").toString()));

        assertThat(config.warnings()).isEmpty();
        assertThat(config.storage().s3()).isPresent();
        assertThat(at(compose, "services", "buckets", "entrypoint").toString()).contains("minio/chunks");
    }

    @Test
    void grafana_finds_the_data_source_that_the_server_is() {
        Map<String, Object> sources = Deploy.yaml(Deploy.text("compose/grafana/provisioning/datasources/sigyn.yaml"));
        assertThat(at(sources, "datasources", 0, "type")).isEqualTo("loki");
        assertThat(at(sources, "datasources", 0, "url")).isEqualTo("http://sigyn:3100");
        assertThat(Deploy.yaml(Deploy.text("compose/grafana/provisioning/dashboards/sigyn.yaml")))
                .containsKey("providers");
    }
}
