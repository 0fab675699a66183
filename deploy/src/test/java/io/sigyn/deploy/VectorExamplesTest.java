package io.sigyn.deploy;

import static io.sigyn.deploy.Deploy.at;
import static io.sigyn.deploy.Deploy.map;
import static org.assertj.core.api.Assertions.assertThat;

import com.marcnuri.helm.Helm;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Vector's examples have only options of Vector 0.40.2, and come out of Helm as Vector must read them. */
class VectorExamplesTest {
    private static final Set<String> LOKI_SINK_KEYS = Set.of(
            "type",
            "inputs",
            "endpoint",
            "path",
            "tenant_id",
            "auth",
            "encoding",
            "labels",
            "out_of_order_action",
            "remove_label_fields",
            "remove_timestamp",
            "compression",
            "batch",
            "request",
            "buffer",
            "acknowledgements",
            "healthcheck",
            "tls");
    private static final Set<String> REQUEST_KEYS = Set.of(
            "concurrency",
            "timeout_secs",
            "retry_attempts",
            "retry_initial_backoff_secs",
            "retry_max_duration_secs",
            "rate_limit_num",
            "rate_limit_duration_secs");
    private static final long LEAST_DISK_BUFFER_BYTES = 268_435_488;

    @TempDir
    Path folder;

    @ParameterizedTest
    @ValueSource(strings = {"vector/docker.yaml", "vector/file.yaml", "compose/vector.yaml"})
    void an_example_has_only_options_that_vector_takes(String file) {
        check(Deploy.yaml(Deploy.text(file)));
    }

    @Test
    void the_kubernetes_values_render_to_templates_of_vector() throws IOException {
        Map<String, Object> values = Deploy.yaml(Deploy.text("vector/kubernetes-values.yaml"));
        Map<String, Object> vector = Deploy.yaml(rendered("vector/kubernetes-values.yaml"));

        check(vector);
        assertThat(map(at(vector, "sinks", "sigyn", "labels")))
                .containsEntry("namespace", "{{ kubernetes.pod_namespace }}")
                .containsEntry("pod", "{{ kubernetes.pod_name }}");
        assertThat(at(vector, "sinks", "sigyn", "tenant_id")).isEqualTo("{{ tenant }}");
        assertThat(rendered("vector/kubernetes-values.yaml"))
                .as("quoted, so that a password of digits stays text")
                .contains("password: '${SIGYN_PASSWORD}'");
        assertThat(values).containsKey("customConfig");
    }

    /** The chart of Vector prints customConfig as YAML and sends it through tpl: so does this one. */
    private String rendered(String valuesFile) throws IOException {
        Path chart = Files.createDirectories(folder.resolve("chart/templates")).getParent();
        Files.writeString(chart.resolve("Chart.yaml"), "apiVersion: v2\nname: vector\nversion: 0.1.0\n");
        Files.writeString(chart.resolve("templates/vector.yaml"), "{{ tpl (toYaml .Values.customConfig) . }}\n");
        return new Helm(chart)
                .template()
                .withName("vector")
                .withValuesFile(Deploy.FOLDER.resolve(valuesFile))
                .call();
    }

    private static void check(Map<String, Object> vector) {
        Map<String, Object> sink = map(at(vector, "sinks", "sigyn"));
        assertThat(sink.get("type")).isEqualTo("loki");
        assertThat(LOKI_SINK_KEYS).containsAll(sink.keySet());
        assertThat(REQUEST_KEYS).containsAll(map(sink.get("request")).keySet());
        Map<String, Object> buffer = map(sink.get("buffer"));
        if ("disk".equals(buffer.get("type"))) {
            assertThat(((Number) buffer.get("max_size")).longValue()).isGreaterThanOrEqualTo(LEAST_DISK_BUFFER_BYTES);
        } else {
            assertThat(buffer).doesNotContainKey("max_size");
        }
        assertThat(map(sink.get("labels"))).isNotEmpty();
        for (Object input : Deploy.list(sink.get("inputs"))) {
            boolean known = map(vector.get("sources")).containsKey(input)
                    || (vector.containsKey("transforms")
                            && map(vector.get("transforms")).containsKey(input));
            assertThat(known).as("input " + input).isTrue();
        }
    }
}
