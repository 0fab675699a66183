package io.sigyn.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.sigyn.server.config.CommandLine;
import io.sigyn.server.config.ConfigLoader;
import io.sigyn.server.golden.RawHttp;
import io.sigyn.storage.object.ObjectStoreListener;
import io.sigyn.storage.object.S3ObjectStore;
import io.sigyn.storage.object.S3Options;
import io.sigyn.storage.object.S3ProxyServer;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Rules have a bucket of their own where one is named as Loki's chart names it; all else stays in the first one. */
@Timeout(120)
class RulesBucketTest {
    private static final String GROUP = "name: g\nrules:\n- {alert: Always, expr: vector(1) > 0}\n";

    @TempDir
    Path folder;

    @Test
    void rules_lie_in_the_bucket_that_is_named_for_them() throws Exception {
        try (S3ProxyServer s3 = S3ProxyServer.start()) {
            S3Options chunks = s3.newBucket();
            S3Options rules = s3.newBucket();
            Path file = S3Configuration.write(folder, folder.resolve("data"), chunks, s3.port());
            Files.writeString(
                    file,
                    "ruler: {storage: {type: s3, s3: {bucketnames: " + rules.bucket() + "}}}\n",
                    StandardOpenOption.APPEND);
            try (Sigyn server = start(file)) {
                assertThat(send(server, "POST", "/loki/api/v1/rules/ns", GROUP).status())
                        .isEqualTo(202);
                String push = "{\"streams\":[{\"stream\":{\"a\":\"b\"},\"values\":[[\"" + System.currentTimeMillis()
                        + "000000\",\"x\"]]}]}";
                assertThat(send(server, "POST", "/loki/api/v1/push", push).status())
                        .isEqualTo(204);
            }
            assertThat(keys(rules)).isNotEmpty().allMatch(key -> key.startsWith("rules/"));
            assertThat(keys(chunks)).isNotEmpty().noneMatch(key -> key.startsWith("rules/"));
            try (Sigyn server = start(file)) {
                assertThat(send(server, "GET", "/loki/api/v1/rules/ns/g", "").text())
                        .contains("alert: Always");
            }
        }
    }

    private static Sigyn start(Path file) throws IOException {
        List<String> flags =
                List.of("-config.file=" + file, "-server.http-listen-address=127.0.0.1", "-server.http-listen-port=0");
        return Sigyn.start(ConfigLoader.load(CommandLine.parse(flags), name -> null));
    }

    private static RawHttp.Answer send(Sigyn server, String method, String path, String body) throws IOException {
        return RawHttp.send(
                server.port(),
                method,
                path,
                Map.of("Content-Type", "application/json"),
                body.isEmpty() ? null : body.getBytes(StandardCharsets.UTF_8));
    }

    private static List<String> keys(S3Options bucket) throws IOException {
        List<String> keys = new ArrayList<>();
        try (S3ObjectStore store = S3ObjectStore.open(bucket, ObjectStoreListener.NONE, System::nanoTime)) {
            store.list("", "").forEach(object -> keys.add(object.key()));
        }
        return keys;
    }
}
