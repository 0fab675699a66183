package io.sigyn.bench.load;

import io.sigyn.index.Segments;
import io.sigyn.index.manifest.Manifest;
import io.sigyn.index.manifest.ManifestChange;
import io.sigyn.index.manifest.ManifestStore;
import io.sigyn.index.manifest.SegmentRef;
import io.sigyn.index.upkeep.Deletions;
import io.sigyn.index.upkeep.Pace;
import io.sigyn.index.upkeep.Upkeep;
import io.sigyn.index.upkeep.UpkeepMetrics;
import io.sigyn.index.upkeep.UpkeepOptions;
import io.sigyn.model.EntryMetadata;
import io.sigyn.model.Labels;
import io.sigyn.model.TenantId;
import io.sigyn.model.TenantLimits;
import io.sigyn.storage.block.BlockHeader;
import io.sigyn.storage.disk.RealDisk;
import io.sigyn.storage.object.FolderObjectStore;
import io.sigyn.storage.object.ObjectStore;
import io.sigyn.storage.object.ObjectStoreListener;
import io.sigyn.storage.object.ObservedObjectStore;
import io.sigyn.storage.segment.SegmentOptions;
import io.sigyn.storage.segment.SegmentReader;
import io.sigyn.storage.segment.SegmentSummary;
import io.sigyn.storage.segment.SegmentWriter;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What logs cost in the object store: objects, requests, and stored bytes by their parts, after flushes and after compaction;
 * and how long it takes to open a store of many segments or commits.
 *
 * <pre>java -cp bench/target/benchmarks.jar io.sigyn.bench.load.StoreReport --mib 512 [--corpus folder of *.log]</pre>
 */
public final class StoreReport {
    private static final TenantId TENANT = new TenantId("bench");
    private static final double MIB = 1 << 20;
    private static final long NANOS = 1_000_000_000L;

    private final Path folder;
    private final Map<ObjectStoreListener.Operation, Integer> calls =
            new EnumMap<>(ObjectStoreListener.Operation.class);

    private StoreReport(Path folder) {
        this.folder = folder;
    }

    public static void main(String[] arguments) throws IOException {
        Options options = new Options(arguments);
        Path folder = Files.createTempDirectory("sigyn-store");
        StoreReport report = new StoreReport(folder);
        try {
            String corpus = options.text("corpus", "");
            long bytes = options.number("mib", 256) << 20;
            long flushBytes = options.number("flush-mib", 64) << 20;
            report.lines(corpus.isEmpty() ? generated() : files(Path.of(corpus)), bytes, flushBytes);
            report.many((int) options.number("segments", 10_000), (int) options.number("commits", 100_000));
        } finally {
            delete(folder);
        }
    }

    /** Streams, and the next line of each. */
    private interface Lines {
        List<Labels> streams();

        byte[] next(int stream, long timestampNanos);
    }

    private static Lines generated() {
        LogCorpus corpus = new LogCorpus(1);
        List<Labels> streams = new ArrayList<>();
        for (int i = 0; i < 200; i++) {
            String format = i % 10 < 4 ? "json" : i % 10 < 8 ? "text" : "logfmt";
            streams.add(Labels.of(
                    "app", "app-" + i % 40, "format", format, "namespace", "ns-" + i % 10, "pod", "app-" + i));
        }
        return new Lines() {
            @Override
            public List<Labels> streams() {
                return streams;
            }

            @Override
            public byte[] next(int stream, long timestampNanos) {
                return corpus.next(stream, timestampNanos);
            }
        };
    }

    /** Each file is a stream; when it is over it begins again with other digits, the same for each one in a pass. */
    private static Lines files(Path folder) throws IOException {
        List<Labels> streams = new ArrayList<>();
        List<String[]> lines = new ArrayList<>();
        try (Stream<Path> files = Files.list(folder)) {
            for (Path file : files.filter(path -> path.toString().endsWith(".log"))
                    .sorted()
                    .toList()) {
                streams.add(Labels.of("file", String.valueOf(file.getFileName())));
                lines.add(new String(Files.readAllBytes(file), StandardCharsets.UTF_8).split("\r?\n"));
            }
        }
        int[] at = new int[streams.size()];
        return new Lines() {
            @Override
            public List<Labels> streams() {
                return streams;
            }

            @Override
            public byte[] next(int stream, long timestampNanos) {
                String[] all = lines.get(stream);
                int row = at[stream]++;
                byte[] line = all[row % all.length].getBytes(StandardCharsets.UTF_8);
                int pass = row / all.length;
                return pass == 0 ? line : withOtherDigits(line, pass);
            }
        };
    }

