package io.sigyn.ingester.live;

import io.sigyn.model.Labels;
import io.sigyn.storage.block.Column;
import io.sigyn.storage.block.RowBlock;
import io.sigyn.storage.block.Rows;
import io.sigyn.storage.block.StreamRun;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** A page as it was at one time: the rows that it had then, sorted by time. Immutable, thread-safe. */
final class PageView implements RowBlock, Rows {
    private final Labels stream;
    private final byte[] lines;
    private final int base;
    private final long[] timestamps;
    private final int[] lineEnds;
    private final int[] metadataAt;
    private final byte[] metadata;
    private final int rows;
    private final int lineBytes;
    private final long min;
    private final long max;
    private final boolean sorted;
    /** Rows in the order of time, where that is not the order of arrival; made when it is needed. */
    private volatile int @Nullable [] order;

    /** With the chunk's lock held. */
    PageView(Labels stream, ChunkPage page) {
        this(stream, page, page.sorted);
    }

    /** A page that nobody else knows, in the order of arrival. */
    static PageView byArrival(Labels stream, ChunkPage page) {
        return new PageView(stream, page, true);
    }

    private PageView(Labels stream, ChunkPage page, boolean sorted) {
        this.stream = stream;
        this.lines = page.lines;
        this.base = page.base;
        this.timestamps = page.timestamps;
        this.lineEnds = page.lineEnds;
        this.metadataAt = page.metadataAt;
        this.metadata = page.metadata;
        this.rows = page.rows;
        this.lineBytes = page.lineBytes;
        this.min = page.min;
        this.max = page.max;
        this.sorted = sorted;
    }

    Labels stream() {
        return stream;
    }

    long min() {
        return min;
    }

    long max() {
        return max;
    }

    int lineBytes() {
        return lineBytes;
    }

    @Override
    public List<StreamRun> runs() {
        return List.of(new StreamRun(stream, 0, rows, min, max, lineBytes));
    }

    @Override
    public boolean mayContain(byte[] needle) {
        return needle.length <= lineBytes;
    }

    /** The chunk leaves repeats out as they come. */
    @Override
    public boolean mayRepeat() {
        return false;
    }

    @Override
    public boolean mayContainMetadata(String name, byte[] value) {
        return metadata.length > 0;
    }

    @Override
    public Rows read(Set<Column> columns) {
        return this;
    }

    @Override
    public int count() {
        return rows;
    }

    /** The number by arrival of the row that is at a place by time. */
    private int arrival(int row) {
        if (sorted) {
            return row;
        }
        int[] known = order;
        if (known == null) {
            known = TimeOrder.of(timestamps, rows);
            order = known;
        }
        return known[row];
    }

    @Override
    public long timestamp(int row) {
        return timestamps[arrival(row)];
    }

    @Override
    public byte[] lines() {
        return lines;
    }

    @Override
    public int lineStart(int row) {
        int at = arrival(row);
        return at == 0 ? base : lineEnds[at - 1];
    }

    @Override
    public int lineEnd(int row) {
        return lineEnds[arrival(row)];
    }

    @Override
    public int lineLength(int row) {
        int at = arrival(row);
        return lineEnds[at] - (at == 0 ? base : lineEnds[at - 1]);
    }

    @Override
    public boolean contiguous() {
        return sorted;
    }

    @Override
    public MetadataCursor metadata() {
        return new PageMetadata(metadata, row -> metadataAt[arrival(row)]);
    }
}
