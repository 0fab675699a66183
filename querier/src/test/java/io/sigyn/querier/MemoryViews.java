package io.sigyn.querier;

import io.sigyn.index.CompiledSelector;
import io.sigyn.index.RowSource;
import io.sigyn.index.View;
import io.sigyn.index.Views;
import io.sigyn.index.upkeep.RowFilter;
import io.sigyn.model.Labels;
import io.sigyn.model.Selector;
import io.sigyn.model.TenantId;
import io.sigyn.model.TimeRange;
import io.sigyn.querier.MemoryBlock.MemoryEntry;
import io.sigyn.storage.block.RowBlock;
import io.sigyn.storage.block.StreamRun;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.IntUnaryOperator;

/**
 * Views over entries in memory, for tests: entries are dealt out to sources and cut into blocks as a test wants it, so
 * that the same data can be seen as one live generation or as many segments.
 */
final class MemoryViews implements Views {
    private final Map<TenantId, List<RowSource>> sources = new TreeMap<>();
    private final AtomicInteger reads = new AtomicInteger();
    private RowFilter hidden = RowFilter.NONE;

    /** How entries become sources and blocks. */
    record Layout(
            int sources,
            IntUnaryOperator sourceOfArrival,
            int rowsInBlock,
            boolean contiguous,
            boolean live,
            boolean distinct) {
        static final Layout ONE_LIVE = new Layout(1, arrival -> 0, Integer.MAX_VALUE, false, true);

        Layout(int sources, IntUnaryOperator sourceOfArrival, int rowsInBlock, boolean contiguous, boolean live) {
            this(sources, sourceOfArrival, rowsInBlock, contiguous, live, false);
        }
    }

    void put(TenantId tenant, List<MemoryEntry> entries, Layout layout) {
        List<List<MemoryEntry>> dealt = new ArrayList<>();
        for (int i = 0; i < layout.sources(); i++) {
            dealt.add(new ArrayList<>());
        }
        for (MemoryEntry entry : entries) {
            dealt.get(layout.sourceOfArrival().applyAsInt(entry.arrival())).add(entry);
        }
        List<RowSource> all = new ArrayList<>();
        for (List<MemoryEntry> one : dealt) {
            all.add(new MemorySource(one, layout, reads));
        }
        sources.put(tenant, all);
    }

    /** Rows that views do not show. */
    void hide(RowFilter rows) {
        hidden = rows;
    }

    int reads() {
        return reads.get();
    }

    @Override
    public View open(TenantId tenant) {
        return new View(tenant, sources.getOrDefault(tenant, List.of()), hidden, () -> {});
    }

    private static final class MemorySource implements RowSource {
        private final List<MemoryBlock> blocks = new ArrayList<>();
        private final boolean live;

        MemorySource(List<MemoryEntry> entries, Layout layout, AtomicInteger reads) {
            this.live = layout.live();
            List<MemoryEntry> sorted = new ArrayList<>(entries);
            sorted.sort(Comparator.comparing(MemoryEntry::stream)
                    .thenComparingLong(MemoryEntry::time)
                    .thenComparingInt(MemoryEntry::arrival));
            for (int from = 0; from < sorted.size(); ) {
                int to = (int) Math.min(sorted.size(), (long) from + layout.rowsInBlock());
                blocks.add(new MemoryBlock(sorted.subList(from, to), layout, reads));
                from = to;
            }
        }

        @Override
        public List<RowBlock> select(Selector selector, TimeRange range) {
            CompiledSelector compiled = CompiledSelector.compile(selector);
            List<RowBlock> selected = new ArrayList<>();
            for (MemoryBlock block : blocks) {
                MemoryBlock only = block.only(run -> compiled.matches(run.stream())
                        && range.overlaps(run.minTimestampNanos(), run.maxTimestampNanos()));
                if (!only.runs().isEmpty()) {
                    selected.add(only);
                }
            }
            return selected;
        }

        @Override
        public void forEachStream(Selector selector, TimeRange range, StreamVisitor visitor) {
            CompiledSelector compiled = CompiledSelector.compile(selector);
            Map<Labels, StreamStats> all = new TreeMap<>();
            for (MemoryBlock block : blocks) {
                for (StreamRun run : block.runs()) {
                    if (compiled.matches(run.stream())) {
                        StreamStats stats = new StreamStats(
                                run.minTimestampNanos(),
                                run.maxTimestampNanos(),
                                run.toRow() - run.fromRow(),
                                run.lineBytes(),
                                1,
                                () -> 0);
                        all.merge(run.stream(), stats, MemorySource::sum);
                    }
                }
            }
            all.forEach((stream, stats) -> {
                if (range.overlaps(stats.minTimestampNanos(), stats.maxTimestampNanos())) {
                    visitor.visit(stream, stats);
                }
            });
        }

        private static StreamStats sum(StreamStats a, StreamStats b) {
            return new StreamStats(
                    Math.min(a.minTimestampNanos(), b.minTimestampNanos()),
                    Math.max(a.maxTimestampNanos(), b.maxTimestampNanos()),
                    a.entries() + b.entries(),
                    a.lineBytes() + b.lineBytes(),
                    a.chunks() + b.chunks(),
                    () -> 0);
        }

        @Override
        public boolean live() {
            return live;
        }
    }
}
