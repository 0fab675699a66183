package io.sigyn.ingester.log;

import io.sigyn.ingester.decode.DecodedPush;
import io.sigyn.ingester.validate.LevelDetector;
import io.sigyn.ingester.validate.ValidatedPush;
import io.sigyn.model.Labels;
import io.sigyn.model.TenantId;
import io.sigyn.storage.ByteWriter;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import net.jpountz.lz4.LZ4Compressor;
import net.jpountz.lz4.LZ4Factory;

/** Makes records of pushes. For one thread at a time; its buffers are used again. */
public final class PushRecordEncoder {
    private static final LZ4Compressor COMPRESSOR = LZ4Factory.fastestInstance().fastCompressor();
    private static final byte[] LEVEL_NAME = "detected_level".getBytes(StandardCharsets.US_ASCII);
    private static final int KEPT_BYTES = 16 << 20;

    private final LevelDetector level = new LevelDetector();
    private ByteWriter body = new ByteWriter(4096);
    private ByteWriter packed = new ByteWriter(4096);

    /** A record, and the streams in it in their order. */
    public record Encoded(ByteBuffer record, List<Labels> streams) {}

    /** The record of what is accepted, which must not be nothing. */
    public Encoded encode(TenantId tenant, ValidatedPush push) {
        body.clear();
        body.text(tenant.value());
        List<Labels> streams = streams(push);
        body.varint(streams.size());
        long previous = 0;
        for (int stream = 0; stream < push.push().streams(); stream++) {
            int entries = push.acceptedEntries(stream);
            if (entries > 0) {
                previous = stream(push, stream, entries, previous);
            }
        }
        Encoded encoded = new Encoded(pack(), streams);
        if (body.buffer().length > KEPT_BYTES) {
            body = new ByteWriter(4096);
            packed = new ByteWriter(4096);
        }
        return encoded;
    }

    private static List<Labels> streams(ValidatedPush push) {
        List<Labels> streams = new ArrayList<>(push.push().streams());
        for (int stream = 0; stream < push.push().streams(); stream++) {
            if (push.acceptedEntries(stream) > 0) {
                streams.add(push.push().stream(stream).labels());
            }
        }
        return streams;
    }

    private long stream(ValidatedPush valid, int stream, int entries, long previousTimestamp) {
        DecodedPush push = valid.push();
        byte[] labels = push.stream(stream).encodedLabels();
        body.blob(labels, 0, labels.length).varint(entries);
        long lineBytes = 0;
        for (int entry = push.from(stream); entry < push.to(stream); entry++) {
            lineBytes += valid.isAccepted(entry) ? push.lineLength(entry) : 0;
        }
        body.varint(lineBytes);
        byte[] streamLevel =
                valid.levels() ? LevelDetector.ofStream(push.stream(stream).labels()) : null;
        if (streamLevel != null) {
            level.set(streamLevel);
        }
        long previous = previousTimestamp;
        for (int entry = push.from(stream); entry < push.to(stream); entry++) {
            if (valid.isAccepted(entry)) {
                if (valid.levels() && streamLevel == null) {
                    level.detect(push, entry);
                }
                long delta = push.timestamp(entry) - previous;
                previous = push.timestamp(entry);
                body.varint(delta << 1 ^ delta >> 63);
                entry(push, entry, valid.levels());
            }
        }
        return previous;
    }

    private void entry(DecodedPush push, int entry, boolean levels) {
        byte[] text = push.buffer();
        int from = push.pairsFrom(entry);
        int to = push.pairsTo(entry);
        int metadata = levels ? field(LEVEL_NAME.length) + field(level.length()) : 0;
        for (int pair = from; pair < to; pair++) {
            metadata += field(push.nameLength(pair)) + field(push.valueLength(pair));
        }
        body.varint(push.lineLength(entry)).varint(metadata);
        body.bytes(text, push.lineOffset(entry), push.lineLength(entry));
        for (int pair = from; pair < to; pair++) {
            body.blob(text, push.nameOffset(pair), push.nameLength(pair));
            body.blob(text, push.valueOffset(pair), push.valueLength(pair));
        }
        if (levels) {
            body.blob(LEVEL_NAME, 0, LEVEL_NAME.length);
            body.blob(level.buffer(), level.offset(), level.length());
        }
    }

    private static int field(int length) {
        return length + (38 - Integer.numberOfLeadingZeros(length | 1)) / 7;
    }

    private ByteBuffer pack() {
        packed.clear();
        int room = COMPRESSOR.maxCompressedLength(body.size());
        packed.u8(PushRecordFormat.LZ4).varint(body.size()).reserve(room);
        packed.skip(COMPRESSOR.compress(body.buffer(), 0, body.size(), packed.buffer(), packed.size(), room));
        if (packed.size() >= body.size() + 6) {
            packed.clear();
            packed.u8(PushRecordFormat.NONE).varint(body.size()).bytes(body);
        }
        return ByteBuffer.wrap(Arrays.copyOf(packed.buffer(), packed.size()));
    }
}
