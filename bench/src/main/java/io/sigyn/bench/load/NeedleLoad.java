package io.sigyn.bench.load;

import com.sun.management.OperatingSystemMXBean;
import io.sigyn.index.RowSource;
import io.sigyn.index.Segments;
import io.sigyn.index.View;
import io.sigyn.index.manifest.Manifest;
import io.sigyn.index.manifest.ManifestChange;
import io.sigyn.index.manifest.ManifestStore;
import io.sigyn.index.manifest.SegmentRef;
import io.sigyn.model.EntryMetadata;
import io.sigyn.model.Labels;
import io.sigyn.model.TenantId;
import io.sigyn.model.TenantLimits;
import io.sigyn.querier.Querier;
import io.sigyn.querier.QueryRequest;
import io.sigyn.querier.QueryResult;
import io.sigyn.querier.QueryStats;
import io.sigyn.querier.scan.ScanExecutor;
import io.sigyn.storage.disk.RealDisk;
import io.sigyn.storage.object.FolderObjectStore;
import io.sigyn.storage.object.ObjectStore;
import io.sigyn.storage.object.ObjectStoreListener;
import io.sigyn.storage.object.ObservedObjectStore;
import io.sigyn.storage.segment.SegmentOptions;
import io.sigyn.storage.segment.SegmentWriter;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.LongAdder;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * How fast is a needle found in many GiB, warm, from a folder? Makes segments of {@code --segment-mib} raw lines until {@code
 * --gib} are there (once; the folder is used again), with {@code --hits} lines that hold the needle, and asks in process.
 *
 * <pre>java -cp bench/target/benchmarks.jar io.sigyn.bench.load.NeedleLoad --folder /data/needle --gib 10</pre>
 */
public final class NeedleLoad {
    private static final TenantId TENANT = new TenantId("bench");
    private static final Pattern LABEL = Pattern.compile("([a-z]+)=\"([^\"]*)\"");
    private static final String NEEDLE = "quetzalcoatl-7731";
    private static final String TRACE = "deadbeefcafef00d0123456789abcdef";
    private static final long START_NANOS = 1_700_000_000_000_000_000L;
    private static final long SEGMENT_NANOS = 60_000_000_000L;
    private static final int STREAMS = 200;

