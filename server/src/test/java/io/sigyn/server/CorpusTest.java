package io.sigyn.server;

import static io.sigyn.server.PushBodies.entry;
import static io.sigyn.server.PushBodies.field;
import static io.sigyn.server.PushBodies.quoted;
import static io.sigyn.server.PushBodies.utf8;
import static org.assertj.core.api.Assertions.assertThat;

import io.sigyn.server.golden.Json;
import io.sigyn.storage.object.S3ProxyServer;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.URLEncoder;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.xerial.snappy.Snappy;

/**
 * Real logs come back line for line: from memory, from a folder, and from S3 with nothing left on the disk. The logs are those
 * of the folder that {@code SIGYN_CORPUS} or {@code -Dsigyn.corpus} names, else of {@code shared/corpus} beside the project;
 * without either, lines of a few systems that are made up here.
 */
final class CorpusTest {
    private static final int LINES_OF_A_FILE = Integer.getInteger("sigyn.corpus.lines", 1000);
    private static final int LINES_A_PUSH = 400;
    private static final long MICRO = 1000;

    @TempDir
    Path folder;

    private final long startNanos = (System.currentTimeMillis() - 600_000) * 1_000_000;

    @Test
    void real_logs_come_back_line_for_line_from_memory_a_folder_and_s3() throws Exception {
        Map<String, List<String>> logs = logs();
        Path local = folder.resolve("local.yaml");
        try (S3ProxyServer s3 = S3ProxyServer.start()) {
            var bucket = s3.newBucket();
            Path remote = S3Configuration.write(folder, folder.resolve("data"), bucket, s3.port());
            Files.writeString(
                    local,
                    Files.readString(remote)
                            .replaceAll("(?s)  storage:.*?(?=limits_config)", "")
                            .replace(
                                    folder.resolve("data").toString(),
                                    folder.resolve("local").toString()));
            try (ForkedServer server = ForkedServer.start(local)) {
                push(server, logs);
                check(server, logs, "from memory");
                flush(server);
                check(server, logs, "from a folder");
            }
            try (ForkedServer server = ForkedServer.start(local)) {
                check(server, logs, "from a folder, after a kill");
            }
            try (ForkedServer server = ForkedServer.start(remote)) {
                push(server, logs);
                flush(server);
                check(server, logs, "from S3");
            }
            S3Configuration.write(folder, folder.resolve("empty"), bucket, s3.port());
            try (ForkedServer server = ForkedServer.start(remote)) {
                check(server, logs, "from S3, with an empty disk");
            }
        }
    }

    // ---- logs

    private static Map<String, List<String>> logs() throws IOException {
        String named = System.getProperty("sigyn.corpus", System.getenv().getOrDefault("SIGYN_CORPUS", ""));
        List<Path> places = named.isEmpty()
                ? List.of(Path.of("../shared/corpus"), Path.of("../../shared/corpus"))
                : List.of(Path.of(named));
        for (Path place : places) {
            if (Files.isDirectory(place)) {
                Map<String, List<String>> logs = read(place);
                System.out.println("corpus test: " + logs.size() + " files of "
                        + place.toAbsolutePath().normalize());
                return logs;
            }
        }
        assertThat(named).as("a folder of logs that was named is there").isEmpty();
        System.out.println("corpus test: no folder of logs is there, so lines are made up");
        return madeUp();
    }

    private static Map<String, List<String>> read(Path place) throws IOException {
        Map<String, List<String>> logs = new TreeMap<>();
        try (Stream<Path> files = Files.walk(place)) {
            for (Path file : files.filter(CorpusTest::isLog).toList()) {
                String text = new String(Files.readAllBytes(file), StandardCharsets.UTF_8);
                List<String> lines = Arrays.stream(text.split("\n"))
                        .filter(line -> line.length() < 60_000)
                        .limit(LINES_OF_A_FILE)
                        .toList();
                logs.put(place.relativize(file).toString().replace('\\', '/'), lines);
            }
        }
        assertThat(logs).as("logs in %s", place).isNotEmpty();
        return logs;
    }

    private static boolean isLog(Path file) {
        return Files.isRegularFile(file) && file.toString().endsWith(".log");
    }

