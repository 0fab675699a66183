package io.sigyn.storage.wal;

import io.sigyn.storage.disk.Disk;
import io.sigyn.storage.disk.DiskFile;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/**
 * Replays a log's generations: every acknowledged record that is intact, in the order in which they were written. Damage
 * is reported and stepped over. Stateless but for its limits; one thread at a time per replay.
 */
public final class WalReader {
    private final Disk disk;
    private final WalDirectory directory;

    public WalReader(Disk disk, Path directory) {
        this.disk = disk;
        this.directory = new WalDirectory(disk, directory);
    }

    /** Is given what a replay finds. */
    public interface Handler {
        /** One record; the buffer is used again after the call. */
        void record(int type, byte[] buffer, int offset, int length) throws IOException;

        /** Bytes that are no record; the records before and after them are given all the same. */
        void damaged(WalDamage damage) throws IOException;
    }

    /** Generations that have files, in ascending order. */
    public List<Long> generations() throws IOException {
        return directory.generations();
    }

    public long sizeBytes(long generation) throws IOException {
        return directory.sizeBytes(generation);
    }

    /** Deletes a generation's files; one that has none is as good as deleted. Not for one that is appended to. */
    public void deleteGeneration(long generation) throws IOException {
        directory.delete(generation);
    }

    /** Replays all files of a generation; an IOException says that a file could not be read, or is of a later version. */
    public void replay(long generation, Handler handler) throws IOException {
        for (WalDirectory.NumberedFile file : directory.files(generation)) {
            try (DiskFile opened = disk.open(file.path())) {
                new WalFileReplay(opened, file.path(), generation, handler).run();
            }
        }
    }
}
