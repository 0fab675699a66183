package io.sigyn.ingester;

import io.sigyn.model.TenantId;
import io.sigyn.model.TenantLimits;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.function.Function;

/**
 * How an ingester works. Immutable.
 *
 * @param directory of the log and of what belongs to this writer
 * @param limits of a tenant, as they are now; asked for each push, and cheap
 * @param messages how large a push may be
 * @param times that bound what is taken and what is active
 * @param rotation when live data is flushed
 * @param room for what is not in the object store yet
 * @param flush how much is flushed at once, and how flushing copes with a store that fails
 */
public record IngesterConfig(
        Path directory,
        Function<TenantId, TenantLimits> limits,
        Messages messages,
        Times times,
        Rotation rotation,
        Room room,
        Flush flush) {

    /**
     * How large a push may be.
     *
     * @param maxDecodedBytes of its body after decompression; a larger one is refused with 413 before it is decoded
     * @param maxBytes as a message (Loki's {@code grpc_server_max_recv_msg_size}); larger ones get Loki's 500
     */
    public record Messages(int maxDecodedBytes, int maxBytes) {}

    /**
     * Times that bound what is taken and what is active.
     *
     * @param maxChunkAge half of it is how far an entry may lie behind the newest of its stream
     * @param firstSchema a new stream must not begin before it (Loki's first {@code schema_config} period)
     * @param streamIdle a stream without entries for so long is not active any more
     */
    public record Times(Duration maxChunkAge, Instant firstSchema, Duration streamIdle) {}

    /** Limits of a generation: memory, and time since its first row. */
    public record Rotation(long maxBytes, Duration maxAge) {}

    /**
     * For what is not in the object store yet. Where there is none, pushes wait; once none has been for {@code longestWait}
     * they get 503 until there is.
     *
     * @param liveBytes memory for rows
     * @param logBytes of log on disk
     */
    public record Room(long liveBytes, long logBytes, Duration longestWait) {}

    /**
     * How much is flushed at once, and how flushing copes with a store that fails.
     *
     * @param tenantsAtOnce how many tenants with few rows are flushed at the same time
     * @param firstWait after a failed flush; waits grow from it
     * @param longestWait between two attempts
     * @param closeTimeout how long a close waits for the last flush; what is not flushed by then stays in the log
     */
    public record Flush(int tenantsAtOnce, Duration firstWait, Duration longestWait, Duration closeTimeout) {}

    /** Defaults; Loki's where it has the setting. */
    public static IngesterConfig of(Path directory, Function<TenantId, TenantLimits> limits) {
        return new IngesterConfig(
                directory,
                limits,
                new Messages(64 << 20, 4 << 20),
                new Times(Duration.ofHours(2), Instant.EPOCH, Duration.ofMinutes(30)),
                new Rotation(96L << 20, Duration.ofMinutes(30)),
                new Room(320L << 20, 4L << 30, Duration.ofSeconds(2)),
                new Flush(8, Duration.ofMillis(200), Duration.ofSeconds(10), Duration.ofSeconds(20)));
    }

    public IngesterConfig with(Messages messages) {
        return new IngesterConfig(directory, limits, messages, times, rotation, room, flush);
    }

    public IngesterConfig with(Times times) {
        return new IngesterConfig(directory, limits, messages, times, rotation, room, flush);
    }

    public IngesterConfig with(Rotation rotation, Room room) {
        return new IngesterConfig(directory, limits, messages, times, rotation, room, flush);
    }

    public IngesterConfig with(Flush flush) {
        return new IngesterConfig(directory, limits, messages, times, rotation, room, flush);
    }
}
