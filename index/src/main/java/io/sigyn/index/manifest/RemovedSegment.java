package io.sigyn.index.manifest;

/**
 * A segment that is in no manifest any more, while queries that began before may still read it. Immutable.
 *
 * @param atMillis when it was removed, by the clock of who did it, in milliseconds since 1970
 */
public record RemovedSegment(String key, long atMillis) {}
