package io.sigyn.index.upkeep;

import io.sigyn.model.Labels;
import io.sigyn.storage.segment.SegmentReader;
import io.sigyn.storage.segment.SegmentWriter;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Merges the rows of segments in their order: streams by labels, rows by time, those of one time in the order of the segments
 * and in each as they lie. Of rows with the same stream, time and line the first is kept, whatever its metadata, as a query
 * would. Memory is a block of each segment and the lines of one instant. For one thread, once.
 *
 * <p>Only rows of one instant in several segments can be repeats, since no segment has any within: all others are passed on
 * without being compared.
 */
final class SegmentMerge {
    private static final long MAX_INSTANT_BYTES = 128L << 20;

    private final List<MergeInput> all = new ArrayList<>();
    private final List<MergeInput> open = new ArrayList<>(); // those that have streams left, in order
    private final Output output;
    private final Set<Line> instant = new HashSet<>();
    private long instantBytes;
    private long rows;
    private long repeats;

    /** Where rows go. */
    interface Output {
        /** The writer for rows of a time; told of the stream that it takes next if it is not the one before. */
        SegmentWriter at(Labels stream, long timestampNanos) throws IOException;
    }

    /** A copied line, by its bytes. */
    private record Line(byte[] bytes) {
        @Override
        public boolean equals(@Nullable Object other) {
            return other instanceof Line that && java.util.Arrays.equals(bytes, that.bytes);
        }

        @Override
        public int hashCode() {
            return java.util.Arrays.hashCode(bytes);
        }
    }

    /** @param segments in the order in which their rows arrived */
    SegmentMerge(List<SegmentReader> segments, RowFilter filter, Output output) {
        this.output = output;
        segments.forEach(segment -> all.add(new MergeInput(segment, filter)));
    }

    void run() throws IOException {
        for (MergeInput input : all) {
            if (input.nextStream()) {
                open.add(input);
            }
        }
        List<MergeInput> having = new ArrayList<>();
        while (!open.isEmpty()) {
            Labels next = open.get(0).stream();
            for (MergeInput input : open) {
                next = input.stream().compareTo(next) < 0 ? input.stream() : next;
            }
            having.clear();
            for (MergeInput input : open) {
                if (input.stream().equals(next)) {
                    having.add(input);
                }
            }
            mergeStream(next, having);
            for (MergeInput input : having) {
                if (!input.nextStream()) {
                    open.remove(input);
                }
            }
        }
    }

    /** Rows that were passed on. */
    long rows() {
        return rows;
    }

    long repeats() {
        return repeats;
    }

    long dropped() {
        return all.stream().mapToLong(MergeInput::dropped).sum();
    }

    private void mergeStream(Labels stream, List<MergeInput> having) throws IOException {
        List<MergeInput> left = new ArrayList<>();
        for (MergeInput input : having) {
            if (input.nextRow()) {
                left.add(input);
            }
        }
        while (!left.isEmpty()) {
            MergeInput first = left.get(0);
            long second = Long.MAX_VALUE; // the earliest time of the others
            boolean tied = false;
            for (int i = 1; i < left.size(); i++) {
                MergeInput input = left.get(i);
                if (input.timestamp() < first.timestamp()) {
                    second = first.timestamp();
                    first = input;
                    tied = false;
                } else {
                    tied |= input.timestamp() == first.timestamp();
                    second = Math.min(second, input.timestamp());
                }
            }
            if (tied) {
                mergeInstant(stream, left, first.timestamp());
            } else if (!passUntil(stream, first, second, left.size() == 1)) {
                left.remove(first);
            }
        }
    }

    /** Passes on rows of one segment, all before a time or all there are; returns whether it has more. */
    private boolean passUntil(Labels stream, MergeInput input, long end, boolean alone) throws IOException {
        do {
            pass(stream, input);
            if (!input.nextRow()) {
                return false;
            }
        } while (alone || input.timestamp() < end);
        return true;
    }

    private void mergeInstant(Labels stream, List<MergeInput> left, long timestamp) throws IOException {
        instant.clear();
        instantBytes = 0;
        List<MergeInput> ended = new ArrayList<>();
        for (MergeInput input : left) {
            boolean has = true;
            while (has && input.timestamp() == timestamp) {
                if (instant.add(copy(input))) {
                    pass(stream, input);
                } else {
                    repeats++;
                }
                has = input.nextRow();
            }
            if (!has) {
                ended.add(input);
            }
        }
        left.removeAll(ended);
    }

    private Line copy(MergeInput input) throws IOException {
        byte[] line = new byte[input.lineLength()];
        System.arraycopy(input.line(), input.lineStart(), line, 0, line.length);
        instantBytes += line.length + 64L;
        if (instantBytes > MAX_INSTANT_BYTES) {
            throw new IOException("more than " + MAX_INSTANT_BYTES + " bytes of lines have the time "
                    + input.timestamp() + " in stream " + input.stream() + "; these segments stay as they are");
        }
        return new Line(line);
    }

    private void pass(Labels stream, MergeInput input) throws IOException {
        output.at(stream, input.timestamp())
                .add(input.timestamp(), input.line(), input.lineStart(), input.lineLength(), input.metadata());
        rows++;
    }
}
