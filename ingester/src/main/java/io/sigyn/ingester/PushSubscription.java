package io.sigyn.ingester;

import io.sigyn.model.Labels;
import io.sigyn.storage.block.Rows;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Follows what one tenant pushes, as it becomes visible. What is not polled in time is dropped and counted: a follower
 * never slows a push down. Thread-safe.
 */
public interface PushSubscription extends AutoCloseable {

    /** The next rows, or null if there are none now. */
    @Nullable
    Batch poll();

    /** Runs when there is something to poll after there was nothing; on the log's thread, so it must be brief. */
    void onAvailable(Runnable action);

    @Override
    void close();

    /** Rows in the order of arrival, and what was dropped before them. Immutable. */
    record Batch(List<StreamRows> streams, List<Dropped> dropped) {
        public Batch {
            streams = List.copyOf(streams);
            dropped = List.copyOf(dropped);
        }
    }

    /** Rows of one stream, in the order of arrival. */
    record StreamRows(Labels stream, Rows rows) {}

    /** An entry that was dropped; of many, the first thousand are told. */
    record Dropped(Labels stream, long timestampNanos) {}
}
