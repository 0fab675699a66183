package io.sigyn.storage.cache;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.RemovalCause;
import io.sigyn.storage.ByteWriter;
import io.sigyn.storage.CorruptDataException;
import io.sigyn.storage.disk.Disk;
import io.sigyn.storage.disk.DiskFile;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Queue;
import java.util.UUID;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Chunks of objects as files of a folder, {@code <xx>/<hash of the name>-<chunk>}, bounded in bytes. What cannot be read, is
 * damaged or another's is as good as not there; what cannot be written is not kept. A file gets its name when it is whole. No
 * lock is held over I/O. Thread-safe; one process for each folder.
 */
final class CacheFiles {
    private static final Logger LOG = LoggerFactory.getLogger(CacheFiles.class);
    private static final Pattern FILE = Pattern.compile("[0-9a-f]{32}-[0-9a-f]{8}");
    private static final Pattern FOLDER = Pattern.compile("[0-9a-f]{2}");
    private static final String TEMPORARY = "unfinished-";

    private final Disk disk;
    private final Path folder;
    private final CacheCounters counters;
    private final Cache<Key, Integer> sizes;
    private final Queue<Key> evicted = new ConcurrentLinkedQueue<>();

    private record Key(long high, long low, int chunk) {
        static Key of(String name, int chunk) {
            try {
                byte[] hash = MessageDigest.getInstance("SHA-256").digest(name.getBytes(StandardCharsets.UTF_8));
                ByteBuffer bytes = ByteBuffer.wrap(hash);
                return new Key(bytes.getLong(), bytes.getLong(), chunk);
            } catch (NoSuchAlgorithmException e) {
                throw new AssertionError("every Java platform has SHA-256", e);
            }
        }

        static Key parse(String file) {
            return new Key(
                    Long.parseUnsignedLong(file.substring(0, 16), 16),
                    Long.parseUnsignedLong(file.substring(16, 32), 16),
                    Integer.parseUnsignedInt(file.substring(33), 16));
        }

        String folder() {
            return String.format(Locale.ROOT, "%02x", high >>> 56);
        }

        String file() {
            return String.format(Locale.ROOT, "%016x%016x-%08x", high, low, chunk);
        }
    }

    private CacheFiles(Disk disk, Path folder, long maxBytes, CacheCounters counters) {
        this.disk = disk;
        this.folder = folder;
        this.counters = counters;
        this.sizes = Caffeine.newBuilder()
                .maximumWeight(maxBytes)
                .weigher((Key key, Integer size) -> size)
                .executor(Runnable::run)
                .evictionListener(this::evicted)
                .build();
    }

    /** Opens a folder, creating it if it is missing, and takes over what an earlier process left in it. */
    static CacheFiles open(Disk disk, Path folder, long maxBytes, CacheCounters counters) throws IOException {
        CacheFiles files = new CacheFiles(disk, folder, maxBytes, counters);
        disk.createDirectories(folder);
        files.takeOver();
        return files;
    }

    private void takeOver() throws IOException {
        record Found(Key key, Disk.Entry entry) {}
        List<Found> found = new ArrayList<>();
        for (Disk.Entry entry : disk.list(folder)) {
            if (entry.isDirectory() && FOLDER.matcher(entry.name()).matches()) {
                for (Disk.Entry file : disk.list(folder.resolve(entry.name()))) {
                    if (!file.isDirectory() && FILE.matcher(file.name()).matches()) {
                        found.add(new Found(Key.parse(file.name()), file));
                    }
                }
            } else if (entry.name().startsWith(TEMPORARY)) {
                disk.delete(folder.resolve(entry.name()));
            }
        }
        found.sort(Comparator.comparing(file -> file.entry.modified()));
        for (Found file : found) {
            sizes.put(file.key, (int) Math.min(Integer.MAX_VALUE, file.entry.sizeBytes()));
        }
        deleteEvicted();
    }

    /** A chunk, if it is there and whole. */
    CacheFormat.@Nullable Chunk read(String name, int chunk) {
        Key key = Key.of(name, chunk);
        if (sizes.getIfPresent(key) == null) {
            return null;
        }
        Path path = path(key);
        try (DiskFile file = disk.open(path)) {
            long size = file.sizeBytes();
            if (size > CacheFormat.MAX_FILE_BYTES) {
                throw new CorruptDataException("cache file", path.toString(), 0, size + " bytes", "fewer", "");
            }
            byte[] bytes = new byte[(int) size];
            file.read(ByteBuffer.wrap(bytes), 0);
            return CacheFormat.decode(path.toString(), name, chunk, bytes);
        } catch (CorruptDataException damage) {
            counters.damagedFiles.increment();
            LOG.warn("{}. It is deleted, and what it held is fetched again", damage.getMessage());
            forget(key);
        } catch (NoSuchFileException deletedByOthers) {
            sizes.invalidate(key);
        } catch (IOException e) {
            LOG.warn("{} of the cache cannot be read; what it held is fetched again", path, e);
        }
        return null;
    }

    /** Keeps a chunk, if the disk lets it. */
    void write(String name, int chunk, long objectSize, byte[] bytes, int from, int length) {
        Key key = Key.of(name, chunk);
        ByteWriter out = new ByteWriter(length + name.length() + 64);
        CacheFormat.encode(name, chunk, objectSize, bytes, from, length, out);
        Path written = folder.resolve(TEMPORARY + UUID.randomUUID());
        try {
            try (DiskFile file = create(written)) {
                file.write(ByteBuffer.wrap(out.buffer(), 0, out.size()));
            }
            rename(written, path(key));
            sizes.put(key, out.size());
        } catch (IOException e) {
            counters.writeFailures.increment();
            LOG.debug("a chunk of {} is not cached", name, e);
            delete(written);
        }
        deleteEvicted();
    }

    /** Somebody may have deleted the folder: it is made again. */
    private DiskFile create(Path path) throws IOException {
        try {
            return disk.create(path);
        } catch (NoSuchFileException noFolder) {
            disk.createDirectories(folder);
            return disk.create(path);
        }
    }

    private void rename(Path from, Path to) throws IOException {
        try {
            disk.rename(from, to);
        } catch (NoSuchFileException noFolder) {
            disk.createDirectories(Objects.requireNonNull(to.getParent()));
            disk.rename(from, to);
        }
    }

    /** Deletes all chunks of an object. */
    void forget(String name) {
        Key any = Key.of(name, 0);
        for (Key key : sizes.asMap().keySet()) {
            if (key.high == any.high && key.low == any.low) {
                forget(key);
            }
        }
    }

    long sizeBytes() {
        sizes.cleanUp(); // what was put just now counts
        deleteEvicted();
        return sizes.policy()
                .eviction()
                .map(bound -> bound.weightedSize().orElse(0))
                .orElse(0L);
    }

    private void forget(Key key) {
        sizes.invalidate(key);
        delete(path(key));
    }

    private void evicted(@Nullable Key key, @Nullable Integer size, RemovalCause cause) {
        if (key != null) {
            counters.evictions.increment();
            evicted.add(key);
        }
    }

    /** Where no lock is held. A file that was written again meanwhile is lost with it: it is fetched again. */
    private void deleteEvicted() {
        for (Key key = evicted.poll(); key != null; key = evicted.poll()) {
            delete(path(key));
        }
    }

    private void delete(Path path) {
        try {
            disk.delete(path);
        } catch (IOException e) {
            LOG.warn("{} of the cache cannot be deleted; it takes space that is not counted", path, e);
        }
    }

    private Path path(Key key) {
        return folder.resolve(key.folder()).resolve(key.file());
    }
}
