package io.sigyn.storage.segment;

import io.sigyn.model.EntryMetadata;
import io.sigyn.model.Labels;
import io.sigyn.storage.object.ObjectBody;
import java.io.IOException;

/**
 * Turns the rows of many streams into one segment: streams in ascending order of their labels, the rows of each by time,
 * then arrival. Memory stays bounded by a block and {@link SegmentOptions#memoryBytes}. For one thread at a time.
 */
@SuppressWarnings({"DoNotCallSuggester", "UnusedVariable", "TypeParameterUnusedInFormals"}) // signatures first
public final class SegmentWriter implements AutoCloseable {

    public SegmentWriter(SegmentOptions options) {
        throw new UnsupportedOperationException();
    }

    /** Begins the next stream; a stream without rows leaves no trace. */
    public void startStream(Labels stream) {
        throw new UnsupportedOperationException();
    }

    /** Adds a row to the stream begun last; nothing of the buffers is kept. */
    public void add(long timestampNanos, byte[] buffer, int offset, int length, EntryMetadata metadata)
            throws IOException {
        throw new UnsupportedOperationException();
    }

    /** Raw line bytes added so far. */
    public long lineBytes() {
        throw new UnsupportedOperationException();
    }

    /** Writes the rest; the body can be put as often as needed until this writer is closed. */
    public Finished finish() throws IOException {
        throw new UnsupportedOperationException();
    }

    /** Gives back memory and the spill file. */
    @Override
    public void close() {}

    /** A segment that is whole. */
    public record Finished(ObjectBody body, SegmentSummary summary) {}
}
