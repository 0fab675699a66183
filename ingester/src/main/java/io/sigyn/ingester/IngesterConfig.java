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
 * @param maxDecodedBytes of a push's body after decompression; a larger one is refused with 413 before it is decoded
 * @param maxMessageBytes of a push as a message (Loki's {@code grpc_server_max_recv_msg_size}); larger ones get Loki's 500
 * @param maxChunkAge half of it is how far an entry may lie behind the newest of its stream
 * @param firstSchemaTime a new stream must not begin before it (Loki's first {@code schema_config} period)
 * @param streamIdle a stream without entries for so long is not active any more
 * @param rotation when live data is flushed
 * @param room for what is not in the object store yet
 * @param flushRetry first and longest wait after a failed flush
 * @param closeTimeout how long a close waits for the last flush; what is not flushed by then stays in the log
 */
public record IngesterConfig(
        Path directory,
        Function<TenantId, TenantLimits> limits,
        int maxDecodedBytes,
        int maxMessageBytes,
        Duration maxChunkAge,
        Instant firstSchemaTime,
        Duration streamIdle,
        Rotation rotation,
        Room room,
        Retry flushRetry,
        Duration closeTimeout) {

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

    /** Waits grow from {@code first} to {@code longest}. */
    public record Retry(Duration first, Duration longest) {}

    /** Defaults; Loki's where it has the setting. */
    public static IngesterConfig of(Path directory, Function<TenantId, TenantLimits> limits) {
        return new IngesterConfig(
                directory,
                limits,
                64 << 20,
                4 << 20,
                Duration.ofHours(2),
                Instant.EPOCH,
                Duration.ofMinutes(30),
                new Rotation(96L << 20, Duration.ofMinutes(30)),
                new Room(320L << 20, 4L << 30, Duration.ofSeconds(2)),
                new Retry(Duration.ofMillis(200), Duration.ofSeconds(10)),
                Duration.ofSeconds(20));
    }

    public IngesterConfig withMessageLimits(int maxDecodedBytes, int maxMessageBytes) {
        return new IngesterConfig(
                directory,
                limits,
                maxDecodedBytes,
                maxMessageBytes,
                maxChunkAge,
                firstSchemaTime,
                streamIdle,
                rotation,
                room,
                flushRetry,
                closeTimeout);
    }

    public IngesterConfig withTimes(Duration maxChunkAge, Instant firstSchemaTime, Duration streamIdle) {
        return new IngesterConfig(
                directory,
                limits,
                maxDecodedBytes,
                maxMessageBytes,
                maxChunkAge,
                firstSchemaTime,
                streamIdle,
                rotation,
                room,
                flushRetry,
                closeTimeout);
    }

    public IngesterConfig withSizes(Rotation rotation, Room room) {
        return new IngesterConfig(
                directory,
                limits,
                maxDecodedBytes,
                maxMessageBytes,
                maxChunkAge,
                firstSchemaTime,
                streamIdle,
                rotation,
                room,
                flushRetry,
                closeTimeout);
    }

    public IngesterConfig withFlush(Retry flushRetry, Duration closeTimeout) {
        return new IngesterConfig(
                directory,
                limits,
                maxDecodedBytes,
                maxMessageBytes,
                maxChunkAge,
                firstSchemaTime,
                streamIdle,
                rotation,
                room,
                flushRetry,
                closeTimeout);
    }
}
