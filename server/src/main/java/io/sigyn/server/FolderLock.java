package io.sigyn.server;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Says that a process works on a folder, as long as it is open; the operating system ends it with the process, however that
 * ends. Where a file system has no locks it says nothing. Thread-safe.
 */
final class FolderLock implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(FolderLock.class);
    private static final String FILE = "lock";

    private final FileChannel channel;

    private FolderLock(FileChannel channel) {
        this.channel = channel;
    }

    /**
     * Takes the lock of a folder, creating the folder if it is missing.
     *
     * @throws IOException if another process has it
     */
    static FolderLock take(Path folder) throws IOException {
        Files.createDirectories(folder);
        FileChannel channel = FileChannel.open(
                folder.resolve(FILE), StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE);
        if (isTaken(channel, folder)) {
            channel.close();
            throw new IOException("another Sigyn works on " + folder + " (it holds " + folder.resolve(FILE)
                    + "). Stop it first, or give this one a folder of its own with -common.path-prefix");
        }
        return new FolderLock(channel);
    }

    /** Whether a process has the lock of a folder; changes nothing. */
    static boolean isTaken(Path folder) throws IOException {
        if (!Files.exists(folder.resolve(FILE))) {
            return false;
        }
        try (FileChannel channel =
                FileChannel.open(folder.resolve(FILE), StandardOpenOption.READ, StandardOpenOption.WRITE)) {
            return isTaken(channel, folder);
        }
    }

    private static boolean isTaken(FileChannel channel, Path folder) {
        try {
            @Nullable FileLock lock = channel.tryLock();
            return lock == null;
        } catch (OverlappingFileLockException byThisProcess) {
            return true;
        } catch (IOException noLocks) {
            log.warn(
                    "{}: cannot be locked ({}); see to it that one process only works on it",
                    folder,
                    noLocks.toString());
            return false;
        }
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }
}
