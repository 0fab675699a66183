package io.sigyn.server.edge;

import static org.assertj.core.api.Assertions.assertThat;

import io.sigyn.server.Sigyn;
import io.sigyn.server.TestServer;
import io.sigyn.server.golden.Json;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Stream;
import java.util.zip.GZIPInputStream;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.xerial.snappy.Snappy;

/**
 * Pushes that were recorded, damaged at random, before and after compression: each is stored or refused, none is a
 * server's error, and afterwards the server stores and finds as ever. {@code -Dsigyn.fuzz.pushes} says how many, {@code
 * -Dsigyn.seed} replays.
 */
@Timeout(300)
class PushFuzzTest {
    private static final int PUSHES = Integer.getInteger("sigyn.fuzz.pushes", 3000);
    private static final long SEED = Long.getLong("sigyn.seed", System.nanoTime());
    private static final byte[][] ODD = {
        {0},
        {(byte) 0xff},
        {(byte) 0xff, (byte) 0xff, (byte) 0xff, (byte) 0xff, 0x0f},
        {(byte) 0x80},
        {'"'},
        {'\\'},
        {'{'},
        {'['},
        {'}'},
        "null".getBytes(StandardCharsets.US_ASCII),
        "-1".getBytes(StandardCharsets.US_ASCII),
        "1e400".getBytes(StandardCharsets.US_ASCII),
        "\\ud800".getBytes(StandardCharsets.US_ASCII),
        {(byte) 0xc0, (byte) 0x80}
    };

    @TempDir
    Path folder;

    private final Random random = new Random(SEED);
    private final HttpClient client =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

    private record Push(String path, Map<String, String> headers, byte[] body) {}

    @Test
    void no_body_whatsoever_is_a_server_s_error() throws Exception {
        List<Push> seeds = seeds();
        assertThat(seeds).hasSizeGreaterThan(100);
        try (Sigyn server =
                TestServer.start(folder, "auth_enabled: false\nlimits_config: {ingestion_rate_mb: 1000}\n")) {
            int stored = 0;
            for (int i = 0; i < PUSHES; i++) {
                Push seed = seeds.get(random.nextInt(seeds.size()));
                Push damaged = new Push(seed.path, seed.headers, damage(seed));
                int status = send(server, damaged).statusCode();
                stored += status == 204 ? 1 : 0;
                assertThat(status)
                        .as("push %d of seed %d to %s %s: %s", i, SEED, seed.path, seed.headers, shown(damaged.body))
                        .isLessThan(500);
            }
            assertThat(stored).as("some damage does not matter").isPositive();
            assertThatItWorks(server);
        }
    }

    private static String shown(byte[] body) {
        return Base64.getEncoder().encodeToString(body);
    }

