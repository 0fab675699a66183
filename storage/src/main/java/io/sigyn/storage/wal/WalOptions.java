package io.sigyn.storage.wal;

/**
 * The limits of a log. Immutable.
 *
 * @param maxFileBytes a file that is larger is completed and the next one begun
 * @param maxQueuedBytes payload that waits or is being written; an append beyond it is refused
 * @param maxGroupBytes payload that is made durable by one sync; what waits beyond it goes into the next group
 */
public record WalOptions(long maxFileBytes, long maxQueuedBytes, long maxGroupBytes) {
    public static final WalOptions DEFAULTS = new WalOptions(128L << 20, 64L << 20, 8L << 20);

    public WalOptions {
        if (maxFileBytes < 1 || maxQueuedBytes < 1 || maxGroupBytes < 1) {
            throw new IllegalArgumentException("log limits: file " + maxFileBytes + ", queue " + maxQueuedBytes
                    + ", group " + maxGroupBytes + " bytes (expected: each 1 or more)");
        }
    }
}
