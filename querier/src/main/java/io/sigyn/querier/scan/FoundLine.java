package io.sigyn.querier.scan;

import io.sigyn.logql.pipeline.LineLabels;
import io.sigyn.model.Labels;
import java.util.Comparator;

/**
 * A line that passed its pipeline, with what its place among others depends on: its time, then its stream, then the order
 * of arrival ({@code arrival} of the run, then the row). Immutable.
 */
public record FoundLine(long timestampNanos, Labels stream, int arrival, int row, byte[] line, LineLabels labels) {

    private static final Comparator<FoundLine> FORWARD = Comparator.comparingLong(FoundLine::timestampNanos)
            .thenComparing(FoundLine::stream)
            .thenComparingInt(FoundLine::arrival)
            .thenComparingInt(FoundLine::row);

    private static final Comparator<FoundLine> BACKWARD = Comparator.comparingLong(FoundLine::timestampNanos)
            .reversed()
            .thenComparing(FoundLine::stream)
            .thenComparing(Comparator.comparingInt(FoundLine::arrival).reversed())
            .thenComparing(Comparator.comparingInt(FoundLine::row).reversed());

    /** The order of an answer: lines of one stream and time in the order of arrival, or the reverse of it. */
    public static Comparator<FoundLine> order(boolean forward) {
        return forward ? FORWARD : BACKWARD;
    }

    /** An estimate of the memory that it takes. */
    long sizeBytes() {
        return 96L + line.length + labels.memoryBytes();
    }
}
