package io.sigyn.index.upkeep;

import io.sigyn.model.Labels;
import io.sigyn.storage.segment.SegmentOptions;
import io.sigyn.storage.segment.SegmentWriter;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Writes rows into one segment for each day (of UTC) that they belong to; what lies more than some days before the last one
 * goes into one segment, to be taken apart by a later merge. Owns the writers. For one thread at a time.
 */
final class DayWriters implements SegmentMerge.Output, AutoCloseable {
    static final long DAY_NANOS = TimeUnit.DAYS.toNanos(1);
    private static final int MAX_DAYS = 8;

    private final SegmentOptions options;
    private final long firstDay;
    private final TreeMap<Long, SegmentWriter> writers = new TreeMap<>();
    private @Nullable SegmentWriter current;
    private @Nullable Labels stream;
    private long currentDay = Long.MIN_VALUE;

    /** @param lastNanos the newest row's time, or a later one */
    DayWriters(SegmentOptions options, long lastNanos) {
        this.options = options;
        this.firstDay = day(lastNanos) - MAX_DAYS + 1;
    }

    /** Days since 1970. */
    static long day(long timestampNanos) {
        return Math.floorDiv(timestampNanos, DAY_NANOS);
    }

    @Override
    @SuppressWarnings("ReferenceEquality") // a merge gives one object for all rows of a stream
    public SegmentWriter at(Labels next, long timestampNanos) throws IOException {
        long day = Math.max(firstDay, day(timestampNanos));
        SegmentWriter writer = current;
        boolean sameStream = next == stream;
        if (writer == null || !sameStream || day != currentDay) {
            if (writer == null || day != currentDay) {
                writer = writers.computeIfAbsent(day, any -> new SegmentWriter(options));
                currentDay = day;
                current = writer;
            }
            // Rows of a stream come by time, so that no day is entered twice for it.
            writer.startStream(next);
            stream = next;
        }
        return writer;
    }

    /** The segments, whole, by day; their bodies can be read until this is closed. */
    List<SegmentWriter.Finished> finish() throws IOException {
        List<SegmentWriter.Finished> finished = new ArrayList<>();
        for (SegmentWriter writer : writers.values()) {
            finished.add(writer.finish());
        }
        return finished;
    }

    @Override
    public void close() throws IOException {
        IOException failure = null;
        Collection<SegmentWriter> all = writers.values();
        for (SegmentWriter writer : all) {
            try {
                writer.close();
            } catch (IOException e) {
                failure = e;
            }
        }
        if (failure != null) {
            throw failure;
        }
    }
}
