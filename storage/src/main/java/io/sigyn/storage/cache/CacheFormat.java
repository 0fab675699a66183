package io.sigyn.storage.cache;

import io.sigyn.storage.ByteReader;
import io.sigyn.storage.ByteWriter;
import io.sigyn.storage.CorruptDataException;
import java.util.zip.CRC32C;

/**
 * The bytes of a cache file: a chunk of an object, or what is known of its size. Integers are little-endian.
 *
 * <pre>
 * file    := magic:"SCHE" version:u8 objectSize:u64 chunk:u32 name:text length:varint payload crc:u32
 * text    := length:varint utf8
 * </pre>
 *
 * <p>{@code name} is the store and the key; {@code crc} the CRC-32C of everything before it, so that a damaged file, and one
 * that was put under another's name, is seen and not served. Chunk {@code n} is the object's bytes from {@code n *
 * CHUNK_BYTES} on, {@link #CHUNK_BYTES} of them but for the last; the chunk {@link #SIZE_ONLY} has no bytes.
 */
final class CacheFormat {
    static final int MAGIC = 'S' | 'C' << 8 | 'H' << 16 | 'E' << 24;
    static final int VERSION = 1;
    static final int CHUNK_BYTES = 256 << 10;
    static final int SIZE_ONLY = -1;
    static final int MAX_FILE_BYTES = CHUNK_BYTES + 4096;

    private CacheFormat() {}

    /** A chunk as it was fetched. */
    @SuppressWarnings("ArrayRecordComponent") // handed over, never compared
    record Chunk(long objectSizeBytes, byte[] bytes) {}

    static void encode(String name, int chunk, long objectSize, byte[] bytes, int from, int length, ByteWriter out) {
        out.u32(MAGIC).u8(VERSION).u64(objectSize).u32(chunk).text(name);
        out.varint(length).bytes(bytes, from, length);
        out.u32(crc(out.buffer(), out.size()));
    }

    /** The chunk in a file's bytes; refuses those of another chunk or object. */
    static Chunk decode(String file, String name, int chunk, byte[] bytes) throws CorruptDataException {
        int end = Math.max(0, bytes.length - Integer.BYTES);
        int stored = new ByteReader("cache file", file, end, bytes, end, bytes.length - end).u32();
        ByteReader in = new ByteReader("cache file", file, 0, bytes, 0, end);
        if (crc(bytes, end) != stored) {
            throw in.corrupt("crc 0x" + Integer.toHexString(crc(bytes, end)), "0x" + Integer.toHexString(stored));
        }
        if (in.u32() != MAGIC || in.u8() != VERSION) {
            throw in.corrupt("another kind of file", "a cache file of version " + VERSION);
        }
        long objectSize = in.u64();
        int foundChunk = in.u32();
        String foundName = in.text();
        if (foundChunk != chunk || !foundName.equals(name)) {
            throw in.corrupt("chunk " + foundChunk + " of " + foundName, "chunk " + chunk + " of " + name);
        }
        byte[] payload = in.blob();
        in.expectEnd();
        if (payload.length != (chunk == SIZE_ONLY ? 0 : lengthOf(chunk, objectSize))) {
            throw in.corrupt(payload.length + " bytes", "a whole chunk");
        }
        return new Chunk(objectSize, payload);
    }

    /** Bytes of a chunk: all have the same but for the last. */
    static int lengthOf(int chunk, long objectSize) {
        return (int) Math.max(0, Math.min(CHUNK_BYTES, objectSize - (long) chunk * CHUNK_BYTES));
    }

    private static int crc(byte[] bytes, int length) {
        CRC32C crc = new CRC32C();
        crc.update(bytes, 0, length);
        return (int) crc.getValue();
    }
}
