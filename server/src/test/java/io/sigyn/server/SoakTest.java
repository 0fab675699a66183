package io.sigyn.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.sigyn.server.golden.Json;
import io.sigyn.server.golden.RawWebSocket;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * What loki-canary does, for {@code -Dsigyn.soak.seconds}: writes numbered lines without a pause, follows them over a
 * WebSocket, asks for recent ones again and again while generations rotate and flush, and counts at the end. Nothing may
 * be missing, double or out of order.
 */
@Timeout(3600)
class SoakTest {
    private static final int SECONDS = Integer.getInteger("sigyn.soak.seconds", 60);
    private static final int WRITERS = 4;
    private static final Duration PACE = Duration.ofMillis(10);
    private static final String PADDING = "p".repeat(150);

    @TempDir
    Path folder;

    private final HttpClient client =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final AtomicBoolean stop = new AtomicBoolean();
    /** What each writer had acknowledged, in order: the time of each line, which is its number as well. */
    private final Map<Integer, List<Long>> acknowledged = new ConcurrentHashMap<>();

    private final Map<String, List<Long>> tailed = new ConcurrentHashMap<>();
    private Sigyn server;

    @BeforeEach
    void start() throws IOException {
        server = TestServer.start(folder, "auth_enabled: false\n");
    }

    @AfterEach
    void close() throws InterruptedException {
        stop.set(true);
        threads.shutdown();
        threads.awaitTermination(30, TimeUnit.SECONDS);
        server.close();
    }

    @Test
    void nothing_is_missing_double_or_out_of_order() throws Exception {
        RawWebSocket tail = new RawWebSocket(server.port(), "/loki/api/v1/tail?query=" + encode(selector()), Map.of());
        assertThat(tail.answer.status()).isEqualTo(101);
        Future<?> follower = threads.submit(() -> follow(tail));
        long begin = nanos(Instant.now());
        List<Future<?>> running = new ArrayList<>();
        for (int writer = 0; writer < WRITERS; writer++) {
            int number = writer;
            acknowledged.put(number, new ArrayList<>());
            running.add(threads.submit(() -> write(number)));
        }
        running.add(threads.submit(this::flush));
        running.add(threads.submit(this::askAgain));
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(SECONDS);
        while (System.nanoTime() < end && running.stream().noneMatch(Future::isDone)) {
            TimeUnit.MILLISECONDS.sleep(50);
        }
        stop.set(true);
        for (Future<?> future : running) {
            future.get(60, TimeUnit.SECONDS);
        }
        follower.get(60, TimeUnit.SECONDS);
        tail.close(1000);
        compare(begin);
    }

    private void compare(long begin) throws Exception {
        int all = 0;
        for (int writer = 0; writer < WRITERS; writer++) {
            List<Long> wanted = acknowledged.get(writer);
            all += wanted.size();
            assertThat(tailed.get(Integer.toString(writer)))
                    .as("tail of writer %d", writer)
                    .isEqualTo(wanted);
            assertThat(everything(writer, begin))
                    .as("query of writer %d", writer)
                    .isEqualTo(wanted);
        }
        String count = "sum(count_over_time(" + selector() + "[1d]))";
        Object result =
                data("/loki/api/v1/query?query=" + encode(count) + "&time=" + (begin / 1_000_000_000L + 80_000));
        assertThat(Json.list(Json.map(Json.list(result).get(0)).get("value")).get(1))
                .isEqualTo(Integer.toString(all));
        System.out.println("soak: " + SECONDS + " s, " + all + " lines, each there once and in order");
    }

    private Void write(int writer) throws Exception {
        List<Long> done = acknowledged.get(writer);
        long last = 0;
        while (!stop.get()) {
            long time = Math.max(last + 1, nanos(Instant.now()));
            String body = "{\"streams\":[{\"stream\":{\"name\":\"canary\",\"writer\":\"" + writer
                    + "\"},\"values\":[[\"" + time + "\",\"" + time + " " + PADDING + "\\n\"]]}]}";
            HttpResponse<String> answer = client.send(
                    HttpRequest.newBuilder(uri("/loki/api/v1/push"))
                            .header("Content-Type", "application/json")
                            .POST(HttpRequest.BodyPublishers.ofString(body))
                            .build(),
                    HttpResponse.BodyHandlers.ofString());
            assertThat(answer.statusCode()).as(answer.body()).isEqualTo(204);
            synchronized (done) {
                done.add(time);
            }
            last = time;
            TimeUnit.NANOSECONDS.sleep(PACE.toNanos());
        }
        return null;
    }

