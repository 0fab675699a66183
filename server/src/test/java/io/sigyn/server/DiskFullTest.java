package io.sigyn.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** A disk that takes no more, as a limit of the operating system's makes it. */
@Timeout(180)
@EnabledOnOs(OS.LINUX)
class DiskFullTest {
    @TempDir
    Path folder;

    @Test
    void pushes_that_cannot_be_kept_are_told_to_come_back_and_what_was_kept_is_still_shown() throws Exception {
        Path file = Files.writeString(
                folder.resolve("sigyn.yaml"),
                "auth_enabled: false\ncommon: {path_prefix: " + folder.resolve("data") + "}\n");
        Random random = new Random(1);
        try (ForkedServer server = ForkedServer.startWithFilesUpTo(2 << 20, file)) {
            assertThat(push(server, "kept").statusCode()).isEqualTo(204);
            HttpResponse<String> answer = push(server, text(random));
            for (int i = 0; i < 200 && answer.statusCode() == 204; i++) {
                answer = push(server, text(random));
            }
            assertThat(answer.statusCode()).as(answer.body()).isEqualTo(503);
            assertThat(answer.headers().firstValue("Retry-After")).isPresent();
            assertThat(answer.body().lines()).hasSize(1);
            assertThat(server.get("/loki/api/v1/query_range?query=%7Bapp%3D%22x%22%7D%20%7C%3D%20%60kept%60")
                            .body())
                    .contains("kept");
        }
    }

    /** That no compression makes smaller. */
    private static String text(Random random) {
        byte[] bytes = new byte[48 << 10];
        random.nextBytes(bytes);
        return Base64.getEncoder().encodeToString(bytes);
    }

    private static HttpResponse<String> push(ForkedServer server, String line) throws Exception {
        return server.post(
                "/loki/api/v1/push",
                "application/json",
                "{\"streams\":[{\"stream\":{\"app\":\"x\"},\"values\":[[\"" + System.currentTimeMillis() + "000000\",\""
                        + line + "\"]]}]}");
    }
}
