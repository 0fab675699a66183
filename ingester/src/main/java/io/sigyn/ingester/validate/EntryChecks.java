package io.sigyn.ingester.validate;

import io.sigyn.ingester.IngesterMetrics;
import io.sigyn.ingester.decode.DecodedPush;
import io.sigyn.model.TenantLimits;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** Checks what can be said of each stream and entry of one push by itself. For one thread, once. */
final class EntryChecks {
    private final DecodedPush push;
    private final TenantLimits limits;
    private final IngesterMetrics.Tenant metrics;
    private final ErrorGroups errors;
    private final long oldestNanos;
    private final long newestNanos;
    private final long maxLine;

    private int validEntries;
    private long validBytes;
    private long validMetadataBytes;
    private long metadataBytes;

    EntryChecks(
            DecodedPush push, TenantLimits limits, Instant now, IngesterMetrics.Tenant metrics, ErrorGroups errors) {
        this.push = push;
        this.limits = limits;
        this.metrics = metrics;
        this.errors = errors;
        this.oldestNanos = limits.rejectOldSamples()
                ? PushValidator.nanos(now.minus(limits.rejectOldSamplesMaxAge()))
                : Long.MIN_VALUE;
        this.newestNanos = PushValidator.nanos(now.plus(limits.creationGracePeriod()));
        this.maxLine = limits.maxLineSize() <= 0 ? Long.MAX_VALUE : limits.maxLineSize();
    }

    int validEntries() {
        return validEntries;
    }

    /** Of lines and metadata. */
    long validBytes() {
        return validBytes;
    }

    long validMetadataBytes() {
        return validMetadataBytes;
    }

    void stream(int stream, ValidatedPush outcome) {
        int from = push.from(stream);
        int to = push.to(stream);
        if (from == to) {
            return;
        }
        PushValidator.LabelProblem problem = PushValidator.labelProblem(push.stream(stream), limits);
        if (problem != null) {
            errors.add(problem.message());
            metrics.discard(problem.reason(), to - from, lineBytes(from, to));
            return;
        }
        String text = push.stream(stream).text();
        int previous = -1;
        long runTimestamp = push.timestamp(from);
        for (int entry = from; entry < to; entry++) {
            truncate(entry);
            String error = check(entry, text);
            if (error != null) {
                errors.add(error);
                continue;
            }
            if (limits.incrementDuplicateTimestamp()) {
                runTimestamp = spread(entry, previous, runTimestamp);
            }
            previous = entry;
            outcome.accept(entry);
            validEntries++;
            validBytes += push.lineLength(entry) + metadataBytes;
            validMetadataBytes += metadataBytes;
        }
    }

    private long lineBytes(int from, int to) {
        long bytes = 0;
        for (int entry = from; entry < to; entry++) {
            bytes += push.lineLength(entry);
        }
        return bytes;
    }

    private void truncate(int entry) {
        if (limits.maxLineSizeTruncate() && push.lineLength(entry) > maxLine) {
            push.lineLength(entry, (int) maxLine);
        }
    }

    private @Nullable String check(int entry, String stream) {
        metadataBytes = 0;
        long timestamp = push.timestamp(entry);
        if (limits.rejectOldSamples() && timestamp < oldestNanos) {
            return refused(
                    "greater_than_max_sample_age",
                    entry,
                    "entry for stream '" + stream + "' has timestamp too old: " + Messages.rfc3339(timestamp)
                            + ", oldest acceptable timestamp is: " + Messages.rfc3339(oldestNanos));
        } else if (timestamp > newestNanos) {
            return refused(
                    "too_far_in_future",
                    entry,
                    "entry for stream '" + stream + "' has timestamp too new: " + Messages.rfc3339(timestamp));
        } else if (push.lineLength(entry) > maxLine) {
            return refused(
                    "line_too_long",
                    entry,
                    "Max entry size '" + maxLine + "' bytes exceeded for stream '" + stream
                            + "' while adding an entry with length '" + push.lineLength(entry) + "' bytes");
        }
        int pairs = push.pairsTo(entry) - push.pairsFrom(entry);
        return pairs == 0 ? null : checkMetadata(entry, pairs, stream);
    }

    private @Nullable String checkMetadata(int entry, int pairs, String stream) {
        for (int pair = push.pairsFrom(entry); pair < push.pairsTo(entry); pair++) {
            metadataBytes += push.nameLength(pair) + push.valueLength(pair);
        }
        if (!limits.allowStructuredMetadata()) {
            return refused(
                    "disallowed_structured_metadata",
                    entry,
                    "stream '" + stream + "' includes structured metadata, but this feature is disallowed. Please see"
                            + " `limits_config.allow_structured_metadata` or contact your Loki administrator to enable"
                            + " it.");
        } else if (limits.maxStructuredMetadataSize() > 0 && metadataBytes > limits.maxStructuredMetadataSize()) {
            return refused(
                    "structured_metadata_too_large",
                    entry,
                    "stream '" + stream + "' has structured metadata too large: '" + metadataBytes
                            + "' bytes, limit: '" + limits.maxStructuredMetadataSize()
                            + "' bytes. Please see `limits_config.max_structured_metadata_size` or contact your Loki"
                            + " administrator to increase it.");
        } else if (limits.maxStructuredMetadataEntriesCount() > 0
                && pairs > limits.maxStructuredMetadataEntriesCount()) {
            return refused(
                    "structured_metadata_too_many",
                    entry,
                    "stream '" + stream + "' has too many structured metadata labels: '" + pairs + "', limit: '"
                            + limits.maxStructuredMetadataEntriesCount()
                            + "'. Please see `limits_config.max_structured_metadata_entries_count` or contact your Loki"
                            + " administrator to increase it.");
        }
        return null;
    }

    private String refused(String reason, int entry, String message) {
        metrics.discard(reason, 1, push.lineLength(entry));
        return message;
    }

    /**
     * Moves an entry a nanosecond behind the one before it, if that is another line of the same time (as it came, or as
     * it was moved); returns the time that counts as the same for the next one.
     */
    private long spread(int entry, int previous, long runTimestamp) {
        long timestamp = push.timestamp(entry);
        if (previous >= 0
                && !sameLine(entry, previous)
                && (timestamp == runTimestamp || timestamp == push.timestamp(previous))) {
            push.timestamp(entry, push.timestamp(previous) + 1);
            return runTimestamp;
        }
        return timestamp;
    }

    private boolean sameLine(int a, int b) {
        int length = push.lineLength(a);
        return length == push.lineLength(b)
                && java.util.Arrays.equals(
                        push.buffer(),
                        push.lineOffset(a),
                        push.lineOffset(a) + length,
                        push.buffer(),
                        push.lineOffset(b),
                        push.lineOffset(b) + length);
    }
}
