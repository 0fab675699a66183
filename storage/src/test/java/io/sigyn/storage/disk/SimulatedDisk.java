package io.sigyn.storage.disk;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.function.IntPredicate;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * A disk in memory that keeps no promise it did not give. Bytes that were not synced may be lost, torn or reordered by a
 * power loss; names in a directory that was not synced may be, too; a sync that fails loses what it should have saved. What
 * happens follows from the seed and the order of the operations. Thread-safe.
 *
 * <p>Use: {@link #losePowerAt} some operation, work until a {@link PowerLossException}, then {@link #reopen} and look.
 */
public final class SimulatedDisk implements Disk {
    private final Random random;
    private final Directory root;
    private final List<Change> unsyncedChanges = new ArrayList<>();

    private long operations;
    private long fatalOperation = -1;
    private boolean fatalIsPerformed;
    private boolean off;
    private int syncsToFail;
    private long capacityBytes = Long.MAX_VALUE;
    private long usedBytes;

    public SimulatedDisk(long seed) {
        this(new Random(seed), new Directory());
    }

    private SimulatedDisk(Random random, Directory root) {
        this.random = random;
        this.root = root;
    }

    private static final class Directory {
        final Map<String, Object> visible = new TreeMap<>();
        final Map<String, Object> durable = new TreeMap<>();
    }

    /** Names that change in one step; a null node is a name that goes. */
    private record Change(List<NameChange> names) {}

    private record NameChange(
            Directory directory, String name, @Nullable Object node) {
        void apply(Map<String, Object> names) {
            if (node == null) {
                names.remove(name);
            } else {
                names.put(name, node);
            }
        }
    }

    /** Takes the power away during the n-th operation from now that changes something; 1 is the next. */
    public synchronized void losePowerAt(long nthOperation) {
        fatalIsPerformed = false;
        fatalOperation = operations + nthOperation;
    }

    /** Takes the power away right after the n-th operation from now that changes something; 1 is the next. */
    public synchronized void losePowerAfter(long nthOperation) {
        losePowerAt(nthOperation);
        fatalIsPerformed = true;
    }

    /** Takes the power away now. */
    public synchronized void losePower() {
        off = true;
    }

    /** Whether the power is away. */
    public synchronized boolean isOff() {
        return off;
    }

    /** The next syncs of files fail, and lose bytes as they do. */
    public synchronized void failNextSyncs(int count) {
        syncsToFail = count;
    }

    /** Writes fail that would take more than this in all; what fits of them is written. */
    public synchronized void setCapacityBytes(long bytes) {
        capacityBytes = bytes;
    }

    /** Bytes in files. */
    public synchronized long usedBytes() {
        return usedBytes;
    }

    /** Operations so far that changed something: the range to choose from for {@link #losePowerAt}. */
    public synchronized long operations() {
        return operations;
    }

    /** Damages one byte, durably. */
    public synchronized void flip(Path path, long offset, int mask) throws IOException {
        file(path).flip((int) offset, mask);
    }

    /** What is there after the power is back; this disk stays off. */
    public synchronized SimulatedDisk reopen() {
        off = true;
        double survival = random.nextInt(3) / 2.0; // none, half or all of the names that were not synced
        for (Change change : unsyncedChanges) {
            if (random.nextDouble() < survival) {
                change.names().forEach(name -> name.apply(name.directory().durable));
            }
        }
        SimulatedDisk reopened = new SimulatedDisk(random, new Directory());
        reopened.copySurvivors(root, reopened.root, new IdentityHashMap<>(), file -> file.survivor(random));
        return reopened;
    }

    /**
     * What is there after the power is back, if of all changes that were not durable just these survived, counted from 0:
     * names first, then writes to files. This disk stays off.
     */
    public synchronized SimulatedDisk reopen(IntPredicate survives) {
        off = true;
        int count = 0;
        for (Change change : unsyncedChanges) {
            if (survives.test(count++)) {
                change.names().forEach(name -> name.apply(name.directory().durable));
            }
        }
        SimulatedDisk reopened = new SimulatedDisk(random, new Directory());
        int[] next = {count};
        reopened.copySurvivors(root, reopened.root, new IdentityHashMap<>(), file -> {
            int first = next[0];
            next[0] += file.unsynced();
            return file.survivor(first, survives);
        });
        return reopened;
    }

    /** How many changes are not durable, which {@link #reopen(IntPredicate)} asks for. */
    public synchronized int unsynced() {
        return unsyncedChanges.size() + unsynced(root, new IdentityHashMap<>());
    }

    private static int unsynced(Directory directory, Map<SimulatedFile, Boolean> seen) {
        int count = 0;
        for (Object node : directory.visible.values()) {
            if (node instanceof Directory inner) {
                count += unsynced(inner, seen);
            } else if (seen.put((SimulatedFile) node, true) == null) {
                count += ((SimulatedFile) node).unsynced();
            }
        }
        return count;
    }

    /** What is there after kill -9 of the process only: all of it; this disk stays off. */
    public synchronized SimulatedDisk reopenAfterKill() {
        off = true;
        SimulatedDisk reopened = new SimulatedDisk(random, root);
        reopened.unsyncedChanges.addAll(unsyncedChanges);
        reopened.usedBytes = usedBytes;
        reopened.capacityBytes = capacityBytes;
        return reopened;
    }

    private void copySurvivors(
            Directory from,
            Directory to,
            Map<SimulatedFile, SimulatedFile> copies,
            UnaryOperator<SimulatedFile> surviving) {
        from.durable.forEach((name, node) -> {
            Object copy;
            if (node instanceof SimulatedFile file) {
                boolean known = copies.containsKey(file);
                SimulatedFile survivor = copies.computeIfAbsent(file, surviving);
                survivor.links++;
                usedBytes += known ? 0 : survivor.size();
                copy = survivor;
            } else {
                Directory directory = new Directory();
                copySurvivors((Directory) node, directory, copies, surviving);
                copy = directory;
            }
            to.visible.put(name, copy);
            to.durable.put(name, copy);
        });
    }

    @Override
    public synchronized DiskFile create(Path path) throws IOException {
        Directory parent = parent(path);
        if (parent.visible.containsKey(name(path))) {
            throw new FileAlreadyExistsException(path.toString());
        }
        if (usedBytes >= capacityBytes) {
            throw noSpace(path);
        }
        SimulatedFile file = new SimulatedFile();
        change(new NameChange(parent, name(path), file));
        return new Handle(path, file, true);
    }

    @Override
    public synchronized DiskFile open(Path path) throws IOException {
        return new Handle(path, file(path), false);
    }

    @Override
    public synchronized DiskFile openForAppend(Path path) throws IOException {
        return new Handle(path, file(path), true);
    }

    @Override
    public synchronized void createDirectories(Path directory) throws IOException {
        checkPower();
        Directory parent = root;
        Directory at = root;
        boolean created = false;
        for (Path part : directory) {
            Object node = at.visible.get(part.toString());
            if (node instanceof SimulatedFile) {
                throw new FileAlreadyExistsException(directory.toString());
            }
            if (node == null) {
                if (!created) {
                    syncDirectory(parent);
                }
                created = true;
                node = new Directory();
                change(new NameChange(at, part.toString(), node));
                syncDirectory(at);
            }
            parent = at;
            at = (Directory) node;
        }
        if (!created) {
            syncDirectory(parent);
        }
    }

    @Override
    public synchronized void rename(Path from, Path to) throws IOException {
        SimulatedFile file = file(from);
        change(new NameChange(parent(from), name(from), null), new NameChange(parent(to), name(to), file));
    }

    @Override
    public synchronized void link(Path existing, Path name) throws IOException {
        SimulatedFile file = file(existing);
        if (parent(name).visible.containsKey(name(name))) {
            throw new FileAlreadyExistsException(name.toString());
        }
        change(new NameChange(parent(name), name(name), file));
    }

    @Override
    public synchronized boolean delete(Path path) throws IOException {
        if (!exists(path)) {
            return false;
        }
        Directory parent = parent(path);
        if (parent.visible.get(name(path)) instanceof Directory directory && !directory.visible.isEmpty()) {
            throw new DirectoryNotEmptyException(path.toString());
        }
        change(new NameChange(parent, name(path), null));
        return true;
    }

    @Override
    public synchronized List<Entry> list(Path path) throws IOException {
        checkPower();
        if (!(node(path) instanceof Directory directory)) {
            throw new NoSuchFileException(path.toString());
        }
        List<Entry> entries = new ArrayList<>();
        directory.visible.forEach((name, node) -> entries.add(
                node instanceof SimulatedFile file
                        ? new Entry(name, false, file.size(), file.modified)
                        : new Entry(name, true, 0, Instant.EPOCH)));
        return entries;
    }

    @Override
    public synchronized boolean exists(Path path) throws IOException {
        checkPower();
        return node(path) != null;
    }

    @Override
    public synchronized void syncDirectory(Path path) throws IOException {
        if (!(node(path) instanceof Directory directory)) {
            throw new NoSuchFileException(path.toString());
        }
        syncDirectory(directory);
    }

    private void syncDirectory(Directory directory) throws IOException {
        operation(() -> unsyncedChanges.removeIf(change -> {
            boolean here = change.names().stream().anyMatch(name -> name.directory() == directory);
            if (here) {
                change.names().forEach(name -> name.apply(name.directory().durable));
            }
            return here;
        }));
    }

    private void change(NameChange... names) throws IOException {
        operation(() -> {
            for (NameChange name : names) {
                Object before = name.directory().visible.get(name.name());
                name.apply(name.directory().visible);
                countLink(before, -1);
                countLink(name.node(), 1);
            }
            unsyncedChanges.add(new Change(List.of(names)));
        });
    }

    private void countLink(@Nullable Object node, int change) {
        if (node instanceof SimulatedFile file) {
            boolean counted = file.links > 0;
            file.links += change;
            if (counted != file.links > 0) {
                usedBytes += (long) change * file.size();
            }
        }
    }

    /** Performs an operation; the one during which the power goes is performed or not. */
    private void operation(Runnable change) throws PowerLossException {
        checkPower();
        operations++;
        boolean fatal = operations == fatalOperation;
        if (!fatal || fatalIsPerformed || random.nextBoolean()) {
            change.run();
        }
        if (fatal) {
            off = true;
        }
        checkPower();
    }

    private void checkPower() throws PowerLossException {
        if (off) {
            throw new PowerLossException();
        }
    }

    private @Nullable Object node(Path path) {
        Object at = root;
        for (Path part : path) {
            at = at instanceof Directory directory ? directory.visible.get(part.toString()) : null;
        }
        return at;
    }

    private Directory parent(Path path) throws IOException {
        checkPower();
        Path parent = path.getParent();
        if (parent == null) {
            return root;
        }
        if (node(parent) instanceof Directory directory) {
            return directory;
        }
        throw new NoSuchFileException(path.toString());
    }

    private SimulatedFile file(Path path) throws IOException {
        checkPower();
        if (node(path) instanceof SimulatedFile file) {
            return file;
        }
        throw new NoSuchFileException(path.toString());
    }

    private static String name(Path path) {
        return String.valueOf(path.getFileName());
    }

    private static IOException noSpace(Path path) {
        return new FileSystemException(path.toString(), null, "No space left on device");
    }

    private final class Handle implements DiskFile {
        private final Path path;
        private final SimulatedFile file;
        private final boolean writable;
        private boolean closed;

        Handle(Path path, SimulatedFile file, boolean writable) {
            this.path = path;
            this.file = file;
            this.writable = writable;
        }

        @Override
        public void write(ByteBuffer... buffers) throws IOException {
            synchronized (SimulatedDisk.this) {
                checkWritable();
                for (ByteBuffer buffer : buffers) {
                    long room = Math.max(0, capacityBytes - usedBytes);
                    byte[] bytes = new byte[(int) Math.min(room, buffer.remaining())];
                    buffer.get(bytes);
                    operation(() -> {
                        file.append(bytes);
                        file.modified = Instant.EPOCH.plusMillis(operations);
                        usedBytes += file.links > 0 ? bytes.length : 0;
                    });
                    if (buffer.hasRemaining()) {
                        throw noSpace(path);
                    }
                }
            }
        }

        @Override
        public void sync() throws IOException {
            synchronized (SimulatedDisk.this) {
                checkWritable();
                if (syncsToFail > 0) {
                    syncsToFail--;
                    operation(() -> file.failSync(random));
                    throw new FileSystemException(path.toString(), null, "Input/output error");
                }
                operation(file::sync);
            }
        }

        @Override
        public int read(ByteBuffer into, long position) throws IOException {
            synchronized (SimulatedDisk.this) {
                checkOpen();
                byte[] bytes = new byte[(int) Math.min(into.remaining(), Math.max(0, file.size() - position))];
                int count = file.read((int) position, bytes, 0, bytes.length);
                into.put(bytes, 0, count);
                return count;
            }
        }

        @Override
        public long sizeBytes() throws IOException {
            synchronized (SimulatedDisk.this) {
                checkOpen();
                return file.size();
            }
        }

        @Override
        public void truncate(long sizeBytes) throws IOException {
            synchronized (SimulatedDisk.this) {
                checkWritable();
                operation(() -> {
                    usedBytes -= file.links > 0 ? Math.max(0, file.size() - sizeBytes) : 0;
                    file.truncate((int) sizeBytes);
                });
            }
        }

        @Override
        public void close() {
            closed = true;
        }

        private void checkOpen() throws IOException {
            checkPower();
            if (closed) {
                throw new java.nio.channels.ClosedChannelException();
            }
        }

        private void checkWritable() throws IOException {
            checkOpen();
            if (!writable) {
                throw new java.nio.channels.NonWritableChannelException();
            }
        }
    }
}
