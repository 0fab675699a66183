package io.sigyn.storage.object;

import io.sigyn.storage.Closing;
import io.sigyn.storage.disk.Disk;
import io.sigyn.storage.disk.DiskFile;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Objects as files of a folder, the key as the path. A file gets its name when all its bytes are durable; put-if-absent
 * is a hard link, so it is exclusive among all processes that share the folder. Thread-safe.
 *
 * <p>Unlike on S3, a key cannot be another's folder: with {@code a/b} there can be no {@code a}.
 */
public final class FolderObjectStore implements ObjectStore {
    /** A temporary file that was not written to for so long has no writer any more. */
    static final Duration TEMPORARY_FILE_LIFE = Duration.ofHours(1);

    private static final int COPY_BYTES = 256 << 10;
    private static final int MAX_KNOWN_FOLDERS = 10_000;

    private final Disk disk;
    private final Path folder;
    private final Path temporary;
    private final Set<Path> durableFolders = ConcurrentHashMap.newKeySet();
    private final Set<Path> listedFolders = ConcurrentHashMap.newKeySet();

    private FolderObjectStore(Disk disk, Path folder) {
        this.disk = disk;
        this.folder = folder;
        this.temporary = folder.resolve(ObjectKeys.TEMPORARY);
    }

    /** Opens a folder, creating it if it is missing; deletes what crashed writers left, and proves that links work. */
    public static FolderObjectStore open(Disk disk, Path folder, Clock clock) throws IOException {
        FolderObjectStore store = new FolderObjectStore(disk, folder);
        disk.createDirectories(store.temporary);
        store.deleteTemporaryFilesBefore(clock.instant().minus(TEMPORARY_FILE_LIFE));
        store.proveLinks();
        return store;
    }

    /**
     * Opens a folder for looking at it: nothing in it is created or deleted by that.
     *
     * @throws NoSuchFileException if there is no such folder
     */
    public static FolderObjectStore openExisting(Disk disk, Path folder) throws IOException {
        disk.list(folder);
        return new FolderObjectStore(disk, folder);
    }

    @Override
    public boolean putIfAbsent(String key, ObjectBody body) throws IOException {
        Path target = path(key);
        if (disk.exists(target)) {
            syncFolderOf(target); // Who put it may have been killed before the sync, and our caller relies on it.
            return false;
        }
        Path written = writeTemporary(body);
        boolean linked;
        try {
            linked = link(written, target);
            syncFolderOf(target);
        } catch (Throwable failure) {
            deleteAfter(failure, written);
            throw failure;
        }
        deleteOrLeave(written);
        return linked;
    }

    @Override
    public void put(String key, ObjectBody body) throws IOException {
        Path target = path(key);
        Path written = writeTemporary(body);
        try {
            createFolderOf(target);
            disk.rename(written, target);
        } catch (Throwable failure) {
            durableFolders.clear();
            deleteAfter(failure, written);
            throw failure;
        }
        syncFolderOf(target);
    }

    @Override
    public byte[] get(String key, long offset, int length) throws IOException {
        byte[] bytes = new byte[length];
        try (DiskFile file = disk.open(path(key))) {
            int read = file.read(ByteBuffer.wrap(bytes), offset);
            if (read < length) {
                throw new EOFException("object " + key + " has " + file.sizeBytes() + " bytes (expected: "
                        + (offset + length) + " or more)");
            }
        }
        return bytes;
    }

    @Override
    public Tail getTail(String key, int maxBytes) throws IOException {
        try (DiskFile file = disk.open(path(key))) {
            long size = file.sizeBytes();
            byte[] bytes = new byte[(int) Math.min(maxBytes, size)];
            if (file.read(ByteBuffer.wrap(bytes), size - bytes.length) < bytes.length) {
                throw new EOFException("object " + key + " became shorter than its " + size + " bytes");
            }
            return new Tail(bytes, size);
        }
    }

    @Override
    public List<ObjectInfo> list(String prefix, String startAfter) throws IOException {
        List<ObjectInfo> found = new ArrayList<>();
        String inFolder = prefix.substring(0, prefix.lastIndexOf('/') + 1);
        if (!inFolder.isEmpty()) {
            ObjectKeys.check(inFolder + "x");
        }
        list(inFolder, prefix, startAfter, found);
        found.sort(Comparator.comparing(ObjectInfo::key));
        return found;
    }

    @Override
    public void delete(String key) throws IOException {
        Path target = path(key);
        if (disk.delete(target)) {
            disk.syncDirectory(parent(target));
        }
    }

    @Override
    public void close() {}

    private Path path(String key) {
        return folder.resolve(ObjectKeys.check(key));
    }

