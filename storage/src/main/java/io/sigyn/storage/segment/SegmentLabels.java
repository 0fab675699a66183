package io.sigyn.storage.segment;

import io.sigyn.model.Labels;
import io.sigyn.storage.ByteReader;
import io.sigyn.storage.CorruptDataException;
import io.sigyn.storage.NumberPlanes;
import io.sigyn.storage.Numbers;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicReferenceArray;

/**
 * The streams of a segment by number, in ascending order of their labels, and their runs; read where the section's bytes
 * lie. Thread-safe; immutable but for labels that are made when first asked for.
 */
public final class SegmentLabels {
    private final int streams;
    private final long firstTimestamp;
    private final List<Name> names;
    private final int[] firstRun; // of each stream, and the number of runs
    private final int[] runBlock;
    private final int[] runFromRow;
    private final NumberPlanes rows;
    private final NumberPlanes starts;
    private final NumberPlanes spans;
    private final NumberPlanes lineBytes;
    private final NumberPlanes metadataBytes;
    private final AtomicReferenceArray<Labels> labels;

    /** @param blockRows rows of each block, which the runs must fill exactly */
    SegmentLabels(ByteReader in, int[] blockRows, long firstTimestamp) throws CorruptDataException {
        int limit = in.remaining();
        this.streams = in.count(limit);
        this.firstTimestamp = firstTimestamp;
        int runs = in.count(limit);
        int nameCount = in.count(limit);
        List<Name> all = new ArrayList<>();
        for (int i = 0; i < nameCount; i++) {
            all.add(Name.read(in, streams));
        }
        this.names = List.copyOf(all);
        NumberPlanes runCounts = NumberPlanes.read(in, streams);
        this.rows = NumberPlanes.read(in, runs);
        this.starts = NumberPlanes.read(in, runs);
        this.spans = NumberPlanes.read(in, runs);
        this.lineBytes = NumberPlanes.read(in, runs);
        this.metadataBytes = NumberPlanes.read(in, runs);
        in.expectEnd();
        this.firstRun = new int[streams + 1];
        for (int i = 0; i < streams; i++) {
            long next = firstRun[i] + runCounts.get(i);
            if (next < firstRun[i] || next > runs) {
                throw in.corrupt(next + " runs of streams", "" + runs);
            }
            firstRun[i + 1] = (int) next;
        }
        if (firstRun[streams] != runs) {
            throw in.corrupt(firstRun[streams] + " runs of streams", "" + runs);
        }
        this.runBlock = new int[runs];
        this.runFromRow = new int[runs];
        place(in, blockRows);
        this.labels = new AtomicReferenceArray<>(streams);
    }

    private void place(ByteReader in, int[] blockRows) throws CorruptDataException {
        int block = 0;
        int row = 0;
        for (int run = 0; run < runBlock.length; run++) {
            while (block < blockRows.length && row == blockRows[block]) {
                block++;
                row = 0;
            }
            long count = rows.get(run);
            if (block == blockRows.length || count < 1 || count > blockRows[block] - row) {
                throw in.corrupt(count + " rows of run " + run, "rows that lie in one block");
            }
            runBlock[run] = block;
            runFromRow[run] = row;
            row += (int) count;
        }
        while (block < blockRows.length && row == blockRows[block]) {
            block++;
            row = 0;
        }
        if (block < blockRows.length) {
            throw in.corrupt("runs that end in block " + block, "runs up to the last row");
        }
    }

    public int streams() {
        return streams;
    }

    /** The labels that any stream has, sorted by name. */
    public List<Name> names() {
        return names;
    }

    /** The same object each time. */
    public Labels stream(int stream) {
        Labels made = labels.get(stream);
        if (made == null) {
            List<String> pairs = new ArrayList<>(2 * names.size());
            for (Name name : names) {
                int value = name.valueOf(stream);
                if (value > 0) {
                    pairs.add(name.name());
                    pairs.add(name.value(value));
                }
            }
            made = Labels.ofSorted(pairs.toArray(new String[0]));
            if (!labels.compareAndSet(stream, null, made)) {
                made = labels.get(stream);
            }
        }
        return made;
    }

    public int runs() {
        return runBlock.length;
    }

    /** The first run of a stream; its last is the one before {@code firstRun(stream + 1)}. */
    public int firstRun(int stream) {
        return firstRun[stream];
    }

    public int block(int run) {
        return runBlock[run];
    }

    public int fromRow(int run) {
        return runFromRow[run];
    }

    public int rows(int run) {
        return rows.getInt(run);
    }

    public long minTimestamp(int run) {
        return firstTimestamp + starts.get(run);
    }

    public long maxTimestamp(int run) {
        return firstTimestamp + starts.get(run) + spans.get(run);
    }

    public long lineBytes(int run) {
        return lineBytes.get(run);
    }

    /** Eight bytes for each pair, and each name and each of its values once. */
    public long metadataBytes(int run) {
        return metadataBytes.get(run);
    }

    /** A label: its values, and which stream has which. Thread-safe. */
    public static final class Name {
        private final String name;
        private final byte[] buffer;
        private final int start;
        private final int[] offsets;
        private final NumberPlanes valueOf;
        private final AtomicReferenceArray<String> values;

        private Name(String name, byte[] buffer, int start, int[] offsets, NumberPlanes valueOf) {
            this.name = name;
            this.buffer = buffer;
            this.start = start;
            this.offsets = offsets;
            this.valueOf = valueOf;
            this.values = new AtomicReferenceArray<>(offsets.length - 1);
        }

        private static Name read(ByteReader in, int streams) throws CorruptDataException {
            String name = in.text();
            int values = in.count(streams);
            int[] offsets = Numbers.decodeOffsets(in, values, in.remaining());
            int start = in.position();
            in.skip(offsets[values]);
            NumberPlanes valueOf = NumberPlanes.read(in, streams);
            for (int i = 0; i < streams; i++) {
                if (valueOf.get(i) < 0 || valueOf.get(i) > values) {
                    throw in.corrupt("value " + valueOf.get(i) + " of label " + name, "0 to " + values);
                }
            }
            return new Name(name, in.buffer(), start, offsets, valueOf);
        }

        public String name() {
            return name;
        }

        /** How many values there are; they are numbered from 1, ascending. */
        public int values() {
            return offsets.length - 1;
        }

        public String value(int number) {
            String value = values.get(number - 1);
            if (value == null) {
                int from = offsets[number - 1];
                value = new String(buffer, start + from, offsets[number] - from, StandardCharsets.UTF_8);
                values.set(number - 1, value);
            }
            return value;
        }

        /** The number of a value, or 0 if no stream has it. */
        public int numberOf(String value) {
            int low = 1;
            int high = values();
            while (low <= high) {
                int middle = (low + high) >>> 1;
                int order = value(middle).compareTo(value);
                if (order == 0) {
                    return middle;
                } else if (order < 0) {
                    low = middle + 1;
                } else {
                    high = middle - 1;
                }
            }
            return 0;
        }

        /** The number of the value that a stream has, or 0 if it lacks the label. */
        public int valueOf(int stream) {
            return valueOf.getInt(stream);
        }
    }
}