    private static Map<String, List<String>> madeUp() {
        List<String> systems = List.of(
                "10.0.%d.7 - - [24/Nov/2026:10:00:%02d +0000] \"GET /item/%d?q=\u00e9 HTTP/1.1\" 200 %d",
                "081109 20%d INFO dfs.DataNode$PacketResponder: Received block blk_-%d of size %d from /10.250.%d.1",
                "{\"level\":\"warn\",\"n\":%d,\"msg\":\"a \\\"quoted\\\" thing\\n%d\",\"deep\":{\"x\":[%d,null]},\"u\":\"\ud83e\udd8a%d\"}",
                "level=info ts=%d caller=main.go:%d msg=\"took a while\" took=%dms path=/a/b/%d",
                "\tat com.example.Thing.run(Thing.java:%d) ~[app-%d.jar!/:%d] \u001b[3%dm  ");
        Map<String, List<String>> logs = new TreeMap<>();
        for (int system = 0; system < systems.size(); system++) {
            List<String> lines = new ArrayList<>();
            for (int i = 0; i < LINES_OF_A_FILE; i++) {
                lines.add(String.format(Locale.ROOT, systems.get(system), i % 60, i % 60, i, i % 8));
            }
            logs.put("made-up-" + system, lines);
        }
        return logs;
    }

    // ---- there and back

    private void push(ForkedServer server, Map<String, List<String>> logs) throws IOException, InterruptedException {
        boolean json = true;
        for (Map.Entry<String, List<String>> log : logs.entrySet()) {
            for (int from = 0; from < log.getValue().size(); from += LINES_A_PUSH) {
                int to = Math.min(log.getValue().size(), from + LINES_A_PUSH);
                List<String> lines = log.getValue().subList(from, to);
                HttpResponse<String> answer = json
                        ? server.post("/loki/api/v1/push", "application/json", json(log.getKey(), lines, from))
                        : server.post(
                                "/loki/api/v1/push",
                                "application/x-protobuf",
                                Snappy.compress(protobuf(log.getKey(), lines, from)));
                assertThat(answer.statusCode()).as(answer.body()).isEqualTo(204);
                json = !json;
            }
        }
    }

    private static void flush(ForkedServer server) throws IOException, InterruptedException {
        assertThat(server.post("/flush", "text/plain", "").statusCode()).isEqualTo(204);
    }

    private void check(ForkedServer server, Map<String, List<String>> logs, String when)
            throws IOException, InterruptedException {
        for (Map.Entry<String, List<String>> log : logs.entrySet()) {
            String query = URLEncoder.encode("{file=" + quoted(log.getKey()) + "}", StandardCharsets.UTF_8);
            HttpResponse<String> answer = server.get("/loki/api/v1/query_range?limit=100000&direction=forward&query="
                    + query + "&start=" + startNanos + "&end=" + (startNanos + 3_600_000_000_000L));
            assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
            List<String> found = new ArrayList<>();
            Object data = Json.map(Json.parse(answer.body())).get("data");
            for (Object stream : Json.list(Json.map(data).get("result"))) {
                for (Object value : Json.list(Json.map(stream).get("values"))) {
                    found.add((String) Json.list(value).get(1));
                }
            }
            for (int i = 0; i < Math.min(found.size(), log.getValue().size()); i++) {
                assertThat(found.get(i))
                        .as("%s, line %d, %s", log.getKey(), i, when)
                        .isEqualTo(log.getValue().get(i));
            }
            assertThat(found).as("%s %s", log.getKey(), when).hasSameSizeAs(log.getValue());
        }
    }

    // ---- bodies

    private String json(String file, List<String> lines, int first) {
        List<String> values = new ArrayList<>();
        for (int i = 0; i < lines.size(); i++) {
            values.add("[\"" + (startNanos + (first + i) * MICRO) + "\"," + quoted(lines.get(i)) + "]");
        }
        return "{\"streams\":[{\"stream\":{\"file\":" + quoted(file) + "},\"values\":[" + String.join(",", values)
                + "]}]}";
    }

    private byte[] protobuf(String file, List<String> lines, int first) {
        ByteArrayOutputStream stream = new ByteArrayOutputStream();
        field(stream, 1, utf8("{file=" + quoted(file) + "}"));
        for (int i = 0; i < lines.size(); i++) {
            field(stream, 2, entry(startNanos + (first + i) * MICRO, lines.get(i), Map.of()));
        }
        ByteArrayOutputStream request = new ByteArrayOutputStream();
        field(request, 1, stream.toByteArray());
        return request.toByteArray();
    }
}