    /** Adds the objects below a folder, whose key is empty or ends with a slash. */
    private void list(String inFolder, String prefix, String startAfter, List<ObjectInfo> found) throws IOException {
        List<Disk.Entry> entries;
        try {
            makeDurable(folder.resolve(inFolder));
            entries = disk.list(folder.resolve(inFolder));
        } catch (NoSuchFileException none) {
            return;
        }
        for (Disk.Entry entry : entries) {
            String key = inFolder + entry.name();
            if (entry.isDirectory()) {
                String below = key + "/";
                boolean matches = below.startsWith(prefix) || prefix.startsWith(below);
                boolean after = below.compareTo(startAfter) > 0 || startAfter.startsWith(below);
                if (matches && after && !key.equals(ObjectKeys.TEMPORARY)) {
                    list(below, prefix, startAfter, found);
                }
            } else if (key.startsWith(prefix) && key.compareTo(startAfter) > 0) {
                found.add(new ObjectInfo(key, entry.sizeBytes(), entry.modified()));
            }
        }
    }

    /** A new file with all the bytes, durable but for its name. */
    private Path writeTemporary(ObjectBody body) throws IOException {
        Path path = temporary.resolve(UUID.randomUUID().toString());
        try (DiskFile file = disk.create(path);
                InputStream bytes = body.open()) {
            copy(bytes, file, body.sizeBytes());
            file.sync();
        } catch (Throwable failure) {
            deleteAfter(failure, path);
            throw failure;
        }
        return path;
    }

    private static void copy(InputStream from, DiskFile to, long sizeBytes) throws IOException {
        byte[] buffer = new byte[(int) Math.min(COPY_BYTES, Math.max(1, sizeBytes))];
        long copied = 0;
        for (int read = from.read(buffer); read >= 0; read = from.read(buffer)) {
            to.write(ByteBuffer.wrap(buffer, 0, read));
            copied += read;
        }
        if (copied != sizeBytes) {
            throw new IOException("object body had " + copied + " bytes (expected: " + sizeBytes + ", as it said)");
        }
    }

    private boolean link(Path written, Path target) throws IOException {
        createFolderOf(target);
        try {
            disk.link(written, target);
            return true;
        } catch (FileAlreadyExistsException taken) {
            return false;
        } catch (NoSuchFileException folderDeletedMeanwhile) {
            durableFolders.clear();
            throw folderDeletedMeanwhile;
        }
    }

    /**
     * Once for each folder: names in it may come from a process that was killed before its sync, and whoever sees them relies
     * on them; a flush that sees its commit deletes the log.
     */
    private void makeDurable(Path listed) throws IOException {
        if (!listedFolders.contains(listed)) {
            disk.syncDirectory(listed);
            if (listedFolders.size() >= MAX_KNOWN_FOLDERS) {
                listedFolders.clear();
            }
            listedFolders.add(listed);
        }
    }

    private void createFolderOf(Path target) throws IOException {
        Path parent = parent(target);
        if (durableFolders.contains(parent)) {
            return;
        }
        try {
            disk.createDirectories(parent);
        } catch (FileAlreadyExistsException file) {
            throw new IOException(
                    "cannot make folder " + parent + " for " + target.getFileName()
                            + ": a part of it is an object. A key cannot be another's folder",
                    file);
        }
        if (durableFolders.size() >= MAX_KNOWN_FOLDERS) {
            durableFolders.clear();
        }
        durableFolders.add(parent);
    }

    private void syncFolderOf(Path target) throws IOException {
        createFolderOf(target);
        disk.syncDirectory(parent(target));
    }

    private Path parent(Path target) {
        Path parent = target.getParent();
        return parent == null ? folder : parent;
    }

    private void deleteAfter(Throwable failure, Path path) {
        Closing.closeAfter(failure, () -> disk.delete(path));
    }

    /** What cannot be deleted now is deleted by a later start. */
    private void deleteOrLeave(Path path) {
        try {
            disk.delete(path);
        } catch (IOException ignored) {
            // The object is whole and has its name.
        }
    }

    private void deleteTemporaryFilesBefore(Instant oldest) throws IOException {
        for (Disk.Entry entry : disk.list(temporary)) {
            if (entry.modified().isBefore(oldest)) {
                disk.delete(temporary.resolve(entry.name()));
            }
        }
    }

    private void proveLinks() throws IOException {
        Path first = temporary.resolve(UUID.randomUUID().toString());
        Path second = temporary.resolve(UUID.randomUUID().toString());
        try {
            disk.create(first).close();
        } catch (IOException full) { // What is in the folder can be read all the same; a put will say what is wrong.
            return;
        }
        try {
            disk.link(first, second);
        } catch (IOException | UnsupportedOperationException failure) {
            throw new IOException(
                    "folder " + folder + " cannot be used: its file system has no hard links (" + failure.getMessage()
                            + "). Put it on another one, such as ext4, xfs or NFS",
                    failure);
        } finally {
            disk.delete(first);
            disk.delete(second);
        }
    }
}
