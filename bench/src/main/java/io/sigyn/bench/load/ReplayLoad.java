package io.sigyn.bench.load;

import io.sigyn.index.Segments;
import io.sigyn.index.manifest.ManifestStore;
import io.sigyn.ingester.Ingester;
import io.sigyn.ingester.IngesterConfig;
import io.sigyn.ingester.PushBody;
import io.sigyn.model.TenantId;
import io.sigyn.model.TenantLimits;
import io.sigyn.storage.disk.RealDisk;
import io.sigyn.storage.object.FolderObjectStore;
import io.sigyn.storage.object.ObjectBody;
import io.sigyn.storage.object.ObjectStore;
import java.io.IOException;
import java.lang.reflect.Proxy;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Locale;

/**
 * How long does a start take that finds a large log? Makes {@code --mib} of it in {@code --folder}, which must be empty, with
 * an object store that takes nothing, then opens it with the default limits and a store that works.
 *
 * <pre>java -Xmx8g -cp bench/target/benchmarks.jar io.sigyn.bench.load.ReplayLoad --folder /some/empty/folder --mib 1024
 * java -Xmx512m -cp bench/target/benchmarks.jar io.sigyn.bench.load.ReplayLoad --folder /the/same/folder</pre>
 */
public final class ReplayLoad {
    private static final TenantId TENANT = new TenantId("bench");

    private ReplayLoad() {}

    public static void main(String[] args) throws Exception {
        Options options = new Options(args);
        Path folder = Path.of(options.text("folder", "replay"));
        long logBytes = options.number("mib", 0) << 20;
        TenantLimits limits = TenantLimits.defaults()
                .with("ingestionRateMb", 0.0)
                .with("perStreamRateLimit", 0L)
                .with("rejectOldSamples", false);
        IngesterConfig config = IngesterConfig.of(folder, tenant -> limits);
        ObjectStore store = FolderObjectStore.open(new RealDisk(), folder.resolve("chunks"), Clock.systemUTC());
        if (logBytes > 0) {
            fill(config, logBytes, down(store));
        } else {
            replay(config, store);
        }
    }

    private static void fill(IngesterConfig config, long logBytes, ObjectStore store) throws IOException {
        IngesterConfig large = config.with(
                        config.rotation(),
                        new IngesterConfig.Room(Long.MAX_VALUE, Long.MAX_VALUE, Duration.ofSeconds(2)))
                .with(new IngesterConfig.Flush(
                        8, Duration.ofMillis(200), Duration.ofSeconds(10), Duration.ofMillis(100)));
        List<String> streams = LogCorpus.streams(200);
        LogCorpus corpus = new LogCorpus(1);
        long start = System.currentTimeMillis() * 1_000_000L - 3_600_000_000_000L;
        long rawBytes = 0;
        try (Ingester ingester = open(large, store)) {
            for (int batch = 0; ingester.logBytes() < logBytes; batch++) {
                PushBatch next = PushBatch.build(corpus, streams, batch * 20, start + batch * 10_000_000L, 1 << 20);
                byte[] body = next.body();
                ingester.push(
                                TENANT,
                                new PushBody(
                                        PushBody.Endpoint.PUSH, "application/x-protobuf", "", body, 0, body.length))
                        .toCompletableFuture()
                        .join();
                rawBytes += next.rawBytes();
            }
            System.out.printf(
                    Locale.ROOT, "log: %d MiB, of %d MiB of lines%n", ingester.logBytes() >> 20, rawBytes >> 20);
        }
    }

    private static void replay(IngesterConfig config, ObjectStore store) throws IOException {
        long bytes = 0;
        try (var files = Files.walk(config.directory().resolve("wal"))) {
            bytes = files.filter(Files::isRegularFile)
                    .mapToLong(file -> file.toFile().length())
                    .sum();
        }
        long start = System.nanoTime();
        try (Ingester ingester = open(config, store)) {
            double seconds = (System.nanoTime() - start) / 1e9;
            System.out.printf(
                    Locale.ROOT,
                    "replayed %d MiB of log in %.2f s, %d segments were flushed on the way, heap of %d MiB, %s of CPU%n",
                    bytes >> 20,
                    seconds,
                    ingester.metrics().segmentsFlushed.sum(),
                    Runtime.getRuntime().maxMemory() >> 20,
                    ProcessHandle.current().info().totalCpuDuration().orElse(Duration.ZERO));
        }
    }

    private static Ingester open(IngesterConfig config, ObjectStore store) throws IOException {
        return Ingester.open(
                config,
                new RealDisk(),
                store,
                new ManifestStore(store),
                new Segments(store, 64 << 20),
                Clock.systemUTC());
    }

    /** The store, but that it takes no objects. */
    private static ObjectStore down(ObjectStore store) {
        return (ObjectStore) Proxy.newProxyInstance(
                ReplayLoad.class.getClassLoader(), new Class<?>[] {ObjectStore.class}, (proxy, method, arguments) -> {
                    if (method.getParameterCount() == 2 && method.getParameterTypes()[1] == ObjectBody.class) {
                        throw new IOException("the store is down, as it shall be");
                    }
                    return method.invoke(store, arguments);
                });
    }
}
