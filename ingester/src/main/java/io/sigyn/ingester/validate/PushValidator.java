package io.sigyn.ingester.validate;

import io.sigyn.ingester.IngesterMetrics;
import io.sigyn.ingester.RejectedPushException;
import io.sigyn.ingester.decode.DecodedPush;
import io.sigyn.ingester.decode.StreamLabels;
import io.sigyn.model.TenantLimits;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;

/**
 * Holds a push against its tenant's limits in Loki's order, and says what is refused in Loki's words: labels, entries, the
 * tenant's rate, then for each stream its place among the active ones, its window and its rate. Good entries of a partly
 * bad push are accepted, but for the tenant's rate and the size of the whole. Thread-safe.
 */
public final class PushValidator {
    private final int maxMessageBytes;
    private final Instant firstSchemaTime;
    private final long windowNanos;
    private final InstantSource clock;

    /**
     * @param maxMessageBytes of a push as a message
     * @param firstSchemaTime before which no stream may begin
     * @param window how far an entry may lie behind the newest of its stream
     */
    public PushValidator(int maxMessageBytes, Instant firstSchemaTime, Duration window, InstantSource clock) {
        this.maxMessageBytes = maxMessageBytes;
        this.firstSchemaTime = firstSchemaTime;
        this.windowNanos = window.toNanos();
        this.clock = clock;
    }

    /** What is accepted goes to {@code outcome}, and counts at once for rates and windows. */
    public void validate(
            DecodedPush push,
            TenantStreams streams,
            TenantLimits limits,
            IngesterMetrics.Tenant metrics,
            ValidatedPush outcome) {
        outcome.reset(push);
        if (push.streams() == 0) {
            return;
        }
        Instant now = clock.instant();
        if (now.isBefore(limits.blockIngestionUntil())) {
            refuseBlocked(push, streams, limits, metrics, outcome);
            return;
        }
        outcome.levels(limits.discoverLogLevels() && limits.allowStructuredMetadata());
        ErrorGroups errors = new ErrorGroups();
        EntryChecks checks = new EntryChecks(push, limits, now, metrics, errors);
        for (int stream = 0; stream < push.streams(); stream++) {
            checks.stream(stream, outcome);
        }
        RejectedPushException refusal = errors.isEmpty() ? null : new RejectedPushException(400, errors.message());
        outcome.refusal(refusal);
        if (outcome.acceptedEntries() == 0) {
            return;
        }
        if (!withinRate(checks, streams, limits, now)) {
            metrics.discard("rate_limited", checks.validEntries(), checks.validBytes());
            outcome.refuseAll(rateLimited(checks, streams, limits));
            return;
        }
        long size = MessageSize.of(outcome, maxMessageBytes);
        if (size > maxMessageBytes) {
            outcome.refuseAll(new RejectedPushException(
                    500,
                    "rpc error: code = ResourceExhausted desc = grpc: received message larger than max (" + size
                            + " vs. " + maxMessageBytes + ")"));
            return;
        }
        metrics.lines.add(checks.validEntries());
        metrics.bytes.add(checks.validBytes());
        metrics.metadataBytes.add(checks.validMetadataBytes());
        StreamChecks streamChecks =
                new StreamChecks(outcome, streams, limits, now, firstSchemaTime, windowNanos, metrics);
        for (int stream = 0; stream < push.streams(); stream++) {
            streamChecks.stream(stream);
        }
        RejectedPushException last = streamChecks.lastRefusal();
        outcome.refusal(last == null ? refusal : last);
    }

    private static void refuseBlocked(
            DecodedPush push,
            TenantStreams streams,
            TenantLimits limits,
            IngesterMetrics.Tenant metrics,
            ValidatedPush outcome) {
        long bytes = 0;
        for (int entry = 0; entry < push.entries(); entry++) {
            bytes += push.lineLength(entry);
        }
        metrics.discard("blocked_ingestion", push.entries(), bytes);
        int status = limits.blockIngestionStatusCode();
        if (status != 200) {
            outcome.refuseAll(new RejectedPushException(
                    status,
                    "ingestion blocked for user " + streams.tenant() + " until '"
                            + Messages.rfc3339(limits.blockIngestionUntil()) + "' with status code '" + status + "'"));
        }
    }

    private static boolean withinRate(EntryChecks checks, TenantStreams streams, TenantLimits limits, Instant now) {
        double rate = limits.ingestionRateMb() * 1024 * 1024;
        long burst = (long) (limits.ingestionBurstSizeMb() * 1024 * 1024);
        return rate <= 0 || streams.rate().take(checks.validBytes(), rate, (double) burst, nanos(now));
    }

    private static RejectedPushException rateLimited(EntryChecks checks, TenantStreams streams, TenantLimits limits) {
        return new RejectedPushException(
                429,
                "Ingestion rate limit exceeded for user " + streams.tenant() + " (limit: "
                        + (long) (limits.ingestionRateMb() * 1024 * 1024) + " bytes/sec) while attempting to ingest '"
                        + checks.validEntries() + "' lines totaling '" + checks.validBytes()
                        + "' bytes, reduce log volume or contact your Loki administrator to see if the limit can be"
                        + " increased");
    }

    static long nanos(Instant time) {
        return time.getEpochSecond() * 1_000_000_000L + time.getNano();
    }

    /** Whether the limits let a stream's labels pass; else why not. */
    record LabelProblem(String reason, String message) {}

    static @org.jspecify.annotations.Nullable LabelProblem labelProblem(StreamLabels labels, TenantLimits limits) {
        if (labels.sorted().isEmpty()) {
            return new LabelProblem("missing_labels", "error at least one label pair is required per stream");
        }
        int names = labels.countedNames();
        if (names > limits.maxLabelNamesPerSeries()) {
            return new LabelProblem(
                    "max_label_names_per_series",
                    "entry for stream '" + labels.text() + "' has " + names + " label names; limit "
                            + limits.maxLabelNamesPerSeries());
        }
        String previous = "";
        for (StreamLabels.Label label : labels.sorted()) {
            if (utf8Length(label.name()) > limits.maxLabelNameLength()) {
                return new LabelProblem(
                        "label_name_too_long",
                        "stream '" + labels.text() + "' has label name too long: '" + label.name() + "'");
            } else if (utf8Length(label.value()) > limits.maxLabelValueLength()) {
                return new LabelProblem(
                        "label_value_too_long",
                        "stream '" + labels.text() + "' has label value too long: '" + label.value() + "'");
            } else if (label.name().equals(previous)) {
                return new LabelProblem(
                        "duplicate_label_names",
                        "stream '" + labels.text() + "' has duplicate label name: '" + label.name() + "'");
            }
            previous = label.name();
        }
        return null;
    }

    private static int utf8Length(String text) {
        int length = text.length();
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c >= 0x800) {
                length += Character.isSurrogate(c) ? 1 : 2;
            } else if (c >= 0x80) {
                length++;
            }
        }
        return length;
    }
}
