package io.sigyn.index;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sigyn.index.manifest.SegmentRef;
import io.sigyn.model.EntryMetadata;
import io.sigyn.model.LabelMatcher;
import io.sigyn.model.Labels;
import io.sigyn.model.Selector;
import io.sigyn.model.TimeRange;
import io.sigyn.storage.block.Codec;
import io.sigyn.storage.block.Column;
import io.sigyn.storage.block.RowBlock;
import io.sigyn.storage.block.Rows;
import io.sigyn.storage.block.StreamRun;
import io.sigyn.storage.object.MemoryObjectStore;
import io.sigyn.storage.segment.SegmentOptions;
import io.sigyn.storage.segment.SegmentWriter;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Random;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SegmentSourceTest {
    private static final int ROWS = 7;

    @TempDir
    private Path folder;

    private final MemoryObjectStore store = new MemoryObjectStore();

    @Test
    void selectors_and_times_find_what_going_through_all_rows_finds() throws IOException {
        for (int seed = 0; seed < 40; seed++) {
            Random random = new Random(seed);
            TreeSet<Labels> streams = new TreeSet<>();
            for (int i = 0; i < 1 + seed * 5; i++) {
                streams.add(SelectorFixtures.stream(random, i));
            }
            RowSource source = new Segments(store, 1 << 20).source(write("s" + seed, streams));
            for (int i = 0; i < 50; i++) {
                Selector selector = SelectorFixtures.selector(random);
                TimeRange range = i % 2 == 0 ? TimeRange.ALL : new TimeRange(random.nextInt(60), 60);
                List<String> expected = new ArrayList<>();
                for (Labels stream : streams) {
                    if (SelectorFixtures.matches(selector, stream)) {
                        for (int row = 0; row < ROWS; row++) {
                            if (range.contains(10L * row)) {
                                expected.add(stream + " " + 10L * row);
                            }
                        }
                    }
                }
                assertThat(rows(source, selector, range))
                        .as("%s in %s", selector, range)
                        .isEqualTo(expected);
                assertThat(entries(source, selector, range)).isGreaterThanOrEqualTo(expected.size());
            }
            assertThat(entries(source, Selector.ALL, TimeRange.ALL)).isEqualTo((long) ROWS * streams.size());
        }
    }

    @Test
    void a_time_range_outside_costs_no_request() throws IOException {
        SegmentRef segment = write("s", new TreeSet<>(List.of(Labels.of("a", "b"))));
        store.faults((operation, key) -> {
            throw new IOException("no request expected");
        });
        RowSource source = new Segments(store, 1 << 20).source(segment);
        assertThat(source.select(Selector.ALL, new TimeRange(1000, 2000))).isEmpty();
        assertThatThrownBy(() -> source.select(Selector.ALL, TimeRange.ALL)).hasMessage("no request expected");
    }

    @Test
    void blocks_that_labels_and_times_exclude_are_counted() throws IOException {
        TreeSet<Labels> streams = new TreeSet<>();
        for (int i = 0; i < 100; i++) {
            streams.add(Labels.of("app", "a" + i));
        }
        SegmentRef segment = write("s", streams);
        int all = segment.summary().blocks();
        assertThat(all).isGreaterThan(5);
        Segments segments = new Segments(store, 1 << 20);
        RowSource source = segments.source(segment);
        Selector one = new Selector(List.of(new LabelMatcher("app", LabelMatcher.Operator.EQUAL, "a7")));
        int selected = source.select(one, TimeRange.ALL).size();
        assertThat(segments.pruned().considered.sum()).isEqualTo(all);
        assertThat(segments.pruned().skippedByLabels.sum()).isEqualTo(all - selected);
        assertThat(segments.pruned().skippedByTime.sum()).isZero();
        source.select(Selector.ALL, new TimeRange(1000, 2000));
        assertThat(segments.pruned().skippedByTime.sum()).isEqualTo(all);
        assertThat(segments.sections().misses()).isEqualTo(1);
        assertThat(segments.sections().bytes()).isPositive();
    }

    @Test
    void a_damaged_or_missing_segment_has_no_rows_and_is_reported_once() throws IOException {
        SegmentRef damaged = write("damaged", new TreeSet<>(List.of(Labels.of("a", "b"))));
        SegmentRef missing = write("missing", new TreeSet<>(List.of(Labels.of("a", "b"))));
        byte[] bytes = store.objects().get("damaged");
        bytes[bytes.length - 1] ^= 1;
        store.delete("missing");
        Segments segments = new Segments(store, 1 << 20);
        for (int i = 0; i < 3; i++) {
            for (SegmentRef segment : List.of(damaged, missing)) {
                assertThat(segments.source(segment).select(Selector.ALL, TimeRange.ALL))
                        .isEmpty();
                segments.source(segment).forEachStream(Selector.ALL, TimeRange.ALL, (stream, stats) -> {
                    throw new AssertionError(stream);
                });
            }
        }
        assertThat(segments.damage().places()).isEqualTo(2);
        assertThat(segments.damage().timesMet()).isEqualTo(12);
    }

    @Test
    void many_queries_at_once_open_a_segment_once_and_a_failure_is_not_kept() throws Exception {
        SegmentRef segment = write("s", new TreeSet<>(List.of(Labels.of("a", "b"))));
        AtomicInteger requests = new AtomicInteger();
        CountDownLatch slow = new CountDownLatch(1);
        store.faults((operation, key) -> {
            if (requests.incrementAndGet() == 1) {
                return MemoryObjectStore.Fault.BEFORE;
            }
            await(slow);
            return MemoryObjectStore.Fault.NONE;
        });
        Segments segments = new Segments(store, 1 << 20);
        assertThatThrownBy(() -> segments.reader(segment)).isInstanceOf(IOException.class);
        ExecutorService threads = Executors.newFixedThreadPool(8);
        try {
            List<Future<Object>> readers = new ArrayList<>();
            for (int i = 0; i < 8; i++) {
                readers.add(threads.submit(() -> segments.reader(segment)));
            }
            slow.countDown();
            TreeSet<Integer> distinct = new TreeSet<>();
            for (Future<Object> reader : readers) {
                distinct.add(System.identityHashCode(reader.get()));
            }
            assertThat(distinct).hasSize(1);
            assertThat(requests).hasValue(2);
        } finally {
            threads.shutdownNow();
        }
    }

    @Test
    void a_regex_that_is_none_is_the_callers_mistake() throws IOException {
        RowSource source = new Segments(store, 1 << 20).source(write("s", new TreeSet<>(List.of(Labels.of("a", "b")))));
        Selector selector = new Selector(List.of(new LabelMatcher("a", LabelMatcher.Operator.MATCHES, "(")));
        assertThatThrownBy(() -> source.select(selector, TimeRange.ALL)).isInstanceOf(IllegalArgumentException.class);
    }

    private static void await(CountDownLatch latch) throws IOException {
        try {
            latch.await();
        } catch (InterruptedException e) {
            throw new IOException(e);
        }
    }

    private static long entries(RowSource source, Selector selector, TimeRange range) throws IOException {
        long[] entries = new long[1];
        source.forEachStream(selector, range, (stream, stats) -> entries[0] += stats.entries());
        return entries[0];
    }

    private static List<String> rows(RowSource source, Selector selector, TimeRange range) throws IOException {
        List<String> found = new ArrayList<>();
        for (RowBlock block : source.select(selector, range)) {
            Rows rows = block.read(EnumSet.of(Column.TIMESTAMPS, Column.LINES));
            for (StreamRun run : block.runs()) {
                for (int row = run.fromRow(); row < run.toRow(); row++) {
                    String line =
                            new String(rows.lines(), rows.lineStart(row), rows.lineLength(row), StandardCharsets.UTF_8);
                    assertThat(line).isEqualTo("line of " + run.stream());
                    if (range.contains(rows.timestamp(row))) {
                        found.add(run.stream() + " " + rows.timestamp(row));
                    }
                }
            }
        }
        return found;
    }

    private SegmentRef write(String key, SortedSet<Labels> streams) throws IOException {
        SegmentOptions options = new SegmentOptions(Codec.ZSTD, 3, 1500, 1 << 20, folder, true);
        try (SegmentWriter writer = new SegmentWriter(options)) {
            for (Labels stream : streams) {
                writer.startStream(stream);
                byte[] line = ("line of " + stream).getBytes(StandardCharsets.UTF_8);
                for (int row = 0; row < ROWS; row++) {
                    writer.add(10L * row, line, 0, line.length, EntryMetadata.NONE);
                }
            }
            SegmentWriter.Finished finished = writer.finish();
            store.put(key, finished.body());
            return new SegmentRef(key, 0, finished.summary());
        }
    }
}
