package io.sigyn.storage.segment;

import io.sigyn.storage.ByteWriter;
import io.sigyn.storage.object.ObjectBody;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Bytes that are appended, then read as often as wanted; beyond a limit they go to a file that nobody else sees and that
 * ends with this object or the process. For one thread at a time; once written, streams may be read by several.
 */
final class SpillBuffer implements ObjectBody, AutoCloseable {
    private final int memoryBytes;
    private final Path folder;
    private final List<byte[]> chunks = new ArrayList<>();
    private long inMemory;
    private long size;
    private @Nullable FileChannel file;

    SpillBuffer(int memoryBytes, Path folder) {
        this.memoryBytes = memoryBytes;
        this.folder = folder;
    }

    void append(ByteWriter bytes) throws IOException {
        if (file == null && inMemory + bytes.size() <= memoryBytes) {
            chunks.add(bytes.toByteArray());
            inMemory += bytes.size();
        } else {
            if (file == null) {
                file = createFile();
            }
            ByteBuffer rest = ByteBuffer.wrap(bytes.buffer(), 0, bytes.size());
            while (rest.hasRemaining()) {
                file.write(rest);
            }
        }
        size += bytes.size();
    }

    private FileChannel createFile() throws IOException {
        Files.createDirectories(folder);
        Path path = Files.createTempFile(folder, "segment", ".spill");
        FileChannel channel = FileChannel.open(
                path, StandardOpenOption.READ, StandardOpenOption.WRITE, StandardOpenOption.DELETE_ON_CLOSE);
        try {
            Files.deleteIfExists(path); // where that works on an open file, a crash leaves nothing behind
        } catch (IOException e) {
            // It is deleted when it is closed.
        }
        return channel;
    }

    @Override
    public long sizeBytes() {
        return size;
    }

    @Override
    public InputStream open() {
        return new Stream(chunks, inMemory, size, file);
    }

    @Override
    public void close() throws IOException {
        chunks.clear();
        if (file != null) {
            file.close();
        }
    }

    private static final class Stream extends InputStream {
        private final List<byte[]> chunks;
        private final long inMemory;
        private final long size;
        private final @Nullable FileChannel file;
        private int chunk;
        private int inChunk;
        private long position;

        Stream(List<byte[]> chunks, long inMemory, long size, @Nullable FileChannel file) {
            this.chunks = chunks;
            this.inMemory = inMemory;
            this.size = size;
            this.file = file;
        }

        @Override
        public int read() throws IOException {
            byte[] one = new byte[1];
            return read(one, 0, 1) < 0 ? -1 : one[0] & 0xFF;
        }

        @Override
        public int read(byte[] target, int offset, int length) throws IOException {
            if (length == 0) {
                return 0;
            }
            if (position >= size) {
                return -1;
            }
            int count = position < inMemory ? readChunk(target, offset, length) : readFile(target, offset, length);
            position += count;
            return count;
        }

        private int readChunk(byte[] target, int offset, int length) {
            while (inChunk == chunks.get(chunk).length) {
                chunk++;
                inChunk = 0;
            }
            byte[] source = chunks.get(chunk);
            int count = Math.min(length, source.length - inChunk);
            System.arraycopy(source, inChunk, target, offset, count);
            inChunk += count;
            return count;
        }

        private int readFile(byte[] target, int offset, int length) throws IOException {
            if (file == null) {
                throw new IOException("segment body ends at byte " + position + " (expected: " + size + " bytes)");
            }
            int count = file.read(ByteBuffer.wrap(target, offset, length), position - inMemory);
            if (count <= 0) {
                throw new IOException("spill file ends at byte " + (position - inMemory) + " (expected: "
                        + (size - inMemory) + " bytes)");
            }
            return count;
        }

        @Override
        public int available() {
            return (int) Math.min(Integer.MAX_VALUE, size - position);
        }
    }
}
