package io.sigyn.server.golden;

import static org.assertj.core.api.Assertions.assertThat;

import io.sigyn.server.Sigyn;
import io.sigyn.server.config.CommandLine;
import io.sigyn.server.config.ConfigLoader;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/**
 * Every case of the LogQL corpus over HTTP: what is asked, how it is refused, and each byte of what is printed. The data is
 * pushed as the corpus says; everything is asked twice, of memory and of what has been flushed.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ConformanceHttpTest {
    private static final Pattern ONLY = Pattern.compile(System.getProperty("conformance.only", ""));

    @TempDir
    static Path folder;

    private Sigyn server;

    @BeforeAll
    void push() throws Exception {
        Map<String, String> environment = Map.of(
                "DATA_DIR",
                folder.toString(),
                "HTTP_PORT",
                "0",
                "GRPC_PORT",
                "0",
                "RUNTIME_CONFIG",
                resource("overrides.yaml"));
        server = Sigyn.start(ConfigLoader.load(
                CommandLine.parse(List.of("-config.file=" + resource("server.yaml"), "-config.expand-env=true")),
                environment::get));
        for (String line : lines("dataset.jsonl")) {
            Map<String, Object> push = Json.map(Json.parse(line));
            Map<String, String> headers =
                    Map.of("Content-Type", "application/json", "X-Scope-OrgID", (String) push.get("tenant"));
            byte[] body = ("{" + line.substring(line.indexOf("\"streams\":"))).getBytes(StandardCharsets.UTF_8);
            RawHttp.Answer answer = RawHttp.send(server.port(), "POST", "/loki/api/v1/push", headers, body);
            assertThat(answer.status()).as(answer.text()).isEqualTo(204);
        }
    }

    @Test
    void every_case_has_its_recorded_answer_over_http() throws Exception {
        Map<String, String> live = run("live");
        RawHttp.Answer flushed = RawHttp.send(server.port(), "POST", "/flush", Map.of(), new byte[0]);
        assertThat(flushed.status()).isEqualTo(204);
        Map<String, String> stored = run("flushed");
        assertThat(live).as("cases that fail while the data is live").isEmpty();
        assertThat(stored).as("cases that fail once the data is flushed").isEmpty();
    }

    private Map<String, String> run(String layout) throws Exception {
        Map<String, Future<String>> running = new LinkedHashMap<>();
        ExecutorService clients = Executors.newFixedThreadPool(4);
        for (String file : lines("cases/files.txt")) {
            for (String line : lines("cases/" + file)) {
                Map<String, Object> test = Json.map(Json.parse(line));
                String name = (String) test.get("name");
                if (ONLY.matcher(name).find()) {
                    running.put(name, clients.submit(() -> difference(test)));
                }
            }
        }
        Map<String, String> failures = new TreeMap<>();
        Map<String, int[]> counts = new TreeMap<>();
        for (Map.Entry<String, Future<String>> one : running.entrySet()) {
            String difference = one.getValue().get();
            int[] count = counts.computeIfAbsent(one.getKey().split("/")[0], key -> new int[2]);
            count[0]++;
            if (difference.isEmpty()) {
                count[1]++;
            } else {
                failures.put(one.getKey(), difference);
            }
        }
        clients.shutdown();
        report(layout, counts);
        return failures;
    }

    private static void report(String layout, Map<String, int[]> counts) {
        StringBuilder table = new StringBuilder("LogQL cases over HTTP, " + layout + ":\n");
        int all = 0;
        int passed = 0;
        for (Map.Entry<String, int[]> count : counts.entrySet()) {
            all += count.getValue()[0];
            passed += count.getValue()[1];
            table.append(
                    String.format("  %-26s %5d of %5d%n", count.getKey(), count.getValue()[1], count.getValue()[0]));
        }
        System.out.println(table.append(String.format("  %-26s %5d of %5d", "all", passed, all)));
    }

    private String difference(Map<String, Object> test) throws IOException {
        RawHttp.Answer answer = ask(test);
        String text = answer.text();
        String type = answer.header("content-type");
        Object body = type != null && type.contains("json") ? Json.parse(text) : text;
        ConformanceAnswer comparison = new ConformanceAnswer(test);
        String first = "";
        for (Object expected : expectations(test)) {
            String difference = comparison.difference(Json.map(expected), answer.status(), type, body);
            if (difference.isEmpty()) {
                return "";
            }
            first = first.isEmpty() ? difference : first;
        }
        return Json.map(test.get("params")).get("query") + ": " + first;
    }

    private static List<Object> expectations(Map<String, Object> test) {
        List<Object> expectations = new ArrayList<>();
        expectations.add(test.get("expect"));
        if (test.containsKey("variants")) {
            Json.list(test.get("variants"))
                    .forEach(variant -> expectations.add(Json.map(variant).get("expect")));
        }
        return expectations;
    }

    private RawHttp.Answer ask(Map<String, Object> test) throws IOException {
        Map<String, String> headers = new LinkedHashMap<>();
        if (test.containsKey("headers")) {
            Json.map(test.get("headers")).forEach((name, value) -> headers.put(name, (String) value));
        }
        String tenant = (String) test.get("tenant");
        if (!tenant.isEmpty()) {
            headers.put("X-Scope-OrgID", tenant);
        }
        String path = (String) test.get("path");
        String form = form(Json.map(test.get("params")));
        if (test.get("method").equals("POST")) {
            headers.put("Content-Type", "application/x-www-form-urlencoded");
            return RawHttp.send(server.port(), "POST", path, headers, form.getBytes(StandardCharsets.UTF_8));
        }
        return RawHttp.send(server.port(), "GET", form.isEmpty() ? path : path + "?" + form, headers, null);
    }

    private static String form(Map<String, Object> parameters) {
        List<String> pairs = new ArrayList<>();
        parameters.forEach((name, value) -> {
            List<Object> values = value instanceof List<?> ? Json.list(value) : List.of(value);
            values.forEach(one -> pairs.add(encoded(name) + "=" + encoded((String) one)));
        });
        return String.join("&", pairs);
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }

    private static String resource(String name) throws Exception {
        return Path.of(Objects.requireNonNull(ConformanceHttpTest.class.getResource("/conformance/" + name))
                        .toURI())
                .toString();
    }

    private static List<String> lines(String resource) throws IOException {
        try (InputStream in = ConformanceHttpTest.class.getResourceAsStream("/conformance/" + resource);
                BufferedReader reader = new BufferedReader(
                        new InputStreamReader(Objects.requireNonNull(in, resource), StandardCharsets.UTF_8))) {
            return reader.lines().filter(line -> !line.isBlank()).toList();
        }
    }

    @AfterAll
    void stop() {
        server.close();
    }
}
