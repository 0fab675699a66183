package io.sigyn.server;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** A server on a folder whose limits are in nobody's way. */
final class LocalConfiguration {

    private LocalConfiguration() {}

    static Path write(Path folder) throws IOException {
        Path file = folder.resolve("sigyn.yaml");
        Files.writeString(file, """
                auth_enabled: false
                common:
                  path_prefix: %s
                limits_config:
                  ingestion_rate_mb: 1000
                  ingestion_burst_size_mb: 1000
                  per_stream_rate_limit: 1GB
                  per_stream_rate_limit_burst: 1GB
                  max_entries_limit_per_query: 10000000
                """.formatted(folder.resolve("data")));
        return file;
    }
}
