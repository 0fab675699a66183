package io.sigyn.ingester.live;

import io.sigyn.index.CompiledSelector;
import io.sigyn.index.RowSource;
import io.sigyn.model.Selector;
import io.sigyn.model.TimeRange;
import io.sigyn.storage.block.RowBlock;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * What one query sees of a tenant's live rows: no streams that came later, and of each stream the rows that it had when
 * the query first asked for it, however often it asks. Thread-safe.
 */
final class LiveSource implements RowSource {
    private final TenantLive live;
    private final int streams;
    private final Map<LiveChunk, List<PageView>> seen = new ConcurrentHashMap<>();

    LiveSource(TenantLive live, int streams) {
        this.live = live;
        this.streams = streams;
    }

    private List<PageView> pages(LiveChunk chunk) {
        return chunk.ordinal() >= streams ? List.of() : seen.computeIfAbsent(chunk, LiveChunk::snapshot);
    }

    @Override
    public List<RowBlock> select(Selector selector, TimeRange range) {
        List<RowBlock> blocks = new ArrayList<>();
        for (LiveChunk chunk : live.index().select(CompiledSelector.compile(selector))) {
            for (PageView page : pages(chunk)) {
                if (range.overlaps(page.min(), page.max())) {
                    blocks.add(page);
                }
            }
        }
        return blocks;
    }

    @Override
    public void forEachStream(Selector selector, TimeRange range, StreamVisitor visitor) {
        for (LiveChunk chunk : live.index().select(CompiledSelector.compile(selector))) {
            List<PageView> pages = pages(chunk);
            long min = Long.MAX_VALUE;
            long max = Long.MIN_VALUE;
            long entries = 0;
            long bytes = 0;
            for (PageView page : pages) {
                min = Math.min(min, page.min());
                max = Math.max(max, page.max());
                entries += page.count();
                bytes += page.lineBytes();
            }
            if (entries > 0 && range.overlaps(min, max)) {
                visitor.visit(
                        chunk.stream(),
                        new StreamStats(min, max, entries, bytes, pages.size(), () -> MetadataSize.of(pages)));
            }
        }
    }

    @Override
    public boolean live() {
        return true;
    }
}
