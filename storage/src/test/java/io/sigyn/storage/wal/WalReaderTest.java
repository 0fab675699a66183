package io.sigyn.storage.wal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sigyn.storage.Seeds;
import io.sigyn.storage.disk.DiskFile;
import io.sigyn.storage.disk.SimulatedDisk;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class WalReaderTest {
    private static final Path LOG = Path.of("/wal");
    private static final Path FILE = LOG.resolve("42/000001");
    private static final int MARK = 0x11223344;
    private static final int HEADER = WalFormat.FILE_HEADER_BYTES;
    private static final int RECORD = WalFormat.RECORD_HEADER_BYTES;

    private final SimulatedDisk disk = new SimulatedDisk(1);
    private final List<String> found = new ArrayList<>();
    private final List<WalDamage> damages = new ArrayList<>();

    @Test
    void a_file_is_the_bytes_that_the_format_documents() throws IOException {
        WalWriter writer = writer();
        writer.writeGroup(List.of(record("a"), record("hi")));
        writer.close();
        assertThat(HexFormat.ofDelimiter(" ").formatHex(bytes()))
                .isEqualTo("53 57 41 4c 01 2a 00 00 00 00 00 00 00 44 33 22 11 0c 7d 75 4f"
                        + " bb cc dd ee 01 00 00 00 85 9f 15 38 01 61"
                        + " 44 33 22 11 02 00 00 00 93 0f 85 ca 01 68 69"
                        + " bb cc dd ee 01 00 00 00 93 17 1a b8 00 00");
    }

    @Test
    void a_torn_last_record_ends_the_log_and_costs_nothing_before_it() throws IOException {
        unfinishedLog("first", "second");
        truncateBy(1);
        replay();
        assertThat(found).containsExactly("first");
        assertThat(damages).singleElement().satisfies(damage -> {
            assertThat(damage.kind()).isEqualTo(WalDamage.Kind.TORN);
            assertThat(damage.sizeBytes()).isEqualTo(RECORD + 5);
            assertThat(damage.detail()).hasMessageContaining("/wal/42/000001 at byte " + (HEADER + RECORD + 5));
        });
    }

    @Test
    void every_length_of_a_torn_file_is_replayed_up_to_its_last_whole_record() throws IOException {
        unfinishedLog("first", "second", "third");
        for (int size = (int) disk.usedBytes(); size >= 0; size--) {
            truncateTo(size);
            found.clear();
            replay();
            int left = size - HEADER;
            int whole = left < RECORD + 5 ? 0 : left < 2 * RECORD + 11 ? 1 : left < 3 * RECORD + 16 ? 2 : 3;
            assertThat(found).isEqualTo(List.of("first", "second", "third").subList(0, whole));
        }
    }

    @Test
    void a_flipped_bit_is_corruption_that_costs_one_record() throws IOException {
        log("first", "second", "third");
        disk.flip(FILE, HEADER + RECORD + 5 + RECORD + 2, 4);
        replay();
        assertThat(found).containsExactly("first", "third");
        assertThat(damages).singleElement().satisfies(damage -> {
            assertThat(damage.kind()).isEqualTo(WalDamage.Kind.CORRUPT);
            assertThat(damage.detail())
                    .hasMessageMatching("corrupt record in /wal/42/000001 at byte 39: crc 0x[0-9a-f]{8} \\(expected:"
                            + " 0x[0-9a-f]{8}\\)\\. 19 bytes are skipped, all others are kept\\..*");
        });
    }

    @Test
    void a_flipped_bit_anywhere_is_seen_and_costs_at_most_one_record() {
        Seeds.forEach(1000, seed -> {
            Random random = new Random(seed);
            SimulatedDisk damaged = new SimulatedDisk(seed);
            WalWriter writer =
                    new WalWriter(damaged, new WalDirectory(damaged, LOG), 42, 1 << 20, random::nextInt, 1 << 10);
            List<String> sent = Stream.generate(() -> "record " + random.nextInt())
                    .limit(20)
                    .toList();
            for (String text : sent) {
                writer.writeGroup(List.of(record(text)));
            }
            writer.close();
            damaged.flip(FILE, random.nextInt((int) damaged.usedBytes()), 1 << random.nextInt(8));
            List<String> read = new ArrayList<>();
            List<WalDamage> seen = new ArrayList<>();
            replay(damaged, read, seen);
            assertThat(read).hasSizeBetween(19, 20).isSubsetOf(sent);
            assertThat(seen).hasSize(1);
        });
    }

    @Test
    void a_damaged_length_costs_one_record_too() throws IOException {
        log("first", "second", "third");
        disk.flip(FILE, HEADER + 7, 0x40);
        replay();
        assertThat(found).containsExactly("second", "third");
        assertThat(damages).hasSize(1);
    }

    @Test
    void a_payload_that_looks_like_a_record_is_never_taken_for_one() throws IOException {
        ByteBuffer forged = ByteBuffer.allocate(RECORD + 2);
        forged.put(HexFormat.of().parseHex("4433221102000000930f85ca016869")).flip();
        WalWriter writer = new WalWriter(disk, new WalDirectory(disk, LOG), 42, 1 << 20, () -> 99, 1 << 10);
        writer.writeGroup(List.of(new WalRecord(1, forged), record("next")));
        writer.close();
        disk.flip(FILE, HEADER + 5, 1);
        replay();
        assertThat(found).containsExactly("next");
    }

    @Test
    void a_damaged_file_header_costs_no_record() throws IOException {
        log("first", "second");
        disk.flip(FILE, 14, 1);
        replay();
        assertThat(found).containsExactly("first", "second");
        assertThat(damages).hasSize(1);
    }

    @Test
    void a_file_of_a_later_version_is_refused() throws IOException {
        ByteBuffer header = WalFormat.fileHeader(42, MARK);
        header.put(4, (byte) 2).putInt(17, WalFormat.headerCrc(header));
        disk.createDirectories(LOG.resolve("42"));
        try (DiskFile file = disk.create(FILE)) {
            file.write(header);
        }
        assertThatThrownBy(this::replay).hasMessageContaining("has version 2 (expected: 1)");
    }

    @Test
    void files_are_replayed_in_the_order_of_their_numbers_and_strangers_are_left_alone() throws IOException {
        WalWriter writer = new WalWriter(disk, new WalDirectory(disk, LOG), 42, 1, () -> MARK);
        for (int i = 0; i < 12; i++) {
            writer.writeGroup(List.of(record("r" + i)));
        }
        writer.close();
        disk.create(LOG.resolve("42/notes.txt")).close();
        disk.create(LOG.resolve("lost+found")).close();
        replay();
        assertThat(found).containsExactly("r0", "r1", "r2", "r3", "r4", "r5", "r6", "r7", "r8", "r9", "r10", "r11");
        assertThat(new WalReader(disk, LOG).generations()).containsExactly(42L);
    }

    @Test
    void records_larger_than_the_window_are_replayed_whole() throws IOException {
        String large = "x".repeat(3 << 20);
        log("small", large, "small again");
        replay();
        assertThat(found).containsExactly("small", large, "small again");
        assertThat(damages).isEmpty();
    }

    @Test
    void a_log_that_is_not_there_has_no_generations() throws IOException {
        assertThat(new WalReader(disk, LOG).generations()).isEmpty();
    }

    private WalWriter writer() throws IOException {
        return new WalWriter(disk, new WalDirectory(disk, LOG), 42, 1 << 30, () -> MARK);
    }

    private void log(String... texts) throws IOException {
        unfinishedLog(texts).close();
    }

    /** Each text a group, and no end. */
    private WalWriter unfinishedLog(String... texts) throws IOException {
        WalWriter writer = writer();
        for (String text : texts) {
            writer.writeGroup(List.of(record(text)));
        }
        return writer;
    }

    private static WalRecord record(String text) {
        return new WalRecord(1, ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8)));
    }

    private void truncateBy(int bytes) throws IOException {
        truncateTo((int) disk.usedBytes() - bytes);
    }

    private void truncateTo(int size) throws IOException {
        try (DiskFile file = disk.openForAppend(FILE)) {
            file.truncate(size);
        }
    }

    private byte[] bytes() throws IOException {
        try (DiskFile file = disk.open(FILE)) {
            ByteBuffer bytes = ByteBuffer.allocate((int) file.sizeBytes());
            file.read(bytes, 0);
            return bytes.array();
        }
    }

    private void replay() throws IOException {
        replay(disk, found, damages);
    }

    private static void replay(SimulatedDisk disk, List<String> found, List<WalDamage> damages) throws IOException {
        new WalReader(disk, LOG).replay(42, new WalReader.Handler() {
            @Override
            public void record(int type, byte[] buffer, int offset, int length) {
                found.add(new String(buffer, offset, length, StandardCharsets.UTF_8));
            }

            @Override
            public void damaged(WalDamage damage) {
                damages.add(damage);
            }
        });
    }
}
