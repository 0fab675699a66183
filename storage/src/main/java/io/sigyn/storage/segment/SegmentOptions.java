package io.sigyn.storage.segment;

import io.sigyn.storage.block.Codec;
import io.sigyn.storage.block.LineForm;
import java.nio.file.Path;

/**
 * How a segment is written.
 *
 * @param codec of its columns; {@code level} counts for zstd
 * @param blockBytes raw line bytes at which a block is closed
 * @param memoryBytes finished bytes that are held in memory; what comes after them waits in a file of {@code spillFolder}
 * @param filters whether to write what lets queries skip blocks
 * @param lines which blocks store lines by templates
 */
public record SegmentOptions(
        Codec codec, int level, int blockBytes, int memoryBytes, Path spillFolder, boolean filters, LineForm lines) {

    /** Lines take the form that suits the level. */
    public SegmentOptions(Codec codec, int level, int blockBytes, int memoryBytes, Path spillFolder, boolean filters) {
        this(codec, level, blockBytes, memoryBytes, spillFolder, filters, LineForm.ofLevel(level));
    }

    /** Level 1: of logs it makes 3 % less to 2 % more than level 2 or 3, in three quarters or half of their time. */
    public static SegmentOptions flush(Path spillFolder) {
        return new SegmentOptions(Codec.ZSTD, 1, 1 << 20, 32 << 20, spillFolder, true);
    }

    /** The same for flushes that fall behind the pushes: without templates, which a merge can make later. */
    public static SegmentOptions flushBehind(Path spillFolder) {
        return new SegmentOptions(Codec.ZSTD, 1, 1 << 20, 32 << 20, spillFolder, true, LineForm.PLAIN);
    }

    /**
     * For rows whose memory others wait for: a third of the time of {@link #flush}, twice the bytes, and queries read all
     * blocks until compaction has written them again.
     */
    public static SegmentOptions haste(Path spillFolder) {
        return new SegmentOptions(Codec.LZ4, 0, 1 << 20, 32 << 20, spillFolder, false);
    }

    /** For data that will be read less often than it is stored. */
    public static SegmentOptions compaction(Path spillFolder) {
        return new SegmentOptions(Codec.ZSTD, 9, 2 << 20, 32 << 20, spillFolder, true);
    }
}
