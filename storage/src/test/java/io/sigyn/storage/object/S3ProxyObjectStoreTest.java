package io.sigyn.storage.object;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.time.Duration;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class S3ProxyObjectStoreTest extends ObjectStoreContract {
    private static S3ProxyServer server;

    @BeforeAll
    static void start() throws Exception {
        server = S3ProxyServer.start();
    }

    @AfterAll
    static void stop() throws Exception {
        server.close();
    }

    @Override
    S3ObjectStore openStore() {
        return open(server.newBucket());
    }

    @Test
    void the_probe_says_that_put_if_absent_is_honoured_and_leaves_nothing() throws IOException {
        try (S3ObjectStore store = openStore()) {
            assertThat(store.probePutIfAbsent()).isTrue();
            assertThat(store.list("", "")).isEmpty();
        }
    }

    @Test
    void stores_with_different_prefixes_share_a_bucket_and_do_not_meet() throws IOException {
        S3Options options = server.newBucket();
        try (S3ObjectStore one = open(options.withKeyPrefix("one/"));
                S3ObjectStore two = open(options.withKeyPrefix("two/"));
                S3ObjectStore all = open(options)) {
            one.put("k", body("1"));
            two.put("k", body("22"));
            assertThat(one.list("", "")).singleElement().satisfies(info -> {
                assertThat(info.key()).isEqualTo("k");
                assertThat(info.sizeBytes()).isEqualTo(1);
            });
            assertThat(two.getTail("k", 10).objectSizeBytes()).isEqualTo(2);
            assertThat(all.list("", "").stream().map(ObjectStore.ObjectInfo::key))
                    .containsExactly("one/k", "two/k");
        }
    }

    @Test
    void a_bucket_that_is_not_there_is_not_taken_for_an_object_that_is_not() {
        S3Options missing = server.bucket("missing").withTimeouts(Duration.ofSeconds(5), Duration.ofSeconds(5));
        try (S3ObjectStore store = open(missing)) {
            assertThatThrownBy(() -> store.get("k", 0, 1))
                    .isInstanceOf(IOException.class)
                    .isNotInstanceOf(NoSuchFileException.class)
                    .hasMessageContaining("missing");
            assertThatThrownBy(store::probePutIfAbsent).isInstanceOf(IOException.class);
        }
    }

    @Test
    void a_wrong_secret_is_refused_at_once() {
        S3Options wrong = server.newBucket().withCredentials("test-access-key", "wrong");
        try (S3ObjectStore store = open(wrong)) {
            assertThatThrownBy(() -> store.put("k", body("x")))
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining("403");
        }
    }

    private static S3ObjectStore open(S3Options options) {
        return S3ProxyServer.open(options, LIST_PAGE_KEYS);
    }
}
