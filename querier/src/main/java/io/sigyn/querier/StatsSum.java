package io.sigyn.querier;

import io.sigyn.index.RowSource.StreamStats;
import io.sigyn.model.Labels;
import io.sigyn.model.TimeRange;
import java.util.HashSet;
import java.util.Set;

/** Adds up what is known of streams; where only a part of their time is asked for, that share counts. For one thread. */
final class StatsSum {
    private static final long KILOBYTE = 1024;

    private final TimeRange range;
    private final Set<Labels> streams = new HashSet<>();
    private long chunks;
    private double bytes;
    private double entries;

    StatsSum(TimeRange range) {
        this.range = range;
    }

    void add(Labels stream, StreamStats stats) {
        double share = share(stats, range);
        streams.add(stream);
        chunks += stats.chunks();
        bytes += stats.bytes() * share;
        entries += stats.entries() * share;
    }

    /** The part of a stream's time that lies in a range, from 0 to 1. */
    static double share(StreamStats stats, TimeRange range) {
        long from = Math.max(stats.minTimestampNanos(), range.startNanos());
        long end = Math.min(stats.maxTimestampNanos() + 1, range.endNanos());
        double length = stats.maxTimestampNanos() - stats.minTimestampNanos() + 1;
        return from >= end ? 0 : Math.min(1, (end - from) / length);
    }

    /** Bytes in whole kilobytes. */
    MetadataResult.IndexStats result() {
        long kilobytes = Math.round(bytes / KILOBYTE);
        return new MetadataResult.IndexStats(streams.size(), chunks, kilobytes * KILOBYTE, Math.round(entries));
    }
}
