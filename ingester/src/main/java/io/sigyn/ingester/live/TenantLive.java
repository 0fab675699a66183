package io.sigyn.ingester.live;

import io.sigyn.index.LiveLabelIndex;
import io.sigyn.index.RowSource;
import io.sigyn.model.EntryMetadata;
import io.sigyn.model.Labels;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

/**
 * One tenant's rows in one generation. Thread-safe. Whoever reads lines does so between {@link #enter} and {@link #leave}:
 * once the generation is done with it, and all who entered have left, its memory serves for other rows.
 */
public final class TenantLive {
    private final LiveLabelIndex<LiveChunk> index = new LiveLabelIndex<>();
    private final LineArena arena;
    private final AtomicInteger holders = new AtomicInteger(1); // those who entered, and the generation
    private final AtomicInteger streams = new AtomicInteger();
    private final AtomicLong memoryBytes = new AtomicLong();
    private final ChangeCounts changes = new ChangeCounts();

    TenantLive(SlabPool pool) {
        this.arena = new LineArena(pool);
    }

    /** Begins to read; false if the rows are gone, since a segment has them. */
    boolean enter() {
        int now = holders.get();
        while (now > 0 && !holders.compareAndSet(now, now + 1)) {
            now = holders.get();
        }
        return now > 0;
    }

    /** Ends what {@link #enter} began, once, or the generation's own use. */
    void leave() {
        if (holders.decrementAndGet() == 0) {
            arena.release();
        }
    }

    LiveChunk chunk(Labels stream) {
        LiveChunk known = index.get(stream);
        return known != null
                ? known
                : index.getOrAdd(stream, labels -> new LiveChunk(labels, streams.getAndIncrement(), arena));
    }

    LiveLabelIndex<LiveChunk> index() {
        return index;
    }

    /** What has come, by time. */
    ChangeCounts changes() {
        return changes;
    }

    LineArena arena() {
        return arena;
    }

    void grow(long bytes) {
        memoryBytes.addAndGet(bytes);
    }

    public long memoryBytes() {
        return memoryBytes.get();
    }

    public int streams() {
        return streams.get();
    }

    /** The rows that are there now, as one query sees them. */
    public RowSource source() {
        return new LiveSource(this, streams.get());
    }

    /** Takes rows in the order in which segments have them. */
    public interface Sorted {
        void stream(Labels stream) throws IOException;

        void row(long timestampNanos, byte[] buffer, int offset, int length, EntryMetadata metadata) throws IOException;
    }

    /** All rows: streams by their labels, the rows of each by time, then arrival. */
    public void forEachSorted(Sorted sink) throws IOException {
        List<LiveChunk> chunks = new ArrayList<>(index.all());
        chunks.sort(Comparator.comparing(LiveChunk::stream));
        for (LiveChunk chunk : chunks) {
            List<PageView> pages = chunk.snapshot();
            if (!pages.isEmpty()) {
                sink.stream(chunk.stream());
                ChunkRows.forEachSorted(pages, sink);
            }
        }
    }
}
