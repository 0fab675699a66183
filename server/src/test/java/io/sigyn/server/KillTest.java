package io.sigyn.server;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.net.URLEncoder;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The promise, kept by a real process: a server under load is killed with SIGKILL at random moments, again and again, and
 * every acknowledged line is there exactly once. {@code -Dsigyn.kills=N} and {@code -Dsigyn.seed=N} make longer or
 * repeated runs.
 */
final class KillTest {
    private static final int KILLS = Integer.getInteger("sigyn.kills", 30);
    private static final int CLIENTS = 3;
    private static final int LINES_A_PUSH = 20;

    private final Set<String> sent = ConcurrentHashMap.newKeySet();
    private final Set<String> acknowledged = ConcurrentHashMap.newKeySet();
    private final AtomicLong sequence = new AtomicLong();
    private final long startNanos = System.currentTimeMillis() * 1_000_000;

    @Test
    void every_acknowledged_line_outlives_kill_9_exactly_once(@TempDir Path folder) throws Exception {
        long seed = Long.getLong("sigyn.seed", System.nanoTime());
        Random random = new Random(seed);
        System.out.println("kill test: " + KILLS + " kills, seed " + seed);
        Path configuration = LocalConfiguration.write(folder);
        for (int kill = 0; kill < KILLS; kill++) {
            try (ForkedServer server = ForkedServer.start(configuration)) {
                check(server, "before kill " + kill + ", seed " + seed);
                pushUntilKilled(server, random.nextInt(400), random.nextInt(3) == 0);
            }
        }
        try (ForkedServer server = ForkedServer.start(configuration)) {
            check(server, "after the last kill, seed " + seed);
            assertThat(server.stop()).as("exit status after SIGTERM").isIn(0, 143);
        }
        try (ForkedServer server = ForkedServer.start(configuration)) {
            check(server, "after a clean stop, seed " + seed);
        }
        System.out.println("kill test: " + acknowledged.size() + " lines acknowledged, every one found once");
        assertThat(acknowledged).isNotEmpty();
    }

    private void pushUntilKilled(ForkedServer server, int millis, boolean flushes) throws Exception {
        AtomicBoolean killed = new AtomicBoolean();
        List<Thread> clients = new ArrayList<>();
        for (int c = 0; c < CLIENTS; c++) {
            String stream = "client-" + c;
            Thread client = new Thread(() -> {
                while (!killed.get() && push(server, stream)) {}
            });
            client.start();
            clients.add(client);
        }
        TimeUnit.MILLISECONDS.sleep(30 + millis);
        if (flushes) {
            Thread flush = new Thread(() -> {
                try {
                    server.post("/flush", "text/plain", "");
                } catch (IOException | InterruptedException e) {
                    // Killed in the middle, as it should be.
                }
            });
            flush.start();
            clients.add(flush);
            TimeUnit.MILLISECONDS.sleep(millis / 10);
        }
        server.kill();
        killed.set(true);
        for (Thread client : clients) {
            client.join();
        }
    }

    private boolean push(ForkedServer server, String stream) {
        List<String> lines = new ArrayList<>();
        StringBuilder values = new StringBuilder();
        for (int i = 0; i < LINES_A_PUSH; i++) {
            long number = sequence.incrementAndGet();
            String line = stream + " line " + number;
            lines.add(line);
            values.append(i == 0 ? "" : ",");
            values.append("[\"")
                    .append(startNanos + number * 1000)
                    .append("\",\"")
                    .append(line)
                    .append("\"]");
        }
        sent.addAll(lines);
        try {
            HttpResponse<String> answer = server.post(
                    "/loki/api/v1/push",
                    "application/json",
                    "{\"streams\":[{\"stream\":{\"app\":\"kill\",\"client\":\"" + stream + "\"},\"values\":[" + values
                            + "]}]}");
            if (answer.statusCode() == 204) {
                acknowledged.addAll(lines);
            }
            return true;
        } catch (IOException e) {
            return false;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    private void check(ForkedServer server, String when) throws IOException, InterruptedException {
        Map<String, Integer> found = new HashMap<>();
        String query = URLEncoder.encode("{app=\"kill\"}", StandardCharsets.UTF_8);
        HttpResponse<String> answer = server.get("/loki/api/v1/query_range?limit=10000000&query=" + query + "&start="
                + (startNanos - 1_000_000_000L) + "&end=" + (startNanos + 3_600_000_000_000L));
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        try (JsonParser json = new JsonFactory().createParser(answer.body())) {
            while (json.nextToken() != null) {
                if (json.currentToken() == JsonToken.VALUE_STRING
                        && json.getText().contains(" line ")) {
                    found.merge(json.getText(), 1, Integer::sum);
                }
            }
        }
        List<String> lost = acknowledged.stream()
                .filter(line -> !found.containsKey(line))
                .limit(5)
                .toList();
        List<String> repeated = found.keySet().stream()
                .filter(line -> found.get(line) > 1)
                .limit(5)
                .toList();
        List<String> invented = found.keySet().stream()
                .filter(line -> !sent.contains(line))
                .limit(5)
                .toList();
        assertThat(lost).as("acknowledged and lost, " + when).isEmpty();
        assertThat(repeated).as("found more than once, " + when).isEmpty();
        assertThat(invented).as("never sent, " + when).isEmpty();
    }
}
