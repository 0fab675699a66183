package io.sigyn.ingester.decode;

import io.sigyn.ingester.PushBody;
import io.sigyn.ingester.RejectedPushException;
import io.sigyn.model.GoQuote;
import io.sigyn.model.TenantLimits;
import java.time.InstantSource;
import java.util.List;

/**
 * Reads push bodies of every kind that Loki takes. Bad input is a {@link RejectedPushException}, whatever it is.
 * Thread-safe; what it returns is good until the space that it was decoded in is used again.
 */
public final class PushDecoder {
    private final int maxDecodedBytes;
    private final InstantSource clock;

    /** @param clock gives OTLP records a time that have none */
    public PushDecoder(int maxDecodedBytes, InstantSource clock) {
        this.maxDecodedBytes = maxDecodedBytes;
        this.clock = clock;
    }

    /** Memory to decode in, meant to be used again and again. For one push at a time. */
    public static final class Space {
        private final DecodedPush push = new DecodedPush();
        private final Decompressor.Scratch scratch = new Decompressor.Scratch();
    }

    /** Decodes a {@link DecodedPush#snappyMessage} that was taken before; its streams' labels are left out. */
    public static DecodedPush decodeAgain(byte[] message, int offset, int length, Space space) {
        Decompressor.Bytes plain = Decompressor.snappy(
                new Decompressor.Bytes(message, offset, length), Integer.MAX_VALUE - 8, space.scratch);
        space.push.reset(plain.array());
        ProtoReader proto = new ProtoReader(plain.array(), plain.offset(), plain.length());
        new ProtobufPushDecoder(proto, (text, from, size) -> StreamLabels.NONE, space.push).decode();
        return space.push;
    }

    public DecodedPush decode(PushBody body, StreamTable table, TenantLimits limits, Space mine) {
        if (body.length() > maxDecodedBytes) {
            throw Decompressor.tooLarge(maxDecodedBytes);
        }
        mine.push.reset(body.body());
        if (body.endpoint() == PushBody.Endpoint.OTLP) {
            otlp(body, table, limits, mine.push);
        } else {
            loki(body, table, limits.discoverServiceName(), mine);
        }
        return mine.push;
    }

    private void loki(PushBody body, StreamTable table, List<String> discover, Space mine) {
        Decompressor.Bytes bytes = decompressed(body);
        String type = ContentType.mediaType(body.contentType());
        if (!type.equals("application/json")) {
            Decompressor.Bytes plain = Decompressor.snappy(bytes, maxDecodedBytes, mine.scratch);
            mine.push.reset(plain.array());
            ProtoReader proto = new ProtoReader(plain.array(), plain.offset(), plain.length());
            new ProtobufPushDecoder(
                            proto,
                            (text, offset, length) -> table.ofLabelString(text, offset, length, discover),
                            mine.push)
                    .decode();
            mine.push.snappyMessage(bytes);
            return;
        }
        mine.push.reset(bytes.array());
        JsonScanner json = new JsonScanner(bytes.array(), bytes.offset(), bytes.length());
        if (body.endpoint() == PushBody.Endpoint.LEGACY) {
            new LegacyJsonDecoder(json, table, discover, mine.push).decode();
        } else {
            new JsonPushDecoder(json, table, discover, mine.push).decode();
        }
    }

    private Decompressor.Bytes decompressed(PushBody body) {
        Decompressor.Bytes bytes = new Decompressor.Bytes(body.body(), body.offset(), body.length());
        return switch (body.contentEncoding()) {
            case "", "snappy" -> bytes;
            case "gzip" -> Decompressor.gzip(bytes, maxDecodedBytes);
            case "deflate" -> Decompressor.deflate(bytes, maxDecodedBytes);
            case "zstd" -> {
                if (!Decompressor.isZstd(bytes)) {
                    throw unsupported(body);
                }
                yield Decompressor.zstd(bytes, maxDecodedBytes);
            }
            default -> throw unsupported(body);
        };
    }

    private static RejectedPushException unsupported(PushBody body) {
        return new RejectedPushException(
                400, "Content-Encoding " + GoQuote.quote(body.contentEncoding()) + " not supported");
    }

    private void otlp(PushBody body, StreamTable table, TenantLimits limits, DecodedPush push) {
        boolean json = body.contentType().equals("application/json");
        if (!json && !body.contentType().equals("application/x-protobuf")) {
            throw new RejectedPushException(400, "content type: " + body.contentType() + " is not supported");
        }
        Decompressor.Bytes bytes = new Decompressor.Bytes(body.body(), body.offset(), body.length());
        if (body.contentEncoding().equals("gzip")) {
            bytes = Decompressor.gzip(bytes, maxDecodedBytes);
        } else if (body.contentEncoding().equals("zstd") && Decompressor.isZstd(bytes)) {
            bytes = Decompressor.zstd(bytes, maxDecodedBytes);
        }
        if (json) {
            bytes = OtlpJson.toProtobuf(bytes, maxDecodedBytes);
        }
        ProtoReader proto = new ProtoReader(bytes.array(), bytes.offset(), bytes.length());
        new OtlpDecoder(proto, table, limits, clock, push, maxDecodedBytes).decode();
    }
}
