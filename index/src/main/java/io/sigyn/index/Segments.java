package io.sigyn.index;

import io.sigyn.index.manifest.SegmentRef;
import io.sigyn.storage.object.ObjectStore;

/** Opens segments and keeps their indexes in memory, bounded in bytes; each is loaded by one thread only. Thread-safe. */
@SuppressWarnings({"DoNotCallSuggester", "UnusedVariable", "TypeParameterUnusedInFormals"}) // signatures first
public final class Segments {

    public Segments(ObjectStore store, long cacheBytes) {
        throw new UnsupportedOperationException();
    }

    /** The rows of a segment; no I/O until the first question. */
    public RowSource source(SegmentRef segment) {
        throw new UnsupportedOperationException();
    }
}
