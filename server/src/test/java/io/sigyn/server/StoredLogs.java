package io.sigyn.server;

import io.sigyn.index.Segments;
import io.sigyn.index.manifest.ManifestStore;
import io.sigyn.ingester.Ingester;
import io.sigyn.ingester.IngesterConfig;
import io.sigyn.ingester.PushBody;
import io.sigyn.model.TenantId;
import io.sigyn.model.TenantLimits;
import io.sigyn.storage.disk.RealDisk;
import io.sigyn.storage.object.FolderObjectStore;
import io.sigyn.storage.object.ObjectStore;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;

/**
 * A folder as a server leaves it when it is killed: two tenants, several segments, and pushes that are in the log only. For
 * one thread.
 */
final class StoredLogs {
    static final Instant NOW = Instant.parse("2024-05-05T12:00:00Z");
    static final long BASE_NANOS = (NOW.getEpochSecond() - 600) * 1_000_000_000L;
    static final TenantId FAKE = new TenantId("fake");
    static final TenantId OTHER = new TenantId("other");
    static final int LINES_A_PUSH = 300;

    private final Path folder;
    private final List<String> sent = new ArrayList<>();
    private final Random random = new Random(7);
    private int number;

    private StoredLogs(Path folder) {
        this.folder = folder;
    }

    /** Makes one below a folder: {@code flushes} segments of the first tenant, one of the other. */
    static StoredLogs create(Path parent, int flushes, int paddingBytes) throws IOException {
        StoredLogs logs = new StoredLogs(parent.resolve("killed"));
        Path running = parent.resolve("running");
        Clock clock = Clock.fixed(NOW, ZoneOffset.UTC);
        RealDisk disk = new RealDisk();
        try (ObjectStore store = FolderObjectStore.open(disk, running.resolve("chunks"), clock);
                Ingester ingester = Ingester.open(
                        IngesterConfig.of(running.resolve("wal"), tenant -> TenantLimits.defaults()),
                        disk,
                        store,
                        new ManifestStore(store),
                        new Segments(store, 16 << 20),
                        clock)) {
            for (int i = 0; i < flushes; i++) {
                logs.push(ingester, FAKE, paddingBytes);
                if (i == 0) {
                    logs.push(ingester, OTHER, 0);
                }
                ingester.flush().toCompletableFuture().join();
            }
            logs.push(ingester, FAKE, 0);
            logs.push(ingester, FAKE, 0);
            copy(running, logs.folder);
        }
        return logs;
    }

    /** Its {@code common.path_prefix}. */
    Path folder() {
        return folder;
    }

    /** What was acknowledged: tenant, time and line. */
    List<String> sent() {
        return sent;
    }

    List<String> sent(TenantId tenant) {
        return sent.stream().filter(row -> row.startsWith(tenant + " ")).toList();
    }

    static String row(TenantId tenant, long nanos, String line) {
        return tenant + " " + nanos + " " + line;
    }

    private void push(Ingester ingester, TenantId tenant, int padding) {
        StringBuilder body = new StringBuilder("{\"streams\":[");
        for (int stream = 0; stream < 3; stream++) {
            body.append(stream == 0 ? "" : ",")
                    .append("{\"stream\":{\"app\":\"a")
                    .append(stream)
                    .append("\"},\"values\":[");
            for (int i = 0; i < LINES_A_PUSH / 3; i++) {
                long nanos = BASE_NANOS + 1000L * number;
                String line = "line " + number++ + " ünï of " + random.nextInt(1000) + "x".repeat(padding);
                body.append(i == 0 ? "" : ",")
                        .append("[\"")
                        .append(nanos)
                        .append("\",\"")
                        .append(line);
                body.append(number % 3 == 0 ? "\",{\"trace\":\"t" + number + "\"}]" : "\"]");
                sent.add(row(tenant, nanos, line));
            }
            body.append("]}");
        }
        byte[] bytes = body.append("]}").toString().getBytes(StandardCharsets.UTF_8);
        ingester.push(tenant, new PushBody(PushBody.Endpoint.PUSH, "application/json", "", bytes, 0, bytes.length))
                .toCompletableFuture()
                .join();
    }

    static void copy(Path from, Path to) throws IOException {
        try (Stream<Path> all = Files.walk(from)) {
            for (Path path : all.toList()) {
                Path target = to.resolve(from.relativize(path).toString());
                if (Files.isDirectory(path)) {
                    Files.createDirectories(target);
                } else {
                    Files.copy(path, target);
                }
            }
        }
    }

    /** Files below a part of the folder, such as {@code chunks/fake/segments}, sorted. */
    List<Path> files(String below) throws IOException {
        if (!Files.exists(folder.resolve(below))) {
            return List.of();
        }
        try (Stream<Path> all = Files.walk(folder.resolve(below))) {
            return all.filter(Files::isRegularFile).sorted().toList();
        }
    }

    static void flip(Path file, long at) throws IOException {
        byte[] bytes = Files.readAllBytes(file);
        bytes[(int) at] ^= 1;
        Files.write(file, bytes);
    }
}
