package io.sigyn.storage.block;

import io.sigyn.model.EntryMetadata;
import io.sigyn.storage.ByteWriter;
import io.sigyn.storage.Numbers;
import io.sigyn.storage.filter.XxHash64;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Turns the metadata of rows into columns: each row has a shape (its names in order, repeats and all), each name a column of
 * its values. For one thread at a time.
 */
final class MetadataWriter {
    private static final int KNOWN_BITS = 6;
    private static final int KNOWN = 1 << KNOWN_BITS;
    private static final int PAIR_BYTES = 8;

    private final Map<String, ValueColumn> byName = new HashMap<>();
    private final List<ValueColumn> columns = new ArrayList<>();
    private final Map<Shape, Integer> shapeIds = new HashMap<>();
    private final List<Shape> shapes = new ArrayList<>();
    private int[] shapeOfRow = new int[1024];
    private int rows;
    private int[] names = new int[16];
    private int lastShape = -1;
    private boolean any;
    private final long[] metKeys = new long[KNOWN]; // sameness of metadata added of late; 0 is none
    private final long[] knownKeys = new long[KNOWN]; // of what came again
    private final Known[] known = new Known[KNOWN];
    private long bytes;
    private int run = 1;
    private long runBytes;

    /** The names of a row, by their columns' indexes. */
    private record Shape(int[] names) {
        @Override
        public boolean equals(@Nullable Object other) {
            return other instanceof Shape that && Arrays.equals(names, that.names);
        }

        @Override
        public int hashCode() {
            return Arrays.hashCode(names);
        }
    }

    /** What a row with metadata that was added before adds. */
    private record Known(int shape, int[] columns, int[] entries, long bytes) {}

    void add(EntryMetadata metadata) {
        long key = metadata.sameness();
        int slot = (int) ((key * 0x9E3779B97F4A7C15L) >>> (64 - KNOWN_BITS));
        if (key != 0 && knownKeys[slot] == key) {
            addAgain(known[slot]);
            return;
        }
        long bytesBefore = bytes;
        addNew(metadata);
        if (metKeys[slot] != key) {
            metKeys[slot] = key;
        } else if (key != 0) {
            int[] entries = new int[metadata.size()];
            int[] columnsOfRow = Arrays.copyOf(names, entries.length);
            int[] back = new int[columns.size()]; // a name may occur more than once
            for (int i = entries.length - 1; i >= 0; i--) {
                ValueColumn column = columns.get(columnsOfRow[i]);
                entries[i] = column.values[column.valueCount - 1 - back[column.index]++];
            }
            known[slot] = new Known(shapeOfRow[rows - 1], columnsOfRow, entries, bytes - bytesBefore);
            knownKeys[slot] = key;
        }
    }

    private void addAgain(Known same) {
        for (int i = 0; i < same.columns.length; i++) {
            ValueColumn column = columns.get(same.columns[i]);
            column.addEntryAgain(same.entries[i]);
            runBytes += PAIR_BYTES + column.newInRun(same.entries[i], run);
        }
        bytes += same.bytes;
        addShape(same.shape);
        lastShape = same.shape;
    }

    private void addShape(int shape) {
        if (rows == shapeOfRow.length) {
            shapeOfRow = Arrays.copyOf(shapeOfRow, 2 * rows);
        }
        shapeOfRow[rows++] = shape;
    }

    private void addNew(EntryMetadata metadata) {
        int pairs = metadata.size();
        if (pairs > names.length) {
            names = new int[Math.max(pairs, 2 * names.length)];
        }
        for (int i = 0; i < pairs; i++) {
            String name = metadata.name(i);
            ValueColumn column = column(name);
            names[i] = column.index;
            int length = metadata.valueLength(i);
            int entry = column.add(metadata.valueBuffer(i), metadata.valueOffset(i), length);
            runBytes += PAIR_BYTES + column.newInRun(entry, run);
            bytes += length + name.length();
        }
        any |= pairs > 0;
        addShape(shape(pairs));
    }

    /** Says that the rows to come are of another run. */
    void startRun() {
        run++;
        runBytes = 0;
    }

    /** What the metadata of the run measures: eight bytes for each pair, and each name and each of its values once. */
    long runBytes() {
        return runBytes;
    }

    /** Bytes of names and values added, about. */
    long bytes() {
        return bytes;
    }

    boolean isEmpty() {
        return !any;
    }

    List<ValueColumn> columns() {
        return columns;
    }

    void encodeShapes(ByteWriter out) {
        out.varint(shapes.size());
        for (Shape shape : shapes) {
            out.varint(shape.names.length);
            for (int name : shape.names) {
                out.varint(name);
            }
        }
        Numbers.encode(shapeOfRow, rows, out);
    }

    void clear() {
        byName.clear();
        columns.clear();
        shapeIds.clear();
        shapes.clear();
        rows = 0;
        lastShape = -1;
        any = false;
        bytes = 0;
        run = 1;
        runBytes = 0;
        Arrays.fill(metKeys, 0);
        Arrays.fill(knownKeys, 0);
    }

    private ValueColumn column(String name) {
        ValueColumn column = byName.get(name);
        if (column == null) {
            column = new ValueColumn(name, columns.size());
            columns.add(column);
            byName.put(name, column);
        }
        return column;
    }

