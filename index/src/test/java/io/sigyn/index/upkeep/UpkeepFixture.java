package io.sigyn.index.upkeep;

import io.sigyn.index.RowSource;
import io.sigyn.index.Segments;
import io.sigyn.index.manifest.Manifest;
import io.sigyn.index.manifest.ManifestChange;
import io.sigyn.index.manifest.ManifestStore;
import io.sigyn.index.manifest.SegmentRef;
import io.sigyn.model.Labels;
import io.sigyn.model.Selector;
import io.sigyn.model.TenantId;
import io.sigyn.model.TenantLimits;
import io.sigyn.model.TimeRange;
import io.sigyn.storage.Row;
import io.sigyn.storage.block.Codec;
import io.sigyn.storage.block.Column;
import io.sigyn.storage.block.RowBlock;
import io.sigyn.storage.block.Rows;
import io.sigyn.storage.block.StreamRun;
import io.sigyn.storage.object.MemoryObjectStore;
import io.sigyn.storage.segment.SegmentOptions;
import io.sigyn.storage.segment.SegmentWriter;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;

/** A tenant's segments in memory, flushed, kept up and read in tests. */
final class UpkeepFixture {
    static final TenantId TENANT = new TenantId("t");
    static final String WRITER = "00000000000000aa";
    static final Instant NOW = Instant.parse("2026-11-24T12:00:00Z");
    static final long NANOS = NOW.getEpochSecond() * 1_000_000_000L;
    static final long HOUR = 3_600_000_000_000L;
    static final long DAY = 24 * HOUR;

    final MemoryObjectStore store = new MemoryObjectStore();
    final ManifestStore manifests = ManifestStore.withoutPauses(store);
    final Segments segments = new Segments(store, 16 << 20);
    final UpkeepMetrics metrics = new UpkeepMetrics();
    final Random random = new Random(1);
    UpkeepOptions options;
    TenantLimits limits = TenantLimits.defaults();
    Deletions deletions = Deletions.NONE;
    private final Path folder;
    private Instant now = NOW;
    private long generation;

    UpkeepFixture(Path folder) {
        this.folder = folder;
        this.options = UpkeepOptions.of(folder, true, Duration.ofMinutes(10), Duration.ofHours(2));
        store.now(now);
    }

    InstantSource clock() {
        return () -> now;
    }

    void advance(Duration by) {
        now = now.plus(by);
        store.now(now);
    }

    Upkeep upkeep() {
        return new Upkeep(
                store,
                manifests,
                segments,
                options,
                tenant -> limits,
                new Deletions() {
                    @Override
                    public Set<TenantId> tenants() {
                        return deletions.tenants();
                    }

                    @Override
                    public List<Due> due(TenantId tenant) throws IOException {
                        return deletions.due(tenant);
                    }

                    @Override
                    public void applied(TenantId tenant, List<Due> requests) throws IOException {
                        deletions.applied(tenant, requests);
                    }
                },
                () -> {},
                Pace.FULL,
                clock(),
                random,
                metrics);
    }

    Compactor compactor() {
        return new Compactor(store, manifests, options, Pace.FULL, clock(), random, metrics);
    }

    /** A flush of rows by stream; each stream's rows by time, without repeats. */
    SegmentRef flush(Map<Labels, List<Row>> rows) throws IOException {
        SegmentRef segment = put(rows);
        manifests.commit(TENANT, ManifestChange.flush(WRITER, 1, generation, 0, List.of(segment)));
        return segment;
    }

    /** One row of a stream at a time. */
    SegmentRef flush(String app, long timestampNanos, String line) throws IOException {
        return flush(Map.of(Labels.of("app", app), List.of(Row.of(timestampNanos, line))));
    }

    /** The object of a flush that is not committed. */
    SegmentRef put(Map<Labels, List<Row>> rows) throws IOException {
        generation++;
        String key = String.format(Locale.ROOT, "%s/segments/%016x-%s-%06d", TENANT, generation, WRITER, 1);
        SegmentOptions small = new SegmentOptions(Codec.ZSTD, 1, 2000, 1 << 20, folder, true);
        try (SegmentWriter writer = new SegmentWriter(small)) {
            for (Map.Entry<Labels, List<Row>> stream : new TreeMap<>(rows).entrySet()) {
                writer.startStream(stream.getKey());
                for (Row row : stream.getValue()) {
                    byte[] line = row.lineBytes();
                    writer.add(row.timestampNanos(), line, 0, line.length, row.entryMetadata());
                }
            }
            SegmentWriter.Finished finished = writer.finish();
            store.put(key, finished.body());
            return new SegmentRef(key, 0, finished.summary());
        }
    }

    Manifest manifest() throws IOException {
        return manifests.refresh(TENANT);
    }

    List<String> keys() throws IOException {
        return manifest().segments().stream().map(SegmentRef::key).toList();
    }

    /** Rows of each stream as a query shows them: by time, those of one time as they came, repeats once. */
    Map<Labels, List<Row>> read() throws IOException {
        Map<Labels, List<Row>> all = new TreeMap<>();
        for (SegmentRef segment : manifest().segments()) {
            RowSource source = segments.source(segment);
            for (RowBlock block : source.select(Selector.ALL, TimeRange.ALL)) {
                Rows rows = block.read(EnumSet.allOf(Column.class));
                for (StreamRun run : block.runs()) {
                    List<Row> stream = all.computeIfAbsent(run.stream(), any -> new ArrayList<>());
                    for (int row = run.fromRow(); row < run.toRow(); row++) {
                        stream.add(Row.of(rows, row));
                    }
                }
            }
        }
        all.replaceAll((stream, rows) -> shown(rows));
        return all;
    }

    static List<Row> shown(List<Row> rows) {
        Set<String> seen = new HashSet<>();
        List<Row> shown = new ArrayList<>();
        for (Row row : rows) {
            if (seen.add(row.timestampNanos() + " " + row.line())) {
                shown.add(row);
            }
        }
        shown.sort(Comparator.comparingLong(Row::timestampNanos)); // stable
        return shown;
    }

    List<String> lines() throws IOException {
        List<String> lines = new ArrayList<>();
        read().values().forEach(rows -> rows.forEach(row -> lines.add(row.line())));
        return lines;
    }

    long storedRows() throws IOException {
        return manifest().segments().stream()
                .mapToLong(one -> one.summary().entries())
                .sum();
    }
}