    private static byte[] withOtherDigits(byte[] line, int pass) {
        List<Integer> digits = new ArrayList<>(List.of(0, 1, 2, 3, 4, 5, 6, 7, 8, 9));
        Collections.shuffle(digits, new Random(pass));
        for (int i = 0; i < line.length; i++) {
            if (line[i] >= '0' && line[i] <= '9') {
                line[i] = (byte) ('0' + digits.get(line[i] - '0'));
            }
        }
        return line;
    }

    private ObjectStore open(String name) throws IOException {
        calls.clear();
        ObjectStore store = FolderObjectStore.open(new RealDisk(), folder.resolve(name), Clock.systemUTC());
        return new ObservedObjectStore(
                store,
                new ObjectStoreListener() {
                    @Override
                    public void called(Operation operation, long amount, Duration took, @Nullable IOException failure) {
                        calls.merge(operation, 1, Integer::sum);
                    }
                },
                System::nanoTime);
    }

    private void lines(Lines lines, long bytes, long flushBytes) throws IOException {
        try (ObjectStore store = open("lines")) {
            ManifestStore manifests = new ManifestStore(store);
            long first = (System.currentTimeMillis() / 86_400_000 - 3) * 86_400 * NANOS;
            long written = 0;
            long began = System.nanoTime();
            for (int flush = 0; written < bytes; flush++) {
                written += flush(lines, store, manifests, flush, Math.min(flushBytes, bytes - written), first);
            }
            show("flushed", store, manifests, written, System.nanoTime() - began);
            calls.clear();
            began = System.nanoTime();
            upkeep(store, manifests).round();
            show("compacted", store, manifests, written, System.nanoTime() - began);
        }
    }

    private long flush(Lines lines, ObjectStore store, ManifestStore manifests, int number, long bytes, long firstNanos)
            throws IOException {
        Map<Labels, Integer> sorted = new TreeMap<>();
        for (int i = 0; i < lines.streams().size(); i++) {
            sorted.put(lines.streams().get(i), i);
        }
        long written = 0;
        try (SegmentWriter segment = new SegmentWriter(SegmentOptions.flush(folder.resolve("spill")))) {
            for (Map.Entry<Labels, Integer> stream : sorted.entrySet()) {
                segment.startStream(stream.getKey());
                long share = 0;
                for (long row = 0; share < bytes / sorted.size(); row++) {
                    long time = firstNanos + number * 1800L * NANOS + row * 7_000_000;
                    byte[] line = lines.next(stream.getValue(), time);
                    segment.add(time, line, 0, line.length, EntryMetadata.NONE);
                    share += line.length;
                }
                written += share;
            }
            SegmentWriter.Finished finished = segment.finish();
            String key = key(number);
            store.put(key, finished.body());
            manifests.commit(
                    TENANT,
                    ManifestChange.flush("bench", 1, number, 0, List.of(new SegmentRef(key, 0, finished.summary()))));
        }
        return written;
    }

    private static String key(int number) {
        return String.format(Locale.ROOT, "%s/segments/%016x-%016x-%06d", TENANT, number, 0, 1);
    }

    private Upkeep upkeep(ObjectStore store, ManifestStore manifests) {
        return new Upkeep(
                store,
                manifests,
                new Segments(store, 64 << 20),
                UpkeepOptions.of(folder.resolve("spill"), false, Duration.ofMinutes(10), Duration.ofHours(2)),
                tenant -> TenantLimits.defaults(),
                Deletions.NONE,
                () -> {},
                Pace.FULL,
                Clock.systemUTC(),
                new Random(1),
                new UpkeepMetrics());
    }

