package io.sigyn.ingester.decode;

import com.github.luben.zstd.ZstdInputStreamNoFinalizer;
import io.sigyn.ingester.RejectedPushException;
import java.io.ByteArrayInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import java.util.zip.GZIPInputStream;
import java.util.zip.Inflater;
import java.util.zip.InflaterInputStream;
import java.util.zip.ZipException;
import org.xerial.snappy.Snappy;

/** Undoes a body's compression, never beyond a number of bytes: a small body that means a huge one is refused. Stateless. */
final class Decompressor {
    /** Snappy cannot do better than 64 bytes for 3: a length beyond that is a lie. */
    private static final int MAX_SNAPPY_RATIO = 32;

    private static final byte[] ZSTD_MAGIC = {0x28, (byte) 0xb5, 0x2f, (byte) 0xfd};

    private Decompressor() {}

    /** Bytes in an array. */
    record Bytes(byte[] array, int offset, int length) {}

    private interface Opener {
        InputStream open(InputStream body) throws IOException;
    }

    static Bytes gzip(Bytes body, int maxBytes) {
        boolean header =
                body.length >= 10 && body.array[body.offset] == 0x1f && body.array[body.offset + 1] == (byte) 0x8b;
        if (!header) {
            throw new RejectedPushException(400, body.length == 0 ? "EOF" : "gzip: invalid header");
        }
        return inflate(body, "gzip", maxBytes, in -> new GZIPInputStream(in, 8192));
    }

    /** Raw, as Loki takes it, or with the wrapper of zlib, which some clients send. */
    static Bytes deflate(Bytes body, int maxBytes) {
        if (hasZlibHeader(body)) {
            try {
                return inflate(body, "zlib", maxBytes, InflaterInputStream::new);
            } catch (RejectedPushException rawAfterAll) {
                if (rawAfterAll.status() != 400) {
                    throw rawAfterAll;
                }
            }
        }
        Inflater raw = new Inflater(true);
        try {
            return inflate(body, "flate", maxBytes, in -> new InflaterInputStream(in, raw, 8192));
        } finally {
            raw.end();
        }
    }

    private static boolean hasZlibHeader(Bytes body) {
        if (body.length < 2) {
            return false;
        }
        int first = body.array[body.offset] & 0xff;
        int second = body.array[body.offset + 1] & 0xff;
        return (first & 15) == 8 && first >> 4 <= 7 && (first << 8 | second) % 31 == 0;
    }

    /** Whether a body begins as zstd does; Loki knows no zstd, so what does not is treated as Loki treats it. */
    static boolean isZstd(Bytes body) {
        return body.length >= ZSTD_MAGIC.length
                && Arrays.equals(
                        body.array, body.offset, body.offset + ZSTD_MAGIC.length, ZSTD_MAGIC, 0, ZSTD_MAGIC.length);
    }

    static Bytes zstd(Bytes body, int maxBytes) {
        return inflate(body, "zstd", maxBytes, ZstdInputStreamNoFinalizer::new);
    }

    /** A snappy block, into a buffer that is used again; the bytes are good until the thread's next call. */
    static Bytes snappy(Bytes body, int maxBytes, Scratch scratch) {
        try {
            int length = Snappy.uncompressedLength(body.array, body.offset, body.length);
            if (length < 0 || length / MAX_SNAPPY_RATIO > body.length) {
                throw new RejectedPushException(400, "snappy: corrupt input");
            } else if (length > maxBytes) {
                throw tooLarge(maxBytes);
            }
            byte[] out = scratch.atLeast(length);
            int written = Snappy.uncompress(body.array, body.offset, body.length, out, 0);
            if (written != length) {
                throw new RejectedPushException(400, "snappy: corrupt input");
            }
            return new Bytes(out, 0, written);
        } catch (IOException | IllegalArgumentException corrupt) {
            throw new RejectedPushException(400, "snappy: corrupt input");
        }
    }

    private static Bytes inflate(Bytes body, String name, int maxBytes, Opener opener) {
        byte[] out = new byte[(int) Math.min(maxBytes + 1L, Math.max(1024, body.length * 8L))];
        int length = 0;
        try (InputStream in = opener.open(new ByteArrayInputStream(body.array, body.offset, body.length))) {
            int read = in.read(out, 0, out.length);
            while (read >= 0) {
                length += read;
                if (length > maxBytes) {
                    throw tooLarge(maxBytes);
                }
                if (length == out.length) {
                    out = Arrays.copyOf(out, (int) Math.min(maxBytes + 1L, length * 2L));
                }
                read = in.read(out, length, out.length - length);
            }
            return new Bytes(out, 0, length);
        } catch (EOFException truncated) {
            throw new RejectedPushException(400, "unexpected EOF");
        } catch (ZipException corrupt) {
            throw new RejectedPushException(400, name + ": corrupt input: " + corrupt.getMessage());
        } catch (IOException | RuntimeException corrupt) {
            if (corrupt instanceof RejectedPushException refused) {
                throw refused;
            }
            throw new RejectedPushException(400, name + ": corrupt input");
        }
    }

    static RejectedPushException tooLarge(int maxBytes) {
        return new RejectedPushException(
                413, "request body is larger than " + maxBytes + " bytes after decompression; send smaller batches");
    }

    /** A buffer that grows; one that got large is given back. For one thread. */
    static final class Scratch {
        private static final int KEPT_BYTES = 8 << 20;
        private byte[] buffer = new byte[0];

        byte[] atLeast(int length) {
            if (buffer.length < length || (buffer.length > KEPT_BYTES && length <= KEPT_BYTES)) {
                buffer = new byte[Math.max(4096, length + length / 4)];
            }
            return buffer;
        }
    }
}
