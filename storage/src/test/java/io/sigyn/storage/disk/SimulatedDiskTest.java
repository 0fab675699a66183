package io.sigyn.storage.disk;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sigyn.storage.Seeds;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.Test;

class SimulatedDiskTest extends DiskContract {
    private static final Path DIRECTORY = Path.of("/data/wal");
    private static final Path FILE = DIRECTORY.resolve("1");

    @Override
    Disk disk() {
        return new SimulatedDisk(1);
    }

    @Override
    Path directory() {
        return DIRECTORY;
    }

    @Test
    void what_was_synced_with_its_directory_survives_every_power_loss() {
        Seeds.forEach(200, seed -> {
            SimulatedDisk disk = disk(seed);
            DiskFile file = disk.create(FILE);
            write(file, "kept");
            file.sync();
            disk.syncDirectory(DIRECTORY);
            write(file, "unsure");
            assertThat(read(disk.reopen(), FILE)).startsWith("kept");
        });
    }

    @Test
    void bytes_that_were_not_synced_may_be_lost_torn_or_zeros() throws IOException {
        Set<String> seen = new HashSet<>();
        for (long seed = 0; seed < 200; seed++) {
            SimulatedDisk disk = disk(seed);
            DiskFile file = disk.create(FILE);
            disk.syncDirectory(DIRECTORY);
            write(file, "ab");
            seen.add(read(disk.reopen(), FILE));
        }
        assertThat(seen).containsExactlyInAnyOrder("", "a", "ab", "\0\0");
    }

    @Test
    void a_name_may_be_lost_until_its_directory_is_synced() throws IOException {
        Set<Boolean> seen = new HashSet<>();
        for (long seed = 0; seed < 50; seed++) {
            SimulatedDisk disk = disk(seed);
            DiskFile file = disk.create(FILE);
            file.sync();
            seen.add(disk.reopen().exists(FILE));
        }
        assertThat(seen).containsExactlyInAnyOrder(true, false);
    }

    @Test
    void a_deleted_file_may_be_back_until_its_directory_is_synced() throws IOException {
        Set<Boolean> seen = new HashSet<>();
        for (long seed = 0; seed < 50; seed++) {
            SimulatedDisk disk = disk(seed);
            disk.create(FILE).close();
            disk.syncDirectory(DIRECTORY);
            disk.delete(FILE);
            seen.add(disk.reopen().exists(FILE));
        }
        assertThat(seen).containsExactlyInAnyOrder(true, false);
    }

    @Test
    void a_failed_sync_loses_bytes_for_ever_though_they_can_still_be_read() throws IOException {
        Set<String> seen = new HashSet<>();
        for (long seed = 0; seed < 100; seed++) {
            SimulatedDisk disk = disk(seed);
            DiskFile file = disk.create(FILE);
            disk.syncDirectory(DIRECTORY);
            write(file, "x");
            disk.failNextSyncs(1);
            assertThatThrownBy(file::sync).isInstanceOf(IOException.class);
            file.sync();
            assertThat(read(disk, FILE)).isEqualTo("x");
            seen.add(read(disk.reopen(), FILE));
        }
        assertThat(seen).contains("", "x");
    }

    @Test
    void nothing_works_after_the_power_is_gone() throws IOException {
        SimulatedDisk disk = disk(1);
        DiskFile file = disk.create(FILE);
        disk.losePowerAt(2);
        write(file, "1");
        assertThatThrownBy(() -> write(file, "2")).isInstanceOf(PowerLossException.class);
        assertThatThrownBy(file::sync).isInstanceOf(PowerLossException.class);
        assertThatThrownBy(() -> disk.list(DIRECTORY)).isInstanceOf(PowerLossException.class);
    }

    @Test
    void a_killed_process_loses_nothing_that_it_wrote() throws IOException {
        SimulatedDisk disk = disk(1);
        write(disk.create(FILE), "all");
        assertThat(read(disk.reopenAfterKill(), FILE)).isEqualTo("all");
    }

    @Test
    void a_full_disk_takes_what_fits_and_works_again_when_there_is_room() throws IOException {
        SimulatedDisk disk = disk(1);
        disk.setCapacityBytes(3);
        DiskFile file = disk.create(FILE);
        assertThatThrownBy(() -> write(file, "12345")).hasMessageContaining("No space left");
        assertThat(read(disk, FILE)).isEqualTo("123");
        disk.delete(FILE);
        assertThat(disk.usedBytes()).isZero();
        write(disk.create(FILE), "456");
    }

    @Test
    void a_link_is_exclusive_and_a_rename_replaces() throws IOException {
        SimulatedDisk disk = disk(1);
        Path other = DIRECTORY.resolve("2");
        write(disk.create(FILE), "one");
        write(disk.create(other), "two");
        assertThatThrownBy(() -> disk.link(FILE, other)).isInstanceOf(FileAlreadyExistsException.class);
        disk.rename(FILE, other);
        assertThat(read(disk, other)).isEqualTo("one");
        assertThat(disk.list(DIRECTORY)).hasSize(1);
        assertThat(disk.usedBytes()).isEqualTo(3);
    }

    private static SimulatedDisk disk(long seed) throws IOException {
        SimulatedDisk disk = new SimulatedDisk(seed);
        disk.createDirectories(DIRECTORY);
        return disk;
    }

    private static void write(DiskFile file, String text) throws IOException {
        file.write(ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8)));
    }

    private static String read(Disk disk, Path path) throws IOException {
        try (DiskFile file = disk.open(path)) {
            ByteBuffer bytes = ByteBuffer.allocate((int) file.sizeBytes());
            file.read(bytes, 0);
            return new String(bytes.array(), StandardCharsets.UTF_8);
        }
    }
}
