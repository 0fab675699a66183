package io.sigyn.storage.wal;

import io.sigyn.storage.disk.Disk;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.function.IntSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Appends records to the log; what it acknowledges is on disk. One thread of its own gathers what waits, writes it at
 * once, syncs once, then acknowledges all of it. If that fails nothing of the group is acknowledged, the file is given
 * up, and the next group begins a new one: the log works again as soon as the disk does. Thread-safe.
 */
public final class WalAppender implements AutoCloseable {
    private final WalWriter writer;
    private final WalQueue<Request> queue;
    private final WalOptions options;
    private final WalListener listener;
    private @Nullable Thread thread;

    WalAppender(WalWriter writer, WalOptions options, WalListener listener) {
        this.writer = writer;
        this.queue = new WalQueue<>(options.maxQueuedBytes());
        this.options = options;
        this.listener = listener;
    }

    /**
     * Opens a log for appending to a generation. Existing files are not touched; those of the same generation are
     * continued with a new file.
     */
    public static WalAppender open(Disk disk, Path directory, long generation, WalOptions options, WalListener listener)
            throws IOException {
        disk.createDirectories(directory);
        IntSupplier marks = new SecureRandom()::nextInt;
        WalWriter writer =
                new WalWriter(disk, new WalDirectory(disk, directory), generation, options.maxFileBytes(), marks);
        WalAppender appender = new WalAppender(writer, options, listener);
        appender.start();
        return appender;
    }

    /** What waits for the thread: an append or a rotation. */
    private sealed interface Request permits Append, Rotation {}

    private static final class Append extends CompletableFuture<Long> implements Request {
        private final WalRecord record;

        Append(WalRecord record) {
            this.record = record;
        }
    }

    private static final class Rotation extends CompletableFuture<Void> implements Request {
        private final long generation;

        Rotation(long generation) {
            this.generation = generation;
        }
    }

    /**
     * Appends one record. The bytes must not change until the future is done; the buffers' positions stay as they are.
     *
     * @param type 1 to 255
     * @return done when the record is durable, with the generation that it is in; fails with a {@link WalBusyException}
     *     at once if too much waits, or with another IOException if the disk failed. What depends on it runs on the
     *     appender's thread, so it must be brief or asynchronous.
     */
    public CompletableFuture<Long> append(int type, ByteBuffer... payload) {
        if (type < 1 || type > 255) {
            throw new IllegalArgumentException("log record type: " + type + " (expected: 1 to 255)");
        }
        Append append = new Append(new WalRecord(type, payload));
        switch (queue.offer(append, append.record.length())) {
            case TAKEN -> {}
            case FULL -> append.completeExceptionally(new WalBusyException(queue.bytes(), options.maxQueuedBytes()));
            case CLOSED -> append.completeExceptionally(closed());
        }
        return append;
    }

    /**
     * Ends a generation and begins a later one. On return all appends that began before are done, those that began after
     * are in the new generation, and the files of the old one do not change any more. Succeeds on a full disk, too.
     */
    public void rotate(long newGeneration) throws IOException {
        try {
            requestRotation(newGeneration).join();
        } catch (CompletionException failure) {
            if (failure.getCause() instanceof IllegalArgumentException refused) {
                throw new IllegalArgumentException(refused.getMessage(), refused);
            }
            throw new IOException("cannot rotate the log to generation " + newGeneration, failure.getCause());
        }
    }

    /** Rotates in order with the appends before and after. */
    CompletableFuture<Void> requestRotation(long newGeneration) throws IOException {
        Rotation rotation = new Rotation(newGeneration);
        if (queue.offer(rotation, 0) != WalQueue.Offer.TAKEN) {
            throw closed();
        }
        return rotation;
    }

    /** Deletes the files of an earlier generation; one that has none is as good as deleted. */
    public void deleteGeneration(long generation) throws IOException {
        if (generation >= writer.generation()) {
            throw new IllegalArgumentException("cannot delete generation " + generation
                    + " of the log (expected: one before the current, " + writer.generation() + ")");
        }
        writer.delete(generation);
    }

