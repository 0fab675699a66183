package io.sigyn.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.sigyn.server.HoldingProxy.Where;
import io.sigyn.server.golden.Json;
import io.sigyn.storage.object.S3Options;
import io.sigyn.storage.object.S3ProxyServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URLEncoder;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A server is killed at the moments of a flush that matter, with its objects in S3: whatever became of the request that was
 * on its way, every acknowledged line is there exactly once.
 */
final class KillMidFlushTest {
    private static final int LINES = 200;
    private static final String SEGMENT_PUT = "^PUT .*/segments/";
    private static final String COMMIT_PUT = "^PUT .*/manifest/";

    @TempDir
    Path folder;

    private final long startNanos = System.currentTimeMillis() * 1_000_000;
    private final List<String> acknowledged = new ArrayList<>();
    private S3ProxyServer s3;
    private HoldingProxy proxy;
    private Path configuration;

    @BeforeEach
    void start() throws Exception {
        s3 = S3ProxyServer.start();
        proxy = new HoldingProxy(new InetSocketAddress(InetAddress.getLoopbackAddress(), s3.port()));
        S3Options bucket = s3.newBucket();
        configuration = S3Configuration.write(folder, folder.resolve("data"), bucket, proxy.port());
    }

    @AfterEach
    void stop() throws Exception {
        proxy.close();
        s3.close();
    }

    @Test
    void a_kill_before_the_segment_is_put_loses_and_repeats_nothing() throws Exception {
        killWhenStuck(SEGMENT_PUT, Where.BEFORE_IT_TAKES_EFFECT);
    }

    @Test
    void a_kill_between_segment_and_commit_loses_and_repeats_nothing() throws Exception {
        killWhenStuck(COMMIT_PUT, Where.BEFORE_IT_TAKES_EFFECT);
    }

    @Test
    void a_kill_after_the_commit_and_before_the_log_is_deleted_loses_and_repeats_nothing() throws Exception {
        killWhenStuck(COMMIT_PUT, Where.BEFORE_ITS_ANSWER);
    }

    private void killWhenStuck(String request, Where where) throws Exception {
        try (ForkedServer server = ForkedServer.start(configuration)) {
            push(server, "first");
            flush(server);
            push(server, "second");
            CountDownLatch stuck = proxy.hold(request, where);
            Thread flush = flushInBackground(server);
            assertThat(stuck.await(60, TimeUnit.SECONDS))
                    .as("the flush got to " + request)
                    .isTrue();
            push(server, "during the flush");
            check(server, "while the flush is stuck");
            server.kill();
            flush.join();
        }
        proxy.release();
        try (ForkedServer server = ForkedServer.start(configuration)) {
            check(server, "after the kill");
            push(server, "after the kill");
            flush(server);
            check(server, "after the kill and a flush");
            server.kill();
        }
        try (ForkedServer server = ForkedServer.start(configuration)) {
            check(server, "after the kill, a flush and another kill");
        }
    }

    private void push(ForkedServer server, String what) throws IOException, InterruptedException {
        int before = acknowledged.size();
        List<String> lines = IntStream.range(before, before + LINES)
                .mapToObj(number -> what + " line " + number)
                .toList();
        String values = IntStream.range(0, LINES)
                .mapToObj(i -> "[\"" + (startNanos + (before + i) * 1000L) + "\",\"" + lines.get(i) + "\"]")
                .collect(Collectors.joining(","));
        HttpResponse<String> answer = server.post(
                "/loki/api/v1/push",
                "application/json",
                "{\"streams\":[{\"stream\":{\"app\":\"kill\"},\"values\":[" + values + "]}]}");
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(204);
        acknowledged.addAll(lines);
    }

    private static void flush(ForkedServer server) throws IOException, InterruptedException {
        assertThat(server.post("/flush", "text/plain", "").statusCode()).isEqualTo(204);
    }

    private static Thread flushInBackground(ForkedServer server) {
        Thread flush = new Thread(() -> {
            try {
                server.post("/flush", "text/plain", "");
            } catch (IOException | InterruptedException e) {
                // Killed in the middle, as it should be.
            }
        });
        flush.start();
        return flush;
    }

    private void check(ForkedServer server, String when) throws IOException, InterruptedException {
        String query = URLEncoder.encode("{app=\"kill\"}", StandardCharsets.UTF_8);
        HttpResponse<String> answer = server.get("/loki/api/v1/query_range?limit=100000&direction=forward&query="
                + query + "&start=" + (startNanos - 1_000_000_000L) + "&end=" + (startNanos + 3_600_000_000_000L));
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        Map<?, ?> data = (Map<?, ?>) ((Map<?, ?>) Json.parse(answer.body())).get("data");
        List<String> found = new ArrayList<>();
        for (Object stream : (List<?>) data.get("result")) {
            for (Object value : (List<?>) ((Map<?, ?>) stream).get("values")) {
                found.add((String) ((List<?>) value).get(1));
            }
        }
        assertThat(found).as(when).isEqualTo(acknowledged);
    }
}
