package io.sigyn.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.sigyn.index.Segments;
import io.sigyn.index.View;
import io.sigyn.index.Views;
import io.sigyn.index.manifest.Manifest;
import io.sigyn.index.manifest.ManifestChange;
import io.sigyn.index.manifest.ManifestStore;
import io.sigyn.index.manifest.SegmentRef;
import io.sigyn.ingester.Ingester;
import io.sigyn.ingester.IngesterConfig;
import io.sigyn.model.EntryMetadata;
import io.sigyn.model.Labels;
import io.sigyn.model.TenantId;
import io.sigyn.model.TenantLimits;
import io.sigyn.querier.Querier;
import io.sigyn.querier.QueryRequest;
import io.sigyn.querier.QueryResult;
import io.sigyn.querier.scan.ScanExecutor;
import io.sigyn.storage.block.Codec;
import io.sigyn.storage.disk.RealDisk;
import io.sigyn.storage.object.FolderObjectStore;
import io.sigyn.storage.object.MemoryObjectStore;
import io.sigyn.storage.object.ObjectStore;
import io.sigyn.storage.segment.SegmentOptions;
import io.sigyn.storage.segment.SegmentWriter;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * One bit is flipped, in any byte of any kind of file. What is damaged is reported and left out; no line is made up or changed,
 * nothing else is lost, and nothing refuses to start. Cache files have the same test beside their code.
 */
class BitFlipTest {
    private static final TenantId TENANT = StoredLogs.FAKE;
    private static final Clock CLOCK = Clock.fixed(StoredLogs.NOW, ZoneOffset.UTC);
    private static final String EVERYTHING = "{app=~\".+\"}";
    private static final int STREAMS = 6;
    private static final int ROWS = 12;

    private static final PrintStream LOG = System.err;

    private static ScanExecutor executor;

    @TempDir
    private Path temporary;

    @BeforeAll
    static void start() {
        executor = new ScanExecutor(1);
        System.setErr(
                new PrintStream(OutputStream.nullOutputStream(), true, StandardCharsets.UTF_8)); // thousands of reports
    }

    @AfterAll
    static void stop() {
        executor.close();
        System.setErr(LOG);
    }

    @Test
    void a_flipped_bit_of_a_segment_costs_at_most_the_block_or_the_segment_that_it_lies_in() throws IOException {
        MemoryObjectStore store = new MemoryObjectStore();
        Set<String> lost = new HashSet<>();
        SegmentRef other = segment(store, "fake/segments/other", 1_000_000, lost);
        Set<String> ofOther = Set.copyOf(lost);
        lost.clear();
        SegmentRef damaged = segment(store, "fake/segments/damaged", 0, lost);
        Set<String> ofDamaged = Set.copyOf(lost);
        byte[] whole = store.objects().get(damaged.key());
        int left = 0;
        for (int at = 0; at < whole.length; at++) {
            byte[] flipped = whole.clone();
            flipped[at] ^= (byte) (1 << at % 8);
            store.objects().put(damaged.key(), flipped);
            Segments segments = new Segments(store, 1 << 20);
            Views views =
                    tenant -> new View(tenant, List.of(segments.source(other), segments.source(damaged)), () -> {});
            String what = "byte " + at + " of " + whole.length;

            List<String> rows = rows(views, EVERYTHING);
            Set<String> found = new HashSet<>(rows);
            assertThat(found).as(what).hasSameSizeAs(rows).containsAll(ofOther);
            found.removeAll(ofOther);
            assertThat(ofDamaged).as(what).containsAll(found);
            boolean complete = found.size() == ofDamaged.size();
            assertThat(complete || segments.damage().places() > 0)
                    .as("%s: what is left out is reported", what)
                    .isTrue();
            left += found.size();

            List<String> needles = rows(views, EVERYTHING + " |= \"row 7\" | trace != \"t1\"");
            assertThat(ofOther.size() + ofDamaged.size()).isGreaterThan(needles.size());
            needles.forEach(row -> assertThat(ofOther.contains(row) || ofDamaged.contains(row))
                    .as(what)
                    .isTrue());
            if (complete && segments.damage().places() == 0) {
                assertThat(needles).as(what).hasSize(2 * STREAMS);
            }
            assertThat(count(views))
                    .as(what)
                    .isBetween((double) ofOther.size(), (double) ofOther.size() + ofDamaged.size());
        }
        assertThat(left)
                .as("most of it is served, most of the time")
                .isGreaterThan(whole.length * ofDamaged.size() / 2);
    }

