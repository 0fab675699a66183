package io.sigyn.ingester.decode;

import io.sigyn.ingester.RejectedPushException;

/**
 * Loki's push message: {@code 1: streams {1: labels, 2: entries {1: timestamp {1: seconds, 2: nanos}, 2: line, 3: metadata
 * {1: name, 2: value}}}}; other fields are skipped. For one thread, once.
 */
final class ProtobufPushDecoder {
    private static final long MIN_SECONDS = -62_135_596_800L;
    private static final long MAX_SECONDS = 253_402_300_800L;

    private final ProtoReader proto;
    private final Streams streams;
    private final DecodedPush push;

    /** Finds streams by their label strings. */
    interface Streams {
        StreamLabels of(byte[] text, int offset, int length);
    }

    ProtobufPushDecoder(ProtoReader proto, Streams streams, DecodedPush push) {
        this.proto = proto;
        this.streams = streams;
        this.push = push;
    }

    void decode() {
        while (proto.next()) {
            if (proto.field() == 1) {
                int outer = proto.enter("Streams");
                stream();
                proto.leave(outer);
            } else {
                proto.skip();
            }
        }
    }

    private void stream() {
        int labelsOffset = 0;
        int labelsLength = 0;
        while (proto.next()) {
            if (proto.field() == 2) {
                int outer = proto.enter("Entries");
                entry();
                proto.leave(outer);
            } else if (proto.field() == 1) {
                proto.bytes("Labels");
                labelsOffset = proto.bytesOffset();
                labelsLength = proto.bytesLength();
            } else if (proto.field() == 3) {
                proto.varint("Hash");
            } else {
                proto.skip();
            }
        }
        push.endStream(streams.of(proto.text(), labelsOffset, labelsLength));
    }

    private void entry() {
        long timestamp = DecodedPush.NO_TIME;
        int lineOffset = 0;
        int lineLength = 0;
        while (proto.next()) {
            int field = proto.field();
            if (field == 1) {
                int outer = proto.enter("Timestamp");
                timestamp = timestamp();
                proto.leave(outer);
            } else if (field == 2) {
                proto.bytes("Line");
                lineOffset = proto.bytesOffset();
                lineLength = proto.bytesLength();
            } else if (field == 3) {
                int outer = proto.enter("StructuredMetadata");
                pair();
                proto.leave(outer);
            } else {
                proto.skip();
            }
        }
        push.addEntry(timestamp, lineOffset, lineLength);
    }

    private long timestamp() {
        long seconds = 0;
        int nanos = 0;
        while (proto.next()) {
            if (proto.field() == 1) {
                seconds = proto.varint("Seconds");
            } else if (proto.field() == 2) {
                nanos = (int) proto.varint("Nanos");
            } else {
                proto.skip();
            }
        }
        String problem = seconds < MIN_SECONDS
                ? "before 0001-01-01"
                : seconds >= MAX_SECONDS ? "after 10000-01-01" : "nanos not in range [0, 1e9)";
        if (seconds < MIN_SECONDS || seconds >= MAX_SECONDS || nanos < 0 || nanos >= 1_000_000_000) {
            throw new RejectedPushException(400, "timestamp: seconds:" + seconds + " nanos:" + nanos + ": " + problem);
        }
        return Rfc3339.nanos(seconds, nanos);
    }

    private void pair() {
        int nameOffset = 0;
        int nameLength = 0;
        int valueOffset = 0;
        int valueLength = 0;
        while (proto.next()) {
            if (proto.field() == 1) {
                proto.bytes("Name");
                nameOffset = proto.bytesOffset();
                nameLength = proto.bytesLength();
            } else if (proto.field() == 2) {
                proto.bytes("Value");
                valueOffset = proto.bytesOffset();
                valueLength = proto.bytesLength();
            } else {
                proto.skip();
            }
        }
        push.addPair(nameOffset, nameLength, valueOffset, valueLength);
    }
}
