package io.sigyn.storage.disk;

import static java.nio.file.StandardOpenOption.CREATE_NEW;
import static java.nio.file.StandardOpenOption.READ;
import static java.nio.file.StandardOpenOption.WRITE;

import io.sigyn.storage.Closing;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The disk of the operating system. Stateless, thread-safe. */
public final class RealDisk implements Disk {

    @Override
    public DiskFile create(Path path) throws IOException {
        return new RealFile(FileChannel.open(path, CREATE_NEW, WRITE, READ));
    }

    @Override
    public DiskFile open(Path path) throws IOException {
        return new RealFile(FileChannel.open(path, READ));
    }

    @Override
    public DiskFile openForAppend(Path path) throws IOException {
        FileChannel channel = FileChannel.open(path, WRITE, READ);
        try {
            channel.position(channel.size());
            return new RealFile(channel);
        } catch (Throwable failure) {
            Closing.closeAfter(failure, channel);
            throw failure;
        }
    }

    @Override
    public void createDirectories(Path directory) throws IOException {
        Deque<Path> missing = new ArrayDeque<>();
        Path existing = directory.toAbsolutePath();
        while (existing != null && !Files.isDirectory(existing)) {
            missing.push(existing);
            existing = existing.getParent();
        }
        syncNameOf(existing);
        for (Path at : missing) {
            Files.createDirectories(at);
            syncDirectory(at.resolveSibling("."));
        }
    }

    /** Who created it may have been killed before the sync. */
    private void syncNameOf(@Nullable Path existing) throws IOException {
        Path parent = existing == null ? null : existing.getParent();
        if (parent != null) {
            try {
                syncDirectory(parent);
            } catch (AccessDeniedException e) {
                // We did not create what we may not even read.
            }
        }
    }

    @Override
    public void rename(Path from, Path to) throws IOException {
        Files.move(from, to, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }

    @Override
    public void link(Path existing, Path name) throws IOException {
        Files.createLink(name, existing);
    }

    @Override
    public boolean delete(Path path) throws IOException {
        return Files.deleteIfExists(path);
    }

    @Override
    public List<Entry> list(Path directory) throws IOException {
        List<Path> paths;
        try (Stream<Path> found = Files.list(directory)) {
            paths = found.toList();
        } catch (NotDirectoryException e) {
            throw new NoSuchFileException(directory.toString(), null, "is a file, not a directory");
        } catch (UncheckedIOException e) {
            throw e.getCause();
        }
        List<Entry> entries = new ArrayList<>(paths.size());
        for (Path path : paths) {
            Entry entry = entry(path);
            if (entry != null) {
                entries.add(entry);
            }
        }
        entries.sort(Comparator.comparing(Entry::name));
        return entries;
    }

    private static @Nullable Entry entry(Path path) throws IOException {
        try {
            BasicFileAttributes attributes = Files.readAttributes(path, BasicFileAttributes.class);
            return new Entry(
                    String.valueOf(path.getFileName()),
                    attributes.isDirectory(),
                    attributes.size(),
                    attributes.lastModifiedTime().toInstant());
        } catch (NoSuchFileException goneMeanwhile) {
            return null;
        }
    }

    @Override
    public boolean exists(Path path) {
        return Files.exists(path);
    }

    @Override
    public void syncDirectory(Path directory) throws IOException {
        try (FileChannel channel = FileChannel.open(directory, READ)) {
            channel.force(true);
        }
    }

    /**
     * A file channel. Heap buffers go through it in slices, because the JDK keeps an off-heap copy as large as the
     * largest heap buffer for every thread.
     */
    private static final class RealFile implements DiskFile {
        private static final int SLICE_BYTES = 256 * 1024;

        private final FileChannel channel;

        RealFile(FileChannel channel) {
            this.channel = channel;
        }

        @Override
        public void write(ByteBuffer... buffers) throws IOException {
            if (allDirect(buffers)) {
                gather(buffers);
                return;
            }
            for (ByteBuffer buffer : buffers) {
                writeInSlices(buffer);
            }
        }

        private void gather(ByteBuffer... buffers) throws IOException {
            long remaining = 0;
            for (ByteBuffer buffer : buffers) {
                remaining += buffer.remaining();
            }
            while (remaining > 0) {
                remaining -= channel.write(buffers);
            }
        }

        private void writeInSlices(ByteBuffer buffer) throws IOException {
            int limit = buffer.limit();
            while (buffer.position() < limit) {
                buffer.limit(Math.min(limit, buffer.position() + SLICE_BYTES));
                channel.write(buffer);
            }
            buffer.limit(limit);
        }

        private static boolean allDirect(ByteBuffer... buffers) {
            for (ByteBuffer buffer : buffers) {
                if (!buffer.isDirect()) {
                    return false;
                }
            }
            return true;
        }

        @Override
        public void sync() throws IOException {
            channel.force(false);
        }

        @Override
        public int read(ByteBuffer into, long position) throws IOException {
            int start = into.position();
            int limit = into.limit();
            try {
                while (into.position() < limit) {
                    into.limit(Math.min(limit, into.position() + SLICE_BYTES));
                    if (channel.read(into, position + into.position() - start) < 0) {
                        break;
                    }
                }
            } finally {
                into.limit(limit);
            }
            return into.position() - start;
        }

        @Override
        public long sizeBytes() throws IOException {
            return channel.size();
        }

        @Override
        public void truncate(long sizeBytes) throws IOException {
            channel.truncate(sizeBytes);
        }

        @Override
        public void close() throws IOException {
            channel.close();
        }
    }
}
