package io.sigyn.storage;

import io.sigyn.model.EntryMetadata;
import io.sigyn.storage.block.Rows;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** A row as tests hold it: everything by value. */
public record Row(long timestampNanos, String line, List<String> metadata) {

    public static Row of(long timestampNanos, String line, String... metadata) {
        return new Row(timestampNanos, line, List.of(metadata));
    }

    /** A row of decoded columns; all columns must have been read. */
    public static Row of(Rows rows, int row) {
        String line = new String(
                rows.lines(), rows.lineStart(row), rows.lineEnd(row) - rows.lineStart(row), StandardCharsets.UTF_8);
        Rows.MetadataCursor cursor = rows.metadata().moveTo(row);
        List<String> pairs = new ArrayList<>();
        for (int i = 0; i < cursor.size(); i++) {
            pairs.add(cursor.name(i));
            pairs.add(new String(
                    cursor.valueBuffer(i), cursor.valueOffset(i), cursor.valueLength(i), StandardCharsets.UTF_8));
        }
        return new Row(rows.timestamp(row), line, pairs);
    }

    public byte[] lineBytes() {
        return line.getBytes(StandardCharsets.UTF_8);
    }

    public EntryMetadata entryMetadata() {
        return metadata.isEmpty() ? EntryMetadata.NONE : new Pairs(metadata);
    }

    /** Rows of all kinds that a format may stumble over, sorted by time. */
    public static List<Row> random(Random random, int count) {
        List<Row> rows = new ArrayList<>();
        long now = random.nextInt(10) == 0 ? random.nextLong() >> 2 : 1_700_000_000_000_000_000L;
        long unit = List.of(1L, 1000L, 1_000_000L, 1_000_000_000L).get(random.nextInt(4));
        now -= now % unit;
        int metadataKind = random.nextInt(4);
        for (int i = 0; i < count; i++) {
            now += unit * (random.nextBoolean() ? 1 : random.nextInt(1000));
            rows.add(new Row(now, randomLine(random), randomMetadata(random, metadataKind)));
        }
        return rows;
    }

    private static String randomLine(Random random) {
        return switch (random.nextInt(20)) {
            case 0 -> "";
            case 1 -> "x".repeat(random.nextInt(70_000));
            case 2 -> "ünïcödé \u0000 \n " + random.nextInt();
            default -> "level=info msg=\"request " + random.nextInt(50) + "\" took=" + random.nextInt() + "ms";
        };
    }

    private static List<String> randomMetadata(Random random, int kind) {
        List<String> pairs = new ArrayList<>();
        int size = kind == 0 ? 0 : random.nextInt(1 + kind);
        for (int i = 0; i < size; i++) {
            pairs.add("key" + random.nextInt(kind == 3 ? 100 : 4));
            pairs.add(random.nextInt(3) == 0 ? "" + random.nextLong() : "v" + random.nextInt(3));
        }
        return pairs;
    }

    private record Pairs(List<String> pairs) implements EntryMetadata {
        @Override
        public int size() {
            return pairs.size() / 2;
        }

        @Override
        public String name(int index) {
            return pairs.get(2 * index);
        }

        @Override
        public byte[] valueBuffer(int index) {
            return ("<" + pairs.get(2 * index + 1) + ">").getBytes(StandardCharsets.UTF_8);
        }

        @Override
        public int valueOffset(int index) {
            return 1;
        }

        @Override
        public int valueLength(int index) {
            return valueBuffer(index).length - 2;
        }
    }
}
