package io.sigyn.server.golden;

import static org.assertj.core.api.Assertions.assertThat;

import io.sigyn.server.Sigyn;
import io.sigyn.server.config.CommandLine;
import io.sigyn.server.config.ConfigLoader;
import java.io.IOException;
import java.math.BigDecimal;
import java.net.URISyntaxException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.NavigableMap;
import java.util.NavigableSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/**
 * What real clients sent to a real Loki, byte for byte, and what they got: promtail's pushes, logcli's questions, a canary
 * at work. Sigyn gets the same and has to give the same. Lines that were pushed in a part of a run that was not kept are
 * taken from the answers that have them.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ClientReplayTest {
    /** Loki counts what metadata takes in its chunks, too. */
    private static final String VOLUME = "\"(4912|2456)\"";

    private static final long SECOND = 1_000_000_000L;
    private static final int LOGCLI_LINES = 50;
    private static final long LOGCLI_NEWEST = 1_795_375_583_487_694_587L;

    @TempDir
    static Path folder;

    private Sigyn server;

    private record Entry(long nanos, String line) implements Comparable<Entry> {
        @Override
        public int compareTo(Entry other) {
            return nanos == other.nanos ? line.compareTo(other.line) : Long.compare(nanos, other.nanos);
        }
    }

    /** The captures are of one day, which may be any time ago or ahead. */
    @BeforeAll
    void start() throws IOException {
        Path file = folder.resolve("sigyn.yaml");
        Files.writeString(file, """
                auth_enabled: true
                server:
                  http_listen_address: 127.0.0.1
                  http_listen_port: 0
                common:
                  path_prefix: %s
                limits_config:
                  reject_old_samples: false
                  creation_grace_period: 87600h
                  max_query_length: 0
                """.formatted(folder.resolve("data")));
        server = Sigyn.start(
                ConfigLoader.load(CommandLine.parse(List.of("-config.file=" + file)), Map.<String, String>of()::get));
    }

    @AfterAll
    void stop() {
        server.close();
    }

    private static Map<String, Object> capture(Path file) throws IOException {
        return Json.map(Json.parse(Files.readString(file)));
    }

    private static List<Path> captures(String prefix) throws IOException, URISyntaxException {
        Path all = Path.of(ClientReplayTest.class.getResource("/clients").toURI());
        try (Stream<Path> files = Files.list(all)) {
            return files.filter(file -> file.getFileName().toString().startsWith(prefix))
                    .sorted()
                    .toList();
        }
    }

    // ---- promtail

    @TestFactory
    Stream<DynamicTest> what_promtail_pushes_is_taken_and_comes_back() throws Exception {
        return captures("promtail").stream()
                .map(file -> DynamicTest.dynamicTest(file.getFileName().toString(), () -> promtail(capture(file))));
    }

    private void promtail(Map<String, Object> capture) throws IOException {
        Map<String, TreeSet<Entry>> pushed = new LinkedHashMap<>();
        String tenant = "";
        for (Object item : Json.list(capture.get("exchanges"))) {
            Map<String, Object> request = Json.map(Json.map(item).get("request"));
            tenant = headers(request).get("X-Scope-Orgid");
            assertThat(send(request).status()).isEqualTo(204);
            for (Object stream : Json.list(Json.map(request.get("body_decoded")).get("streams"))) {
                TreeSet<Entry> entries =
                        pushed.computeIfAbsent((String) Json.map(stream).get("labels"), labels -> new TreeSet<>());
                for (Object entry : Json.list(Json.map(stream).get("entries"))) {
                    entries.add(new Entry(((BigDecimal) Json.map(entry).get("ts_ns")).longValueExact(), (String)
                            Json.map(entry).get("line")));
                }
            }
        }
        assertThat(pushed).isNotEmpty();
        for (Map.Entry<String, TreeSet<Entry>> stream : pushed.entrySet()) {
            assertThat(read(tenant, stream.getKey(), stream.getValue()))
                    .as(stream.getKey())
                    .containsAll(stream.getValue());
        }
    }

    private NavigableSet<Entry> read(String tenant, String labels, NavigableSet<Entry> wanted) throws IOException {
        String target = "/loki/api/v1/query_range?limit=5000&query=" + encoded(labels) + "&start="
                + wanted.first().nanos() + "&end=" + (wanted.last().nanos() + 1);
        RawHttp.Answer answer = RawHttp.send(server.port(), "GET", target, Map.of("X-Scope-OrgID", tenant), null);
        assertThat(answer.status()).as(answer.text()).isEqualTo(200);
        return entries(Json.parse(answer.text()));
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }

    // ---- logcli

    @Test
    void logcli_gets_the_answers_that_it_got_from_loki() throws Exception {
        List<String> streams = new ArrayList<>();
        for (int stream = 0; stream < 2; stream++) {
            List<String> values = new ArrayList<>();
            for (int i = LOGCLI_LINES - 1; i >= 0; i--) {
                values.add("[\"" + (LOGCLI_NEWEST - i * SECOND) + "\",\"level=info line " + i + " of stream " + stream
                        + "\",{\"trace_id\":\"t" + i + "\"}]");
            }
            streams.add("{\"stream\":{\"app\":\"a\",\"n\":\"" + stream + "\"},\"values\":[" + String.join(",", values)
                    + "]}");
        }
        push("logcli", streams);
        List<String> differences = new ArrayList<>();
        List<Path> tails = captures("logcli-tail");
        List<Path> all = new ArrayList<>(captures("logcli"));
        all.removeAll(tails);
        all.addAll(tails); // its live line came after all others had been asked
        for (Path file : all) {
            for (String difference : replay(capture(file), false)) {
                differences.add(file.getFileName() + ": " + difference);
            }
        }
        assertThat(differences).isEmpty();
    }

    private void push(String tenant, List<String> streams) throws IOException {
        Map<String, String> headers = Map.of("Content-Type", "application/json", "X-Scope-OrgID", tenant);
        byte[] body = ("{\"streams\":[" + String.join(",", streams) + "]}").getBytes(StandardCharsets.UTF_8);
        RawHttp.Answer answer = RawHttp.send(server.port(), "POST", "/loki/api/v1/push", headers, body);
        assertThat(answer.status()).as(answer.text()).isEqualTo(204);
    }

    // ---- canary

    @TestFactory
    Stream<DynamicTest> a_canary_finds_its_lines_as_it_found_them_in_loki() throws Exception {
        return captures("canary").stream()
                .map(file -> DynamicTest.dynamicTest(
                        file.getFileName().toString(),
                        () -> assertThat(replay(capture(file), true)).isEmpty()));
    }

    /** Sends everything in order and says what is different. */
    private List<String> replay(Map<String, Object> capture, boolean fillsGaps) throws IOException {
        List<String> differences = new ArrayList<>();
        NavigableMap<Long, String> missing = fillsGaps ? missing(capture) : new TreeMap<>();
        Tail tail = null;
        for (Object item : Json.list(capture.get("exchanges"))) {
            Map<String, Object> exchange = Json.map(item);
            Map<String, Object> request = Json.map(exchange.get("request"));
            String tenant = headers(request).get("X-Scope-Orgid");
            if (exchange.containsKey("frames")) {
                tail = new Tail(exchange, request);
                continue;
            }
            if (fillsGaps) {
                long now = startNanos(capture) + ((BigDecimal) exchange.get("at_ms")).longValue() * 1_000_000L;
                fill(tenant, capture, missing.headMap(now));
            }
            differences.addAll(compare(exchange, send(request)));
        }
        if (fillsGaps) {
            fill(headers(firstRequest(capture)).get("X-Scope-Orgid"), capture, missing);
        }
        if (tail != null) {
            differences.addAll(tail.end());
        }
        return differences;
    }

    private static Map<String, Object> firstRequest(Map<String, Object> capture) {
        return Json.map(Json.map(Json.list(capture.get("exchanges")).get(0)).get("request"));
    }

    /** When the run began: a canary's line is its time, and is pushed at once. */
    private static long startNanos(Map<String, Object> capture) {
        for (Object item : Json.list(capture.get("exchanges"))) {
            Map<String, Object> exchange = Json.map(item);
            Map<String, Object> request = Json.map(exchange.get("request"));
            if (((String) request.get("line")).startsWith("POST")) {
                Object stream = Json.list(Json.map(request.get("body_decoded")).get("streams"))
                        .get(0);
                Object entry = Json.list(Json.map(stream).get("entries")).get(0);
                return ((BigDecimal) Json.map(entry).get("ts_ns")).longValue()
                        - ((BigDecimal) exchange.get("at_ms")).longValue() * 1_000_000L;
            }
        }
        throw new IllegalArgumentException("no push in it");
    }

    /** Lines that answers and frames have, and no push that was kept; where they have none, one a second is made up. */
    private static NavigableMap<Long, String> missing(Map<String, Object> capture) throws IOException {
        NavigableMap<Long, String> missing = new TreeMap<>();
        TreeSet<Long> pushed = new TreeSet<>();
        boolean everySecond = capture.get("command").toString().contains("-interval=1s");
        for (Object item : Json.list(capture.get("exchanges"))) {
            Map<String, Object> exchange = Json.map(item);
            for (Object message : messages(exchange)) {
                entries(message).forEach(entry -> missing.put(entry.nanos(), entry.line()));
            }
            Map<String, Object> request = Json.map(exchange.get("request"));
            if (((String) request.get("line")).startsWith("POST")) {
                Object stream = Json.list(Json.map(request.get("body_decoded")).get("streams"))
                        .get(0);
                for (Object entry : Json.list(Json.map(stream).get("entries"))) {
                    pushed.add(((BigDecimal) Json.map(entry).get("ts_ns")).longValue());
                }
            }
        }
        if (everySecond) {
            for (long at = pushed.first(); at < missing.lastKey(); at += SECOND) {
                if (missing.subMap(at - SECOND / 2, at + SECOND / 2).isEmpty()) {
                    missing.put(at, at + " made up");
                }
            }
        }
        missing.keySet().removeAll(pushed);
        return missing;
    }

    /** What was answered: a body, or text frames. */
    private static List<Object> messages(Map<String, Object> exchange) throws IOException {
        List<Object> messages = new ArrayList<>();
        String body = (String) Json.map(exchange.get("response")).getOrDefault("body", "");
        if (body.startsWith("{")) {
            messages.add(Json.parse(body));
        }
        for (Object frame : Json.list(exchange.getOrDefault("frames", List.of()))) {
            if ("text".equals(Json.map(frame).get("type"))) {
                messages.add(Json.parse((String) Json.map(frame).get("text")));
            }
        }
        return messages;
    }

    private void fill(String tenant, Map<String, Object> capture, Map<Long, String> lines) throws IOException {
        if (lines.isEmpty()) {
            return;
        }
        String line = (String) firstRequest(capture).get("line");
        String name = line.replaceAll(".*name%3D%22([a-z-]+)%22.*", "$1");
        List<String> values = new ArrayList<>();
        lines.forEach((nanos, text) -> values.add("[\"" + nanos + "\",\"" + text.replace("\n", "\\n") + "\"]"));
        push(
                tenant,
                List.of("{\"stream\":{\"stream\":\"stdout\",\"name\":\"" + name + "\"},\"values\":["
                        + String.join(",", values) + "]}"));
        lines.clear();
    }

    // ---- both

    /** A tail that is open while the rest is replayed. */
    private final class Tail {
        private final RawWebSocket socket;
        private final TreeSet<Entry> wanted = new TreeSet<>();
        private final TreeSet<String> streams = new TreeSet<>();
        private final String tenant;
        private final TreeSet<Entry> live = new TreeSet<>();

        Tail(Map<String, Object> exchange, Map<String, Object> request) throws IOException {
            tenant = headers(request).get("X-Scope-Orgid");
            socket = new RawWebSocket(server.port(), target(request), Map.of("X-Scope-OrgID", tenant));
            assertThat(socket.answer.status()).isEqualTo(101);
            for (Object message : messages(exchange)) {
                wanted.addAll(entries(message));
                streams(message, streams);
            }
            wanted.stream().filter(entry -> entry.line().equals("live line")).forEach(live::add);
        }

        List<String> end() throws IOException {
            for (Entry entry : live) {
                push(
                        tenant,
                        List.of("{\"stream\":{\"app\":\"a\",\"n\":\"0\"},\"values\":[[\"" + entry.nanos() + "\",\""
                                + entry.line() + "\"]]}"));
            }
            TreeSet<Entry> got = new TreeSet<>();
            TreeSet<String> found = new TreeSet<>();
            List<String> texts = socket.messages(20, messages -> {
                try {
                    Object last = messages.isEmpty() ? null : Json.parse(messages.get(messages.size() - 1));
                    if (last != null) {
                        got.addAll(entries(last));
                        streams(last, found);
                    }
                } catch (IOException e) {
                    throw new IllegalArgumentException(e);
                }
                return got.containsAll(wanted);
            });
            socket.close(1000);
            List<String> differences = new ArrayList<>();
            if (!got.containsAll(wanted)) {
                differences.add("tail: want " + wanted + ", got " + got + " in " + texts.size() + " frames");
            }
            if (!found.equals(streams)) {
                differences.add("tail: want streams " + streams + ", got " + found);
            }
            return differences;
        }
    }

    private RawHttp.Answer send(Map<String, Object> request) throws IOException {
        String base64 = (String) request.get("body_base64");
        byte[] body = base64 == null ? null : Base64.getDecoder().decode(base64);
        String method = ((String) request.get("line")).split(" ")[0];
        return RawHttp.send(server.port(), method, target(request), headers(request), body);
    }

    private static String target(Map<String, Object> request) {
        return ((String) request.get("line")).split(" ")[1];
    }

    /** As the client spelled them, but for those that the connection has. */
    private static Map<String, String> headers(Map<String, Object> request) {
        Map<String, String> headers = new LinkedHashMap<>();
        for (Object pair : Json.list(request.get("headers"))) {
            String name = (String) Json.list(pair).get(0);
            if (!List.of("host", "content-length").contains(name.toLowerCase(Locale.ROOT))) {
                headers.put(name, (String) Json.list(pair).get(1));
            }
        }
        return headers;
    }

    private static List<String> compare(Map<String, Object> exchange, RawHttp.Answer answer) throws IOException {
        Map<String, Object> recorded = Json.map(exchange.get("response"));
        String body = (String) recorded.get("body");
        Map<String, Object> expect = new LinkedHashMap<>();
        expect.put("status", new BigDecimal(((String) recorded.get("line")).split(" ")[1]));
        Map<String, Object> headers = new LinkedHashMap<>();
        for (Object pair : Json.list(recorded.get("headers"))) {
            String name = ((String) Json.list(pair).get(0)).toLowerCase(Locale.ROOT);
            if (List.of("content-type", "content-encoding", "vary", "x-content-type-options")
                    .contains(name)) {
                headers.put(name, Json.list(pair).get(1));
            }
        }
        expect.put("headers", headers);
        if (body.startsWith("{")) {
            boolean volume = body.contains("\"4912\"") || body.contains("\"2456\"");
            expect.put(
                    "body",
                    Map.of(
                            "json",
                            Json.parse(volume ? body.replaceAll(VOLUME, "\"@approx-string:$1:0.5\"") : body),
                            "ignore",
                            List.of("$.data.stats"),
                            "unordered",
                            List.of("$.data.result", "$.data", "$.fields")));
        } else {
            expect.put("body", Map.of("text", body));
        }
        String line = (String) Json.map(exchange.get("request")).get("line");
        return Comparison.response(expect, answer, new Placeholders("run")).stream()
                .map(difference -> line + ": " + difference)
                .toList();
    }

    /** All entries of an answer or of a frame. */
    private static NavigableSet<Entry> entries(Object message) {
        TreeSet<Entry> entries = new TreeSet<>();
        for (Object stream : streamsOf(message)) {
            for (Object value : Json.list(Json.map(stream).getOrDefault("values", List.of()))) {
                if (Json.list(value).get(0) instanceof String nanos) {
                    entries.add(new Entry(
                            Long.parseLong(nanos), (String) Json.list(value).get(1)));
                }
            }
        }
        return entries;
    }

    private static void streams(Object message, NavigableSet<String> streams) {
        for (Object stream : streamsOf(message)) {
            streams.add(Json.canonical(Json.map(stream).get("stream")));
        }
    }

    private static List<Object> streamsOf(Object message) {
        Map<String, Object> top = Json.map(message);
        if (top.get("streams") instanceof List<?> streams) {
            return Json.list(streams);
        }
        return top.get("data") instanceof Map<?, ?> data && data.get("result") instanceof List<?> result
                ? Json.list(result)
                : List.of();
    }
}
