package io.sigyn.server;

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
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.xerial.snappy.Snappy;

/**
 * What is pushed comes back as it was, line for line: from memory, from S3, and from S3 alone, when nothing is left of the
 * disk of the server that took it.
 */
final class S3RoundTripTest {
    private static final int STREAMS = 6;
    private static final int ENTRIES_A_PUSH = 150;
    private static final List<String> WORDS = List.of(
            "level=info",
            "",
            " ",
            "\"quoted\"",
            "back\\slash",
            "tab\there",
            "new\nline",
            "grüße",
            "日志",
            "🦊🔥",
            "\u0000",
            "\u2028",
            "{\"a\":{\"b\":[1,2.5e3,null]}}",
            "192.168.0.1",
            "GET /x?y=z HTTP/1.1",
            "\u001b[31mred\u001b[0m",
            "</script>&amp;");
    private static final List<String> NAMES = List.of("trace_id", "pod", "user", "a", "b9");

    private record Entry(String stream, long nanos, String line, Map<String, String> metadata) {}

    @TempDir
    Path folder;

    private final long startNanos = (System.currentTimeMillis() - 60_000) * 1_000_000;
    private final List<Entry> pushed = new ArrayList<>();

    @Test
    void lines_come_back_as_pushed_from_memory_from_s3_and_with_an_empty_disk() throws Exception {
        long seed = Long.getLong("sigyn.seed", System.nanoTime());
        Random random = new Random(seed);
        try (S3ProxyServer s3 = S3ProxyServer.start()) {
            var bucket = s3.newBucket();
            Path configuration = S3Configuration.write(folder, folder.resolve("data"), bucket, s3.port());
            try (ForkedServer server = ForkedServer.start(configuration)) {
                pushBothWays(server, random);
                check(server, "from memory, seed " + seed);
                flush(server);
                check(server, "from S3, seed " + seed);
                pushBothWays(server, random);
                check(server, "from S3 and memory, seed " + seed);
                flush(server);
                check(server, "from two segments, seed " + seed);
                check(server, "from the cache, seed " + seed);
                assertThat(server.get("/metrics").body())
                        .containsPattern("sigyn_range_cache_hits_total [1-9]")
                        .containsPattern("sigyn_blocks_asked_total [1-9]")
                        .containsPattern("sigyn_blocks_read_total [1-9]")
                        .containsPattern("sigyn_sections_cache_hits_total [1-9]")
                        .contains("sigyn_flush_lag_milliseconds", "sigyn_damaged_places 0.0")
                        .containsPattern("sigyn_object_store_bytes_total\\{operation=\"put\"\\} [1-9]");
                deleteFiles(folder.resolve("data/cache"));
                check(server, "with a cache that somebody deleted, seed " + seed);
            }
            // Killed by now, and its folder is not used again.
            S3Configuration.write(folder, folder.resolve("empty"), bucket, s3.port());
            try (ForkedServer server = ForkedServer.start(configuration)) {
                check(server, "with an empty disk, seed " + seed);
                pushBothWays(server, random);
                check(server, "with an empty disk and more in memory, seed " + seed);
                flush(server);
                check(server, "with segments of two servers, seed " + seed);
            }
        }
    }

    private static void deleteFiles(Path folder) throws IOException {
        try (Stream<Path> all = Files.walk(folder)) {
            for (Path file : all.filter(Files::isRegularFile).toList()) {
                Files.delete(file);
            }
        }
    }

    private void pushBothWays(ForkedServer server, Random random) throws IOException, InterruptedException {
        List<Entry> json = entries(random);
        accepted(server.post("/loki/api/v1/push", "application/json", asJson(json)));
        json.forEach(entry -> pushed.add(withEscapes(entry)));
        List<Entry> protobuf = entries(random);
        accepted(server.post("/loki/api/v1/push", "application/x-protobuf", Snappy.compress(asProtobuf(protobuf))));
        pushed.addAll(protobuf);
    }

    /** Metadata that is pushed as JSON keeps the escapes it has there, as Loki's does. */
    private static Entry withEscapes(Entry entry) {
        Map<String, String> metadata = new TreeMap<>(entry.metadata());
        metadata.replaceAll(
                (name, value) -> quoted(value).substring(1, quoted(value).length() - 1));
        return new Entry(entry.stream(), entry.nanos(), entry.line(), metadata);
    }

    private static void accepted(HttpResponse<String> answer) {
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(204);
    }

    private static void flush(ForkedServer server) throws IOException, InterruptedException {
        accepted(server.post("/flush", "text/plain", ""));
    }

