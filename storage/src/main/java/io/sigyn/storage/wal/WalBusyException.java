package io.sigyn.storage.wal;

import java.io.IOException;

/** The log has as much waiting for the disk as it may; nothing was written, and the same append may succeed soon. */
public final class WalBusyException extends IOException {
    private static final long serialVersionUID = 1L;

    WalBusyException(long queuedBytes, long maxQueuedBytes) {
        super("write-ahead log is busy: " + queuedBytes + " bytes wait for the disk (limit: " + maxQueuedBytes
                + "). Try again in a moment");
    }
}
