package io.sigyn.ingester.flush;

import io.sigyn.storage.disk.Disk;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.random.RandomGenerator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The name of a writer in manifests, and how often it was started. The name stays with the data folder, as the log does;
 * the epoch grows with each start, so that a process that was thought dead cannot commit after its successor. Kept as
 * the name of an empty file, {@code <name>.<epoch>}: created before it counts, never changed.
 */
public record WriterIdentity(String name, long epoch) {
    private static final Pattern FILE = Pattern.compile("([0-9a-f]{16})\\.(\\d{1,9})");

    /** Numbers of generations are unique over all starts: the epoch above, a count below. */
    public long firstGeneration() {
        return epoch << 32;
    }

    /** Reads the identity in a folder, or makes one, with the next epoch; durable on return. */
    public static WriterIdentity next(Disk disk, Path folder, RandomGenerator random) throws IOException {
        disk.createDirectories(folder);
        String name = "";
        long epoch = 0;
        List<Disk.Entry> entries = list(disk, folder);
        for (Disk.Entry entry : entries) {
            Matcher file = FILE.matcher(entry.name());
            if (file.matches() && Long.parseLong(file.group(2)) > epoch) {
                name = file.group(1);
                epoch = Long.parseLong(file.group(2));
            }
        }
        if (name.isEmpty()) {
            name = String.format(Locale.ROOT, "%016x", random.nextLong());
        }
        WriterIdentity next = new WriterIdentity(name, epoch + 1);
        disk.create(folder.resolve(next.name() + "." + next.epoch())).close();
        disk.syncDirectory(folder);
        for (Disk.Entry entry : entries) {
            disk.delete(folder.resolve(entry.name()));
        }
        return next;
    }

    /** The name that a folder has, or null if it has none; changes nothing. */
    public static @Nullable String existingName(Disk disk, Path folder) throws IOException {
        String name = null;
        long epoch = 0;
        for (Disk.Entry entry : list(disk, folder)) {
            Matcher file = FILE.matcher(entry.name());
            if (file.matches() && Long.parseLong(file.group(2)) > epoch) {
                name = file.group(1);
                epoch = Long.parseLong(file.group(2));
            }
        }
        return name;
    }

    private static List<Disk.Entry> list(Disk disk, Path folder) throws IOException {
        try {
            return disk.list(folder);
        } catch (NoSuchFileException none) {
            return List.of();
        }
    }
}