    private List<Entry> entries(Random random) {
        List<Entry> entries = new ArrayList<>();
        for (int i = 0; i < ENTRIES_A_PUSH; i++) {
            int number = pushed.size() * 2 + i;
            StringBuilder line = new StringBuilder();
            int words = random.nextInt(30) == 0 ? 400 : random.nextInt(8);
            for (int w = 0; w < words; w++) {
                line.append(WORDS.get(random.nextInt(WORDS.size()))).append(w % 3 == 0 ? " " : "");
            }
            line.append(random.nextInt(20) == 0 ? "" : "#" + number);
            Map<String, String> metadata = new TreeMap<>();
            for (int m = random.nextInt(3); m > 0; m--) {
                metadata.put(NAMES.get(random.nextInt(NAMES.size())), "v" + WORDS.get(random.nextInt(WORDS.size())));
            }
            // Not in order of time, and every timestamp is used once.
            long inOrder = startNanos + number * 1000L + random.nextInt(500) * 2L;
            long nanos = random.nextInt(9) == 0 ? inOrder - 500_001 : inOrder;
            entries.add(new Entry("s" + random.nextInt(STREAMS) + "-ü\"", nanos, line.toString(), metadata));
        }
        return entries;
    }

    private static Map<String, List<Entry>> byStream(List<Entry> entries) {
        return entries.stream().collect(Collectors.groupingBy(Entry::stream, TreeMap::new, Collectors.toList()));
    }

    private static String asJson(List<Entry> entries) {
        List<String> streams = new ArrayList<>();
        byStream(entries).forEach((stream, all) -> {
            List<String> values = new ArrayList<>();
            for (Entry entry : all) {
                // No metadata is said in both ways there are: not at all, and as an empty object.
                String metadata = entry.metadata().isEmpty() && entry.nanos() % 4 == 0
                        ? ""
                        : entry.metadata().entrySet().stream()
                                .map(pair -> quoted(pair.getKey()) + ":" + quoted(pair.getValue()))
                                .collect(Collectors.joining(",", ",{", "}"));
                values.add("[\"" + entry.nanos() + "\"," + quoted(entry.line()) + metadata + "]");
            }
            streams.add("{\"stream\":{\"app\":\"trip\",\"name\":" + quoted(stream) + "},\"values\":["
                    + String.join(",", values) + "]}");
        });
        return "{\"streams\":[" + String.join(",", streams) + "]}";
    }

    private static byte[] asProtobuf(List<Entry> entries) {
        ByteArrayOutputStream request = new ByteArrayOutputStream();
        byStream(entries).forEach((stream, all) -> {
            ByteArrayOutputStream message = new ByteArrayOutputStream();
            field(message, 1, utf8("{app=\"trip\", name=" + quoted(stream) + "}"));
            for (Entry entry : all) {
                field(message, 2, PushBodies.entry(entry.nanos(), entry.line(), entry.metadata()));
            }
            field(request, 1, message.toByteArray());
        });
        return request.toByteArray();
    }

    private void check(ForkedServer server, String when) throws IOException, InterruptedException {
        String query = URLEncoder.encode("{app=\"trip\"}", StandardCharsets.UTF_8);
        HttpResponse<String> answer = server.get(
                "/loki/api/v1/query_range?limit=100000&direction=forward&query=" + query + "&start="
                        + (startNanos - 1_000_000_000L) + "&end=" + (startNanos + 3_600_000_000_000L),
                "X-Loki-Response-Encoding-Flags",
                "categorize-labels");
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        Map<String, List<Entry>> expected = byStream(pushed);
        expected.values().forEach(entries -> entries.sort((a, b) -> Long.compare(a.nanos(), b.nanos())));
        Map<String, List<Entry>> found = byStream(entries(answer.body()));
        assertThat(found.keySet()).as(when).isEqualTo(expected.keySet());
        expected.forEach((stream, entries) -> {
            List<Entry> got = found.get(stream);
            for (int i = 0; i < Math.min(got.size(), entries.size()); i++) {
                assertThat(got.get(i)).as(when).isEqualTo(entries.get(i));
            }
            assertThat(got).as(when).hasSameSizeAs(entries);
        });
    }

    private static List<Entry> entries(String body) throws IOException {
        Map<?, ?> data = (Map<?, ?>) ((Map<?, ?>) Json.parse(body)).get("data");
        List<Entry> entries = new ArrayList<>();
        for (Object result : (List<?>) data.get("result")) {
            Map<?, ?> labels = (Map<?, ?>) ((Map<?, ?>) result).get("stream");
            assertThat(labels.keySet().stream().map(Object::toString)).containsExactlyInAnyOrder("app", "name");
            for (Object value : (List<?>) ((Map<?, ?>) result).get("values")) {
                entries.add(entry(labels.get("name").toString(), (List<?>) value));
            }
        }
        return entries;
    }

    private static Entry entry(String stream, List<?> value) {
        Map<String, String> metadata = new TreeMap<>();
        if (((Map<?, ?>) value.get(2)).get("structuredMetadata") instanceof Map<?, ?> pairs) {
            pairs.forEach((name, text) -> metadata.put((String) name, (String) text));
        }
        return new Entry(stream, Long.parseLong((String) value.get(0)), (String) value.get(1), metadata);
    }
}