    /** Small blocks, so that there are many. */
    private SegmentRef segment(MemoryObjectStore store, String key, long offsetNanos, Set<String> rows)
            throws IOException {
        SegmentOptions options = new SegmentOptions(Codec.ZSTD, 3, 300, 1 << 20, temporary, true);
        try (SegmentWriter writer = new SegmentWriter(options)) {
            for (int stream = 0; stream < STREAMS; stream++) {
                Labels labels = Labels.of("app", "a" + stream, "zone", "z" + stream % 2);
                writer.startStream(labels);
                for (int row = 0; row < ROWS; row++) {
                    long nanos = StoredLogs.BASE_NANOS + offsetNanos + 1000L * row + stream;
                    String line = "stream " + stream + " row " + row + " " + Integer.toHexString(row * 0x9E3779B1);
                    byte[] bytes = line.getBytes(StandardCharsets.UTF_8);
                    boolean traced = row % 2 == 1;
                    String trace = "t" + stream + "-" + row;
                    writer.add(nanos, bytes, 0, bytes.length, traced ? one("trace", trace) : EntryMetadata.NONE);
                    rows.add(row(traced ? labels.with("trace", trace) : labels, nanos, line));
                }
            }
            SegmentWriter.Finished finished = writer.finish();
            store.put(key, finished.body());
            return new SegmentRef(key, 0, finished.summary());
        }
    }

    private static EntryMetadata one(String name, String value) {
        byte[] bytes = value.getBytes(StandardCharsets.UTF_8);
        return new EntryMetadata() {
            @Override
            public int size() {
                return 1;
            }

            @Override
            public String name(int index) {
                return name;
            }

            @Override
            public byte[] valueBuffer(int index) {
                return bytes;
            }

            @Override
            public int valueOffset(int index) {
                return 0;
            }

            @Override
            public int valueLength(int index) {
                return bytes.length;
            }
        };
    }

    @Test
    void a_flipped_bit_of_a_commit_hides_at_most_what_it_added_and_the_chain_goes_on() throws IOException {
        MemoryObjectStore store = new MemoryObjectStore();
        ManifestStore manifests = ManifestStore.withoutPauses(store);
        Set<String> lost = new HashSet<>();
        SegmentRef example = segment(store, "fake/segments/0", 0, lost);
        for (int i = 0; i < 70; i++) { // beyond what every commit holds whole
            SegmentRef segment = new SegmentRef("fake/segments/" + i, 0, example.summary());
            manifests.commit(TENANT, ManifestChange.flush("w", 1, i, 0, List.of(segment)));
        }
        Map<String, byte[]> objects = new TreeMap<>(store.objects());
        for (String key : objects.keySet()) {
            byte[] whole = objects.get(key);
            boolean newest = key.endsWith("70") || key.endsWith("69");
            for (int at = 0; at < whole.length; at += newest || key.endsWith("64") ? 1 : 97) {
                byte[] flipped = whole.clone();
                flipped[at] ^= (byte) (1 << at % 8);
                store.objects().put(key, flipped);
                ManifestStore reader = ManifestStore.withoutPauses(store);
                Manifest manifest = reader.refresh(TENANT);
                String what = key + ", byte " + at;
                assertThat(manifest.segments().size()).as(what).isBetween(69, 70);
                assertThat(manifest.segments())
                        .as(what)
                        .allMatch(segment -> segment.summary().equals(example.summary()));
                assertThat(manifest.segments().size() == 70
                                || !manifest.damaged().isEmpty())
                        .as("%s: what is left out is known", what)
                        .isTrue();
                if (newest && at % 16 == 0) {
                    SegmentRef next = new SegmentRef("fake/segments/next", 0, example.summary());
                    Manifest after = reader.commit(TENANT, ManifestChange.flush("w", 1, 100, 0, List.of(next)));
                    assertThat(after.segments()).as(what).contains(next);
                    assertThat(ManifestStore.withoutPauses(store)
                                    .refresh(TENANT)
                                    .segments())
                            .as(what)
                            .contains(next);
                }
                store.objects().clear();
                store.objects().putAll(objects);
            }
        }
    }