    private void assertThatItWorks(Sigyn server) throws Exception {
        String body = "{\"streams\":[{\"stream\":{\"after\":\"fuzz\"},\"values\":[[\"" + System.currentTimeMillis()
                + "000000\",\"still here\"]]}]}";
        Push good = new Push(
                "/loki/api/v1/push", Map.of("Content-Type", "application/json"), body.getBytes(StandardCharsets.UTF_8));
        assertThat(send(server, good).statusCode()).isEqualTo(204);
        HttpRequest query = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + server.port()
                        + "/loki/api/v1/query_range?query=%7Bafter%3D%22fuzz%22%7D"))
                .build();
        assertThat(client.send(query, HttpResponse.BodyHandlers.ofString()).body())
                .contains("still here");
    }

    private HttpResponse<String> send(Sigyn server, Push push) throws IOException, InterruptedException {
        HttpRequest.Builder request = HttpRequest.newBuilder(
                        URI.create("http://127.0.0.1:" + server.port() + push.path))
                .POST(HttpRequest.BodyPublishers.ofByteArray(push.body));
        push.headers.forEach(request::header);
        return client.send(request.build(), HttpResponse.BodyHandlers.ofString());
    }

    /** Of what is inside the compression in most cases, else of the bytes as they are sent. */
    private byte[] damage(Push push) {
        boolean snappy =
                !push.headers.getOrDefault("Content-Type", "").contains("json") && !push.path.startsWith("/otlp");
        try {
            if (random.nextInt(4) > 0 && snappy) {
                return Snappy.compress(damage(Snappy.uncompress(push.body)));
            } else if (random.nextInt(4) > 0 && "gzip".equals(push.headers.get("Content-Encoding"))) {
                return gzip(damage(new GZIPInputStream(new ByteArrayInputStream(push.body)).readAllBytes()));
            }
        } catch (IOException e) {
            return damage(push.body); // it was recorded broken
        }
        return damage(push.body);
    }

    private static byte[] gzip(byte[] bytes) throws IOException {
        ByteArrayOutputStream packed = new ByteArrayOutputStream();
        try (GZIPOutputStream out = new GZIPOutputStream(packed)) {
            out.write(bytes);
        }
        return packed.toByteArray();
    }

    private byte[] damage(byte[] bytes) {
        byte[] damaged = bytes;
        for (int i = random.nextInt(4); i >= 0; i--) {
            damaged = once(damaged);
        }
        return damaged;
    }

    private byte[] once(byte[] bytes) {
        int at = bytes.length == 0 ? 0 : random.nextInt(bytes.length);
        int end = at + (bytes.length == at ? 0 : random.nextInt(Math.min(64, bytes.length - at)));
        switch (random.nextInt(6)) {
            case 0 -> {
                byte[] flipped = bytes.clone();
                if (flipped.length > 0) {
                    flipped[at] ^= (byte) (1 << random.nextInt(8));
                }
                return flipped;
            }
            case 1 -> {
                return splice(bytes, at, bytes.length, new byte[0]);
            }
            case 2 -> {
                return splice(bytes, at, end, new byte[0]);
            }
            case 3 -> {
                return splice(bytes, at, at, java.util.Arrays.copyOfRange(bytes, at, end));
            }
            case 4 -> {
                return splice(bytes, at, end, ODD[random.nextInt(ODD.length)]);
            }
            default -> {
                byte[] noise = new byte[random.nextInt(16)];
                random.nextBytes(noise);
                return splice(bytes, at, at, noise);
            }
        }
    }

    private static byte[] splice(byte[] bytes, int from, int to, byte[] with) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.write(bytes, 0, from);
        out.writeBytes(with);
        out.write(bytes, to, bytes.length - to);
        return out.toByteArray();
    }

    private static List<Push> seeds() throws Exception {
        List<Push> seeds = new ArrayList<>();
        Path golden = Path.of(PushFuzzTest.class.getResource("/http-golden").toURI());
        try (Stream<Path> files = Files.list(golden)) {
            for (Path file : files.filter(name -> name.toString().endsWith(".json"))
                    .sorted()
                    .toList()) {
                for (Object scenario :
                        Json.list(Json.map(Json.parse(Files.readString(file))).get("scenarios"))) {
                    Json.list(Json.map(scenario).get("steps")).forEach(step -> add(Json.map(step), seeds));
                }
            }
        }
        return seeds;
    }

    private static void add(Map<String, Object> step, List<Push> seeds) {
        String path = (String) step.get("path");
        if (path == null || !path.matches(".*/(push|logs)") || !(step.get("body") instanceof Map<?, ?> body)) {
            return;
        }
        byte[] bytes;
        if (body.get("base64") instanceof String base64) {
            bytes = Base64.getDecoder().decode(base64);
        } else if (body.get("text") instanceof String text) {
            long now = System.currentTimeMillis();
            bytes = text.replaceAll("\\{\\{now_ns[^}]*}}", now + "000000")
                    .replaceAll("\\{\\{now_[^}]*}}", Long.toString(now))
                    .getBytes(StandardCharsets.UTF_8);
        } else {
            return;
        }
        Map<String, String> headers = new LinkedHashMap<>();
        if (step.get("headers") instanceof Map<?, ?> recorded) {
            recorded.forEach((name, value) -> {
                if (value != null && name.toString().startsWith("Content-") && !name.equals("Content-Length")) {
                    headers.put(name.toString(), value.toString());
                }
            });
        }
        seeds.add(new Push(path, headers, bytes));
    }
}
