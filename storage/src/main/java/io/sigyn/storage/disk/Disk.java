package io.sigyn.storage.disk;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;

/**
 * The operations on files that durability rests on. A file's bytes are durable after {@link DiskFile#sync}, its name is
 * after {@link #syncDirectory} of the directory that holds it. Thread-safe.
 */
public interface Disk {

    /**
     * Creates a file, exclusively, and opens it for appending.
     *
     * @throws java.nio.file.FileAlreadyExistsException if there is one
     */
    DiskFile create(Path path) throws IOException;

    /**
     * Opens a file for reading.
     *
     * @throws java.nio.file.NoSuchFileException if there is none
     */
    DiskFile open(Path path) throws IOException;

    /**
     * Opens a file for reading, and for appending to its end.
     *
     * @throws java.nio.file.NoSuchFileException if there is none
     */
    DiskFile openForAppend(Path path) throws IOException;

    /** Creates a directory and those above it that are missing; durable on return. */
    void createDirectories(Path directory) throws IOException;

    /** Moves a file atomically, in place of the one that may be there. */
    void rename(Path from, Path to) throws IOException;

    /**
     * Gives a file a second name, exclusively and atomically, also across processes.
     *
     * @throws java.nio.file.FileAlreadyExistsException if the name is taken
     */
    void link(Path existing, Path name) throws IOException;

    /**
     * Deletes a file or an empty directory.
     *
     * @return whether there was one
     * @throws java.nio.file.DirectoryNotEmptyException if the directory is not empty
     */
    boolean delete(Path path) throws IOException;

    /**
     * What a directory holds, sorted by name.
     *
     * @throws java.nio.file.NoSuchFileException if there is no such directory
     */
    List<Entry> list(Path directory) throws IOException;

    boolean exists(Path path) throws IOException;

    /** Makes the names in a directory durable: files created, linked, renamed and deleted in it. */
    void syncDirectory(Path directory) throws IOException;

    /** One file or directory. */
    record Entry(String name, boolean isDirectory, long sizeBytes, Instant modified) {}
}
