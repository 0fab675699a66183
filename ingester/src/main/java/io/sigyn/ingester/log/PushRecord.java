package io.sigyn.ingester.log;

import io.sigyn.model.Labels;
import io.sigyn.model.TenantId;
import io.sigyn.storage.CorruptDataException;
import java.io.IOException;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import net.jpountz.lz4.LZ4Exception;
import net.jpountz.lz4.LZ4Factory;

/**
 * The bytes of a push in the log. Integers are little-endian; a varint has seven bits a byte, the lowest first.
 *
 * <pre>
 * payload := codec:u8 length:u32 body               codec 1: LZ4 block; length is that of the record
 * record  := tenant:string item*
 * item    := 1 count:varint (name:string value:string){count}          STREAM: entries that follow are of it
 *          | 2 name:string                                             NAME: the next metadata name, counted from 0
 *          | 3 time:i64 line:string count:varint (name:varint value:string){count}     ENTRY
 * string  := length:varint byte{length}
 * </pre>
 *
 * <p>A record stands alone: it names its streams in full, so that the order of records does not matter.
 */
public final class PushRecord {
    /** The type of these records in the log. */
    public static final int TYPE = 1;

    static final byte STREAM = 1;
    static final byte NAME = 2;
    static final byte ENTRY = 3;
    static final VarHandle LONG = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

    private static final byte LZ4 = 1;
    private static final int HEADER_BYTES = 5;
    private static final int MAX_RECORD_BYTES = 1 << 30;
    private static final LZ4Factory CODEC = LZ4Factory.fastestInstance();

    private PushRecord() {}

    /** What lies in a record, item by item; a line and its metadata are places in the buffer of the record. */
    public interface Visitor {
        /** Entries that follow are of the stream at this place of {@link AcceptedEntries#streams}. */
        void stream(int index);

        /** Metadata lies from {@code metadataStart} to {@code metadataEnd}, as the format says, from {@code count} on. */
        void entry(
                long timestampNanos, byte[] buffer, int lineStart, int lineLength, int metadataStart, int metadataEnd);
    }

    /** The payload of a record. */
    public static ByteBuffer encode(AcceptedEntries entries) {
        int bound = CODEC.fastCompressor().maxCompressedLength(entries.length());
        byte[] payload = new byte[HEADER_BYTES + bound];
        ByteBuffer out = ByteBuffer.wrap(payload).order(ByteOrder.LITTLE_ENDIAN);
        out.put(LZ4).putInt(entries.length());
        int size = CODEC.fastCompressor().compress(entries.bytes(), 0, entries.length(), payload, HEADER_BYTES, bound);
        return ByteBuffer.wrap(payload, 0, HEADER_BYTES + size);
    }

    /**
     * Reads a payload back.
     *
     * @throws CorruptDataException if it is none, although its checksum was right
     */
    public static AcceptedEntries decode(byte[] payload, int offset, int length) throws IOException {
        ByteBuffer in = ByteBuffer.wrap(payload, offset, length).order(ByteOrder.LITTLE_ENDIAN);
        if (length < HEADER_BYTES || in.get() != LZ4) {
            throw malformed("a header of codec 1", length);
        }
        int size = in.getInt();
        if (size < 0 || size > MAX_RECORD_BYTES) {
            throw malformed("a record of at most " + MAX_RECORD_BYTES + " bytes", size);
        }
        byte[] record = new byte[size];
        try {
            int read = CODEC.safeDecompressor()
                    .decompress(payload, offset + HEADER_BYTES, length - HEADER_BYTES, record, 0, size);
            if (read != size) {
                throw malformed(size + " bytes", read);
            }
            return parse(record);
        } catch (LZ4Exception | IndexOutOfBoundsException | IllegalArgumentException e) {
            CorruptDataException failure = malformed("a push record", length);
            failure.addSuppressed(e);
            throw failure;
        }
    }

    private static AcceptedEntries parse(byte[] record) {
        Cursor cursor = new Cursor(record, record.length);
        TenantId tenant = new TenantId(cursor.string());
        List<Labels> streams = new ArrayList<>();
        List<String> names = new ArrayList<>();
        while (!cursor.atEnd()) {
            switch (cursor.tag()) {
                case STREAM -> streams.add(cursor.labels());
                case NAME -> names.add(cursor.string());
                case ENTRY -> cursor.skipEntry(names.size());
                default -> throw new IllegalArgumentException("unknown item before byte " + cursor.position);
            }
        }
        return new AcceptedEntries(tenant, record, record.length, streams, names);
    }

    /** Walks over all entries in their order. */
    public static void visit(AcceptedEntries entries, Visitor visitor) {
        Cursor cursor = new Cursor(entries.bytes(), entries.length());
        cursor.skipString();
        int stream = -1;
        while (!cursor.atEnd()) {
            switch (cursor.tag()) {
                case STREAM -> {
                    cursor.skipLabels();
                    visitor.stream(++stream);
                }
                case NAME -> cursor.skipString();
                default -> cursor.entry(visitor);
            }
        }
    }

    private static CorruptDataException malformed(String expected, int found) {
        return new CorruptDataException(
                "push", "the log", 0, "found " + found, expected, "It is skipped, all others are kept.");
    }

    /** A place in a record that moves forward. */
    private static final class Cursor {
        private final byte[] bytes;
        private final int end;
        private int position;

        Cursor(byte[] bytes, int end) {
            this.bytes = bytes;
            this.end = end;
        }

        boolean atEnd() {
            return position >= end;
        }

        byte tag() {
            return bytes[position++];
        }

        int varint() {
            int value = 0;
            for (int shift = 0; shift < 35; shift += 7) {
                byte next = bytes[position++];
                value |= (next & 0x7f) << shift;
                if (next >= 0) {
                    return value;
                }
            }
            throw new IllegalArgumentException("varint of more than 5 bytes before byte " + position);
        }

        /** The length of a string, checked to lie in the record. */
        int length() {
            int length = varint();
            if (length < 0 || length > end - position) {
                throw new IllegalArgumentException("length " + length + " before byte " + position);
            }
            return length;
        }

        String string() {
            int length = length();
            String text = new String(bytes, position, length, StandardCharsets.UTF_8);
            position += length;
            return text;
        }

        void skipString() {
            int length = length();
            position += length;
        }

        Labels labels() {
            int count = varint();
            Labels.Builder labels = Labels.builder();
            for (int i = 0; i < count; i++) {
                String name = string();
                labels.set(name, string());
            }
            return labels.build();
        }

        void skipLabels() {
            for (int left = 2 * varint(); left > 0; left--) {
                skipString();
            }
        }

        void skipEntry(int names) {
            position += 8;
            skipString();
            for (int left = varint(); left > 0; left--) {
                if (Integer.compareUnsigned(varint(), names) >= 0) {
                    throw new IllegalArgumentException("metadata name before byte " + position + " is not defined");
                }
                skipString();
            }
        }

        void entry(Visitor visitor) {
            long timestampNanos = (long) LONG.get(bytes, position);
            position += 8;
            int lineLength = varint();
            int lineStart = position;
            position += lineLength;
            int metadataStart = position;
            for (int left = varint(); left > 0; left--) {
                varint();
                skipString();
            }
            visitor.entry(timestampNanos, bytes, lineStart, lineLength, metadataStart, position);
        }
    }
}