    /** The generation that the next append goes to, unless a rotation comes first. */
    public long generation() {
        return writer.generation();
    }

    /** Bytes of the log on disk, all generations. */
    public long sizeBytes() {
        return writer.sizeBytes();
    }

    /** Bytes of payload that wait or are being written. */
    public long queuedBytes() {
        return queue.bytes();
    }

    /** Makes durable what waits, then ends the thread. Later appends fail. */
    @Override
    public void close() {
        queue.close();
        boolean interrupted = false;
        Thread appending = thread;
        while (appending != null && appending.isAlive()) {
            try {
                appending.join();
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    private void start() {
        Thread appending = new Thread(this::run, "wal-appender");
        thread = appending;
        appending.start();
    }

    private void run() {
        boolean more = true;
        while (more) {
            try {
                more = queue.await();
            } catch (InterruptedException ignored) {
                // Nobody has a reason to interrupt this thread; only close() ends it.
            }
            step();
        }
        writer.close();
    }

    /** Does all that waits. The thread calls nothing else, and a test may call it in the thread's place. */
    void step() {
        List<Request> requests = queue.takeAll();
        try {
            process(requests);
        } catch (Throwable unforeseen) { // Such as no memory left: nobody may wait for ever, and the thread lives on.
            for (Request request : requests) {
                if (request instanceof Append append && !append.isDone()) {
                    queue.released(append.record.length());
                    append.completeExceptionally(new IOException("cannot write to the log: " + unforeseen, unforeseen));
                } else if (request instanceof Rotation rotation) {
                    rotation.completeExceptionally(unforeseen);
                }
            }
        }
    }

    private void process(List<Request> requests) {
        List<Append> group = new ArrayList<>();
        long groupBytes = 0;
        for (Request request : requests) {
            if (request instanceof Append append) {
                group.add(append);
                groupBytes += append.record.length();
            }
            if (request instanceof Rotation || groupBytes >= options.maxGroupBytes()) {
                commit(group, groupBytes);
                group = new ArrayList<>();
                groupBytes = 0;
            }
            if (request instanceof Rotation rotation) {
                rotate(rotation);
            }
        }
        commit(group, groupBytes);
    }

    private void commit(List<Append> group, long bytes) {
        if (group.isEmpty()) {
            return;
        }
        IOException failure = write(group, bytes);
        Long generation = writer.generation();
        for (Append append : group) {
            queue.released(append.record.length());
            if (failure == null) {
                append.complete(generation);
            } else {
                append.completeExceptionally(failure);
            }
        }
    }

    private @Nullable IOException write(List<Append> group, long bytes) {
        List<WalRecord> records = new ArrayList<>(group.size());
        for (Append append : group) {
            records.add(append.record);
        }
        try {
            tell(() -> listener.groupBegun(group.size(), bytes));
            writer.writeGroup(records);
            tell(listener::groupDurable);
            return null;
        } catch (Throwable cause) {
            IOException failure = new IOException(
                    "cannot write to the log, generation " + writer.generation() + ": " + cause.getMessage()
                            + ". Nothing of this write is acknowledged; the next one begins a new file",
                    cause);
            tell(() -> listener.groupFailed(failure));
            return failure;
        }
    }

    /** What the listener does wrong must not turn a durable group into a failed one. */
    private static void tell(Runnable news) {
        try {
            news.run();
        } catch (RuntimeException ignored) {
            // The log has nobody to tell this to.
        }
    }

    private void rotate(Rotation rotation) {
        try {
            if (rotation.generation <= writer.generation()) {
                throw new IllegalArgumentException("cannot rotate the log to generation " + rotation.generation
                        + " (expected: one after the current, " + writer.generation() + ")");
            }
            writer.rotate(rotation.generation);
            rotation.complete(null);
        } catch (Throwable failure) {
            rotation.completeExceptionally(failure);
        }
    }

    private static IOException closed() {
        return new IOException("the log is closed");
    }
}
