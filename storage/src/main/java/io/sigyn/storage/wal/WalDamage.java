package io.sigyn.storage.wal;

import io.sigyn.storage.CorruptDataException;

/**
 * Bytes of a log file that are no record. Immutable.
 *
 * @param kind what it means
 * @param sizeBytes how many bytes
 * @param detail which file, which byte, what was found
 */
public record WalDamage(Kind kind, long sizeBytes, CorruptDataException detail) {

    /** What damage means for what was acknowledged. */
    public enum Kind {
        /** In the last group of a file that nobody completed: what a crash leaves of a write that was not acknowledged. */
        TORN,
        /** Before a later group: the disk or somebody changed bytes that had been acknowledged. */
        CORRUPT
    }
}
