package io.sigyn.storage.object;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.time.Duration;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** The contract against a true S3, if the environment names one: set the four {@code SIGYN_TEST_S3_…} variables. */
class EnvironmentS3ObjectStoreTest extends ObjectStoreContract {

    @Override
    S3ObjectStore openStore() {
        S3Options options = S3Options.ofBucket(environment("BUCKET"))
                .withEndpoint(environment("ENDPOINT"), true, true)
                .withCredentials(environment("ACCESS_KEY"), environment("SECRET_KEY"))
                .withKeyPrefix("contract/" + UUID.randomUUID() + "/")
                .withTimeouts(Duration.ofSeconds(30), Duration.ofSeconds(60));
        return S3ProxyServer.open(options, LIST_PAGE_KEYS);
    }

    @Test
    void the_probe_says_that_put_if_absent_is_honoured() throws IOException {
        try (S3ObjectStore store = openStore()) {
            assertThat(store.probePutIfAbsent()).isTrue();
        }
    }

    private static String environment(String name) {
        String variable = "SIGYN_TEST_S3_" + name;
        String value = System.getenv(variable);
        assumeTrue(
                value != null,
                "no S3 to test against: set SIGYN_TEST_S3_ENDPOINT (host:port or URL), _BUCKET,"
                        + " _ACCESS_KEY and _SECRET_KEY");
        return value;
    }
}
