package io.sigyn.querier.scan;

import io.sigyn.index.RowSource;
import io.sigyn.index.View;
import io.sigyn.index.upkeep.RowFilter;
import io.sigyn.index.upkeep.RowFilter.StreamFilter;
import io.sigyn.logql.go.GoString;
import io.sigyn.logql.pipeline.LinePrefilter;
import io.sigyn.logql.pipeline.Needle;
import io.sigyn.model.Labels;
import io.sigyn.model.Selector;
import io.sigyn.model.TimeRange;
import io.sigyn.storage.block.RowBlock;
import io.sigyn.storage.block.StreamRun;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The blocks that a query has to read, after postings, time bounds and filters have taken out the others; and which runs
 * of a stream overlap in time, so that rows may be repeated between them. Sources are taken in the order of the view,
 * which is that of arrival. Immutable.
 */
final class ScanPlan {
    private static final int SOURCES_AHEAD = 16;
    private static final int FILTERS_AHEAD = 400; // blocks, of which some dozens share a page

    private final TimeRange range;
    private final List<BlockWork> blocks;
    private final long lineBytes;

    private ScanPlan(TimeRange range, List<BlockWork> blocks, long lineBytes) {
        this.range = range;
        this.blocks = List.copyOf(blocks);
        this.lineBytes = lineBytes;
    }

    /** One block and what is to be read of it. */
    record BlockWork(RowBlock block, boolean live, List<RunWork> runs) {
        /** Time bounds over all runs. */
        long minTimestamp() {
            long min = Long.MAX_VALUE;
            for (RunWork run : runs) {
                min = Math.min(min, run.run().minTimestampNanos());
            }
            return min;
        }

        long maxTimestamp() {
            long max = Long.MIN_VALUE;
            for (RunWork run : runs) {
                max = Math.max(max, run.run().maxTimestampNanos());
            }
            return max;
        }
    }

    static ScanPlan of(View view, Selector selector, TimeRange range, LinePrefilter prefilter, QueryContext context)
            throws IOException {
        List<BlockWork> all = new ArrayList<>();
        Map<Labels, List<RunWork>> byStream = new HashMap<>();
        long lineBytes = 0;
        int arrival = 0;
        for (int i = 0; i < view.sources().size(); i++) {
            RowSource source = view.sources().get(i);
            prefetch(view.sources(), i, range);
            context.check();
            for (RowBlock block : source.select(selector, range)) {
                List<RunWork> runs = new ArrayList<>(block.runs().size());
                for (StreamRun run : block.runs()) {
                    StreamFilter hidden = hiddenOf(view.hidden(), run);
                    boolean hasAny = hidden == null || !hidden.dropsAll();
                    if (hasAny && range.overlaps(run.minTimestampNanos(), run.maxTimestampNanos())) {
                        RunWork work = new RunWork(run, block, arrival++, hidden);
                        runs.add(work);
                        lineBytes += run.lineBytes();
                        byStream.computeIfAbsent(run.stream(), key -> new ArrayList<>(2))
                                .add(work);
                    }
                }
                if (!runs.isEmpty()) {
                    all.add(new BlockWork(block, source.live(), runs));
                }
            }
        }
        byStream.values().forEach(ScanPlan::linkOverlaps);
        context.counters().blocksConsidered.add(all.size());
        List<BlockWork> kept = prune(all, prefilter);
        context.counters().blocksSkippedByFilter.add(all.size() - kept.size());
        return new ScanPlan(range, kept, lineBytes);
    }

    private static @Nullable StreamFilter hiddenOf(RowFilter hidden, StreamRun run) {
        return hidden == RowFilter.NONE
                ? null
                : hidden.of(run.stream(), run.minTimestampNanos(), run.maxTimestampNanos());
    }

    /** Runs of one stream whose time bounds touch may repeat each other's rows. */
    private static void linkOverlaps(List<RunWork> runs) {
        if (runs.size() < 2) {
            return;
        }
        runs.sort(Comparator.comparingLong(work -> work.run().minTimestampNanos()));
        int from = 0;
        long max = runs.get(0).run().maxTimestampNanos();
        for (int i = 1; i <= runs.size(); i++) {
            if (i == runs.size() || runs.get(i).run().minTimestampNanos() > max) {
                if (i - from > 1) {
                    Overlap overlap = new Overlap(runs.subList(from, i));
                    runs.subList(from, i).forEach(work -> work.overlaps(overlap));
                }
                from = i;
            }
            if (i < runs.size()) {
                max = Math.max(max, runs.get(i).run().maxTimestampNanos());
            }
        }
    }

    /** When one is asked, the one that is so far behind it is fetched. */
    private static void prefetch(List<RowSource> sources, int asked, TimeRange range) {
        for (int i = asked == 0 ? 1 : asked + SOURCES_AHEAD; i <= asked + SOURCES_AHEAD && i < sources.size(); i++) {
            sources.get(i).prefetch(range);
        }
    }

    private static List<BlockWork> prune(List<BlockWork> blocks, LinePrefilter prefilter) {
        if (prefilter.isEmpty()) {
            return blocks;
        }
        List<BlockWork> kept = new ArrayList<>(blocks.size());
        int ahead = 0;
        for (int i = 0; i < blocks.size(); i++) {
            for (; ahead < Math.min(blocks.size(), i + FILTERS_AHEAD); ahead++) {
                blocks.get(ahead).block().prefetchFilters();
            }
            if (mayMatch(blocks.get(i), prefilter)) {
                kept.add(blocks.get(i));
            }
        }
        return kept;
    }

    private static boolean mayMatch(BlockWork work, LinePrefilter prefilter) {
        for (LinePrefilter.Clause clause : prefilter.clauses()) {
            if (!mayContainAny(work.block(), clause)) {
                return false;
            }
        }
        for (LinePrefilter.MetadataValue value : prefilter.metadata()) {
            byte[] bytes = GoString.utf8(value.value());
            if (!work.block().mayContainMetadata(value.label(), bytes) && !anyStreamHas(work, value)) {
                return false;
            }
        }
        return true;
    }

    private static boolean mayContainAny(RowBlock block, LinePrefilter.Clause clause) {
        for (Needle needle : clause.needles()) {
            if (block.mayContain(needle.bytes())) {
                return true;
            }
        }
        return false;
    }

    private static boolean anyStreamHas(BlockWork work, LinePrefilter.MetadataValue value) {
        for (RunWork run : work.runs()) {
            if (value.value().equals(run.run().stream().get(value.label()))) {
                return true;
            }
        }
        return false;
    }

    TimeRange range() {
        return range;
    }

    List<BlockWork> blocks() {
        return blocks;
    }

    /** Bytes of all lines of the runs, before pruning. */
    long lineBytes() {
        return lineBytes;
    }
}
