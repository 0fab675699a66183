package io.sigyn.storage.wal;

import java.nio.ByteBuffer;

/** One record before it is written; its bytes must not change until then. For one thread at a time. */
final class WalRecord {
    private final int type;
    private final ByteBuffer[] payload;
    private final int length;
    private final int crc;

    WalRecord(int type, ByteBuffer... payload) {
        long bytes = 0;
        for (ByteBuffer part : payload) {
            bytes += part.remaining();
        }
        if (bytes < 1 || bytes > WalFormat.MAX_PAYLOAD_BYTES) {
            throw new IllegalArgumentException(
                    "log record of " + bytes + " bytes (expected: 1 to " + WalFormat.MAX_PAYLOAD_BYTES + ")");
        }
        this.type = type;
        this.payload = payload;
        this.length = (int) bytes;
        this.crc = WalFormat.recordCrc(type, length, payload);
    }

    int type() {
        return type;
    }

    ByteBuffer[] payload() {
        return payload;
    }

    int length() {
        return length;
    }

    int crc() {
        return crc;
    }
}
