package io.sigyn.storage.block;

import io.sigyn.storage.ByteReader;
import io.sigyn.storage.CorruptDataException;
import io.sigyn.storage.Numbers;

/**
 * The metadata of a block's rows: pairs are numbered through all rows, so that any row is found at once. Immutable.
 */
final class DecodedMetadata {
    private static final DecodedMetadata NONE =
            new DecodedMetadata(new int[0], new String[0][], new byte[0][][], new int[0], new int[0], new int[0]);

    private final int[] shapeOfRow; // empty where no row has metadata
    private final String[][] shapeNames;
    private final byte[][][] shapeBuffers; // where the values of the shape's names lie
    private final int[] firstPair; // of each row
    private final int[] valueOffset; // of each pair
    private final int[] valueLength;

    private DecodedMetadata(
            int[] shapeOfRow,
            String[][] shapeNames,
            byte[][][] shapeBuffers,
            int[] firstPair,
            int[] valueOffset,
            int[] valueLength) {
        this.shapeOfRow = shapeOfRow;
        this.shapeNames = shapeNames;
        this.shapeBuffers = shapeBuffers;
        this.firstPair = firstPair;
        this.valueOffset = valueOffset;
        this.valueLength = valueLength;
    }

    static DecodedMetadata none() {
        return NONE;
    }

    static DecodedMetadata decode(int rows, ByteReader shapesIn, String[] names, int[] encodings, ByteReader[] valuesIn)
            throws CorruptDataException {
        int[][] shapes = new int[shapesIn.count(Math.min(rows, shapesIn.remaining()))][];
        for (int i = 0; i < shapes.length; i++) {
            shapes[i] = new int[shapesIn.count(shapesIn.remaining())];
            for (int j = 0; j < shapes[i].length; j++) {
                shapes[i][j] = shapesIn.count(names.length - 1);
            }
        }
        int[] shapeOfRow = new int[rows];
        Numbers.decode(shapesIn, shapeOfRow, 0, rows);
        shapesIn.expectEnd();
        int[] rowsOfShape = new int[shapes.length];
        for (int shape : shapeOfRow) {
            if (shape < 0 || shape >= shapes.length) {
                throw shapesIn.corrupt("shape " + shape, "below " + shapes.length);
            }
            rowsOfShape[shape]++;
        }
        long pairs = 0;
        long[] valuesOf = new long[names.length];
        for (int i = 0; i < shapes.length; i++) {
            for (int name : shapes[i]) {
                valuesOf[name] += rowsOfShape[i];
            }
            pairs += (long) rowsOfShape[i] * shapes[i].length;
        }
        if (pairs > BlockFormat.MAX_COLUMN_BYTES) {
            throw shapesIn.corrupt(pairs + " pairs", "at most " + BlockFormat.MAX_COLUMN_BYTES);
        }
        Values[] values = new Values[names.length];
        for (int i = 0; i < names.length; i++) {
            values[i] = Values.decode(valuesIn[i], encodings[i], (int) valuesOf[i]);
        }
        return join(shapeOfRow, shapes, (int) pairs, names, values);
    }

    private static DecodedMetadata join(int[] shapeOfRow, int[][] shapes, int pairs, String[] names, Values[] values) {
        String[][] shapeNames = new String[shapes.length][];
        byte[][][] shapeBuffers = new byte[shapes.length][][];
        for (int i = 0; i < shapes.length; i++) {
            shapeNames[i] = new String[shapes[i].length];
            shapeBuffers[i] = new byte[shapes[i].length][];
            for (int j = 0; j < shapes[i].length; j++) {
                shapeNames[i][j] = names[shapes[i][j]];
                shapeBuffers[i][j] = values[shapes[i][j]].buffer;
            }
        }
        int[] firstPair = new int[shapeOfRow.length];
        int[] valueOffset = new int[pairs];
        int[] valueLength = new int[pairs];
        int[] next = new int[names.length];
        int pair = 0;
        for (int row = 0; row < shapeOfRow.length; row++) {
            firstPair[row] = pair;
            for (int name : shapes[shapeOfRow[row]]) {
                Values column = values[name];
                int entry = column.entryOf(next[name]++);
                valueOffset[pair] = column.start + column.offsets[entry];
                valueLength[pair++] = column.offsets[entry + 1] - column.offsets[entry];
            }
        }
        return new DecodedMetadata(shapeOfRow, shapeNames, shapeBuffers, firstPair, valueOffset, valueLength);
    }

    Rows.MetadataCursor cursor() {
        return new Cursor();
    }

    /** The values of one name; {@code entries} is empty where each value has its own. */
    private record Values(byte[] buffer, int start, int[] offsets, int[] entries) {

        static Values decode(ByteReader in, int encoding, int count) throws CorruptDataException {
            return switch (encoding) {
                case BlockFormat.PLAIN -> {
                    int[] offsets = Numbers.decodeOffsets(in, count, in.remaining());
                    int start = in.position();
                    in.skip(offsets[count]);
                    in.expectEnd();
                    yield new Values(in.buffer(), start, offsets, new int[0]);
                }
                case BlockFormat.DICTIONARY -> {
                    int entryCount = in.count(count);
                    int[] offsets = Numbers.decodeOffsets(in, entryCount, in.remaining());
                    int start = in.position();
                    in.skip(offsets[entryCount]);
                    int[] entries = new int[count];
                    Numbers.decode(in, entries, 0, count);
                    in.expectEnd();
                    for (int entry : entries) {
                        if (entry < 0 || entry >= entryCount) {
                            throw in.corrupt("entry " + entry, "below " + entryCount);
                        }
                    }
                    yield new Values(in.buffer(), start, offsets, entries);
                }
                default -> throw in.corrupt("encoding " + encoding, "one that this version knows");
            };
        }

        int entryOf(int value) {
            return entries.length == 0 ? value : entries[value];
        }
    }

    private final class Cursor implements Rows.MetadataCursor {
        private String[] names = new String[0];
        private byte[][] buffers = new byte[0][];
        private int first;

        @Override
        public Rows.MetadataCursor moveTo(int row) {
            if (shapeOfRow.length > 0) {
                names = shapeNames[shapeOfRow[row]];
                buffers = shapeBuffers[shapeOfRow[row]];
                first = firstPair[row];
            }
            return this;
        }

        @Override
        public int size() {
            return names.length;
        }

        @Override
        public String name(int index) {
            return names[index];
        }

        @Override
        public byte[] valueBuffer(int index) {
            return buffers[index];
        }

        @Override
        public int valueOffset(int index) {
            return valueOffset[first + index];
        }

        @Override
        public int valueLength(int index) {
            return valueLength[first + index];
        }
    }
}
