package io.sigyn.ingester;

import io.sigyn.index.RowSource;
import io.sigyn.ingester.live.Generation;
import io.sigyn.ingester.log.AcceptedEntries;
import io.sigyn.model.Labels;
import io.sigyn.model.Selector;
import io.sigyn.model.TenantId;
import io.sigyn.model.TimeRange;
import io.sigyn.storage.block.Column;
import io.sigyn.storage.block.RowBlock;
import io.sigyn.storage.block.Rows;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;

/** Who follows which tenant's pushes. Thread-safe; costs a push nothing where nobody follows. */
final class Subscriptions {
    private static final int MAX_DROPPED = 1000;

    private final Map<TenantId, List<Queue>> followers = new ConcurrentHashMap<>();

    PushSubscription subscribe(TenantId tenant, int maxBytes) {
        Queue queue = new Queue(tenant, maxBytes);
        followers.computeIfAbsent(tenant, any -> new CopyOnWriteArrayList<>()).add(queue);
        return queue;
    }

    void publish(AcceptedEntries entries) {
        List<Queue> queues = followers.get(entries.tenant());
        if (queues == null || queues.isEmpty()) {
            return;
        }
        List<PushSubscription.StreamRows> rows = rows(entries);
        for (Queue queue : queues) {
            queue.offer(rows, entries.length());
        }
    }

    /** The rows of a push, laid out as chunks of their own. */
    private static List<PushSubscription.StreamRows> rows(AcceptedEntries entries) {
        Generation own = new Generation(0, 0);
        own.append(entries);
        List<PushSubscription.StreamRows> rows = new ArrayList<>();
        RowSource source = own.source(entries.tenant());
        try {
            for (RowBlock block : source == null ? List.<RowBlock>of() : source.select(Selector.ALL, TimeRange.ALL)) {
                Labels stream = block.runs().get(0).stream();
                rows.add(new PushSubscription.StreamRows(stream, block.read(EnumSet.allOf(Column.class))));
            }
        } catch (IOException e) {
            throw new UncheckedIOException("rows in memory", e);
        }
        return rows;
    }

    private record Waiting(List<PushSubscription.StreamRows> rows, long bytes) {}

    private final class Queue implements PushSubscription {
        private final TenantId tenant;
        private final int maxBytes;
        private final Deque<Waiting> waiting = new ArrayDeque<>();
        private final List<Dropped> dropped = new ArrayList<>();
        private long bytes;
        private Runnable action = () -> {};

        Queue(TenantId tenant, int maxBytes) {
            this.tenant = tenant;
            this.maxBytes = maxBytes;
        }

        void offer(List<StreamRows> rows, long size) {
            Runnable wake = null;
            synchronized (this) {
                if (bytes + size > maxBytes) {
                    drop(rows);
                } else {
                    wake = waiting.isEmpty() ? action : null;
                    waiting.add(new Waiting(rows, size));
                    bytes += size;
                }
            }
            if (wake != null) {
                wake.run();
            }
        }

        private void drop(List<StreamRows> rows) {
            for (StreamRows stream : rows) {
                Rows lost = stream.rows();
                for (int row = 0; row < lost.count() && dropped.size() < MAX_DROPPED; row++) {
                    dropped.add(new Dropped(stream.stream(), lost.timestamp(row)));
                }
            }
        }

        @Override
        public synchronized @Nullable Batch poll() {
            Waiting next = waiting.poll();
            if (next == null && dropped.isEmpty()) {
                return null;
            }
            bytes -= next == null ? 0 : next.bytes();
            Batch batch = new Batch(next == null ? List.of() : next.rows(), List.copyOf(dropped));
            dropped.clear();
            return batch;
        }

        @Override
        public synchronized void onAvailable(Runnable task) {
            action = task;
        }

        @Override
        public void close() {
            followers.computeIfPresent(tenant, (any, queues) -> {
                queues.remove(this);
                return queues.isEmpty() ? null : queues;
            });
        }
    }
}
