package io.sigyn.querier.scan;

import io.sigyn.querier.QueryException;
import io.sigyn.querier.QueryException.Kind;
import java.util.concurrent.atomic.AtomicLong;

/** The memory that running queries may hold: each of them, and all together. Thread-safe. */
public final class QueryMemory {
    private final long eachBytes;
    private final long allBytes;
    private final AtomicLong held = new AtomicLong();

    public QueryMemory(long eachBytes, long allBytes) {
        this.eachBytes = eachBytes;
        this.allBytes = allBytes;
    }

    /** What all queries hold at the moment. */
    public long heldBytes() {
        return held.get();
    }

    Share share() {
        return new Share();
    }

    /** What one query holds. */
    final class Share {
        private final AtomicLong own = new AtomicLong();

        /** Accounts for memory that is about to be held; ends the query if that is too much. */
        void reserve(long bytes) {
            long mine = own.addAndGet(bytes);
            long all = held.addAndGet(bytes);
            if (mine > eachBytes) {
                throw new QueryException(
                        Kind.BAD_REQUEST,
                        "the query needs more than the " + (eachBytes >> 20) + " MiB of memory that one query may"
                                + " hold; select fewer streams, shorten the time range, or aggregate by fewer labels");
            }
            if (all > allBytes) {
                throw new QueryException(
                        Kind.TOO_MANY_REQUESTS,
                        "the queries that are running need more than the " + (allBytes >> 20) + " MiB of memory that"
                                + " queries may hold together; ask again when fewer are running, or for less at once");
            }
        }

        void release(long bytes) {
            own.addAndGet(-bytes);
            held.addAndGet(-bytes);
        }

        /** Gives back all that is held; nothing may be reserved after that. */
        void close() {
            release(own.get());
        }
    }
}
