package io.sigyn.storage.segment;

import io.sigyn.model.EntryMetadata;
import io.sigyn.model.Labels;
import io.sigyn.storage.ByteWriter;
import io.sigyn.storage.block.BlockWriter;
import io.sigyn.storage.block.Codec;
import io.sigyn.storage.object.ObjectBody;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.Executor;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;

/**
 * Turns the rows of many streams into one segment: streams in ascending order of their labels, the rows of each by time,
 * then arrival, without repeats (the same time and line). Memory stays bounded by a few blocks, {@link SegmentOptions#memoryBytes}, the labels, and
 * filters of 1 or 2 % of the raw bytes. For one thread at a time; helpers may encode blocks, with the same bytes.
 */
public final class SegmentWriter implements AutoCloseable {
    private static final int SECTION_LEVEL = 3;

    private final SegmentOptions options;
    private final SpillBuffer out;
    private final @Nullable Executor helpers;
    private final int maxPending;
    private final Deque<PendingBlock> pending = new ArrayDeque<>(); // handed over, in their order
    private final Deque<PendingBlock> free = new ArrayDeque<>();
    private PendingBlock current;
    private BlockWriter block; // of current
    private final LabelSectionWriter labels = new LabelSectionWriter();
    private final FilterSectionWriter filters = new FilterSectionWriter();
    private final ByteWriter buffer = new ByteWriter(1 << 16);
    private final ByteWriter directory = new ByteWriter();
    private int blocks;

    private @Nullable Labels stream; // begun last
    private boolean streamAdded;
    private long lastTimestamp;
    private int runRows;
    private long runStart;
    private long runLineBytes;

    private long minTimestamp = Long.MAX_VALUE;
    private long maxTimestamp = Long.MIN_VALUE;
    private long entries;
    private long lineBytes;
    private @Nullable Finished finished;

    public SegmentWriter(SegmentOptions options) {
        this(options, null, 0);
    }

    /** Encodes full blocks on threads of {@code helpers} too, so that up to {@code maxPending} more are held in memory. */
    public SegmentWriter(SegmentOptions options, @Nullable Executor helpers, int maxPending) {
        this.options = options;
        this.helpers = maxPending == 0 ? null : helpers;
        this.maxPending = maxPending;
        this.out = new SpillBuffer(options.memoryBytes(), options.spillFolder());
        this.current = new PendingBlock(options);
        this.block = current.rows();
    }

    /** Begins the next stream; a stream without rows leaves no trace. */
    public void startStream(Labels next) throws IOException {
        if (stream != null && stream.compareTo(next) >= 0) {
            throw new IllegalArgumentException(
                    "stream " + next + " after " + stream + " (expected: in ascending order of labels)");
        }
        endRun();
        // A block that is half full is closed, so that a search in a large stream does not read its neighbours.
        if (block.lineBytes() >= options.blockBytes() / 2) {
            finishBlock();
        }
        stream = next;
        streamAdded = false;
        lastTimestamp = Long.MIN_VALUE;
    }

    /** Adds a row to the stream begun last; nothing of the buffers is kept. */
    public void add(long timestampNanos, byte[] bytes, int offset, int length, EntryMetadata metadata)
            throws IOException {
        Labels current = stream;
        if (current == null || finished != null) {
            throw new IllegalStateException("a row " + (finished == null ? "before its stream" : "after the end"));
        }
        if (timestampNanos < lastTimestamp) {
            throw new IllegalArgumentException("row at " + timestampNanos + " after one at " + lastTimestamp
                    + " of stream " + current + " (expected: in order of time)");
        }
        if (isFull(length)) {
            endRun();
            finishBlock();
        }
        if (!streamAdded) {
            labels.addStream(current);
            streamAdded = true;
        }
        if (runRows == 0) {
            runStart = timestampNanos;
            block.startRun();
        }
        block.add(timestampNanos, bytes, offset, length, metadata);
        lastTimestamp = timestampNanos;
        runRows++;
        runLineBytes += length;
        entries++;
        lineBytes += length;
    }

    /** Raw line bytes added so far. */
    public long lineBytes() {
        return lineBytes;
    }

