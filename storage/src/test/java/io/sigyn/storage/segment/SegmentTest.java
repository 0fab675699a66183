package io.sigyn.storage.segment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sigyn.model.Labels;
import io.sigyn.storage.CorruptDataException;
import io.sigyn.storage.Row;
import io.sigyn.storage.block.Codec;
import io.sigyn.storage.block.Column;
import io.sigyn.storage.block.Rows;
import io.sigyn.storage.block.StreamRun;
import io.sigyn.storage.object.MemoryObjectStore;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SegmentTest {
    private static final String KEY = "tenant/segments/7";

    @TempDir
    private Path folder;

    private final MemoryObjectStore store = new MemoryObjectStore();

    @Test
    void rows_of_all_streams_come_back_as_they_went_in() throws IOException {
        for (int seed = 0; seed < 30; seed++) {
            Map<Labels, List<Row>> rows = randomStreams(new Random(seed), 1 + seed * 3);
            SegmentSummary summary = write(rows, seed % 2 == 0 ? 1000 : 100_000, seed % 3 == 0 ? 500 : 1 << 20);
            assertThat(read(open(summary.tailBytes()))).as("seed %d", seed).isEqualTo(rows);
            assertThat(open(0).summary()).isEqualTo(summary);
            assertThat(summary.entries())
                    .isEqualTo(rows.values().stream().mapToInt(List::size).sum());
        }
    }

    @Test
    void helpers_make_the_same_bytes() throws Exception {
        Map<Labels, List<Row>> rows = randomStreams(new Random(8), 60);
        SegmentOptions options = new SegmentOptions(Codec.ZSTD, 3, 2000, 1 << 20, folder, true);
        byte[] alone = bytes(rows, new SegmentWriter(options));
        ExecutorService helpers = Executors.newFixedThreadPool(2);
        try {
            for (int ahead = 0; ahead < 5; ahead++) {
                assertThat(bytes(rows, new SegmentWriter(options, helpers, ahead)))
                        .isEqualTo(alone);
            }
        } finally {
            helpers.shutdownNow();
        }
        assertThat(bytes(rows, new SegmentWriter(options, helpers, 2)))
                .as("without helpers that work")
                .isEqualTo(alone);
    }

    private static byte[] bytes(Map<Labels, List<Row>> rows, SegmentWriter opened) throws IOException {
        try (SegmentWriter writer = opened) {
            for (Map.Entry<Labels, List<Row>> stream : rows.entrySet()) {
                writer.startStream(stream.getKey());
                for (Row row : stream.getValue()) {
                    byte[] line = row.lineBytes();
                    writer.add(row.timestampNanos(), line, 0, line.length, row.entryMetadata());
                }
            }
            return writer.finish().body().open().readAllBytes();
        }
    }

    @Test
    void opening_costs_one_request_and_a_block_one_more() throws IOException {
        SegmentSummary summary = write(randomStreams(new Random(1), 50), 10_000, 1 << 20);
        List<String> requests = new ArrayList<>();
        store.faults((operation, key) -> {
            requests.add(operation + " " + key);
            return MemoryObjectStore.Fault.NONE;
        });
        SegmentReader reader = open(summary.tailBytes());
        assertThat(requests).hasSize(1);
        reader.block(0, reader.runs(0)).read(EnumSet.allOf(Column.class));
        assertThat(requests).hasSize(2);
    }

    @Test
    void stats_of_runs_are_those_of_their_rows() throws IOException {
        Map<Labels, List<Row>> rows = randomStreams(new Random(4), 20);
        SegmentReader reader = open(write(rows, 5000, 1 << 20).tailBytes());
        for (int stream = 0; stream < reader.labels().streams(); stream++) {
            List<Row> expected = rowsOf(rows, reader.labels().stream(stream));
            long entries = 0;
            long bytes = 0;
            long min = Long.MAX_VALUE;
            long max = Long.MIN_VALUE;
            for (int run = reader.labels().firstRun(stream);
                    run < reader.labels().firstRun(stream + 1);
                    run++) {
                entries += reader.labels().rows(run);
                bytes += reader.labels().lineBytes(run);
                min = Math.min(min, reader.labels().minTimestamp(run));
                max = Math.max(max, reader.labels().maxTimestamp(run));
            }
            assertThat(entries).isEqualTo(expected.size());
            assertThat(bytes)
                    .isEqualTo(expected.stream()
                            .mapToInt(row -> row.lineBytes().length)
                            .sum());
            assertThat(min).isEqualTo(expected.get(0).timestampNanos());
            assertThat(max).isEqualTo(expected.get(expected.size() - 1).timestampNanos());
        }
    }

    @Test
    void values_of_labels_are_sorted_and_found() throws IOException {
        SegmentReader reader =
                open(write(randomStreams(new Random(2), 40), 5000, 1 << 20).tailBytes());
        for (SegmentLabels.Name name : reader.labels().names()) {
            for (int number = 1; number <= name.values(); number++) {
                assertThat(name.numberOf(name.value(number))).isEqualTo(number);
                if (number > 1) {
                    assertThat(name.value(number)).isGreaterThan(name.value(number - 1));
                }
            }
            assertThat(name.numberOf("no such value")).isZero();
            for (int stream = 0; stream < reader.labels().streams(); stream++) {
                String value = reader.labels().stream(stream).get(name.name());
                assertThat(name.valueOf(stream)).isEqualTo(value == null ? 0 : name.numberOf(value));
            }
        }
    }

    @Test
    void filters_deny_what_a_block_does_not_hold_and_nothing_else() throws IOException {
        Map<Labels, List<Row>> rows = new TreeMap<>();
        for (int i = 0; i < 40; i++) {
            List<Row> some = new ArrayList<>();
            for (int j = 0; j < 40; j++) {
                some.add(Row.of(j, "request word" + (char) ('g' + i % 20) + "xyz" + i, "trace", "id-" + i + "-" + j));
            }
            rows.put(Labels.of("app", "a" + i), some);
        }
        SegmentReader reader = open(write(rows, 1000, 1 << 20).tailBytes());
        int denied = 0;
        int deniedValues = 0;
        for (int block = 0; block < reader.blocks(); block++) {
            SealedBlock sealed = reader.block(block, reader.runs(block));
            Labels stream = sealed.runs().get(0).stream();
            int number = Integer.parseInt(stream.getOrEmpty("app").substring(1));
            assertThat(sealed.mayContain(utf8("xyz" + number))).isTrue();
            denied += sealed.mayContain(utf8("word" + (char) ('g' + (number + 5) % 20) + "xyz")) ? 0 : 1;
            assertThat(sealed.mayContainMetadata("trace", utf8("id-" + number + "-20")))
                    .isTrue();
            deniedValues += sealed.mayContainMetadata("trace", utf8("id-" + (number + 5) + "-20")) ? 0 : 1;
            assertThat(sealed.mayContainMetadata("other", utf8("id-" + number + "-20")))
                    .isFalse();
        }
        assertThat(denied).isGreaterThan(reader.blocks() * 3 / 4);
        assertThat(deniedValues).isGreaterThan(reader.blocks() * 3 / 4);
    }

    @Test
    void any_flipped_bit_is_seen_or_harmless_and_costs_one_block_only() throws IOException {
        Map<Labels, List<Row>> rows = randomStreams(new Random(8), 12);
        SegmentSummary summary = write(rows, 2000, 1 << 20);
        byte[] whole = Objects.requireNonNull(store.objects().get(KEY));
        Random random = new Random(99);
        int refused = 0;
        int opened = 0;
        for (int i = 0; i < 3000; i++) {
            byte[] damaged = whole.clone();
            int bit = random.nextInt(8 * whole.length);
            if (i % 2 == 0) {
                bit = 8 * (whole.length - summary.tailBytes()) + random.nextInt(8 * summary.tailBytes());
            }
            damaged[bit >>> 3] ^= (byte) (1 << (bit & 7));
            store.objects().put(KEY, damaged);
            try {
                SegmentReader reader = open(summary.tailBytes());
                opened++;
                assertThat(readWhole(reader, rows)).isGreaterThanOrEqualTo(reader.blocks() - 1);
            } catch (CorruptDataException e) {
                assertThat(e).hasMessageContaining(KEY);
                refused++;
            }
        }
        assertThat(refused).isGreaterThan(1000);
        assertThat(opened).isGreaterThan(1000);
    }

    @Test
    void a_cut_off_segment_is_refused() throws IOException {
        SegmentSummary summary = write(randomStreams(new Random(8), 3), 2000, 1 << 20);
        byte[] whole = Objects.requireNonNull(store.objects().get(KEY));
        for (int length = 0; length < whole.length; length += 1 + length / 50) {
            store.objects().put(KEY, Arrays.copyOf(whole, length));
            assertThatThrownBy(() -> open(summary.tailBytes())).isInstanceOf(CorruptDataException.class);
        }
    }

    @Test
    void rows_and_streams_out_of_order_are_refused() throws IOException {
        try (SegmentWriter writer = new SegmentWriter(options(1000, 1000))) {
            writer.startStream(Labels.of("b", "1"));
            writer.add(5, new byte[0], 0, 0, Row.of(0, "").entryMetadata());
            assertThatThrownBy(
                            () -> writer.add(4, new byte[0], 0, 0, Row.of(0, "").entryMetadata()))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("order of time");
            assertThatThrownBy(() -> writer.startStream(Labels.of("a", "1")))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("ascending");
        }
    }

    @Test
    void the_spill_file_goes_when_the_writer_is_closed() throws IOException {
        write(randomStreams(new Random(8), 12), 2000, 100);
        assertThat(folder).isEmptyDirectory();
    }

    /** Reads all blocks; those that can be read must be right. Returns how many can. */
    private static int readWhole(SegmentReader reader, Map<Labels, List<Row>> rows) throws IOException {
        int whole = 0;
        Map<Labels, Integer> seen = new TreeMap<>();
        for (int block = 0; block < reader.blocks(); block++) {
            List<StreamRun> runs = reader.runs(block);
            Rows decoded = null;
            try {
                decoded = reader.block(block, runs).read(EnumSet.allOf(Column.class));
                whole++;
            } catch (CorruptDataException e) {
                assertThat(e).hasMessageContaining("block " + block).hasMessageContaining(KEY);
            }
            for (StreamRun run : runs) {
                int before = seen.getOrDefault(run.stream(), 0);
                for (int row = run.fromRow(); decoded != null && row < run.toRow(); row++) {
                    assertThat(Row.of(decoded, row))
                            .isEqualTo(rowsOf(rows, run.stream()).get(before + row - run.fromRow()));
                }
                seen.merge(run.stream(), run.toRow() - run.fromRow(), Integer::sum);
            }
        }
        return whole;
    }

    private static Map<Labels, List<Row>> read(SegmentReader reader) throws IOException {
        Map<Labels, List<Row>> all = new TreeMap<>();
        for (int block = 0; block < reader.blocks(); block++) {
            SealedBlock sealed = reader.block(block, reader.runs(block));
            Rows rows = sealed.read(EnumSet.allOf(Column.class));
            for (StreamRun run : sealed.runs()) {
                for (int row = run.fromRow(); row < run.toRow(); row++) {
                    all.computeIfAbsent(run.stream(), stream -> new ArrayList<>())
                            .add(Row.of(rows, row));
                }
            }
        }
        return all;
    }

    private SegmentReader open(int tailBytes) throws IOException {
        return SegmentReader.open(SegmentObject.of(store, KEY), tailBytes);
    }

    private SegmentOptions options(int blockBytes, int memoryBytes) {
        return new SegmentOptions(Codec.ZSTD, 3, blockBytes, memoryBytes, folder, true);
    }

    private SegmentSummary write(Map<Labels, List<Row>> streams, int blockBytes, int memoryBytes) throws IOException {
        try (SegmentWriter writer = new SegmentWriter(options(blockBytes, memoryBytes))) {
            for (Map.Entry<Labels, List<Row>> stream : streams.entrySet()) {
                writer.startStream(stream.getKey());
                for (Row row : stream.getValue()) {
                    byte[] line = row.lineBytes();
                    writer.add(row.timestampNanos(), line, 0, line.length, row.entryMetadata());
                }
            }
            SegmentWriter.Finished finished = writer.finish();
            store.put(KEY, finished.body());
            store.put(KEY, finished.body()); // as a retry would
            return finished.summary();
        }
    }

    private static Map<Labels, List<Row>> randomStreams(Random random, int count) {
        Map<Labels, List<Row>> streams = new TreeMap<>();
        for (int i = 0; i < count; i++) {
            Labels.Builder labels = Labels.builder().set("app", "app-" + random.nextInt(5));
            if (random.nextBoolean()) {
                labels.set("pod", "pod-" + i);
            }
            if (random.nextInt(4) == 0) {
                labels.set("ünï", "vä\uD83D\uDE00lue" + random.nextInt(3));
            }
            streams.put(labels.build(), Row.random(random, 1 + random.nextInt(60)));
        }
        return streams;
    }

    private static List<Row> rowsOf(Map<Labels, List<Row>> rows, Labels stream) {
        return Objects.requireNonNull(rows.get(stream));
    }

    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
