package io.sigyn.storage.block;

import io.sigyn.model.Labels;

/** The rows of one stream in a block: {@code fromRow} inclusive, {@code toRow} exclusive, sorted by time, then arrival. */
public record StreamRun(
        Labels stream, int fromRow, int toRow, long minTimestampNanos, long maxTimestampNanos, long lineBytes) {}
