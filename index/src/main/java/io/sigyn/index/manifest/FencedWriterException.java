package io.sigyn.index.manifest;

import java.io.IOException;

/** A younger process has taken over this writer's name; this one must not commit any more, and stop. */
public final class FencedWriterException extends IOException {
    private static final long serialVersionUID = 1L;

    public FencedWriterException(String writer, long epoch, long newestEpoch) {
        super("writer " + writer + " with epoch " + epoch + " has been replaced by one with epoch " + newestEpoch
                + ". Nothing was committed; stop this process, or give it a name of its own");
    }
}
