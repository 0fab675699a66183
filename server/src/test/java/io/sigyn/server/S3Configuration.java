package io.sigyn.server;

import io.sigyn.storage.object.S3Options;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;

/** Configuration files of servers that keep their objects in a bucket and the rest in a folder. */
final class S3Configuration {

    private S3Configuration() {}

    /** Labels and metadata stay as pushed, so that they can be compared. */
    static Path write(Path folder, Path data, S3Options bucket, int port) throws IOException {
        S3Options.Credentials credentials = Objects.requireNonNull(bucket.credentials());
        Path file = folder.resolve("sigyn.yaml");
        Files.writeString(
                file, """
                auth_enabled: false
                common:
                  path_prefix: %s
                  storage:
                    s3:
                      endpoint: 127.0.0.1:%d
                      bucketnames: %s
                      access_key_id: %s
                      secret_access_key: %s
                      s3forcepathstyle: true
                      insecure: true
                limits_config:
                  discover_log_levels: false
                  discover_service_name: []
                  ingestion_rate_mb: 1000
                  ingestion_burst_size_mb: 1000
                  max_entries_limit_per_query: 100000
                """.formatted(data, port, bucket.bucket(), credentials.accessKey(), credentials.secretKey()));
        return file;
    }
}
