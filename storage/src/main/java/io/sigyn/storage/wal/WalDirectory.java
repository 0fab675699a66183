package io.sigyn.storage.wal;

import io.sigyn.storage.disk.Disk;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * Where a log's files are: {@code <directory>/<generation>/<number>}, the number with six digits or more. Immutable,
 * thread-safe. Names of other shapes are left alone.
 */
final class WalDirectory {
    private final Disk disk;
    private final Path directory;

    WalDirectory(Disk disk, Path directory) {
        this.disk = disk;
        this.directory = directory;
    }

    /** One file of a generation. */
    record NumberedFile(long number, Path path, long sizeBytes) {}

    Path generation(long generation) {
        return directory.resolve(Long.toString(generation));
    }

    Path file(long generation, long number) {
        return generation(generation).resolve(String.format(Locale.ROOT, "%06d", number));
    }

    /** Generations that have a directory, in ascending order. */
    List<Long> generations() throws IOException {
        return list(directory).stream()
                .filter(entry -> entry.isDirectory() && isNumber(entry.name()))
                .map(entry -> Long.valueOf(entry.name()))
                .sorted()
                .toList();
    }

    /** A generation's files in the order in which they were written. */
    List<NumberedFile> files(long generation) throws IOException {
        List<NumberedFile> files = new ArrayList<>();
        for (Disk.Entry entry : list(generation(generation))) {
            if (!entry.isDirectory() && isNumber(entry.name())) {
                Path path = generation(generation).resolve(entry.name());
                files.add(new NumberedFile(Long.parseLong(entry.name()), path, entry.sizeBytes()));
            }
        }
        files.sort((a, b) -> Long.compare(a.number(), b.number()));
        return files;
    }

    long sizeBytes(long generation) throws IOException {
        return files(generation).stream().mapToLong(NumberedFile::sizeBytes).sum();
    }

    void delete(long generation) throws IOException {
        List<NumberedFile> files = files(generation);
        for (NumberedFile file : files) {
            disk.delete(file.path());
        }
        if (disk.delete(generation(generation))) {
            disk.syncDirectory(directory);
        }
    }

    private List<Disk.Entry> list(Path path) throws IOException {
        try {
            return disk.list(path);
        } catch (NoSuchFileException none) {
            return List.of();
        }
    }

    private static boolean isNumber(String name) {
        return name.length() <= 18 && !name.isEmpty() && name.chars().allMatch(c -> c >= '0' && c <= '9');
    }
}
