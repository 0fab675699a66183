package io.sigyn.ingester.live;

import io.sigyn.ingester.PushSubscription;
import io.sigyn.model.Labels;
import io.sigyn.model.TenantId;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;

/** Those who follow what tenants push. Costs a push nothing where nobody follows. Thread-safe. */
public final class Followers {
    private static final int MAX_DROPPED_TOLD = 1000;

    private final Map<TenantId, List<Follower>> followers = new ConcurrentHashMap<>();
    private volatile @Nullable Everyone everyone;

    /** Told of a tenant that pushes for the first time; on the log's thread, so it must be brief. */
    public interface Newcomers {
        void joined(TenantId tenant, PushSubscription subscription);
    }

    /** Subscribes to every tenant, each before its next push is seen. To be called once. */
    public void subscribeAll(int maxBytes, Newcomers newcomers) {
        everyone = new Everyone(maxBytes, newcomers, ConcurrentHashMap.newKeySet());
    }

    private record Everyone(int maxBytes, Newcomers newcomers, Set<TenantId> known) {}

    public PushSubscription subscribe(TenantId tenant, int maxBytes) {
        Follower follower = new Follower(tenant, maxBytes);
        followers.compute(tenant, (any, others) -> {
            List<Follower> all = others == null ? new CopyOnWriteArrayList<>() : others;
            all.add(follower);
            return all;
        });
        return follower;
    }

    /** Takes a push's rows for a tenant's followers; null if there are none. */
    public GenerationWriter.@Nullable Rows rowsOf(TenantId tenant) {
        Everyone whole = everyone;
        if (whole != null && whole.known.add(tenant)) {
            whole.newcomers.joined(tenant, subscribe(tenant, whole.maxBytes));
        }
        List<Follower> all = followers.get(tenant);
        return all == null ? null : new Collector(all);
    }

    /** Copies a push's rows once for all followers. For one thread, once. */
    private static final class Collector implements GenerationWriter.Rows {
        private final List<Follower> all;
        private @Nullable Labels stream;
        private ChunkPage page = page(0, 0);
        private int pageBytes;

        Collector(List<Follower> all) {
            this.all = all;
        }

        @Override
        @SuppressWarnings("ReferenceEquality") // interned labels; the same stream twice in a row is the rule
        public void add(
                Labels rowStream,
                long timestampNanos,
                byte[] buffer,
                int lineOffset,
                int lineLength,
                byte[] metadataBuffer,
                int metadataOffset,
                int metadataLength) {
            if (rowStream != stream || !page.hasRoom(lineLength)) {
                int grown = rowStream == stream ? Math.min(2 * pageBytes, ChunkPage.MAX_LINE_BYTES) : 1024;
                end();
                stream = rowStream;
                pageBytes = Math.max(grown, lineLength);
                page = page(8 + pageBytes / 64, pageBytes);
            }
            page.add(timestampNanos, buffer, lineOffset, lineLength, metadataBuffer, metadataOffset, metadataLength);
        }

        private static ChunkPage page(int rows, int lineBytes) {
            return new ChunkPage(rows, new LineArena.Piece(new byte[lineBytes], 0), lineBytes);
        }

        @Override
        public void end() {
            Labels ended = stream;
            if (ended != null && page.rows > 0) {
                PushSubscription.StreamRows rows =
                        new PushSubscription.StreamRows(ended, PageView.byArrival(ended, page));
                for (Follower follower : all) {
                    follower.offer(rows, pageBytes + page.memoryBytes());
                }
            }
            stream = null;
        }
    }

    private final class Follower implements PushSubscription {
        private final TenantId tenant;
        private final int maxBytes;
        private final Deque<StreamRows> waiting = new ArrayDeque<>();
        private List<Dropped> dropped = new ArrayList<>();
        private long waitingBytes;
        private boolean closed;
        private Runnable available = () -> {};

        Follower(TenantId tenant, int maxBytes) {
            this.tenant = tenant;
            this.maxBytes = maxBytes;
        }

        void offer(StreamRows rows, long bytes) {
            Runnable tell;
            synchronized (this) {
                if (closed) {
                    return;
                }
                boolean wasEmpty = waiting.isEmpty() && dropped.isEmpty();
                if (waitingBytes + bytes <= maxBytes || waiting.isEmpty()) {
                    waiting.add(rows);
                    waitingBytes += bytes;
                } else {
                    drop(rows);
                }
                tell = wasEmpty ? available : null;
            }
            if (tell != null) {
                tell.run();
            }
        }

        private void drop(StreamRows rows) {
            for (int row = 0; row < rows.rows().count() && dropped.size() < MAX_DROPPED_TOLD; row++) {
                dropped.add(new Dropped(rows.stream(), rows.rows().timestamp(row)));
            }
        }

        @Override
        public synchronized @Nullable Batch poll() {
            if (waiting.isEmpty() && dropped.isEmpty()) {
                return null;
            }
            Batch batch = new Batch(List.copyOf(waiting), dropped);
            waiting.clear();
            waitingBytes = 0;
            dropped = new ArrayList<>();
            return batch;
        }

        @Override
        public synchronized void onAvailable(Runnable action) {
            available = action;
        }

        @Override
        public void close() {
            synchronized (this) {
                closed = true;
                waiting.clear();
                dropped.clear();
            }
            followers.computeIfPresent(tenant, (any, others) -> {
                others.remove(this);
                return others.isEmpty() ? null : others;
            });
        }
    }
}