    /** Writes the rest; the body can be put as often as needed until this writer is closed. */
    public Finished finish() throws IOException {
        if (finished == null) {
            endRun();
            finishBlock();
            while (!pending.isEmpty()) {
                appendFirst();
            }
            if (blocks == 0) {
                writeHeader();
            }
            finished = new Finished(out, writeEnd());
        }
        return finished;
    }

    /** Gives back memory and the spill file. */
    @Override
    public void close() throws IOException {
        out.close();
    }

    private boolean isFull(int more) {
        long lines = block.lineBytes();
        return block.rows() > 0
                && (lines >= options.blockBytes()
                        || lines + block.metadataBytes() >= 2L * options.blockBytes()
                        || lines + more > Math.max(options.blockBytes() * 2L, 1 << 16)
                        || block.isFull());
    }

    private void endRun() {
        if (runRows > 0) {
            labels.addRun(runRows, runStart, lastTimestamp, runLineBytes, block.runMetadataBytes());
            minTimestamp = Math.min(minTimestamp, runStart);
            maxTimestamp = Math.max(maxTimestamp, lastTimestamp);
            runRows = 0;
            runLineBytes = 0;
        }
    }

    private void finishBlock() throws IOException {
        if (block.rows() == 0) {
            return;
        }
        if (helpers == null) {
            append(current);
            return;
        }
        current.handOver(helpers);
        pending.add(current);
        while (!pending.isEmpty()
                && (pending.size() > maxPending || pending.element().isDone())) {
            appendFirst();
        }
        PendingBlock next = free.poll();
        current = next == null ? new PendingBlock(options) : next;
        block = current.rows();
    }

    private void appendFirst() throws IOException {
        pending.forEach(PendingBlock::help);
        PendingBlock first = pending.remove();
        append(first);
        free.add(first);
    }

    private void append(PendingBlock full) throws IOException {
        PendingBlock.Encoded encoded = full.take();
        if (blocks == 0) {
            writeHeader();
        }
        if (options.filters()) {
            filters.add(encoded.lineFilter(), encoded.valueFilter());
        }
        directory.varint(out.sizeBytes());
        encoded.header().encode(directory);
        blocks++;
        out.append(full.bytes());
    }

    private void writeHeader() throws IOException {
        buffer.clear();
        out.append(buffer.u32(SegmentFormat.MAGIC).u8(SegmentFormat.VERSION));
    }

    private SegmentSummary writeEnd() throws IOException {
        if (options.filters()) {
            filters.writePages(out);
        }
        long tailStart = out.sizeBytes();
        ByteWriter raw = new ByteWriter().varint(blocks).bytes(directory);
        ByteWriter table = new ByteWriter().varint(options.filters() ? 3 : 2);
        writeSection(SegmentFormat.DIRECTORY, raw, table);
        raw.clear();
        labels.encode(raw, minTimestamp);
        writeSection(SegmentFormat.LABELS, raw, table);
        if (options.filters()) {
            raw.clear();
            filters.encode(raw);
            writeSection(SegmentFormat.FILTERS, raw, table);
        }
        int tableLength = table.size();
        table.u32(tableLength).u32(crc(table.buffer(), tableLength));
        out.append(table.u8(SegmentFormat.VERSION).u32(SegmentFormat.END_MAGIC));
        return new SegmentSummary(
                minTimestamp,
                maxTimestamp,
                entries,
                lineBytes,
                labels.streams(),
                blocks,
                out.sizeBytes(),
                Math.toIntExact(out.sizeBytes() - tailStart));
    }

    private void writeSection(int id, ByteWriter raw, ByteWriter table) throws IOException {
        buffer.clear();
        buffer.u8(Codec.ZSTD.id()).varint(raw.size());
        Codec.ZSTD.compress(raw.buffer(), 0, raw.size(), SECTION_LEVEL, buffer);
        table.varint(id).varint(SegmentFormat.SECTION_VERSION).varint(out.sizeBytes());
        table.varint(buffer.size()).u32(crc(buffer.buffer(), buffer.size()));
        out.append(buffer);
    }

    private static int crc(byte[] bytes, int length) {
        CRC32C crc = new CRC32C();
        crc.update(bytes, 0, length);
        return (int) crc.getValue();
    }

    /** A segment that is whole. */
    public record Finished(ObjectBody body, SegmentSummary summary) {}
}
