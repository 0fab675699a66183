package io.sigyn.storage.disk;

import java.io.IOException;
import java.nio.ByteBuffer;

/** An open file; owns its handle. Reads are thread-safe, all else is for one thread at a time. May be closed twice. */
public interface DiskFile extends AutoCloseable {

    /** Appends all remaining bytes, in order. When it fails, any part of them may have been written. */
    void write(ByteBuffer... buffers) throws IOException;

    /**
     * Makes all bytes written so far durable, and the size (fdatasync). When it fails, what was written since the last
     * sync may be lost for ever, even if a later sync succeeds: give the file up.
     */
    void sync() throws IOException;

    /**
     * Reads from {@code position} on until {@code into} is full or the file ends.
     *
     * @return how many bytes were read; 0 at the end of the file
     */
    int read(ByteBuffer into, long position) throws IOException;

    long sizeBytes() throws IOException;

    void truncate(long sizeBytes) throws IOException;

    @Override
    void close() throws IOException;
}