    private static final OperatingSystemMXBean PROCESS =
            (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();

    private final ObjectStore store;
    private final Path folder;
    private final int segments;
    private final long segmentBytes;
    private final int hits;

    private NeedleLoad(ObjectStore store, Path folder, int segments, long segmentBytes, int hits) {
        this.store = store;
        this.folder = folder;
        this.segments = segments;
        this.segmentBytes = segmentBytes;
        this.hits = hits;
    }

    /** What a query got from the store. */
    private static final class Reads implements ObjectStoreListener {
        final LongAdder requests = new LongAdder();
        final LongAdder bytes = new LongAdder();

        @Override
        public void called(Operation operation, long amount, Duration took, @Nullable IOException failure) {
            requests.increment();
            bytes.add(amount);
        }
    }

    public static void main(String[] args) throws Exception {
        Options options = new Options(args);
        Path folder = Path.of(options.text("folder", "needle-data"));
        long segmentBytes = options.number("segment-mib", 64) << 20;
        int segments = (int) ((options.number("gib", 10) << 30) / segmentBytes);
        Reads reads = new Reads();
        Files.createDirectories(folder);
        try (ObjectStore store = new ObservedObjectStore(
                FolderObjectStore.open(new RealDisk(), folder, Clock.systemUTC()), reads, System::nanoTime)) {
            NeedleLoad load = new NeedleLoad(store, folder, segments, segmentBytes, (int) options.number("hits", 10));
            load.build();
            load.ask(
                    options.text("only", ""),
                    (int) options.number("repeat", 15),
                    options.number("cache-mib", 384) << 20,
                    reads);
        }
    }

    private void build() throws Exception {
        ManifestStore manifests = new ManifestStore(store);
        int present = manifests.refresh(TENANT).segments().size();
        long start = System.nanoTime();
        ExecutorService threads =
                Executors.newFixedThreadPool(Runtime.getRuntime().availableProcessors());
        try {
            List<Future<SegmentRef>> written = new ArrayList<>();
            for (int i = present; i < segments; i++) {
                int number = i;
                written.add(threads.submit(() -> write(number)));
            }
            for (int i = 0; i < written.size(); i++) {
                SegmentRef segment = written.get(i).get();
                manifests.commit(TENANT, ManifestChange.flush("bench", 1, present + i, 0, List.of(segment)));
            }
        } finally {
            threads.shutdown();
        }
        if (present < segments) {
            System.out.printf(
                    Locale.ROOT,
                    "made %d segments of %d MiB in %.0f s%n",
                    segments - present,
                    segmentBytes >> 20,
                    (System.nanoTime() - start) / 1e9);
        }
    }

    private SegmentRef write(int number) throws IOException {
        LogCorpus corpus = new LogCorpus(1000L + number);
        TreeMap<Labels, Integer> streams = new TreeMap<>();
        List<String> texts = LogCorpus.streams(STREAMS);
        for (int i = 0; i < STREAMS; i++) {
            streams.put(labels(texts.get(i)), i);
        }
        boolean hasNeedle = number * hits / segments != (number + 1) * hits / segments;
        try (SegmentWriter writer = new SegmentWriter(SegmentOptions.flush(folder))) {
            int done = 0;
            for (Map.Entry<Labels, Integer> stream : streams.entrySet()) {
                writer.startStream(stream.getKey());
                done++;
                long time = START_NANOS + number * SEGMENT_NANOS;
                for (int row = 0; writer.lineBytes() < segmentBytes * done / STREAMS; row++) {
                    byte[] line = corpus.next(stream.getValue(), time);
                    if (hasNeedle && row == 100 && done == 1 + number % STREAMS) {
                        String text = new String(line, StandardCharsets.US_ASCII);
                        line = (text + " " + NEEDLE + " trace=" + TRACE).getBytes(StandardCharsets.US_ASCII);
                    }
                    writer.add(time, line, 0, line.length, EntryMetadata.NONE);
                    time += 30_000_000;
                }
            }
            SegmentWriter.Finished finished = writer.finish();
            String key = String.format(Locale.ROOT, "%s/segments/%016x-bench-000001", TENANT, number);
            store.put(key, finished.body());
            return new SegmentRef(key, 0, finished.summary());
        }
    }

    private static Labels labels(String text) {
        Labels.Builder labels = Labels.builder();
        Matcher pairs = LABEL.matcher(text);
        while (pairs.find()) {
            labels.set(pairs.group(1), pairs.group(2));
        }
        return labels.build();
    }

    private void ask(String only, int repeat, long cacheBytes, Reads reads) throws IOException {
        Manifest manifest = new ManifestStore(store).refresh(TENANT);
        Segments opened = new Segments(store, cacheBytes);
        List<RowSource> sources =
                manifest.segments().stream().map(opened::source).toList();
        long raw = manifest.segments().stream()
                .mapToLong(segment -> segment.summary().lineBytes())
                .sum();
        long stored = manifest.segments().stream()
                .mapToLong(segment -> segment.summary().sizeBytes())
                .sum();
        System.out.printf(
                Locale.ROOT,
                "%d segments, %.2f GiB of lines in %.2f GiB%n%-26s %9s %9s %9s %9s %6s %10s %7s %8s %8s%n",
                sources.size(),
                raw / 1073741824.0,
                stored / 1073741824.0,
                "query",
                "first ms",
                "median ms",
                "best ms",
                "CPU ms",
                "lines",
                "considered",
                "read",
                "requests",
                "MiB");
        try (ScanExecutor executor = new ScanExecutor(Runtime.getRuntime().availableProcessors())) {
            Querier querier = new Querier(
                    tenant -> new View(tenant, sources, () -> {}),
                    tenant -> TenantLimits.defaults(),
                    executor,
                    Clock.systemUTC());
            for (Map.Entry<String, String> query : queries().entrySet()) {
                if (!query.getKey().contains(only)) {
                    continue;
                }
                double[] millis = new double[repeat];
                long cpu = 0;
                double first = 0;
                QueryResult result = null;
                for (int i = 0; i < repeat; i++) {
                    reads.requests.reset();
                    reads.bytes.reset();
                    if (i == repeat / 2) {
                        cpu = PROCESS.getProcessCpuTime();
                    }
                    long from = System.nanoTime();
                    result =
                            querier.run(request(query.getValue(), query.getKey().startsWith("count")));
                    millis[i] = (System.nanoTime() - from) / 1e6;
                    first = i == 0 ? millis[0] : first;
                }
                double cpuMillis = (PROCESS.getProcessCpuTime() - cpu) / 1e6 / (repeat - repeat / 2);
                Arrays.sort(millis);
                if (result != null) {
                    double[] times = {first, millis[repeat / 2], millis[0], cpuMillis};
                    print(query.getKey(), times, result, reads);
                }
            }
        }
    }

    private static void print(String name, double[] times, QueryResult result, Reads reads) {
        QueryStats stats = result.stats();
        long lines = result.data() instanceof QueryResult.Streams streams
                ? streams.lines().size()
                : (long) ((QueryResult.Vector) result.data())
                        .samples().stream()
                                .mapToDouble(QueryResult.Sample::value)
                                .sum();
        System.out.printf(
                Locale.ROOT,
                "%-26s %9.1f %9.1f %9.1f %9.1f %6d %10d %7d %8d %8.1f%n",
                name,
                times[0],
                times[1],
                times[2],
                times[3],
                lines,
                stats.blocksConsidered(),
                stats.blocksRead(),
                reads.requests.sum(),
                reads.bytes.sum() / 1048576.0);
    }

    private static Map<String, String> queries() {
        Map<String, String> queries = new LinkedHashMap<>();
        queries.put("needle, a word", "{namespace=~\".+\"} |= \"" + NEEDLE + "\"");
        queries.put("needle, inside a word", "{namespace=~\".+\"} |= \"" + NEEDLE.substring(3, 15) + "\"");
        queries.put("needle, an id", "{namespace=~\".+\"} |= \"" + TRACE + "\"");
        queries.put("needle, 6 letters", "{namespace=~\".+\"} |= \"zalcoa\"");
        queries.put("count of needles", "sum(count_over_time({namespace=~\".+\"} |= \"" + NEEDLE + "\" [30d]))");
        queries.put("absent word", "{namespace=~\".+\"} |= \"tezcatlipoca-7731\"");
        queries.put("absent id", "{namespace=~\".+\"} |= \"feedfacefeedface0123456789abcdef\"");
        queries.put("absent word of one app", "{app=\"app-3\"} |= \"tezcatlipoca-7731\"");
        queries.put("rare regex", "{namespace=~\".+\"} |~ \"quetzal.*-77[0-9]1\"");
        queries.put("case-insensitive needle", "{namespace=~\".+\"} |~ \"(?i)QUETZALCOATL\"");
        return queries;
    }

    private static QueryRequest request(String query, boolean instant) {
        long end = START_NANOS + 2_000_000_000_000_000L;
        return new QueryRequest(
                List.of(TENANT),
                query,
                instant ? end : START_NANOS,
                end,
                1_000_000_000L,
                0,
                100,
                QueryRequest.Direction.BACKWARD,
                instant);
    }
}
