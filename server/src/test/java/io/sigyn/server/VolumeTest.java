package io.sigyn.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.sigyn.server.golden.RawHttp;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Volumes count what Loki's chunks count: lines, and of metadata eight bytes a pair and each of its strings once. */
class VolumeTest {
    private static final long T0 = 1_704_067_200_000_000_000L;
    private static final int LINES = 60;

    @TempDir
    Path folder;

    @Test
    void metadata_counts_alike_in_memory_and_in_segments() throws IOException {
        try (Sigyn server = TestServer.start(folder, """
                auth_enabled: false
                limits_config: {volume_enabled: true, reject_old_samples: false}
                """)) {
            for (String app : new String[] {"api", "web"}) {
                assertThat(push(server, app, app.equals("web"))).isEqualTo(204);
            }
            // detected_level=unknown is added to each line: 8 bytes a line, and 14 + 7 once.
            long api = LINES * 100 + LINES * 8 + 21;
            // trace=t0 and trace=t1 by turns: 8 bytes a line, and 5 + 2 + 2 once.
            long web = api + LINES * 8 + 9;
            assertThat(volume(server)).contains("\"" + api + "\"", "\"" + web + "\"");
            assertThat(RawHttp.send(server.port(), "POST", "/flush", Map.of(), null)
                            .status())
                    .isEqualTo(204);
            assertThat(RawHttp.send(server.port(), "GET", "/metrics", Map.of(), null)
                            .text())
                    .contains(
                            "loki_ingester_chunk_entries_bucket{le=\"80.0\"} 2",
                            "loki_ingester_chunk_entries_sum 120.0")
                    .contains("loki_ingester_chunk_age_seconds_bucket{le=\"57600.0\"} 0")
                    .contains("loki_ingester_chunk_size_bytes_count 2", "loki_ingester_chunk_bounds_hours_count 2")
                    .contains(
                            "loki_ingester_chunk_utilization_bucket{le=\"0.2\"} 2",
                            "loki_ingester_flush_queue_length 0");
            assertThat(volume(server)).contains("\"" + api + "\"", "\"" + web + "\"");
        }
    }

    private static int push(Sigyn server, String app, boolean traced) throws IOException {
        StringBuilder values = new StringBuilder();
        for (int i = 0; i < LINES; i++) {
            values.append(i == 0 ? "" : ",")
                    .append("[\"")
                    .append(T0 + i)
                    .append("\",\"")
                    .append("0123456789".repeat(10))
                    .append(traced ? "\",{\"trace\":\"t" + i % 2 + "\"}]" : "\"]");
        }
        String body = "{\"streams\":[{\"stream\":{\"app\":\"" + app + "\"},\"values\":[" + values + "]}]}";
        return RawHttp.send(
                        server.port(),
                        "POST",
                        "/loki/api/v1/push",
                        Map.of("Content-Type", "application/json"),
                        body.getBytes(StandardCharsets.UTF_8))
                .status();
    }

    private static String volume(Sigyn server) throws IOException {
        String target = "/loki/api/v1/index/volume?query=%7Bapp%3D~%22.%2B%22%7D&start=" + T0 + "&end=" + (T0 + LINES);
        return RawHttp.send(server.port(), "GET", target, Map.of(), null).text();
    }
}
