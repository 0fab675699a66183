package io.sigyn.storage.block;

import com.github.luben.zstd.Zstd;
import com.github.luben.zstd.ZstdCompressCtx;
import com.github.luben.zstd.ZstdDecompressCtx;
import com.github.luben.zstd.ZstdException;
import io.sigyn.storage.ByteWriter;
import net.jpountz.lz4.LZ4Exception;
import net.jpountz.lz4.LZ4Factory;
import net.jpountz.lz4.LZ4SafeDecompressor;

/** How the bytes of a column are compressed. Decompression writes exactly the bytes expected or fails. Thread-safe. */
public enum Codec {
    NONE(0),
    LZ4(1),
    ZSTD(2);

    /** Up to this level speed counts, so the window and its table stay in a core's cache: as small, a tenth less time. */
    private static final int MAX_FAST_LEVEL = 2;

    private static final int FAST_WINDOW_LOG = 18;

    private static final Codec[] BY_ID = values();
    private static final ThreadLocal<ZstdCompressCtx> ZSTD_COMPRESS = ThreadLocal.withInitial(ZstdCompressCtx::new);
    private static final ThreadLocal<ZstdDecompressCtx> ZSTD_DECOMPRESS =
            ThreadLocal.withInitial(ZstdDecompressCtx::new);

    private final int id;

    Codec(int id) {
        this.id = id;
    }

    /** The byte that stands for this codec in our formats. */
    public int id() {
        return id;
    }

    public static boolean isKnown(int id) {
        return id >= 0 && id < BY_ID.length;
    }

    public static Codec ofId(int id) {
        return BY_ID[id];
    }

    /** Appends the compressed bytes; {@code level} counts for zstd only. */
    public void compress(byte[] source, int offset, int length, int level, ByteWriter out) {
        switch (this) {
            case NONE -> out.bytes(source, offset, length);
            case LZ4 -> {
                int bound = Lz4.FACTORY.fastCompressor().maxCompressedLength(length);
                out.reserve(bound);
                out.skip(Lz4.FACTORY
                        .fastCompressor()
                        .compress(source, offset, length, out.buffer(), out.size(), out.buffer().length - out.size()));
            }
            case ZSTD -> {
                int bound = Math.toIntExact(Zstd.compressBound(length));
                out.reserve(bound);
                ZstdCompressCtx context = ZSTD_COMPRESS.get();
                context.setLevel(level);
                context.setWindowLog(level <= MAX_FAST_LEVEL ? FAST_WINDOW_LOG : 0); // 0: as the level has it
                context.setChecksum(false);
                context.setContentSize(false);
                out.skip(context.compressByteArray(out.buffer(), out.size(), bound, source, offset, length));
            }
        }
    }

    /**
     * The {@code rawLength} bytes that were compressed; the caller has checked that this number is sane.
     *
     * @throws IllegalArgumentException if the bytes do not give exactly that many
     */
    public byte[] decompress(byte[] source, int offset, int length, int rawLength) {
        byte[] raw = new byte[rawLength];
        decompress(source, offset, length, raw, 0, rawLength);
        return raw;
    }

    /**
     * Writes the {@code rawLength} bytes that were compressed into a buffer that has room for them.
     *
     * @throws IllegalArgumentException if the bytes do not give exactly that many
     */
    void decompress(byte[] source, int offset, int length, byte[] raw, int rawOffset, int rawLength) {
        try {
            int written = switch (this) {
                case NONE -> {
                    System.arraycopy(source, offset, raw, rawOffset, Math.min(length, rawLength));
                    yield length;
                }
                case LZ4 -> Lz4.DECOMPRESSOR.decompress(source, offset, length, raw, rawOffset, rawLength);
                case ZSTD ->
                    ZSTD_DECOMPRESS.get().decompressByteArray(raw, rawOffset, rawLength, source, offset, length);
            };
            if (written != rawLength) {
                throw new IllegalArgumentException(written + " bytes (expected: " + rawLength + ")");
            }
        } catch (LZ4Exception | ZstdException e) {
            throw new IllegalArgumentException(this + " cannot be decompressed: " + e.getMessage(), e);
        }
    }

    /** Loaded when first needed. */
    private static final class Lz4 {
        static final LZ4Factory FACTORY = LZ4Factory.fastestInstance();
        static final LZ4SafeDecompressor DECOMPRESSOR = FACTORY.safeDecompressor();
    }
}
