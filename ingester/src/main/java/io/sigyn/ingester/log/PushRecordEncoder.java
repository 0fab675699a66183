package io.sigyn.ingester.log;

import io.sigyn.ingester.decode.DecodedPush;
import io.sigyn.ingester.validate.ValidatedPush;
import io.sigyn.model.Labels;
import io.sigyn.model.TenantId;
import io.sigyn.storage.ByteWriter;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import net.jpountz.lz4.LZ4Compressor;
import net.jpountz.lz4.LZ4Factory;
import org.jspecify.annotations.Nullable;

/**
 * Makes records of pushes. A Snappy message that was accepted as a whole goes to the log as it came, which spares its
 * rows a copy and a compression; all else is encoded row by row. For one thread at a time; its buffers are used again.
 */
public final class PushRecordEncoder {
    private static final int KEPT_BYTES = 8 << 20;

    private final MetadataEncoder metadata = new MetadataEncoder();
    private ByteWriter body = new ByteWriter(4096);
    private ByteWriter packed = new ByteWriter(4096);

    /** The record of what is accepted, which must not be nothing. */
    public LoggedPush encode(TenantId tenant, ValidatedPush push) {
        List<Labels> streams = new ArrayList<>(push.push().streams());
        long lineBytes = 0;
        for (int stream = 0; stream < push.push().streams(); stream++) {
            if (push.acceptedEntries(stream) > 0) {
                Labels labels = push.push().stream(stream).labels();
                push.detectLevels(stream, labels);
                streams.add(labels);
                lineBytes += push.acceptedLineBytes(stream);
            }
        }
        ByteBuffer message = wholeMessage(push, streams.size(), lineBytes);
        return message == null
                ? new LoggedPush(tenant, push, streams, lineBytes, PushRecordFormat.ROWS, rows(tenant, push, streams))
                : new LoggedPush(
                        tenant,
                        push,
                        streams,
                        lineBytes,
                        PushRecordFormat.MESSAGE,
                        head(tenant, push, streams.size()),
                        message);
    }

    private static @Nullable ByteBuffer wholeMessage(ValidatedPush push, int streams, long lineBytes) {
        ByteBuffer message = push.push().snappyMessage();
        boolean whole = push.acceptedEntries() == push.push().entries()
                && streams == push.push().streams();
        // Some send Snappy blocks that are not compressed.
        return message != null && whole && message.remaining() <= lineBytes / 2 + 1000 ? message : null;
    }

    private static ByteBuffer head(TenantId tenant, ValidatedPush push, int streams) {
        ByteWriter head = new ByteWriter(64 + 200 * streams);
        head.u8(push.levels() ? PushRecordFormat.LEVELS : 0)
                .text(tenant.value())
                .varint(streams);
        for (int stream = 0; stream < streams; stream++) {
            byte[] labels = push.push().stream(stream).encodedLabels();
            head.blob(labels, 0, labels.length);
        }
        return ByteBuffer.wrap(head.buffer(), 0, head.size());
    }

    private ByteBuffer rows(TenantId tenant, ValidatedPush push, List<Labels> streams) {
        body.clear();
        body.text(tenant.value()).varint(streams.size());
        long previous = 0;
        int next = 0;
        for (int stream = 0; stream < push.push().streams(); stream++) {
            int entries = push.acceptedEntries(stream);
            if (entries > 0) {
                previous = stream(push, stream, streams.get(next++), entries, previous);
            }
        }
        ByteBuffer record = pack();
        if (body.buffer().length > KEPT_BYTES) {
            body = new ByteWriter(4096);
            packed = new ByteWriter(4096);
        }
        return record;
    }

    private long stream(ValidatedPush valid, int stream, Labels streamLabels, int entries, long previousTimestamp) {
        DecodedPush push = valid.push();
        byte[] labels = push.stream(stream).encodedLabels();
        body.blob(labels, 0, labels.length).varint(entries).varint(valid.acceptedLineBytes(stream));
        metadata.stream(valid, streamLabels);
        long previous = previousTimestamp;
        for (int entry = push.from(stream); entry < push.to(stream); entry++) {
            if (valid.isAccepted(entry)) {
                metadata.entry(entry);
                long delta = push.timestamp(entry) - previous;
                previous = push.timestamp(entry);
                body.varint(delta << 1 ^ delta >> 63);
                body.varint(push.lineLength(entry)).varint(metadata.length());
                body.bytes(push.buffer(), push.lineOffset(entry), push.lineLength(entry));
                body.bytes(metadata.buffer(), 0, metadata.length());
            }
        }
        return previous;
    }

    /** Loaded when first needed. */
    private static final class Lz4 {
        static final LZ4Compressor COMPRESSOR = LZ4Factory.fastestInstance().fastCompressor();
    }

    private ByteBuffer pack() {
        packed.clear();
        LZ4Compressor compressor = Lz4.COMPRESSOR;
        int room = compressor.maxCompressedLength(body.size());
        packed.u8(PushRecordFormat.LZ4).varint(body.size()).reserve(room);
        packed.skip(compressor.compress(body.buffer(), 0, body.size(), packed.buffer(), packed.size(), room));
        if (packed.size() >= body.size() + 6) {
            packed.clear();
            packed.u8(PushRecordFormat.NONE).varint(body.size()).bytes(body);
        }
        return ByteBuffer.wrap(Arrays.copyOf(packed.buffer(), packed.size()));
    }
}
