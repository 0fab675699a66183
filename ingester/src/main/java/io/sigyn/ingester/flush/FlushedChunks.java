package io.sigyn.ingester.flush;

import io.sigyn.ingester.IngesterMetrics;
import java.util.Arrays;

/**
 * What a flush takes of each stream, which is what Loki would call a chunk: counted beside the rows, shown once they are
 * stored. For one thread.
 */
final class FlushedChunks {
    private static final double NANOS = 1e9;
    private static final double HOUR_NANOS = 3600 * NANOS;
    private static final double FULL_BYTES = 1 << 20; // what a block holds
    private static final int NUMBERS = 4;

    private long[] numbers = new long[64 * NUMBERS]; // of each stream: rows, bytes, first and last time
    private int end;

    void begin() {
        if (end + NUMBERS > numbers.length) {
            numbers = Arrays.copyOf(numbers, 2 * numbers.length);
        }
        numbers[end] = 0;
        numbers[end + 1] = 0;
        end += NUMBERS;
    }

    void row(long timestampNanos, int length) {
        int at = end - NUMBERS;
        if (numbers[at] == 0) {
            numbers[at + 2] = timestampNanos;
        }
        numbers[at]++;
        numbers[at + 1] += length;
        numbers[at + 3] = timestampNanos;
    }

    /** Each stream has the share of the segment's bytes that it has of the lines'. */
    void stored(IngesterMetrics metrics, long segmentBytes, long nowNanos) {
        double lineBytes = 1;
        for (int at = 0; at < end; at += NUMBERS) {
            lineBytes += numbers[at + 1];
        }
        for (int at = 0; at < end; at += NUMBERS) {
            if (numbers[at] > 0) {
                metrics.chunkEntries.observe((double) numbers[at]);
                metrics.chunkBytes.observe(segmentBytes * (numbers[at + 1] / lineBytes));
                metrics.chunkUtilization.observe(Math.min(1, numbers[at + 1] / FULL_BYTES));
                metrics.chunkAgeSeconds.observe(((double) nowNanos - numbers[at + 2]) / NANOS);
                metrics.chunkHours.observe(((double) numbers[at + 3] - numbers[at + 2]) / HOUR_NANOS);
            }
        }
    }
}
