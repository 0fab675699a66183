package io.sigyn.storage.wal;

import io.sigyn.storage.Closing;
import io.sigyn.storage.disk.Disk;
import io.sigyn.storage.disk.DiskFile;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.FileAlreadyExistsException;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.IntSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Writes groups to the files of the current generation; a file in which a write or sync failed is given up, and the next
 * group begins another. For the appender's thread alone, except {@link #sizeBytes} and {@link #delete}.
 */
final class WalWriter {
    private static final int STAGING_BYTES = 1 << 20;

    private final WalDirectory directory;
    private final Disk disk;
    private final long maxFileBytes;
    private final IntSupplier marks;
    private final Map<Long, Long> bytesByGeneration = new ConcurrentHashMap<>();
    private final ByteBuffer staging;

    private volatile long generation;
    private long nextNumber;
    private @Nullable DiskFile file;
    private int mark;
    private long writtenBytes; // to the current file
    private long durableBytes; // of the current file

    WalWriter(
            Disk disk, WalDirectory directory, long generation, long maxFileBytes, IntSupplier marks, int stagingBytes)
            throws IOException {
        this.disk = disk;
        this.directory = directory;
        this.maxFileBytes = maxFileBytes;
        this.marks = marks;
        this.staging = ByteBuffer.allocateDirect(stagingBytes).order(ByteOrder.LITTLE_ENDIAN);
        for (long existing : directory.generations()) {
            bytesByGeneration.put(existing, directory.sizeBytes(existing));
        }
        moveTo(generation);
    }

    WalWriter(Disk disk, WalDirectory directory, long generation, long maxFileBytes, IntSupplier marks)
            throws IOException {
        this(disk, directory, generation, maxFileBytes, marks, STAGING_BYTES);
    }

    long generation() {
        return generation;
    }

    /** Bytes of all generations that are not deleted. */
    long sizeBytes() {
        return bytesByGeneration.values().stream().mapToLong(Long::longValue).sum();
    }

    /** Writes all records and makes them durable; on failure none of them is, for all that anybody may know. */
    void writeGroup(List<WalRecord> group) throws IOException {
        try {
            DiskFile current = fileWithRoom();
            boolean first = true;
            for (WalRecord record : group) {
                stage(current, record, first);
                first = false;
            }
            flushStaging(current);
            current.sync();
            durableBytes = writtenBytes;
        } catch (Throwable failure) {
            giveUpFile(failure);
            throw failure;
        }
    }

    /** Completes the current generation's files; groups now go to another generation. */
    void rotate(long newGeneration) throws IOException {
        completeFile();
        moveTo(newGeneration);
    }

    void delete(long deleted) throws IOException {
        directory.delete(deleted);
        bytesByGeneration.remove(deleted);
    }

    void close() {
        completeFile();
    }

    private void moveTo(long newGeneration) throws IOException {
        List<WalDirectory.NumberedFile> files = directory.files(newGeneration);
        nextNumber = files.isEmpty() ? 1 : files.get(files.size() - 1).number() + 1;
        generation = newGeneration;
    }

    private DiskFile fileWithRoom() throws IOException {
        if (file != null && durableBytes >= maxFileBytes) {
            completeFile();
        }
        DiskFile current = file;
        return current != null ? current : beginFile();
    }

    private DiskFile beginFile() throws IOException {
        disk.createDirectories(directory.generation(generation));
        DiskFile begun = disk.create(directory.file(generation, nextNumber));
        nextNumber++;
        file = begun;
        writtenBytes = 0;
        durableBytes = 0;
        mark = marks.getAsInt();
        write(begun, WalFormat.fileHeader(generation, mark));
        begun.sync();
        disk.syncDirectory(directory.generation(generation));
        durableBytes = writtenBytes;
        return begun;
    }

    private void stage(DiskFile current, WalRecord record, boolean firstOfGroup) throws IOException {
        if (staging.remaining() < WalFormat.RECORD_HEADER_BYTES) {
            flushStaging(current);
        }
        staging.putInt(firstOfGroup ? ~mark : mark)
                .putInt(record.length())
                .putInt(record.crc())
                .put((byte) record.type());
        for (ByteBuffer part : record.payload()) {
            int end = part.limit();
            for (int at = part.position(); at < end; ) {
                if (!staging.hasRemaining()) {
                    flushStaging(current);
                }
                int copied = Math.min(staging.remaining(), end - at);
                staging.put(staging.position(), part, at, copied);
                staging.position(staging.position() + copied);
                at += copied;
            }
        }
    }

    private void flushStaging(DiskFile current) throws IOException {
        staging.flip();
        try {
            write(current, staging);
        } finally {
            staging.clear();
        }
    }

    private void write(DiskFile current, ByteBuffer bytes) throws IOException {
        int count = bytes.remaining();
        writtenBytes += count;
        bytesByGeneration.merge(generation, (long) count, Long::sum);
        current.write(bytes);
    }

    /** All groups in the file are durable, so what fails here costs nothing but the proof that the file is complete. */
    private void completeFile() {
        DiskFile completed = file;
        if (completed == null) {
            return;
        }
        file = null;
        try {
            byte[] payload = {0};
            stage(completed, new WalRecord(WalFormat.END_OF_FILE, ByteBuffer.wrap(payload)), true);
            flushStaging(completed);
            completed.close();
        } catch (IOException alreadyDurable) {
            staging.clear();
            Closing.closeAfter(alreadyDurable, completed);
        }
    }

    private void giveUpFile(Throwable failure) {
        staging.clear();
        DiskFile abandoned = file;
        file = null;
        if (abandoned == null) {
            skipTakenNumber(failure);
            return;
        }
        try { // Space for the next attempt, and fewer torn tails to report; a crash may undo it.
            if (durableBytes > WalFormat.FILE_HEADER_BYTES) {
                abandoned.truncate(durableBytes);
            } else {
                disk.delete(directory.file(generation, nextNumber - 1));
                durableBytes = 0;
            }
            bytesByGeneration.merge(generation, durableBytes - writtenBytes, Long::sum);
        } catch (IOException secondary) {
            failure.addSuppressed(secondary);
        }
        Closing.closeAfter(failure, abandoned);
    }

    private void skipTakenNumber(Throwable failure) {
        if (failure instanceof FileAlreadyExistsException) {
            nextNumber++;
        }
    }
}
