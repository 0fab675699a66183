package io.sigyn.ingester.live;

import io.sigyn.ingester.log.PushRecordReader;
import io.sigyn.model.Labels;
import io.sigyn.model.TenantId;
import java.io.IOException;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** Adds the rows of pushes to a generation, each once. Stateless. */
public final class GenerationWriter {
    private GenerationWriter() {}

    /** A push, as it came or as the log has it. */
    public interface Push {
        /** Gives its rows; an IOException says that some cannot be read, after those before them. */
        void rowsTo(PushRecordReader.Sink sink) throws IOException;
    }

    /** Is told of the rows that were added. */
    public interface Listener {
        Listener NONE = new Listener() {};

        /** Rows of a tenant follow; null where nobody wants to know. */
        default @Nullable Rows rowsOf(TenantId tenant) {
            return null;
        }

        /** All rows of a stream were added, up to this time. */
        default void streamAdded(TenantId tenant, Labels stream, long newestNanos) {}
    }

    /** Takes rows that were added. */
    public interface Rows {
        void add(
                Labels stream,
                long timestampNanos,
                byte[] buffer,
                int lineOffset,
                int lineLength,
                byte[] metadataBuffer,
                int metadataOffset,
                int metadataLength);

        /** There are no more of this push. */
        void end();
    }

    /**
     * Adds a push's rows.
     *
     * @param wanted tenants whose rows are to be added
     * @return how many rows were there already
     */
    public static long write(
            Generation generation, Push push, Predicate<TenantId> wanted, long nowMillis, Listener listener)
            throws IOException {
        Adding adding = new Adding(generation, wanted, nowMillis, listener);
        try {
            push.rowsTo(adding);
        } finally {
            adding.endPush();
        }
        return adding.duplicates;
    }

    private static final class Adding implements PushRecordReader.Sink {
        private final Generation generation;
        private final Predicate<TenantId> wanted;
        private final long nowMillis;
        private final Listener listener;
        private @Nullable TenantId tenant;
        private @Nullable TenantLive live;
        private @Nullable Rows rows;
        private @Nullable LiveChunk chunk;
        private long newest;
        private long oldestOfPush = Long.MAX_VALUE;
        private long newestOfPush = Long.MIN_VALUE;
        private long duplicates;

        Adding(Generation generation, Predicate<TenantId> wanted, long nowMillis, Listener listener) {
            this.generation = generation;
            this.wanted = wanted;
            this.nowMillis = nowMillis;
            this.listener = listener;
        }

        @Override
        public boolean tenant(TenantId found) {
            if (!wanted.test(found)) {
                return false;
            }
            tenant = found;
            live = generation.tenantForRows(found);
            rows = listener.rowsOf(found);
            generation.rowsAt(nowMillis);
            return true;
        }

        @Override
        public void stream(Labels stream, int entries, long lineBytes) {
            endStream();
            LiveChunk next = live().chunk(stream);
            next.begin(entries, lineBytes);
            chunk = next;
            newest = Long.MIN_VALUE;
        }

        @Override
        public void entry(
                long timestampNanos,
                byte[] buffer,
                int lineOffset,
                int lineLength,
                byte[] metadataBuffer,
                int metadataOffset,
                int metadataLength) {
            LiveChunk current = chunk;
            if (current == null) {
                throw new IllegalStateException("an entry before its stream");
            }
            newest = Math.max(newest, timestampNanos);
            oldestOfPush = Math.min(oldestOfPush, timestampNanos);
            if (!current.add(
                    timestampNanos, buffer, lineOffset, lineLength, metadataBuffer, metadataOffset, metadataLength)) {
                duplicates++;
                return;
            }
            Rows followers = rows;
            if (followers != null) {
                followers.add(
                        current.stream(),
                        timestampNanos,
                        buffer,
                        lineOffset,
                        lineLength,
                        metadataBuffer,
                        metadataOffset,
                        metadataLength);
            }
        }

        private TenantLive live() {
            TenantLive current = live;
            if (current == null) {
                throw new IllegalStateException("a stream before its tenant");
            }
            return current;
        }

        private void endStream() {
            LiveChunk ended = chunk;
            if (ended != null && tenant != null) {
                chunk = null;
                newestOfPush = Math.max(newestOfPush, newest);
                long growth = ended.end();
                generation.grow(live(), growth + live().arena().takeGrowth());
                listener.streamAdded(tenant, ended.stream(), newest);
            }
        }

        void endPush() {
            endStream();
            if (oldestOfPush <= newestOfPush) {
                live().changes()
                        .changed(
                                oldestOfPush, newestOfPush); // after the rows are visible, before they are acknowledged
            }
            if (rows != null) {
                rows.end();
            }
        }
    }
}
