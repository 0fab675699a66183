package io.sigyn.server.golden;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.math.BigDecimal;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;

/** Runs the steps of one recorded scenario against a server, and tells the differences. For one thread. */
final class Scenario {
    private final int port;
    private final Map<String, Object> scenario;
    private final Placeholders values;
    private final Map<String, RawWebSocket> sockets = new HashMap<>();

    Scenario(int port, Map<String, Object> scenario, String run) {
        this.port = port;
        this.scenario = scenario;
        this.values = new Placeholders(run);
        if (scenario.get("tenant") instanceof String tenant) {
            values.tenant(tenant);
        }
    }

    /** Steps that matched, and what differed in the others. */
    record Outcome(int passed, int failed, List<String> differences) {}

    Outcome run() throws InterruptedException {
        int passed = 0;
        int failed = 0;
        List<String> report = new ArrayList<>();
        int number = 0;
        for (Object item : Json.list(scenario.get("steps"))) {
            Map<String, Object> step = Json.map(item);
            number++;
            if (step.get("wait_s") instanceof BigDecimal wait) {
                Thread.sleep(wait.movePointRight(3).longValue());
                continue;
            }
            List<String> differences = run(step);
            if (differences.isEmpty()) {
                passed++;
            } else {
                failed++;
                for (String difference : differences) {
                    report.add("step " + number + " (" + step.get("name") + "): " + difference);
                }
            }
        }
        sockets.values().forEach(socket -> socket.close(1000));
        return new Outcome(passed, failed, report);
    }

    private List<String> run(Map<String, Object> step) throws InterruptedException {
        try {
            return step.containsKey("ws") ? webSocket(step) : http(step);
        } catch (IOException | RuntimeException e) {
            return List.of(e.toString());
        }
    }

    private List<String> http(Map<String, Object> step) throws InterruptedException, IOException {
        long retry = step.get("retry_s") instanceof BigDecimal seconds ? seconds.longValue() : 0;
        long deadline = System.nanoTime() + retry * 1_000_000_000L;
        while (true) {
            RawHttp.Answer answer = RawHttp.send(
                    port, (String) step.get("method"), target(step), headers(step), body(step.get("body")));
            List<String> differences = Comparison.response(Json.map(step.get("expect")), answer, values);
            if (differences.isEmpty() || System.nanoTime() >= deadline) {
                return captures(step, answer, differences);
            }
            Thread.sleep(500);
        }
    }

    private List<String> captures(Map<String, Object> step, RawHttp.Answer answer, List<String> differences) {
        List<String> all = new ArrayList<>(differences);
        Map<String, Object> captures = Json.map(step.getOrDefault("capture", Map.of()));
        captures.forEach((name, path) -> {
            try {
                List<Object> found = new ArrayList<>();
                Comparison.places(
                        Json.parse(answer.text()),
                        Comparison.steps((String) path),
                        (container, key) -> found.add(Comparison.child(container, key)));
                values.capture(name, found.get(0).toString());
            } catch (IOException | IndexOutOfBoundsException e) {
                all.add("capture " + name + ": nothing at " + path);
            }
        });
        return all;
    }

    private String target(Map<String, Object> step) {
        String path = values.resolve((String) step.get("path"));
        if (step.get("raw_query") instanceof String raw) {
            return path + "?" + values.resolve(raw);
        }
        List<String> pairs = new ArrayList<>();
        if (step.get("query") instanceof List<?> query) {
            for (Object item : query) {
                List<Object> pair = Json.list(item);
                pairs.add(encode((String) pair.get(0)) + "=" + encode((String) pair.get(1)));
            }
        }
        return pairs.isEmpty() ? path : path + "?" + String.join("&", pairs);
    }

    private String encode(String text) {
        return URLEncoder.encode(values.resolve(text), StandardCharsets.UTF_8).replace("+", "%20");
    }

    private Map<String, String> headers(Map<String, Object> step) {
        Map<String, String> headers = new LinkedHashMap<>();
        Map<String, Object> given = step.get("headers") instanceof Map<?, ?> map ? Json.map(map) : Map.of();
        boolean named = given.keySet().stream().anyMatch(name -> name.equalsIgnoreCase("x-scope-orgid"));
        if (!values.tenant().isEmpty() && !named) {
            headers.put("X-Scope-OrgID", values.tenant());
        }
        given.forEach((name, value) -> {
            if (value instanceof String text) {
                headers.put(name, values.resolve(text));
            }
        });
        return headers;
    }

    private byte[] body(Object body) throws IOException {
        if (!(body instanceof Map<?, ?>)) {
            return null;
        }
        Map<String, Object> map = Json.map(body);
        if (map.get("base64") instanceof String base64) {
            return Base64.getDecoder().decode(base64);
        } else if (map.get("text") instanceof String text) {
            return values.resolve(text).getBytes(StandardCharsets.UTF_8);
        } else if (map.get("repeat") instanceof String repeat) {
            int times = ((BigDecimal) map.get("times")).intValue();
            return values.resolve(repeat).repeat(times).getBytes(StandardCharsets.UTF_8);
        }
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        for (Object part : Json.list(map.get("parts"))) {
            out.write(body(part));
        }
        return out.toByteArray();
    }

