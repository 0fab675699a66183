package io.sigyn.storage.segment;

import io.sigyn.storage.ByteWriter;
import io.sigyn.storage.block.BlockHeader;
import io.sigyn.storage.block.BlockWriter;
import io.sigyn.storage.filter.GramFilter;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.FutureTask;
import java.util.concurrent.RejectedExecutionException;
import org.jspecify.annotations.Nullable;

/**
 * A block on its way into a segment: rows are collected, then encoded on whichever thread comes first, then the result is
 * taken; then it serves again for another block. Rows and result are for the segment's thread alone.
 */
final class PendingBlock {
    private final BlockWriter rows;
    private final boolean filters;
    private final GramFilter.Builder grams = new GramFilter.Builder();
    private final ByteWriter bytes = new ByteWriter(1 << 16);
    private @Nullable FutureTask<Encoded> task;

    PendingBlock(SegmentOptions options) {
        this.rows = new BlockWriter(options.codec(), options.level(), options.lines());
        this.filters = options.filters();
    }

    /** What goes into the segment beside {@link #bytes()}. */
    record Encoded(BlockHeader header, byte[] lineFilter, byte[] valueFilter) {}

    BlockWriter rows() {
        return rows;
    }

    /** The encoded columns, once {@link #take} has returned. */
    ByteWriter bytes() {
        return bytes;
    }

    /** Ends the rows; a thread of {@code helpers} encodes them, unless {@link #help} is sooner. */
    void handOver(Executor helpers) {
        FutureTask<Encoded> encoding = new FutureTask<>(this::encode);
        task = encoding;
        try {
            helpers.execute(encoding);
        } catch (RejectedExecutionException closed) {
            // Then the segment's thread does it.
        }
    }

    /** Encodes on this thread, if nobody has begun. */
    void help() {
        FutureTask<Encoded> encoding = task;
        if (encoding != null) {
            encoding.run();
        }
    }

    boolean isDone() {
        FutureTask<Encoded> encoding = task;
        return encoding != null && encoding.isDone();
    }

    /** The result, waited for; what went wrong is thrown here. */
    Encoded take() {
        FutureTask<Encoded> encoding = task;
        task = null;
        if (encoding == null) {
            return encode();
        }
        boolean interrupted = false;
        try {
            while (true) {
                try {
                    return encoding.get();
                } catch (InterruptedException e) {
                    interrupted = true;
                } catch (ExecutionException e) {
                    if (e.getCause() instanceof Error error) {
                        throw error;
                    }
                    throw new IllegalStateException("a block cannot be encoded", e.getCause());
                }
            }
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    private Encoded encode() {
        bytes.clear();
        byte[] lineFilter = filters ? grams.build(rows.lines(), 0, (int) rows.lineBytes()) : new byte[0];
        byte[] valueFilter = filters ? rows.metadataFilter() : new byte[0];
        return new Encoded(rows.finish(bytes), lineFilter, valueFilter);
    }
}