    /** So that what is asked for lies now in memory, now in segments, and now on its way. */
    private Void flush() throws Exception {
        while (!stop.get()) {
            HttpResponse<String> answer = client.send(
                    HttpRequest.newBuilder(uri("/flush"))
                            .POST(HttpRequest.BodyPublishers.noBody())
                            .build(),
                    HttpResponse.BodyHandlers.ofString());
            assertThat(answer.statusCode()).as(answer.body()).isEqualTo(204);
            TimeUnit.MILLISECONDS.sleep(700);
        }
        return null;
    }

    /** What was acknowledged before a question is in its answer. */
    private Void askAgain() throws Exception {
        while (!stop.get()) {
            for (int writer = 0; writer < WRITERS; writer++) {
                List<Long> done = acknowledged.get(writer);
                List<Long> wanted;
                synchronized (done) {
                    wanted = List.copyOf(done.subList(Math.max(0, done.size() - 200), done.size()));
                }
                if (!wanted.isEmpty()) {
                    List<Long> found = page(writer, wanted.get(0), 1000);
                    assertThat(found).as("writer %d, asked at once", writer).startsWith(wanted.toArray(new Long[0]));
                }
            }
        }
        return null;
    }

    private Void follow(RawWebSocket tail) throws IOException {
        long deadline = Long.MAX_VALUE;
        while (System.nanoTime() < deadline && !(stop.get() && seen() >= written())) {
            if (stop.get() && deadline == Long.MAX_VALUE) {
                deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
            }
            for (String message : tail.messages(0.2, got -> got.size() > 20)) {
                Map<String, Object> frame = Json.map(Json.parse(message));
                assertThat(frame).doesNotContainKey("dropped_entries");
                for (Object stream : Json.list(frame.get("streams"))) {
                    String writer =
                            (String) Json.map(Json.map(stream).get("stream")).get("writer");
                    List<Long> lines = tailed.computeIfAbsent(writer, ignored -> new ArrayList<>());
                    Json.list(Json.map(stream).get("values")).forEach(value -> lines.add(number(value)));
                }
            }
        }
        return null;
    }

    private int seen() {
        return tailed.values().stream().mapToInt(List::size).sum();
    }

    private int written() {
        return acknowledged.values().stream().mapToInt(List::size).sum();
    }

    /** The number of a line, which must be its time. */
    private static long number(Object value) {
        List<Object> pair = Json.list(value);
        String line = (String) pair.get(1);
        assertThat(line).isEqualTo(pair.get(0) + " " + PADDING + "\n");
        return Long.parseLong((String) pair.get(0));
    }

    private List<Long> everything(int writer, long begin) throws Exception {
        List<Long> all = new ArrayList<>();
        Set<Long> unique = new HashSet<>();
        long from = begin;
        for (List<Long> page = page(writer, from, 1000); !page.isEmpty(); page = page(writer, from, 1000)) {
            all.addAll(page);
            unique.addAll(page);
            from = page.get(page.size() - 1) + 1;
        }
        assertThat(unique).hasSameSizeAs(all);
        return all;
    }

    private List<Long> page(int writer, long from, int limit) throws Exception {
        String query = "{name=\"canary\",writer=\"" + writer + "\"}";
        Object result = data("/loki/api/v1/query_range?direction=forward&limit=" + limit + "&start=" + from + "&end="
                + (nanos(Instant.now()) + 1_000_000_000L) + "&query=" + encode(query));
        List<Long> lines = new ArrayList<>();
        for (Object stream : Json.list(result)) {
            Json.list(Json.map(stream).get("values")).forEach(value -> lines.add(number(value)));
        }
        return lines;
    }

    private Object data(String target) throws Exception {
        HttpResponse<String> answer =
                client.send(HttpRequest.newBuilder(uri(target)).build(), HttpResponse.BodyHandlers.ofString());
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        return Json.map(Json.map(Json.parse(answer.body())).get("data")).get("result");
    }

    private static String selector() {
        return "{name=\"canary\"}";
    }

    private URI uri(String target) {
        return URI.create("http://127.0.0.1:" + server.port() + target);
    }

    private static String encode(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }

    private static long nanos(Instant instant) {
        return instant.getEpochSecond() * 1_000_000_000L + instant.getNano();
    }
}
