package io.sigyn.ingester.live;

import java.io.IOException;

/** A push that cannot be taken now but will be later: the log's disk, or the flush to the object store, is behind. */
public final class StoreBusyException extends IOException {
    private static final long serialVersionUID = 1;

    public StoreBusyException(String message) {
        super(message);
    }
}
