package io.sigyn.storage.block;

/** What can be read of a block by itself. */
public enum Column {
    TIMESTAMPS,
    LINE_LENGTHS,
    LINES,
    METADATA
}
