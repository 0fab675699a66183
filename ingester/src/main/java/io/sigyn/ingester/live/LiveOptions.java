package io.sigyn.ingester.live;

import io.sigyn.ingester.flush.RotationPolicy;
import java.nio.file.Path;
import java.time.Duration;

/**
 * Where live data lies and when it is flushed. Immutable.
 *
 * @param folder of the log, the writer's identity and files that flushes spill to
 * @param rotation when a generation is flushed without being asked
 * @param maxBytes memory of all generations that are not flushed yet, beyond which pushes wait
 * @param maxLogBytes log on disk beyond which pushes wait
 * @param longestWait how long there may be no room for pushes until they are refused for the time being
 * @param flushHelpers threads that encode blocks beside the one that flushes
 * @param tenantsAtOnce how many tenants with few rows are flushed at the same time
 * @param firstRetry pause after a flush that failed; doubles up to {@code longestRetry}
 * @param closeTimeout how long a close waits for the last flush
 */
public record LiveOptions(
        Path folder,
        RotationPolicy rotation,
        long maxBytes,
        long maxLogBytes,
        Duration longestWait,
        int flushHelpers,
        int tenantsAtOnce,
        Duration firstRetry,
        Duration longestRetry,
        Duration closeTimeout) {
    static final String LOG_FOLDER = "wal";
    static final String WRITER_FOLDER = "writer";

    Path logFolder() {
        return folder.resolve(LOG_FOLDER);
    }

    Path writerFolder() {
        return folder.resolve(WRITER_FOLDER);
    }

    Path spillFolder() {
        return folder.resolve("spill");
    }
}
