package io.sigyn.storage.wal;

import java.io.IOException;

/** Is told what the log does, for metrics and messages; called on the appender's thread, so it must be brief. */
public interface WalListener {
    WalListener NONE = new WalListener() {};

    /** A group is about to be written. */
    default void groupBegun(int records, long payloadBytes) {}

    /** The group begun last is durable. */
    default void groupDurable() {}

    /** The group begun last was not acknowledged, and its file was given up. */
    default void groupFailed(IOException failure) {}
}
