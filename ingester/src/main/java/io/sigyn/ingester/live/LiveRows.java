package io.sigyn.ingester.live;

import io.sigyn.model.Labels;
import io.sigyn.storage.block.Column;
import io.sigyn.storage.block.RowBlock;
import io.sigyn.storage.block.Rows;
import io.sigyn.storage.block.StreamRun;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The rows that a chunk had at one moment: a block of one stream. Shares the chunk's arrays, whose first rows never
 * change. Immutable.
 */
final class LiveRows implements RowBlock, Rows {
    private final Labels stream;
    private final int count;
    private final int @Nullable [] order; // arrival numbers by time; null where that is the same
    private final long[] timestamps;
    private final byte[] lines;
    private final int[] lineEnds;
    private final byte[] metadata;
    private final int @Nullable [] metadataEnds;
    private final NameTable names;
    private final StreamRun run;

    LiveRows(
            Labels stream,
            int count,
            int @Nullable [] order,
            long[] timestamps,
            byte[] lines,
            int[] lineEnds,
            byte[] metadata,
            int @Nullable [] metadataEnds,
            NameTable names,
            long minTimestampNanos,
            long maxTimestampNanos) {
        this.stream = stream;
        this.count = count;
        this.order = order;
        this.timestamps = timestamps;
        this.lines = lines;
        this.lineEnds = lineEnds;
        this.metadata = metadata;
        this.metadataEnds = metadataEnds;
        this.names = names;
        this.run = new StreamRun(stream, 0, count, minTimestampNanos, maxTimestampNanos, lineBytes());
    }

    private long lineBytes() {
        if (order == null) {
            return count == 0 ? 0 : lineEnds[count - 1];
        }
        long bytes = 0;
        for (int row = 0; row < count; row++) {
            bytes += lineLength(row);
        }
        return bytes;
    }

    Labels stream() {
        return stream;
    }

    StreamRun run() {
        return run;
    }

    @Override
    public List<StreamRun> runs() {
        return List.of(run);
    }

    @Override
    public boolean mayContain(byte[] needle) {
        return true;
    }

    @Override
    public boolean mayContainMetadata(String name, byte[] value) {
        return true;
    }

    @Override
    public Rows read(Set<Column> columns) {
        return this;
    }

    @Override
    public int count() {
        return count;
    }

    private int arrival(int row) {
        return order == null ? row : order[row];
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
        int arrival = arrival(row);
        return arrival == 0 ? 0 : lineEnds[arrival - 1];
    }

    @Override
    public int lineEnd(int row) {
        return lineEnds[arrival(row)];
    }

    @Override
    public int lineLength(int row) {
        return lineEnd(row) - lineStart(row);
    }

    @Override
    public boolean contiguous() {
        return order == null;
    }

    @Override
    public MetadataCursor metadata() {
        return new Cursor();
    }

    private final class Cursor implements MetadataCursor {
        private int[] pairs = new int[3 * 8]; // name number, offset and length of each
        private int size;

        @Override
        public MetadataCursor moveTo(int row) {
            size = 0;
            int[] ends = metadataEnds;
            if (ends == null) {
                return this;
            }
            int arrival = arrival(row);
            int start = arrival == 0 ? 0 : ends[arrival - 1];
            if (start == ends[arrival]) {
                return this;
            }
            long read = MetadataBytes.varint(metadata, start);
            int pairCount = MetadataBytes.value(read);
            if (pairs.length < 3 * pairCount) {
                pairs = new int[3 * pairCount];
            }
            int position = MetadataBytes.next(read);
            for (int i = 0; i < pairCount; i++) {
                read = MetadataBytes.varint(metadata, position);
                pairs[3 * i] = MetadataBytes.value(read);
                read = MetadataBytes.varint(metadata, MetadataBytes.next(read));
                pairs[3 * i + 1] = MetadataBytes.next(read);
                pairs[3 * i + 2] = MetadataBytes.value(read);
                position = MetadataBytes.next(read) + MetadataBytes.value(read);
            }
            size = pairCount;
            return this;
        }

        @Override
        public int size() {
            return size;
        }

        @Override
        public String name(int index) {
            return names.name(pairs[3 * index]);
        }

        @Override
        public byte[] valueBuffer(int index) {
            return metadata;
        }

        @Override
        public int valueOffset(int index) {
            return pairs[3 * index + 1];
        }

        @Override
        public int valueLength(int index) {
            return pairs[3 * index + 2];
        }
    }
}
