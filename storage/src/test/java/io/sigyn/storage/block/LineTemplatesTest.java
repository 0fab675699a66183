package io.sigyn.storage.block;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sigyn.storage.ByteReader;
import io.sigyn.storage.ByteWriter;
import io.sigyn.storage.CorruptDataException;
import io.sigyn.storage.FormatExamples;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class LineTemplatesTest {
    private static final int KINDS = 18;

    private final LineEncoder encoder = new LineEncoder();

    @Test
    void lines_of_any_bytes_come_back() throws IOException {
        for (int seed = 1; seed < 150; seed++) {
            Random random = new Random(seed);
            List<byte[]> lines = new ArrayList<>();
            int kinds = 1 + random.nextInt(6);
            for (int i = 0; i < 20 * seed; i++) {
                lines.add(line(random, (seed + random.nextInt(kinds)) % KINDS));
            }
            roundTrip("seed " + seed, lines);
        }
    }

    private static byte[] line(Random random, int kind) {
        byte[] bytes = new byte[random.nextInt(1 + random.nextInt(40))];
        random.nextBytes(bytes);
        String text = switch (kind) {
            case 0 -> "";
            case 1 -> "took " + random.nextInt(1 << random.nextInt(31)) + "ms";
            case 2 -> String.format("%0" + (1 + random.nextInt(25)) + "d", random.nextLong() >>> 20);
            case 3 -> "id=" + new UUID(random.nextLong(), random.nextLong()) + ";";
            case 4 -> "0x" + Long.toHexString(random.nextLong() >>> random.nextInt(64));
            case 5 -> Long.toHexString(random.nextLong()).toUpperCase(java.util.Locale.ROOT) + "-beef-12";
            case 6 -> random.nextInt(256) + "." + random.nextInt(256) + "." + random.nextInt(9) + ".1:80";
            case 7 -> ("" + random.nextLong()).repeat(1 + random.nextInt(4));
            case 8 -> (random.nextInt(3) + "x").repeat(random.nextInt(300));
            case 9 -> "user " + "abcdefgh".charAt(random.nextInt(8)) + " saw " + random.nextInt(3) + " things";
            case 10 -> "a1B2" + Integer.toString(random.nextInt(), 36) + "Zz9";
            case 11 -> "ünï " + random.nextInt(10) + " \ud83d\ude00 " + random.nextInt(100) + "\n";
            case 12 -> "2024-01-0" + (1 + random.nextInt(9)) + "T10:00:" + (10 + random.nextInt(50)) + ".000Z";
            case 13 -> "[" + time(random, "%d:%d:%d") + "] " + time(random, "%02d/%02d/%02d 10:10:10");
            case 14 -> time(random, "2024-%02d-%02d %02d:10:10,") + random.nextInt(2000);
            case 15 -> time(random, "%02d:%02d:%02d") + time(random, " %d.%d.%d.999 0%d.2.3.4 %d.%d.%d.%d.5");
            case 16 -> time(random, "2024.%02d.%02d-%02d.10.10.123456") + time(random, " 2024/%02d/%03d");
            default -> null;
        };
        return text == null ? bytes : text.getBytes(StandardCharsets.UTF_8);
    }

    private static String time(Random random, String format) {
        Object[] numbers = new Object[8];
        for (int i = 0; i < numbers.length; i++) {
            numbers[i] = random.nextInt(random.nextInt(20) == 0 ? 300 : 60);
        }
        return String.format(format, numbers);
    }

    @Test
    void times_and_addresses_take_few_bytes() throws IOException {
        ByteWriter lines = new ByteWriter();
        int[] lengths = new int[10_000];
        Random random = new Random(7);
        for (int i = 0; i < lengths.length; i++) {
            String line = String.format(
                    "2024-05-01 10:%02d:%02d,%03d from 10.%d.%d.%d%n",
                    i / 6000,
                    i / 100 % 60,
                    i % 100 * 10,
                    random.nextInt(256),
                    random.nextInt(256),
                    random.nextInt(256));
            lines.bytes(line.getBytes(StandardCharsets.UTF_8));
            lengths[i] = line.length();
        }
        ByteWriter templates = new ByteWriter();
        assertThat(encoder.encode(lines, lengths, lengths.length, 3, templates)).isTrue();
        assertThat(templates.size()).isLessThan(3 * lengths.length + 1000);
        Lines block = new Lines(lines.toByteArray(), lengths);
        assertThat(block.decode(templates.toByteArray())).isEqualTo(block.bytes);
    }

    @Test
    void very_long_lines_come_back() throws IOException {
        byte[] bytes = new byte[300_000];
        new Random(1).nextBytes(bytes);
        byte[] digits = "7".repeat(200_000).getBytes(StandardCharsets.US_ASCII);
        byte[] hex = "deadbeef".repeat(20_000).getBytes(StandardCharsets.US_ASCII);
        byte[] word = "x1".repeat(100_000).getBytes(StandardCharsets.US_ASCII);
        byte[] text = "x".repeat(100_000).getBytes(StandardCharsets.US_ASCII);
        roundTrip("long", List.of(bytes, digits, hex, word, text, digits, hex, word, text, bytes));
    }

    @Test
    void more_entries_and_followers_than_a_byte_can_count_come_back() throws IOException {
        List<byte[]> lines = new ArrayList<>();
        Random random = new Random(9);
        for (int i = 0; i < 20_000; i++) {
            int word = random.nextInt(700);
            String letters = "" + (char) ('g' + word % 20) + (char) ('g' + word / 20 % 20) + (char) ('g' + word / 400);
            lines.add(("who " + letters + " x=a9z" + random.nextInt(600) + "q8 n=" + random.nextLong())
                    .getBytes(StandardCharsets.UTF_8));
        }
        roundTrip("many", lines);
    }

    @Test
    void what_templates_are_for_is_smaller_than_zstd_makes_it() throws IOException {
        ByteWriter lines = new ByteWriter();
        int[] lengths = new int[5000];
        Random random = new Random(4);
        for (int i = 0; i < lengths.length; i++) {
            String line = "2024-05-01T10:" + (10 + i / 100) + ":07Z INFO request " + random.nextInt(1_000_000)
                    + " from 10.0." + random.nextInt(256) + "." + random.nextInt(256) + " trace="
                    + new UUID(random.nextLong(), i);
            lines.bytes(line.getBytes(StandardCharsets.UTF_8));
            lengths[i] = line.length();
        }
        ByteWriter templates = new ByteWriter();
        assertThat(encoder.encode(lines, lengths, lengths.length, 3, templates)).isTrue();
        ByteWriter plain = new ByteWriter();
        Codec.ZSTD.compress(lines.buffer(), 0, lines.size(), 3, plain);
        assertThat(templates.size()).isLessThan(plain.size() * 2 / 3);
    }

    @Test
    void lines_without_anything_in_common_are_stored_plainly() {
        BlockWriter writer = new BlockWriter(Codec.ZSTD, 3);
        Random random = new Random(5);
        for (int i = 0; i < 1000; i++) {
            byte[] line = new byte[100];
            random.nextBytes(line);
            writer.add(i, line, 0, line.length, io.sigyn.model.EntryMetadata.NONE);
        }
        assertThat(linesEncoding(writer.finish(new ByteWriter()))).isEqualTo(BlockFormat.PLAIN);
        for (int i = 0; i < 1000; i++) {
            byte[] line = ("request " + random.nextInt() + " done").getBytes(StandardCharsets.UTF_8);
            writer.add(i, line, 0, line.length, io.sigyn.model.EntryMetadata.NONE);
        }
        assertThat(linesEncoding(writer.finish(new ByteWriter()))).isEqualTo(BlockFormat.TEMPLATES);
    }

    @Test
    void a_flush_spares_the_time_for_lines_that_zstd_makes_small_anyway() {
        assertThat(encodingOf(1, "status 200 of host alpha number ", 1)).isEqualTo(BlockFormat.PLAIN);
        assertThat(encodingOf(9, "status 200 of host alpha number ", 1)).isEqualTo(BlockFormat.TEMPLATES);
        assertThat(encodingOf(1, "id ", 4)).isEqualTo(BlockFormat.TEMPLATES);
        BlockWriter waitedFor = new BlockWriter(Codec.ZSTD, 1, LineForm.PLAIN);
        assertThat(encodingOf(waitedFor, "id ", 4)).isEqualTo(BlockFormat.PLAIN);
    }

    private static int encodingOf(int level, String text, int numbers) {
        return encodingOf(new BlockWriter(Codec.ZSTD, level), text, numbers);
    }

    private static int encodingOf(BlockWriter writer, String text, int numbers) {
        Random random = new Random(8);
        for (int i = 0; i < 2000; i++) {
            StringBuilder line = new StringBuilder(text);
            for (int number = 0; number < numbers; number++) {
                line.append(' ').append(numbers == 1 ? random.nextInt(10) : random.nextLong());
            }
            byte[] bytes = line.toString().getBytes(StandardCharsets.UTF_8);
            writer.add(i, bytes, 0, bytes.length, io.sigyn.model.EntryMetadata.NONE);
        }
        return linesEncoding(writer.finish(new ByteWriter()));
    }

    private static int linesEncoding(BlockHeader header) {
        for (BlockHeader.StoredColumn column : header.columns()) {
            if (column.kind() == BlockFormat.LINES) {
                return column.encoding();
            }
        }
        throw new AssertionError("no lines in " + header);
    }

    @Test
    void more_nodes_than_may_be_are_refused_and_the_next_lines_come_back() throws IOException {
        ByteWriter lines = new ByteWriter();
        int[] lengths = new int[LineTemplates.MAX_NODES + 1];
        for (int i = 0; i < lengths.length; i++) {
            String line = Integer.toString(i, 36).replaceAll("[0-9]", "_") + (char) (0x100 + i);
            byte[] bytes = line.getBytes(StandardCharsets.UTF_8);
            lines.bytes(bytes);
            lengths[i] = bytes.length;
        }
        ByteWriter out = new ByteWriter();
        assertThat(encoder.encode(lines, lengths, lengths.length, 1, out)).isFalse();
        assertThat(out.size()).isZero();
        roundTrip("next", List.of("a 1".getBytes(StandardCharsets.UTF_8), "a 2".getBytes(StandardCharsets.UTF_8)));
    }

    @Test
    void bytes_that_are_cut_off_are_refused() {
        Lines lines = mixed(3, 300);
        byte[] stored = lines.encode(encoder);
        for (int length = 0; length < stored.length; length++) {
            byte[] cut = Arrays.copyOf(stored, length);
            assertThatThrownBy(() -> lines.decode(cut)).isInstanceOf(CorruptDataException.class);
        }
        byte[] longer = Arrays.copyOf(stored, stored.length + 1);
        assertThatThrownBy(() -> lines.decode(longer)).isInstanceOf(CorruptDataException.class);
    }

    @Test
    void bytes_that_lie_are_refused_or_make_lines_of_the_same_lengths() throws IOException {
        Random random = new Random(6);
        int refused = 0;
        int taken = 0;
        for (int seed = 0; seed < 6; seed++) {
            Lines lines = mixed(seed, 100);
            byte[] body = lines.body(lines.encode(encoder));
            for (int i = 0; i < 3000; i++) {
                byte[] damaged = body.clone();
                for (int change = random.nextInt(3); change >= 0; change--) {
                    int at = random.nextInt(random.nextBoolean() ? damaged.length : Math.min(200, damaged.length));
                    damaged[at] = (byte) (random.nextBoolean() ? random.nextInt() : damaged[at] + 1);
                }
                ByteWriter stored = new ByteWriter().varint(1).u8(Codec.NONE.id());
                stored.varint(damaged.length).varint(damaged.length).bytes(damaged);
                try {
                    lines.decode(stored.toByteArray());
                    taken++;
                } catch (CorruptDataException e) {
                    assertThat(e).hasMessageContaining("some/segment");
                    refused++;
                }
            }
        }
        assertThat(refused).isPositive();
        assertThat(taken).isPositive();
    }

    @Test
    void sizes_that_no_lines_have_are_refused_before_memory_is_taken() {
        Lines lines = mixed(1, 50);
        ByteWriter part = new ByteWriter()
                .varint(1)
                .u8(Codec.ZSTD.id())
                .varint(1 << 28)
                .varint(10)
                .bytes(new byte[10]);
        assertThatThrownBy(() -> lines.decode(part.toByteArray()))
                .isInstanceOf(CorruptDataException.class)
                .hasMessageContaining("the number 268435456");
        ByteWriter parts = new ByteWriter().varint(1L << 40);
        assertThatThrownBy(() -> lines.decode(parts.toByteArray())).isInstanceOf(CorruptDataException.class);
    }

    @Test
    void the_documented_lines_are_these() throws IOException {
        byte[] stored = FormatExamples.named("lines by templates");
        String text = "GET /a 200 in 7ms\nGET /a 404 in 12ms\nGET /a 200 in 9ms\n";
        Lines lines = new Lines(text.replace("\n", "").getBytes(StandardCharsets.UTF_8), new int[] {17, 18, 17});
        assertThat(lines.decode(stored)).isEqualTo(lines.bytes);
        assertThat(lines.encode(encoder)).isEqualTo(stored);
    }

    private void roundTrip(String what, List<byte[]> lines) throws IOException {
        ByteWriter all = new ByteWriter();
        int[] lengths = new int[lines.size()];
        for (int i = 0; i < lengths.length; i++) {
            all.bytes(lines.get(i));
            lengths[i] = lines.get(i).length;
        }
        Lines block = new Lines(all.toByteArray(), lengths);
        byte[] stored = block.encode(encoder);
        assertThat(block.decode(stored)).as(what).isEqualTo(block.bytes);
    }

    private static Lines mixed(int seed, int count) {
        Random random = new Random(seed);
        ByteWriter all = new ByteWriter();
        int[] lengths = new int[count];
        for (int i = 0; i < count; i++) {
            byte[] line = line(random, random.nextInt(KINDS));
            all.bytes(line);
            lengths[i] = line.length;
        }
        return new Lines(all.toByteArray(), lengths);
    }

    private record Lines(byte[] bytes, int[] lengths) {

        byte[] encode(LineEncoder encoder) {
            ByteWriter out = new ByteWriter();
            assertThat(encoder.encode(new ByteWriter().bytes(bytes), lengths, lengths.length, 3, out))
                    .isTrue();
            return out.toByteArray();
        }

        byte[] decode(byte[] stored) throws CorruptDataException {
            int[] offsets = new int[lengths.length + 1];
            for (int i = 0; i < lengths.length; i++) {
                offsets[i + 1] = offsets[i] + lengths[i];
            }
            ByteReader in = new ByteReader("block column (lines)", "some/segment", stored);
            return Arrays.copyOf(LineDecoder.decode(in, bytes.length, offsets, lengths.length), bytes.length);
        }

        /** The raw bytes of all parts. */
        byte[] body(byte[] stored) throws CorruptDataException {
            ByteReader in = new ByteReader("parts", "f", stored);
            int parts = in.count(1000);
            int[][] sizes = new int[parts][];
            for (int i = 0; i < parts; i++) {
                sizes[i] = new int[] {in.u8(), in.count(1 << 20), in.count(1 << 20)};
            }
            ByteWriter body = new ByteWriter();
            for (int[] part : sizes) {
                body.bytes(Codec.ofId(part[0]).decompress(stored, in.position(), part[2], part[1]));
                in.skip(part[2]);
            }
            return body.toByteArray();
        }
    }
}
