package io.sigyn.storage.block;

import com.github.luben.zstd.Zstd;
import com.github.luben.zstd.ZstdCompressCtx;
import com.github.luben.zstd.ZstdDecompressCtx;
import com.github.luben.zstd.ZstdException;
import io.sigyn.storage.ByteWriter;
import java.util.Arrays;
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
        try {
            return switch (this) {
                case NONE -> {
                    if (length != rawLength) {
                        throw new IllegalArgumentException(length + " bytes (expected: " + rawLength + ")");
                    }
                    yield Arrays.copyOfRange(source, offset, offset + length);
                }
                case LZ4 -> {
                    byte[] raw = new byte[rawLength];
                    expect(rawLength, Lz4.DECOMPRESSOR.decompress(source, offset, length, raw, 0, rawLength));
                    yield raw;
                }
                case ZSTD -> {
                    byte[] raw = new byte[rawLength];
                    expect(
                            rawLength,
                            ZSTD_DECOMPRESS.get().decompressByteArray(raw, 0, rawLength, source, offset, length));
                    yield raw;
                }
            };
        } catch (LZ4Exception | ZstdException e) {
            throw new IllegalArgumentException(this + " cannot be decompressed: " + e.getMessage(), e);
        }
    }

    private static void expect(int rawLength, int length) {
        if (length != rawLength) {
            throw new IllegalArgumentException("decompressed to " + length + " bytes (expected: " + rawLength + ")");
        }
    }

    /** Loaded when first needed. */
    private static final class Lz4 {
        static final LZ4Factory FACTORY = LZ4Factory.fastestInstance();
        static final LZ4SafeDecompressor DECOMPRESSOR = FACTORY.safeDecompressor();
    }
}
