package io.sigyn.ingester.log;

import io.sigyn.ingester.RejectedPushException;
import io.sigyn.ingester.decode.DecodedPush;
import io.sigyn.ingester.decode.PushDecoder;
import io.sigyn.ingester.validate.ValidatedPush;
import io.sigyn.model.Labels;
import io.sigyn.model.TenantId;
import io.sigyn.storage.ByteReader;
import io.sigyn.storage.CorruptDataException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import net.jpountz.lz4.LZ4Exception;
import net.jpountz.lz4.LZ4Factory;
import net.jpountz.lz4.LZ4SafeDecompressor;
import org.jspecify.annotations.Nullable;

/** Decodes records, then gives back their rows. For one thread at a time; its memory is used again. */
public final class PushRecordReader {
    private static final int MAX_RAW_BYTES = 1 << 30;
    private static final int KEPT_BYTES = 16 << 20;

    private final PushDecoder.Space space = new PushDecoder.Space();
    private final ValidatedPush message = new ValidatedPush();
    private final PushRows rows = new PushRows();
    private final List<Labels> streams = new ArrayList<>();
    private byte[] raw = new byte[0];
    private @Nullable TenantId tenant; // of the message that was decoded last
    private @Nullable Body body; // or the rows that were

    /** Rows as they lie somewhere. */
    private record Body(byte[] array, int offset, int length) {}

    /** Takes the rows of a record, stream by stream. */
    public interface Sink {
        /** False: the tenant's rows are not wanted. */
        boolean tenant(TenantId tenant);

        /** A stream begins: so many entries with so many bytes of lines. */
        void stream(Labels stream, int entries, long lineBytes);

        /** An entry of that stream; metadata is as {@link PushRecordFormat} has it. The buffers are used again. */
        void entry(
                long timestampNanos,
                byte[] lineBuffer,
                int lineOffset,
                int lineLength,
                byte[] metadataBuffer,
                int metadataOffset,
                int metadataLength);
    }

    /** Whose rows a record has, or null where that is known only once it is decoded. */
    public static @Nullable TenantId tenantOf(int type, byte[] record, int offset, int length) throws IOException {
        if (type != PushRecordFormat.MESSAGE) {
            return null;
        }
        ByteReader in = new ByteReader("push message", "a log record", 0, record, offset, length);
        in.u8();
        return tenant(in);
    }

    /**
     * Decodes a record of a type that {@link PushRecordFormat#isKnown is known}, whose bytes must stay until its rows are
     * given.
     *
     * @throws IOException if it is none
     */
    public void decode(int type, byte[] record, int offset, int length) throws IOException {
        tenant = null;
        body = null;
        if (type == PushRecordFormat.MESSAGE) {
            message(new ByteReader("push message", "a log record", 0, record, offset, length));
        } else {
            rows(record, offset, length);
        }
    }

    /**
     * Gives the rows of the record that was decoded last.
     *
     * @throws IOException if it is damaged, after the rows before the damage were given
     */
    public void give(Sink sink) throws IOException {
        TenantId ofMessage = tenant;
        Body ofRows = body;
        if (ofMessage != null) {
            rows.give(ofMessage, message, streams, sink);
        } else if (ofRows != null) {
            body(new ByteReader("push", "a log record", 0, ofRows.array, ofRows.offset, ofRows.length), sink);
        }
    }

    private void message(ByteReader in) throws IOException {
        int flags = in.u8();
        TenantId found = tenant(in);
        int count = in.count(in.remaining());
        streams.clear();
        for (int i = 0; i < count; i++) {
            streams.add(labels(in, in.count(in.remaining())));
        }
        DecodedPush decoded;
        try {
            decoded = PushDecoder.decodeAgain(in.buffer(), in.position(), in.remaining(), space);
        } catch (RejectedPushException e) {
            throw in.corrupt("a message that cannot be read: " + e.getMessage(), "a push message");
        }
        if (decoded.streams() != count) {
            throw in.corrupt(decoded.streams() + " streams in the message", count + " streams");
        }
        message.acceptAll(decoded, (flags & PushRecordFormat.LEVELS) != 0);
        for (int i = 0; i < count; i++) {
            message.detectLevels(i, streams.get(i));
        }
        tenant = found;
    }

    private void rows(byte[] record, int offset, int length) throws IOException {
        ByteReader head = new ByteReader("record", "the log", 0, record, offset, length);
        int codec = head.u8();
        int rawLength = head.count(MAX_RAW_BYTES);
        if (codec == PushRecordFormat.NONE && rawLength == head.remaining()) {
            body = new Body(record, head.position(), rawLength);
        } else if (codec == PushRecordFormat.LZ4) {
            unpack(record, head, rawLength);
            body = new Body(raw, 0, rawLength);
        } else {
            throw head.corrupt("codec " + codec + ", " + rawLength + " bytes", "codec 0 or 1, and all bytes");
        }
    }

    private void unpack(byte[] record, ByteReader head, int rawLength) throws CorruptDataException {
        if (raw.length < rawLength || (raw.length > KEPT_BYTES && rawLength <= KEPT_BYTES)) {
            raw = new byte[rawLength + rawLength / 4];
        }
        int unpacked;
        try {
            unpacked = Lz4.DECOMPRESSOR.decompress(record, head.position(), head.remaining(), raw, 0, rawLength);
        } catch (LZ4Exception e) {
            throw head.corrupt("what LZ4 cannot unpack", "an LZ4 block");
        }
        if (unpacked != rawLength) {
            throw head.corrupt(unpacked + " bytes unpacked", rawLength + " bytes");
        }
    }

    private static TenantId tenant(ByteReader in) throws IOException {
        try {
            return new TenantId(in.text());
        } catch (IllegalArgumentException e) {
            throw in.corrupt("no tenant id", "a tenant id");
        }
    }

    /** Loaded when first needed. */
    private static final class Lz4 {
        static final LZ4SafeDecompressor DECOMPRESSOR =
                LZ4Factory.fastestInstance().safeDecompressor();
    }

    private static void body(ByteReader in, Sink sink) throws IOException {
        if (!sink.tenant(tenant(in))) {
            return;
        }
        int streams = in.count(in.remaining());
        long timestamp = 0;
        for (int i = 0; i < streams; i++) {
            timestamp = stream(in, timestamp, sink);
        }
        in.expectEnd();
    }

    private static long stream(ByteReader in, long previous, Sink sink) throws IOException {
        Labels labels = labels(in, in.count(in.remaining()));
        int entries = in.count(in.remaining());
        long lineBytes = in.longCount(in.remaining());
        sink.stream(labels, entries, lineBytes);
        long timestamp = previous;
        for (int i = 0; i < entries; i++) {
            long delta = in.varint();
            timestamp += delta >>> 1 ^ -(delta & 1);
            int lineLength = in.count(in.remaining());
            int metadataLength = in.count(in.remaining());
            int at = in.position();
            in.skip((long) lineLength + metadataLength);
            sink.entry(timestamp, in.buffer(), at, lineLength, in.buffer(), at + lineLength, metadataLength);
        }
        return timestamp;
    }

    private static Labels labels(ByteReader in, int length) throws IOException {
        int end = in.position() + length;
        List<String> pairs = new ArrayList<>();
        while (in.position() < end) {
            pairs.add(in.text());
            pairs.add(in.text());
        }
        try {
            return Labels.ofSorted(pairs.toArray(String[]::new));
        } catch (IllegalArgumentException e) {
            throw in.corrupt("labels out of order", "names strictly ascending");
        }
    }
}
