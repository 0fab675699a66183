package io.sigyn.storage.block;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sigyn.model.EntryMetadata;
import io.sigyn.storage.ByteReader;
import io.sigyn.storage.ByteWriter;
import io.sigyn.storage.CorruptDataException;
import io.sigyn.storage.Row;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class BlockTest {
    private static final Set<Column> ALL = EnumSet.allOf(Column.class);

    @ParameterizedTest
    @EnumSource
    void rows_come_back_as_they_went_in(Codec codec) throws IOException {
        BlockWriter writer = new BlockWriter(codec, 3);
        for (int seed = 0; seed < 60; seed++) {
            List<Row> rows = Row.random(new Random(seed), seed * 7);
            ByteWriter out = new ByteWriter();
            BlockHeader header = decodeEncoded(write(writer, rows, out));
            assertThat(read(header, out.toByteArray(), ALL)).as("seed %d", seed).isEqualTo(rows);
        }
    }

    @Test
    void repeated_metadata_names_and_their_order_survive() throws IOException {
        List<Row> rows = List.of(
                Row.of(1, "a", "k", "1", "j", "2", "k", "3"),
                Row.of(2, "b"),
                Row.of(3, "c", "j", "2", "k", "", "k", "1"));
        ByteWriter out = new ByteWriter();
        BlockHeader header = write(new BlockWriter(Codec.ZSTD, 3), rows, out);
        assertThat(read(header, out.toByteArray(), ALL)).isEqualTo(rows);
    }

    @Test
    void times_of_other_streams_may_step_back_and_lie_at_the_ends_of_time() throws IOException {
        List<Row> rows = new ArrayList<>();
        for (long timestamp : new long[] {5, Long.MAX_VALUE, Long.MIN_VALUE, 0, -1, 1_000_000_000, 7}) {
            rows.add(Row.of(timestamp, ""));
        }
        ByteWriter out = new ByteWriter();
        BlockHeader header = decodeEncoded(write(new BlockWriter(Codec.ZSTD, 3), rows, out));
        assertThat(header.minTimestampNanos()).isEqualTo(Long.MIN_VALUE);
        assertThat(header.maxTimestampNanos()).isEqualTo(Long.MAX_VALUE);
        assertThat(read(header, out.toByteArray(), ALL)).isEqualTo(rows);
    }

    @Test
    void a_count_reads_the_timestamps_only() throws IOException {
        ByteWriter out = new ByteWriter();
        BlockHeader header = write(new BlockWriter(Codec.ZSTD, 3), Row.random(new Random(5), 1000), out);
        Set<Column> wanted = EnumSet.of(Column.TIMESTAMPS);
        List<BlockReader.Span> spans = BlockReader.spans(header, wanted, 0);
        assertThat(spans).hasSize(1);
        assertThat(spans.get(0).from()).isZero();
        assertThat(spans.get(0).to()).isLessThan(header.storedBytes() / 4);
        Rows rows = BlockReader.decode(header, wanted, spans, slices(out.toByteArray(), spans), "f", 0);
        assertThat(rows.timestamp(999)).isEqualTo(header.maxTimestampNanos());
        assertThatThrownBy(rows::lines)
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("LINES");
    }

    @Test
    void metadata_that_says_it_is_the_same_makes_the_same_block() {
        for (int seed = 0; seed < 20; seed++) {
            List<Row> rows = new ArrayList<>();
            List<Row> kinds = Row.random(new Random(seed), 12);
            Random random = new Random(seed);
            for (int i = 0; i < 500; i++) {
                rows.add(new Row(
                        i, "line", kinds.get(random.nextInt(kinds.size())).metadata()));
            }
            BlockWriter writer = new BlockWriter(Codec.NONE, 0);
            for (int block = 0; block < 2; block++) {
                ByteWriter expected = new ByteWriter();
                write(new BlockWriter(Codec.NONE, 0), rows, expected);
                List<List<String>> known = new ArrayList<>();
                for (Row row : rows) {
                    if (!known.contains(row.metadata())) {
                        known.add(row.metadata());
                    }
                    byte[] line = row.lineBytes();
                    int number = 1 + known.indexOf(row.metadata());
                    writer.add(row.timestampNanos(), line, 0, line.length, new Same(row.entryMetadata(), number));
                }
                ByteWriter out = new ByteWriter();
                writer.finish(out);
                assertThat(out.toByteArray()).isEqualTo(expected.toByteArray());
            }
        }
    }

    private record Same(EntryMetadata metadata, long sameness) implements EntryMetadata {
        @Override
        public int size() {
            return metadata.size();
        }

        @Override
        public String name(int index) {
            return metadata.name(index);
        }

        @Override
        public byte[] valueBuffer(int index) {
            return metadata.valueBuffer(index);
        }

        @Override
        public int valueOffset(int index) {
            return metadata.valueOffset(index);
        }

        @Override
        public int valueLength(int index) {
            return metadata.valueLength(index);
        }
    }

    @Test
    void numbers_of_regular_intervals_cost_next_to_nothing() {
        BlockWriter writer = new BlockWriter(Codec.ZSTD, 3);
        for (int i = 0; i < 10_000; i++) {
            writer.add(
                    1_700_000_000_000_000_000L + i * 1_000_000L,
                    new byte[0],
                    0,
                    0,
                    Row.of(0, "").entryMetadata());
        }
        assertThat(writer.finish(new ByteWriter()).storedBytes()).isLessThan(100);
    }

    @ParameterizedTest
    @EnumSource
    void any_flipped_bit_is_seen_and_named(Codec codec) {
        List<Row> rows = Row.random(new Random(3), 40);
        ByteWriter out = new ByteWriter();
        BlockHeader header = write(new BlockWriter(codec, 3), rows, out);
        assertFlipsAreSeen(header, out.toByteArray());
    }

    @Test
    void any_flipped_bit_of_lines_by_templates_is_seen_and_named() {
        List<Row> rows = new ArrayList<>();
        Random ids = new Random(4);
        for (int i = 0; i < 200; i++) {
            rows.add(Row.of(i, "request " + Long.toHexString(ids.nextLong()) + " took " + ids.nextInt(1000) + " ms"));
        }
        ByteWriter out = new ByteWriter();
        BlockHeader header = write(new BlockWriter(Codec.ZSTD, 3), rows, out);
        assertThat(header.columns()).anyMatch(column -> column.encoding() == BlockFormat.TEMPLATES);
        assertFlipsAreSeen(header, out.toByteArray());
    }

    private static void assertFlipsAreSeen(BlockHeader header, byte[] bytes) {
        Random random = new Random(11);
        for (int i = 0; i < 2000; i++) {
            byte[] damaged = bytes.clone();
            int bit = random.nextInt(8 * bytes.length);
            damaged[bit >>> 3] ^= (byte) (1 << (bit & 7));
            assertThatThrownBy(() -> read(header, damaged, ALL))
                    .isInstanceOf(CorruptDataException.class)
                    .hasMessageContaining("block column")
                    .hasMessageContaining("some/segment");
        }
    }

    @Test
    void bytes_that_lie_within_their_checksum_are_refused_without_a_crash() throws IOException {
        Random random = new Random(23);
        int refused = 0;
        for (int i = 0; i < 3000; i++) {
            ByteWriter out = new ByteWriter();
            BlockHeader header = write(new BlockWriter(Codec.NONE, 0), Row.random(new Random(i % 17), 20), out);
            byte[] damaged = out.toByteArray();
            damaged[random.nextInt(damaged.length)] = (byte) random.nextInt();
            List<BlockHeader.StoredColumn> columns = new ArrayList<>();
            for (BlockHeader.StoredColumn column : header.columns()) {
                java.util.zip.CRC32C crc = new java.util.zip.CRC32C();
                crc.update(damaged, (int) column.offset(), column.storedLength());
                columns.add(new BlockHeader.StoredColumn(
                        column.kind(),
                        column.name(),
                        column.encoding(),
                        column.codec(),
                        column.rawLength(),
                        column.offset(),
                        column.storedLength(),
                        (int) crc.getValue()));
            }
            BlockHeader hostile = new BlockHeader(header.rows(), 0, 0, columns, header.storedBytes());
            try {
                read(hostile, damaged, ALL);
            } catch (CorruptDataException e) {
                refused++;
            }
        }
        assertThat(refused).isPositive();
    }

    @Test
    void a_header_of_other_bytes_is_refused_without_a_crash() {
        ByteWriter out = new ByteWriter();
        write(new BlockWriter(Codec.ZSTD, 3), Row.random(new Random(3), 40), new ByteWriter())
                .encode(out);
        for (int length = 0; length < out.size(); length++) {
            byte[] cut = Arrays.copyOf(out.buffer(), length);
            assertThatThrownBy(() -> BlockHeader.decode(new ByteReader("header", "f", cut)))
                    .isInstanceOf(CorruptDataException.class);
        }
    }

    private static BlockHeader write(BlockWriter writer, List<Row> rows, ByteWriter out) {
        for (Row row : rows) {
            byte[] line = row.lineBytes();
            writer.add(row.timestampNanos(), line, 0, line.length, row.entryMetadata());
        }
        return writer.finish(out);
    }

    private static BlockHeader decodeEncoded(BlockHeader header) throws IOException {
        ByteWriter out = new ByteWriter();
        header.encode(out);
        ByteReader in = new ByteReader("header", "f", out.toByteArray());
        BlockHeader decoded = BlockHeader.decode(in);
        in.expectEnd();
        assertThat(decoded).isEqualTo(header);
        return decoded;
    }

    private static List<Row> read(BlockHeader header, byte[] bytes, Set<Column> wanted) throws IOException {
        List<BlockReader.Span> spans = BlockReader.spans(header, wanted, 0);
        Rows rows = BlockReader.decode(header, wanted, spans, slices(bytes, spans), "some/segment", 1000);
        List<Row> all = new ArrayList<>();
        for (int i = 0; i < rows.count(); i++) {
            all.add(Row.of(rows, i));
        }
        return all;
    }

    private static List<byte[]> slices(byte[] bytes, List<BlockReader.Span> spans) {
        return spans.stream()
                .map(span -> Arrays.copyOfRange(bytes, (int) span.from(), (int) span.to()))
                .toList();
    }
}