    @Test
    void a_flipped_bit_of_the_log_costs_at_most_the_push_that_it_lies_in_and_no_start() throws IOException {
        StoredLogs logs = StoredLogs.create(temporary, 1, 0);
        List<Path> files = logs.files("wal/wal");
        int starts = 0;
        for (Path file : files) {
            byte[] whole = Files.readAllBytes(file);
            for (int at = 0; at < whole.length; at += at < 40 || whole.length < 100 ? 3 : whole.length / 50) {
                Path copy = temporary.resolve("copy" + starts++);
                StoredLogs.copy(logs.folder(), copy);
                Path copied = copy.resolve(logs.folder().relativize(file).toString());
                byte[] flipped = whole.clone();
                flipped[at] ^= (byte) (1 << at % 8);
                Files.write(copied, flipped);
                List<String> found = readAll(copy);
                String what = file.getFileName() + ", byte " + at + " of " + whole.length;
                assertThat(logs.sent()).as(what).containsAll(found);
                assertThat(new HashSet<>(found)).as(what).hasSameSizeAs(found);
                assertThat(logs.sent().size() - found.size()).as(what).isIn(0, StoredLogs.LINES_A_PUSH);
                delete(copy);
            }
        }
    }

    @Test
    void a_writer_whose_name_is_damaged_finds_all_rows() throws IOException {
        StoredLogs logs = StoredLogs.create(temporary, 1, 0);
        Path identity = logs.files("wal/writer").get(0);
        String name = String.valueOf(identity.getFileName());
        for (int at = 0; at < name.length(); at += 4) {
            for (int bit = 0; bit < 7; bit += 3) {
                char flipped = (char) (name.charAt(at) ^ 1 << bit);
                if (flipped <= ' ' || flipped == '/') {
                    continue;
                }
                Path copy = temporary.resolve("copy-" + at + "-" + bit);
                StoredLogs.copy(logs.folder(), copy);
                Path writer = copy.resolve("wal/writer");
                String other = name.substring(0, at) + flipped + name.substring(at + 1);
                Files.move(writer.resolve(name), writer.resolve(other));
                assertThat(new HashSet<>(readAll(copy))).as(other).isEqualTo(new HashSet<>(logs.sent()));
                delete(copy);
            }
        }
    }

    /** What a server finds that is started on a folder. */
    private List<String> readAll(Path folder) throws IOException {
        RealDisk disk = new RealDisk();
        List<String> found = new ArrayList<>();
        try (ObjectStore store = FolderObjectStore.open(disk, folder.resolve("chunks"), CLOCK);
                Ingester ingester = Ingester.open(
                        IngesterConfig.of(folder.resolve("wal"), tenant -> TenantLimits.defaults()),
                        disk,
                        store,
                        new ManifestStore(store),
                        new Segments(store, 16 << 20),
                        CLOCK)) {
            for (TenantId tenant : List.of(StoredLogs.FAKE, StoredLogs.OTHER)) {
                for (QueryResult.Line line : lines(tenant, ingester, "{app=~\".+\"}")) {
                    found.add(StoredLogs.row(
                            tenant, line.timestampNanos(), new String(line.line(), StandardCharsets.UTF_8)));
                }
            }
        }
        return found;
    }

    private static List<String> rows(Views views, String query) {
        return lines(TENANT, views, query).stream()
                .map(line -> row(
                        line.labels().all(), line.timestampNanos(), new String(line.line(), StandardCharsets.UTF_8)))
                .toList();
    }

    private static List<QueryResult.Line> lines(TenantId tenant, Views views, String query) {
        QueryResult result = querier(views).run(request(tenant, query, false));
        return ((QueryResult.Streams) result.data()).lines();
    }

    private static double count(Views views) {
        QueryResult result = querier(views).run(request(TENANT, "sum(count_over_time(" + EVERYTHING + "[1h]))", true));
        List<QueryResult.Sample> samples = ((QueryResult.Vector) result.data()).samples();
        return samples.isEmpty() ? 0 : samples.get(0).value();
    }

    private static Querier querier(Views views) {
        return new Querier(views, tenant -> TenantLimits.defaults(), executor, CLOCK);
    }

    private static QueryRequest request(TenantId tenant, String query, boolean instant) {
        long end = StoredLogs.BASE_NANOS + 600_000_000_000L;
        return new QueryRequest(
                List.of(tenant),
                query,
                instant ? end : StoredLogs.BASE_NANOS - 1,
                end,
                1_000_000_000L,
                0,
                5000,
                QueryRequest.Direction.FORWARD,
                instant);
    }

    private static String row(Labels labels, long nanos, String line) {
        return nanos + " " + labels + " " + line;
    }

    private static void delete(Path folder) throws IOException {
        Path[] all;
        try (Stream<Path> found = Files.walk(folder)) {
            all = found.toArray(Path[]::new);
        }
        Arrays.sort(all, (a, b) -> b.compareTo(a));
        for (Path path : all) {
            Files.delete(path);
        }
    }
}