    private int shape(int pairs) {
        // Neighbours mostly have the same names: this spares them the key.
        if (lastShape >= 0
                && Arrays.equals(shapes.get(lastShape).names, 0, shapes.get(lastShape).names.length, names, 0, pairs)) {
            return lastShape;
        }
        Shape shape = new Shape(Arrays.copyOf(names, pairs));
        Integer id = shapeIds.get(shape);
        if (id == null) {
            id = shapes.size();
            shapes.add(shape);
            shapeIds.put(shape, id);
        }
        lastShape = id;
        return id;
    }

    /** The values of one name, in row order; equal ones are stored once as long as that pays. */
    static final class ValueColumn {
        private static final int MAX_ENTRIES = 1 << 16;

        private final String name;
        private final int index;
        private final long seed;
        private final ByteWriter entries = new ByteWriter(1024); // distinct values back to back, in order of appearance
        private int[] entryEnds = new int[64];
        private long[] entryHashes = new long[64];
        private int entryCount;
        private int[] table = new int[128]; // entry + 1 by hash; open addressing, at most half full
        private int[] values = new int[256]; // the entry of each value
        private int valueCount;
        private long plainBytes;
        private int nameSeen; // the last run that had the name
        private int[] entrySeen = new int[64]; // and each of the values

        ValueColumn(String name, int index) {
            this.name = name;
            this.index = index;
            this.seed = XxHash64.hash(name);
        }

        String name() {
            return name;
        }

        /** The hash of a distinct value, seeded by the name. */
        long entryHash(int entry) {
            return entryHashes[entry];
        }

        int entryCount() {
            return entryCount;
        }

        /** The number of the value. */
        int add(byte[] buffer, int offset, int length) {
            if (valueCount == values.length) {
                values = Arrays.copyOf(values, 2 * valueCount);
            }
            int entry = entry(buffer, offset, length);
            values[valueCount++] = entry;
            plainBytes += length;
            return entry;
        }

        /** Adds a value that is there already. */
        void addEntryAgain(int entry) {
            if (valueCount == values.length) {
                values = Arrays.copyOf(values, 2 * valueCount);
            }
            values[valueCount++] = entry;
            plainBytes += entryEnds[entry] - entryStart(entry);
        }

        /** Bytes of the name and of the value, unless the run has had them before. */
        int newInRun(int entry, int run) {
            int added = 0;
            if (nameSeen != run) {
                nameSeen = run;
                added = name.length();
            }
            if (entrySeen[entry] != run) {
                entrySeen[entry] = run;
                added += entryEnds[entry] - entryStart(entry);
            }
            return added;
        }

        boolean dictionaryPays() {
            long idBytes = entryCount <= 1 << 8 ? 1 : entryCount <= MAX_ENTRIES ? 2 : 4;
            return entries.size() + entryCount + idBytes * valueCount < plainBytes + valueCount;
        }

        void encodeDictionary(ByteWriter out) {
            out.varint(entryCount);
            int[] lengths = new int[entryCount];
            for (int i = 0; i < entryCount; i++) {
                lengths[i] = entryEnds[i] - entryStart(i);
            }
            Numbers.encode(lengths, entryCount, out);
            out.bytes(entries);
            Numbers.encode(values, valueCount, out);
        }

        void encodePlain(ByteWriter out) {
            int[] lengths = new int[valueCount];
            for (int i = 0; i < valueCount; i++) {
                lengths[i] = entryEnds[values[i]] - entryStart(values[i]);
            }
            Numbers.encode(lengths, valueCount, out);
            for (int i = 0; i < valueCount; i++) {
                out.bytes(entries.buffer(), entryStart(values[i]), lengths[i]);
            }
        }

        private int entryStart(int entry) {
            return entry == 0 ? 0 : entryEnds[entry - 1];
        }

        private int entry(byte[] buffer, int offset, int length) {
            long hash = XxHash64.hash(buffer, offset, length, seed);
            int mask = table.length - 1;
            for (int slot = (int) hash & mask; ; slot = (slot + 1) & mask) {
                int entry = table[slot] - 1;
                if (entry < 0) {
                    table[slot] = entryCount + 1;
                    return addEntry(hash, buffer, offset, length);
                }
                int start = entryStart(entry);
                if (entryHashes[entry] == hash
                        && Arrays.equals(entries.buffer(), start, entryEnds[entry], buffer, offset, offset + length)) {
                    return entry;
                }
            }
        }

        private int addEntry(long hash, byte[] buffer, int offset, int length) {
            if (entryCount == entryEnds.length) {
                entryEnds = Arrays.copyOf(entryEnds, 2 * entryCount);
                entryHashes = Arrays.copyOf(entryHashes, 2 * entryCount);
                entrySeen = Arrays.copyOf(entrySeen, 2 * entryCount);
            }
            entries.bytes(buffer, offset, length);
            entryEnds[entryCount] = entries.size();
            entryHashes[entryCount] = hash;
            int entry = entryCount++;
            if (2 * entryCount > table.length) {
                rehash();
            }
            return entry;
        }

        private void rehash() {
            table = new int[2 * table.length];
            int mask = table.length - 1;
            for (int entry = 0; entry < entryCount; entry++) {
                int slot = (int) entryHashes[entry] & mask;
                while (table[slot] != 0) {
                    slot = (slot + 1) & mask;
                }
                table[slot] = entry + 1;
            }
        }
    }
}
