package io.sigyn.index.manifest;

import java.io.IOException;

/** A change could not be made since a segment that it replaces is gone: someone else replaced it. Plan it anew. */
public final class ConflictException extends IOException {
    private static final long serialVersionUID = 1L;

    public ConflictException(String key) {
        super("segment " + key + " is not in the manifest (expected: there, to be replaced). Nothing was committed");
    }
}
