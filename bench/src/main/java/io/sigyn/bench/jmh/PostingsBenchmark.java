package io.sigyn.bench.jmh;

import io.sigyn.bench.load.LogCorpus;
import io.sigyn.index.CompiledSelector;
import io.sigyn.index.LiveLabelIndex;
import io.sigyn.index.RowSource;
import io.sigyn.index.Segments;
import io.sigyn.index.manifest.SegmentRef;
import io.sigyn.logql.LogQlParser;
import io.sigyn.model.EntryMetadata;
import io.sigyn.model.LabelMatcher;
import io.sigyn.model.Labels;
import io.sigyn.model.Selector;
import io.sigyn.model.TimeRange;
import io.sigyn.storage.block.Codec;
import io.sigyn.storage.block.RowBlock;
import io.sigyn.storage.disk.RealDisk;
import io.sigyn.storage.object.FolderObjectStore;
import io.sigyn.storage.segment.SegmentOptions;
import io.sigyn.storage.segment.SegmentWriter;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Objects;
import java.util.SortedSet;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.TearDown;

/**
 * How many times a second are a selector's streams found among 10,000, in memory and in a segment that is open? {@code
 * java -jar bench/target/benchmarks.jar Postings}; what a segment gives is its blocks, of which nothing is read.
 */
public class PostingsBenchmark extends ThroughputBenchmark {
    private static final int STREAMS = 10_000;

    @Param({
        "{app=\"app-7\"}",
        "{namespace=\"ns-7\", format!=\"json\"}",
        "{pod=~\"app-7-.*f\"}",
        "{app=\"app-7\", pod=~\".*3\"}"
    })
    public String selector = "";

    private final LiveLabelIndex<Labels> live = new LiveLabelIndex<>();
    private Selector parsed = Selector.ALL;
    private @Nullable Path folder;
    private @Nullable RowSource sealed;

    @Setup
    public void setUp() throws IOException {
        parsed = LogQlParser.parseSelector(selector);
        TreeSet<Labels> streams = new TreeSet<>();
        for (String stream : LogCorpus.streams(STREAMS)) {
            streams.add(labels(stream));
        }
        for (Labels stream : streams) {
            live.getOrAdd(stream, labels -> labels);
        }
        Path created = TemporaryFolder.create();
        folder = created;
        sealed = segment(streams, created);
    }

    private static Labels labels(String stream) {
        Labels.Builder labels = Labels.builder();
        for (LabelMatcher label : LogQlParser.parseSelector(stream).matchers()) {
            labels.set(label.name(), label.value());
        }
        return labels.build();
    }

    private static RowSource segment(SortedSet<Labels> streams, Path folder) throws IOException {
        LogCorpus corpus = new LogCorpus(1);
        FolderObjectStore store = FolderObjectStore.open(new RealDisk(), folder, Clock.systemUTC());
        SegmentOptions options = new SegmentOptions(Codec.LZ4, 3, 1 << 20, 8 << 20, folder, true);
        try (SegmentWriter writer = new SegmentWriter(options)) {
            for (Labels stream : streams) {
                writer.startStream(stream);
                byte[] line = corpus.next(0, 0);
                writer.add(0, line, 0, line.length, EntryMetadata.NONE);
            }
            SegmentWriter.Finished finished = writer.finish();
            store.put("segment", finished.body());
            return new Segments(store, 64 << 20).source(new SegmentRef("segment", 0, finished.summary()));
        }
    }

    @Benchmark
    public List<Labels> live() {
        return live.select(CompiledSelector.compile(parsed));
    }

    @Benchmark
    public List<RowBlock> sealed() throws IOException {
        return Objects.requireNonNull(sealed).select(parsed, TimeRange.ALL);
    }

    @TearDown
    public void tearDown() throws IOException {
        TemporaryFolder.delete(Objects.requireNonNull(folder));
    }
}
