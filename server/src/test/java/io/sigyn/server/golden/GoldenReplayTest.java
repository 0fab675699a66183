package io.sigyn.server.golden;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.fail;

import io.sigyn.server.Sigyn;
import io.sigyn.server.config.CommandLine;
import io.sigyn.server.config.ConfigLoader;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicContainer;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/**
 * Replays what the real Loki answered. A scenario that does not pass yet stands in {@code left-out.txt} with the reason,
 * where only failing ones may stand. Areas run side by side, the scenarios of one in order.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class GoldenReplayTest {
    private static final String RUN = Long.toString(System.currentTimeMillis(), 36);

    @TempDir
    static Path folder;

    private final Map<String, Sigyn> servers = new HashMap<>();
    private final Map<String, Map<String, Scenario.Outcome>> outcomes = new TreeMap<>();

    @BeforeAll
    void replayEverything() throws Exception {
        ExecutorService runners = Executors.newFixedThreadPool(8);
        Map<String, Future<Map<String, Scenario.Outcome>>> running = new TreeMap<>();
        for (Path file : files()) {
            Map<String, Object> area = Json.map(Json.parse(Files.readString(file)));
            int port = server((String) area.get("profile")).port();
            running.put((String) area.get("area"), runners.submit(() -> replay(port, area)));
        }
        for (Map.Entry<String, Future<Map<String, Scenario.Outcome>>> area : running.entrySet()) {
            outcomes.put(area.getKey(), area.getValue().get());
        }
        runners.shutdown();
        report();
    }

    private static List<Path> files() throws IOException, URISyntaxException {
        try (Stream<Path> files = Files.list(resource(""))) {
            List<Path> areas = new ArrayList<>();
            files.filter(file -> file.toString().endsWith(".json")).forEach(areas::add);
            return areas;
        }
    }

    private static Path resource(String name) throws URISyntaxException {
        return Path.of(
                GoldenReplayTest.class.getResource("/http-golden/" + name).toURI());
    }

    private Sigyn server(String profile) throws IOException, URISyntaxException {
        Sigyn server = servers.get(profile);
        if (server == null) {
            Map<String, String> environment = Map.of(
                    "DIR",
                    folder.resolve(profile).toString(),
                    "CONF",
                    resource("config").toString(),
                    "HTTP_PORT",
                    "0",
                    "GRPC_PORT",
                    "0");
            String file = resource("config/" + profile + ".yaml").toString();
            server = Sigyn.start(ConfigLoader.load(
                    CommandLine.parse(List.of("-config.file=" + file, "-config.expand-env")), environment::get));
            servers.put(profile, server);
        }
        return server;
    }

    private static Map<String, Scenario.Outcome> replay(int port, Map<String, Object> area)
            throws InterruptedException {
        Map<String, Scenario.Outcome> outcomes = new LinkedHashMap<>();
        for (Object item : Json.list(area.get("scenarios"))) {
            Map<String, Object> scenario = Json.map(item);
            outcomes.put((String) scenario.get("id"), new Scenario(port, scenario, RUN).run());
        }
        return outcomes;
    }

    private void report() {
        StringBuilder table = new StringBuilder("golden answers, steps that match by area:\n");
        int passed = 0;
        int all = 0;
        for (Map.Entry<String, Map<String, Scenario.Outcome>> area : outcomes.entrySet()) {
            int good = area.getValue().values().stream()
                    .mapToInt(Scenario.Outcome::passed)
                    .sum();
            int bad = area.getValue().values().stream()
                    .mapToInt(Scenario.Outcome::failed)
                    .sum();
            table.append(String.format("  %-16s %4d of %4d%n", area.getKey(), good, good + bad));
            passed += good;
            all += good + bad;
        }
        System.out.println(table.append(String.format("  %-16s %4d of %4d", "all", passed, all)));
    }

    @TestFactory
    Stream<DynamicContainer> areas() throws IOException, URISyntaxException {
        Map<String, String> leftOut = leftOut();
        return outcomes.entrySet().stream()
                .map(area -> DynamicContainer.dynamicContainer(
                        area.getKey(),
                        area.getValue().entrySet().stream()
                                .map(scenario -> DynamicTest.dynamicTest(
                                        scenario.getKey(),
                                        () -> check(scenario.getKey(), scenario.getValue(), leftOut)))));
    }

    private static void check(String id, Scenario.Outcome outcome, Map<String, String> leftOut) {
        if (leftOut.containsKey(id)) {
            assertThat(outcome.differences())
                    .as(id + " passes, so it must not be left out any more")
                    .isNotEmpty();
        } else if (!outcome.differences().isEmpty()) {
            fail(id + ":\n  " + String.join("\n  ", outcome.differences()));
        }
    }

    @TestFactory
    Stream<DynamicTest> what_is_left_out_exists_and_has_a_reason() throws IOException, URISyntaxException {
        Set<String> known = new HashSet<>();
        outcomes.values().forEach(area -> known.addAll(area.keySet()));
        return leftOut().entrySet().stream()
                .map(entry -> DynamicTest.dynamicTest(entry.getKey(), () -> {
                    assertThat(known).contains(entry.getKey());
                    assertThat(entry.getValue()).isNotBlank();
                }));
    }

    /** Lines of an id, blanks and a reason. */
    private static Map<String, String> leftOut() throws IOException, URISyntaxException {
        Map<String, String> leftOut = new TreeMap<>();
        for (String line : Files.readAllLines(resource("left-out.txt"))) {
            if (!line.isBlank() && !line.startsWith("#")) {
                String[] parts = line.split("\\s+", 2);
                leftOut.put(parts[0], parts.length > 1 ? parts[1] : "");
            }
        }
        return leftOut;
    }

    @AfterAll
    void stop() {
        servers.values().forEach(Sigyn::close);
    }
}