    private void show(String what, ObjectStore store, ManifestStore manifests, long raw, long nanos)
            throws IOException {
        Map<String, Long> parts = new TreeMap<>();
        long stored = 0;
        Manifest manifest = manifests.known(TENANT);
        int puts = calls.getOrDefault(ObjectStoreListener.Operation.PUT, 0)
                + calls.getOrDefault(ObjectStoreListener.Operation.PUT_IF_ABSENT, 0);
        for (SegmentRef segment : manifest.segments()) {
            SegmentReader reader = new Segments(store, 64 << 20).reader(segment);
            stored += segment.summary().sizeBytes();
            for (int block = 0; block < reader.blocks(); block++) {
                for (BlockHeader.ColumnSize column : reader.header(block).columnSizes()) {
                    parts.merge("column " + column.name(), column.storedBytes(), Long::sum);
                }
            }
            reader.sections().forEach(part -> parts.merge("section " + part.name(), part.storedBytes(), Long::sum));
        }
        double gib = raw / MIB / 1024;
        System.out.printf(
                Locale.ROOT,
                "%s: %.0f MiB of lines in %d segments, %.4f stored bytes a byte of lines; %.1f objects and %.1f PUTs a"
                        + " GiB; %.0f MB/s%n",
                what,
                raw / MIB,
                manifest.segments().size(),
                (double) stored / raw,
                manifest.segments().size() / gib,
                puts / gib,
                raw / (nanos / 1e9) / 1e6);
        for (Map.Entry<String, Long> part : parts.entrySet()) {
            System.out.printf(Locale.ROOT, "    %-24s %.4f%n", part.getKey(), (double) part.getValue() / raw);
        }
    }

    /** How long it takes to know all segments after a start, and what is new after many commits. */
    private void many(int segments, int commits) throws IOException {
        try (ObjectStore store = open("many")) {
            ManifestStore writer = new ManifestStore(store);
            List<SegmentRef> all = new ArrayList<>();
            for (int i = 0; i < segments; i++) {
                all.add(new SegmentRef(key(i), 0, new SegmentSummary(i, i + 1L, 1000, 100_000, 10, 4, 20_000, 4000)));
            }
            writer.commit(TENANT, ManifestChange.flush("bench", 1, 0, 0, all));
            for (int i = 0; i < 64; i++) {
                SegmentRef one = all.get(i);
                writer.commit(TENANT, ManifestChange.swap("compactor", 0, List.of(one.key()), List.of(one), i));
            }
            calls.clear();
            long began = System.nanoTime();
            int known = new ManifestStore(store).known(TENANT).segments().size();
            System.out.printf(
                    Locale.ROOT,
                    "a start with %d segments: %.1f ms, %s%n",
                    known,
                    (System.nanoTime() - began) / 1e6,
                    calls);
        }
        try (ObjectStore store = open("commits")) {
            ManifestStore writer = new ManifestStore(store);
            ManifestStore reader = new ManifestStore(store);
            for (int i = 0; i < commits; i++) {
                writer.commit(TENANT, ManifestChange.flush("bench", 1, i, i, List.of()));
            }
            calls.clear();
            long began = System.nanoTime();
            long version = reader.known(TENANT).version();
            long opened = System.nanoTime();
            writer.commit(TENANT, ManifestChange.flush("bench", 1, commits, commits, List.of()));
            long committed = System.nanoTime();
            reader.refresh(TENANT);
            System.out.printf(
                    Locale.ROOT,
                    "after %d commits: %.1f ms to open, %.1f ms to see one more; %d commits lie there%n",
                    version,
                    (opened - began) / 1e6,
                    (System.nanoTime() - committed) / 1e6,
                    store.list(TENANT + "/manifest/", "").size());
        }
    }

    private static void delete(Path folder) throws IOException {
        try (Stream<Path> files = Files.walk(folder)) {
            files.sorted(Comparator.reverseOrder()).forEach(path -> {
                try {
                    Files.delete(path);
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
            });
        }
    }
}
