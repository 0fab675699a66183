package io.sigyn.storage.object;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.time.Duration;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.testcontainers.DockerClientFactory;
import org.testcontainers.containers.MinIOContainer;
import software.amazon.awssdk.services.s3.S3Client;

/** The contract against MinIO in a container; skipped without Docker. */
class MinioObjectStoreTest extends ObjectStoreContract {
    private static @Nullable MinIOContainer minio;

    @AfterAll
    static void stop() {
        if (minio != null) {
            minio.stop();
        }
    }

    @Override
    S3ObjectStore openStore() {
        MinIOContainer running = running();
        S3Options options = S3Options.ofBucket("bucket-" + UUID.randomUUID())
                .withEndpoint(running.getS3URL(), true, true)
                .withCredentials(running.getUserName(), running.getPassword())
                .withTimeouts(Duration.ofSeconds(30), Duration.ofSeconds(60));
        try (S3Client client = S3Clients.build(options)) {
            client.createBucket(create -> create.bucket(options.bucket()));
        }
        return S3ProxyServer.open(options, LIST_PAGE_KEYS);
    }

    @Test
    void the_probe_says_that_put_if_absent_is_honoured() throws IOException {
        try (S3ObjectStore store = openStore()) {
            assertThat(store.probePutIfAbsent()).isTrue();
        }
    }

    private static synchronized MinIOContainer running() {
        assumeTrue(DockerClientFactory.instance().isDockerAvailable(), "no Docker here to run MinIO in");
        MinIOContainer running = minio;
        if (running == null) {
            running = new MinIOContainer("minio/minio:RELEASE.2025-09-07T16-13-09Z");
            running.start();
            minio = running;
        }
        return running;
    }
}
