package io.sigyn.ingester.log;

import io.sigyn.ingester.validate.ValidatedPush;
import io.sigyn.model.Labels;
import io.sigyn.model.TenantId;
import java.nio.ByteBuffer;
import java.util.List;

/**
 * A push on its way: what goes to the log, and its rows, which lie where they were decoded. Good until the memory that it
 * was decoded in is used again; for one thread at a time.
 */
public final class LoggedPush {
    private final TenantId tenant;
    private final ValidatedPush push;
    private final List<Labels> streams;
    private final int type;
    private final ByteBuffer[] payload;
    private final long rawBytes;

    LoggedPush(
            TenantId tenant, ValidatedPush push, List<Labels> streams, long rawBytes, int type, ByteBuffer... payload) {
        this.tenant = tenant;
        this.push = push;
        this.streams = streams;
        this.rawBytes = rawBytes;
        this.type = type;
        this.payload = payload;
    }

    public int type() {
        return type;
    }

    /** The record's payload, whose bytes do not change while it is written. */
    public ByteBuffer[] payload() {
        return payload.clone();
    }

    /** Of its lines, accepted or not. */
    public long rawBytes() {
        return rawBytes;
    }

    /** Gives its rows as the record would. */
    public void rowsTo(PushRecordReader.Sink sink) {
        new PushRows().give(tenant, push, streams, sink);
    }
}
