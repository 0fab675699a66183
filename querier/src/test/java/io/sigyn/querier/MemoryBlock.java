package io.sigyn.querier;

import io.sigyn.model.Labels;
import io.sigyn.storage.block.Column;
import io.sigyn.storage.block.RowBlock;
import io.sigyn.storage.block.Rows;
import io.sigyn.storage.block.StreamRun;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Predicate;

/** Rows in plain arrays, as a block for tests; counts how often it is read. Immutable but for that. */
final class MemoryBlock implements RowBlock {
    private final List<MemoryEntry> entries;
    private final List<StreamRun> runs;
    private final boolean contiguous;
    private final boolean distinct;
    private final byte[] lines;
    private final int[] starts;
    private final AtomicInteger reads;

    /** One entry as it was pushed; {@code arrival} orders entries of equal time. */
    record MemoryEntry(Labels stream, long time, int arrival, String line, Map<String, String> metadata) {}

    /** The entries have to be sorted by stream, time and arrival. */
    MemoryBlock(List<MemoryEntry> entries, MemoryViews.Layout layout, AtomicInteger reads) {
        this.entries = List.copyOf(entries);
        this.contiguous = layout.contiguous();
        this.distinct = layout.distinct();
        this.reads = reads;
        this.starts = new int[entries.size()];
        List<byte[]> encoded = new ArrayList<>();
        int size = 0;
        for (int row = 0; row < entries.size(); row++) {
            byte[] line = entries.get(row).line().getBytes(StandardCharsets.UTF_8);
            encoded.add(line);
            starts[row] = size;
            size += line.length;
        }
        this.lines = new byte[size];
        for (int row = 0; row < starts.length; row++) {
            System.arraycopy(encoded.get(row), 0, lines, starts[row], encoded.get(row).length);
        }
        this.runs = findRuns();
    }

    private MemoryBlock(MemoryBlock all, Predicate<StreamRun> wanted) {
        this.entries = all.entries;
        this.contiguous = all.contiguous;
        this.distinct = all.distinct;
        this.lines = all.lines;
        this.starts = all.starts;
        this.reads = all.reads;
        this.runs = all.runs.stream().filter(wanted).toList();
    }

    MemoryBlock only(Predicate<StreamRun> wanted) {
        return new MemoryBlock(this, wanted);
    }

    @Override
    public List<StreamRun> runs() {
        return runs;
    }

    private List<StreamRun> findRuns() {
        List<StreamRun> all = new ArrayList<>();
        int from = 0;
        for (int row = 1; row <= entries.size(); row++) {
            Labels stream = entries.get(from).stream();
            if (row == entries.size() || !entries.get(row).stream().equals(stream)) {
                int end = row == entries.size() ? lines.length : starts[row];
                all.add(new StreamRun(
                        stream,
                        from,
                        row,
                        entries.get(from).time(),
                        entries.get(row - 1).time(),
                        end - starts[from]));
                from = row;
            }
        }
        return all;
    }

    @Override
    public boolean mayContain(byte[] needle) {
        return folded(lines).contains(folded(needle));
    }

    private static String folded(byte[] bytes) {
        return new String(bytes, StandardCharsets.ISO_8859_1).toLowerCase(Locale.ROOT);
    }

    @Override
    public boolean mayContainMetadata(String name, byte[] value) {
        return true;
    }

    @Override
    public boolean mayRepeat() {
        return !distinct;
    }

    @Override
    public Rows read(Set<Column> columns) {
        reads.incrementAndGet();
        return new MemoryRows(Set.copyOf(columns));
    }

    /** Refuses what was not asked for. */
    private final class MemoryRows implements Rows {
        private final Set<Column> columns;

        MemoryRows(Set<Column> columns) {
            this.columns = columns;
        }

        private void needs(Column column) {
            if (!columns.contains(column)) {
                throw new IllegalStateException(column + " was not asked for");
            }
        }

        @Override
        public int count() {
            return entries.size();
        }

        @Override
        public long timestamp(int row) {
            needs(Column.TIMESTAMPS);
            return entries.get(row).time();
        }

        @Override
        public byte[] lines() {
            needs(Column.LINES);
            return lines;
        }

        @Override
        public int lineStart(int row) {
            needs(Column.LINES);
            return starts[row];
        }

        @Override
        public int lineEnd(int row) {
            needs(Column.LINES);
            return row + 1 == starts.length ? lines.length : starts[row + 1];
        }

        @Override
        public int lineLength(int row) {
            needs(Column.LINE_LENGTHS);
            return (row + 1 == starts.length ? lines.length : starts[row + 1]) - starts[row];
        }

        @Override
        public boolean contiguous() {
            return contiguous;
        }

        @Override
        public MetadataCursor metadata() {
            needs(Column.METADATA);
            return new MemoryCursor();
        }
    }

    private final class MemoryCursor implements Rows.MetadataCursor {
        private List<Map.Entry<String, String>> pairs = List.of();

        @Override
        public Rows.MetadataCursor moveTo(int row) {
            pairs = List.copyOf(entries.get(row).metadata().entrySet());
            return this;
        }

        @Override
        public int size() {
            return pairs.size();
        }

        @Override
        public String name(int index) {
            return pairs.get(index).getKey();
        }

        @Override
        public byte[] valueBuffer(int index) {
            return pairs.get(index).getValue().getBytes(StandardCharsets.UTF_8);
        }

        @Override
        public int valueOffset(int index) {
            return 0;
        }

        @Override
        public int valueLength(int index) {
            return valueBuffer(index).length;
        }
    }
}
