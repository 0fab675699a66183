package io.sigyn.ingester.live;

import io.sigyn.ingester.log.PushRecordReader;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.FutureTask;
import java.util.concurrent.RejectedExecutionException;
import org.jspecify.annotations.Nullable;

/**
 * Decodes records of the log before their turn, on threads of helpers too, and hands them on in their order. Holds a few
 * records at a time. For one thread.
 */
final class RecordsAhead {
    /** Bytes of records that may wait; decoded they may be many times as large. A larger one waits alone. */
    private static final long MAX_BYTES = 4 << 20;

    private final Executor helpers;
    private final int maxRecords;
    private final Taker taker;
    private final Deque<Ahead> pending = new ArrayDeque<>();
    private final Deque<Ahead> free = new ArrayDeque<>();
    private long pendingBytes;

    /** Takes records, one after the other. */
    interface Taker {
        /** Rows of a record; giving them fails if it is damaged. Good until the call returns. */
        void take(GenerationWriter.Push push) throws IOException;
    }

    /** @param helpers may do nothing */
    RecordsAhead(Executor helpers, int maxRecords, Taker taker) {
        this.helpers = helpers;
        this.maxRecords = maxRecords;
        this.taker = taker;
    }

    /** The next record, whose bytes are copied. */
    void add(int type, byte[] buffer, int offset, int length) throws IOException {
        Ahead used = free.poll();
        Ahead next = used == null ? new Ahead() : used;
        next.begin(type, buffer, offset, length, helpers);
        pending.add(next);
        pendingBytes += length;
        while (pending.size() > maxRecords || pendingBytes > MAX_BYTES) {
            takeFirst();
        }
    }

    /** Hands on all that wait. */
    void takeAll() throws IOException {
        while (!pending.isEmpty()) {
            takeFirst();
        }
    }

    private void takeFirst() throws IOException {
        Ahead first = pending.element();
        for (Ahead waiting : pending) {
            if (first.isDone()) {
                break;
            }
            waiting.help();
        }
        pending.remove();
        pendingBytes -= first.length;
        taker.take(first::rowsTo);
        free.add(first);
    }

    /** A record, to be used again for another. */
    private static final class Ahead {
        private static final int KEPT_BYTES = 4 << 20;

        private final PushRecordReader reader = new PushRecordReader();
        private byte[] bytes = new byte[0];
        private int length;
        private FutureTask<@Nullable Void> decoding = new FutureTask<>(() -> null);

        void begin(int type, byte[] buffer, int offset, int size, Executor helpers) {
            if (bytes.length < size || (bytes.length > KEPT_BYTES && size <= KEPT_BYTES)) {
                bytes = new byte[size + size / 4];
            }
            System.arraycopy(buffer, offset, bytes, 0, size);
            length = size;
            byte[] record = bytes;
            decoding = new FutureTask<>(() -> {
                reader.decode(type, record, 0, size);
                return null;
            });
            try {
                helpers.execute(decoding);
            } catch (RejectedExecutionException closed) {
                // Then the thread that takes it does it.
            }
        }

        boolean isDone() {
            return decoding.isDone();
        }

        /** Decodes here, if nobody has begun. */
        void help() {
            decoding.run();
        }

        void rowsTo(PushRecordReader.Sink sink) throws IOException {
            await();
            reader.give(sink);
        }

        private void await() throws IOException {
            boolean interrupted = false;
            try {
                while (true) {
                    try {
                        decoding.get();
                        return;
                    } catch (InterruptedException e) {
                        interrupted = true;
                    }
                }
            } catch (ExecutionException e) {
                if (e.getCause() instanceof IOException damage) {
                    throw damage;
                } else if (e.getCause() instanceof Error error) {
                    throw error;
                }
                throw new IllegalStateException("a record of the log cannot be decoded", e.getCause());
            } finally {
                if (interrupted) {
                    Thread.currentThread().interrupt();
                }
            }
        }
    }
}
