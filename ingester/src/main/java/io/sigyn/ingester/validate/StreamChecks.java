package io.sigyn.ingester.validate;

import io.sigyn.ingester.IngesterMetrics;
import io.sigyn.ingester.RejectedPushException;
import io.sigyn.ingester.decode.DecodedPush;
import io.sigyn.model.TenantLimits;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * Checks what depends on what a stream got before: its place among the active streams, its window, its rate. Of several
 * streams that are refused, wholly or in part, the last is told. For one thread, once.
 */
final class StreamChecks {
    private static final int MAX_LISTED = 10;
    private static final long NANOS_PER_SECOND = 1_000_000_000L;

    private final ValidatedPush outcome;
    private final DecodedPush push;
    private final TenantStreams streams;
    private final TenantLimits limits;
    private final Instant now;
    private final long firstSchemaNanos;
    private final long windowNanos;
    private final IngesterMetrics.Tenant metrics;
    private @Nullable RejectedPushException lastRefusal;

    StreamChecks(
            ValidatedPush outcome,
            TenantStreams streams,
            TenantLimits limits,
            Instant now,
            Instant firstSchemaTime,
            long windowNanos,
            IngesterMetrics.Tenant metrics) {
        this.outcome = outcome;
        this.push = outcome.push();
        this.streams = streams;
        this.limits = limits;
        this.now = now;
        this.firstSchemaNanos = PushValidator.nanos(firstSchemaTime);
        this.windowNanos = windowNanos;
        this.metrics = metrics;
    }

    @Nullable
    RejectedPushException lastRefusal() {
        return lastRefusal;
    }

    void stream(int stream) {
        int count = outcome.acceptedEntries(stream);
        if (count == 0) {
            return;
        }
        StreamState state = streams.find(push.stream(stream).labels());
        if (state == null) {
            int early = entryBeforeSchema(stream);
            if (early >= 0) {
                long seconds = Math.floorDiv(push.timestamp(early), NANOS_PER_SECOND);
                refuseAll(stream, 500, "failed to create stream: no schema config found for time " + seconds);
                return;
            }
            state = streams.findOrAdd(push.stream(stream).labels(), streamLimit(), now.toEpochMilli());
            if (state == null) {
                metrics.discard("stream_limit", count, acceptedBytes(stream));
                refuseAll(stream, 429, streamLimitMessage(stream));
                return;
            }
        }
        state.touch(now.toEpochMilli());
        outcome.state(stream, state);
        synchronized (state) {
            window(stream, state, count);
        }
    }

    /** The first accepted entry that is older than the first period of the schema, or -1. */
    private int entryBeforeSchema(int stream) {
        for (int entry = push.from(stream); entry < push.to(stream); entry++) {
            if (outcome.isAccepted(entry) && push.timestamp(entry) < firstSchemaNanos) {
                return entry;
            }
        }
        return -1;
    }

    private int streamLimit() {
        int local = limits.maxStreamsPerUser();
        int global = limits.maxGlobalStreamsPerUser();
        return local <= 0 ? global : global <= 0 ? local : Math.min(local, global);
    }

    private String streamLimitMessage(int stream) {
        return "Maximum active stream limit exceeded when trying to create stream "
                + push.stream(stream).text()
                + ", reduce the number of active streams (reduce labels or reduce label values), or contact your Loki"
                + " administrator to see if the limit can be increased, user: '" + streams.tenant() + "'";
    }

    private long acceptedBytes(int stream) {
        long bytes = 0;
        for (int entry = push.from(stream); entry < push.to(stream); entry++) {
            bytes += outcome.isAccepted(entry) ? push.lineLength(entry) : 0;
        }
        return bytes;
    }

    private void refuseAll(int stream, int status, String message) {
        for (int entry = push.from(stream); entry < push.to(stream); entry++) {
            if (outcome.isAccepted(entry)) {
                outcome.refuse(entry);
            }
        }
        lastRefusal = new RejectedPushException(status, message);
    }

    /** With the stream's lock held. */
    private void window(int stream, StreamState state, int count) {
        Failures failures = new Failures();
        long newest = state.newest();
        long bytes = 0;
        for (int entry = push.from(stream); entry < push.to(stream); entry++) {
            if (!outcome.isAccepted(entry)) {
                continue;
            }
            long timestamp = push.timestamp(entry);
            if (newest != StreamState.NONE && isBefore(timestamp, newest - windowNanos)) {
                outcome.refuse(entry);
                metrics.discard("too_far_behind", 1, push.lineLength(entry));
                if (failures.add()) {
                    failures.list(timestamp, tooFarBehind(timestamp, newest - windowNanos));
                }
            } else {
                newest = Math.max(newest, timestamp);
                bytes += push.lineLength(entry);
            }
        }
        int status = 400;
        if (withinRate(state, bytes)) {
            state.newest(newest);
        } else {
            status = 429;
            refuseByRate(stream, failures);
        }
        if (failures.total > 0) {
            lastRefusal = new RejectedPushException(status, failures.message(stream, count));
        }
    }

    private static boolean isBefore(long timestamp, long cutoff) {
        return timestamp < cutoff;
    }

    private static String tooFarBehind(long timestamp, long cutoff) {
        return "entry too far behind, entry timestamp is: " + Messages.rfc3339(timestamp)
                + ", oldest acceptable timestamp is: " + Messages.rfc3339(cutoff);
    }

    private boolean withinRate(StreamState state, long bytes) {
        long rate = limits.perStreamRateLimit();
        return rate <= 0
                || state.rate()
                        .take(
                                bytes,
                                (double) rate,
                                (double) limits.perStreamRateLimitBurst(),
                                PushValidator.nanos(now));
    }

    private void refuseByRate(int stream, Failures failures) {
        for (int entry = push.from(stream); entry < push.to(stream); entry++) {
            if (outcome.isAccepted(entry)) {
                outcome.refuse(entry);
                metrics.discard("per_stream_rate_limit", 1, push.lineLength(entry));
                if (failures.add()) {
                    failures.list(
                            push.timestamp(entry),
                            "Per stream rate limit exceeded (limit: " + Messages.size(limits.perStreamRateLimit())
                                    + "/sec) while attempting to ingest for stream '"
                                    + push.stream(stream).text() + "' totaling "
                                    + Messages.size(push.lineLength(entry))
                                    + ", consider splitting a stream via additional labels or contact your Loki"
                                    + " administrator to see if the limit can be increased");
                }
            }
        }
    }

    /** Entries of a stream that were refused, the first of them listed. */
    private final class Failures {
        private final StringBuilder listed = new StringBuilder();
        private int total;

        /** Whether the one counted now is to be listed. */
        boolean add() {
            total++;
            return total <= MAX_LISTED;
        }

        void list(long timestamp, String reason) {
            listed.append("entry with timestamp ")
                    .append(Messages.go(timestamp))
                    .append(" ignored, reason: '")
                    .append(reason)
                    .append("',\n");
        }

        String message(int stream, int count) {
            return listed + "user '" + streams.tenant() + "', total ignored: " + total + " out of " + count
                    + " for stream: " + push.stream(stream).text();
        }
    }
}