    private List<String> webSocket(Map<String, Object> step) throws IOException {
        String action = (String) step.get("ws");
        String name = (String) step.get("conn");
        Map<String, Object> expect = Json.map(step.getOrDefault("expect", Map.of()));
        if (action.equals("open")) {
            RawWebSocket socket = new RawWebSocket(port, target(step), headers(step));
            if (socket.answer.status() == 101) {
                sockets.put(name, socket);
            }
            return Comparison.response(expect, socket.answer, values);
        }
        RawWebSocket socket = sockets.get(name);
        if (socket == null) {
            return List.of("no open connection " + name);
        }
        double timeout = step.get("timeout_s") instanceof BigDecimal seconds ? seconds.doubleValue() : 10;
        return switch (action) {
            case "recv" -> receive(socket, expect, timeout);
            case "recv_none" ->
                socket.messages(timeout, got -> !got.isEmpty()).stream()
                        .map(frame -> "unexpected frame " + frame)
                        .toList();
            case "ping" -> ping(socket, timeout);
            case "closed" -> closed(socket, expect, timeout);
            case "send_text" -> {
                socket.send(1, values.resolve((String) step.get("text")).getBytes(StandardCharsets.UTF_8));
                yield List.of();
            }
            case "close" -> {
                socket.close(1000);
                sockets.remove(name);
                yield List.of();
            }
            default -> List.of("unknown ws action " + action);
        };
    }

    private List<String> receive(RawWebSocket socket, Map<String, Object> expect, double timeout) throws IOException {
        int count = ((BigDecimal) expect.get("count")).intValue();
        List<String> frames = new ArrayList<>(socket.messages(timeout, got -> entries(got) >= count));
        frames.addAll(socket.messages(0.5, got -> false));
        List<String> differences = new ArrayList<>();
        Comparison.compare(values.resolveAll(expect.get("merged")), merge(frames), "$", differences);
        return differences;
    }

    private static List<String> ping(RawWebSocket socket, double timeout) throws IOException {
        int before = socket.pings;
        socket.messages(timeout, got -> socket.pings > before);
        return socket.pings > before ? List.of() : List.of("no ping within " + timeout + " s");
    }

    private List<String> closed(RawWebSocket socket, Map<String, Object> expect, double timeout) throws IOException {
        socket.messages(timeout, got -> false);
        if (!socket.closed) {
            return List.of("not closed within " + timeout + " s");
        }
        List<String> differences = new ArrayList<>();
        if (((BigDecimal) expect.get("code")).intValue() != socket.closeCode) {
            differences.add("close code: want " + expect.get("code") + ", got " + socket.closeCode);
        }
        if (expect.get("reason") instanceof String reason
                && !values.resolve(reason).equals(socket.closeReason)) {
            differences.add("close reason: want " + reason + ", got " + socket.closeReason);
        }
        return differences;
    }

    private static int entries(List<String> frames) {
        int count = 0;
        for (String frame : frames) {
            for (Object stream : streams(frame)) {
                Map<String, Object> map = Json.map(stream);
                Object list = map.containsKey("values") ? map.get("values") : map.get("entries");
                count += list instanceof List<?> entries ? entries.size() : 0;
            }
        }
        return count;
    }

    private static List<Object> streams(String frame) {
        try {
            return Json.map(Json.parse(frame)).get("streams") instanceof List<?> list ? Json.list(list) : List.of();
        } catch (IOException e) {
            throw new IllegalStateException("a frame that is not JSON: " + frame, e);
        }
    }

    /** One value for a list of frames, whatever way the entries were cut into frames. */
    private static Map<String, Object> merge(List<String> frames) throws IOException {
        Map<String, List<Object>> byStream = new TreeMap<>();
        Map<String, Map<String, Object>> labels = new HashMap<>();
        TreeSet<String> keys = new TreeSet<>();
        List<Object> dropped = new ArrayList<>();
        Object flags = null;
        for (String frame : frames) {
            Map<String, Object> map = Json.map(Json.parse(frame));
            keys.addAll(map.keySet());
            for (Object stream : streams(frame)) {
                Map<String, Object> entry = Json.map(stream);
                String key = entry.containsKey("stream") ? "stream" : "labels";
                String identity = Json.canonical(List.of(key, entry.get(key)));
                labels.put(identity, new LinkedHashMap<>(Map.of(key, entry.get(key))));
                Object list = entry.containsKey("values") ? entry.get("values") : entry.get("entries");
                byStream.computeIfAbsent(identity, ignored -> new ArrayList<>()).addAll(Json.list(list));
            }
            if (map.get("dropped_entries") instanceof List<?> list) {
                dropped.addAll(list);
            }
            flags = map.getOrDefault("encodingFlags", flags);
        }
        List<Object> streams = new ArrayList<>();
        byStream.forEach((identity, entries) -> {
            entries.sort(Comparator.comparing(Json::canonical));
            Map<String, Object> stream = labels.get(identity);
            stream.put("entries", entries);
            streams.add(stream);
        });
        Map<String, Object> merged = new LinkedHashMap<>();
        merged.put("frame_keys", new ArrayList<Object>(keys));
        merged.put("streams", streams);
        if (flags != null) {
            merged.put("encodingFlags", flags);
        }
        if (!dropped.isEmpty()) {
            merged.put("dropped_entries", BigDecimal.valueOf(dropped.size()));
        }
        return merged;
    }
}
