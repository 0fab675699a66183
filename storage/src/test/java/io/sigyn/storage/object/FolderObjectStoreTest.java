package io.sigyn.storage.object;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sigyn.storage.disk.RealDisk;
import io.sigyn.storage.disk.SimulatedDisk;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FolderObjectStoreTest extends ObjectStoreContract {
    @TempDir
    Path folder;

    @Override
    ObjectStore openStore() throws IOException {
        return FolderObjectStore.open(new RealDisk(), folder.resolve("chunks"), Clock.systemUTC());
    }

    @Test
    void temporary_files_are_invisible_and_those_without_a_writer_are_deleted_at_start() throws IOException {
        Path temporary = folder.resolve("chunks/~temporary");
        Path left = Files.createFile(temporary.resolve("left"));
        assertThat(openStore().list("", "")).isEmpty();
        assertThat(left).exists(); // perhaps another process writes it
        Clock later = Clock.fixed(
                Files.getLastModifiedTime(left)
                        .toInstant()
                        .plus(FolderObjectStore.TEMPORARY_FILE_LIFE)
                        .plusMillis(1),
                ZoneOffset.UTC);
        FolderObjectStore.open(new RealDisk(), folder.resolve("chunks"), later);
        assertThat(temporary).isEmptyDirectory();
    }

    @Test
    void the_temporary_folder_is_no_place_for_objects() throws IOException {
        ObjectStore store = openStore();
        assertThatThrownBy(() -> store.put("~temporary/x", body("x"))).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> store.list("../", "")).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void a_key_below_an_object_is_refused_with_the_reason() throws IOException {
        ObjectStore store = openStore();
        store.put("a", body("x"));
        assertThatThrownBy(() -> store.putIfAbsent("a/b", body("x")))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("A key cannot be another's folder");
    }

    @Test
    void no_temporary_file_is_left_by_puts_that_succeed_lose_or_fail() throws IOException {
        SimulatedDisk disk = new SimulatedDisk(1);
        Clock clock = Clock.fixed(Instant.EPOCH, ZoneOffset.UTC);
        ObjectStore store = FolderObjectStore.open(disk, Path.of("/data"), clock);
        store.putIfAbsent("k", body("12345"));
        store.putIfAbsent("k", body("1234"));
        disk.setCapacityBytes(8);
        assertThatThrownBy(() -> store.put("k", body("1234"))).hasMessageContaining("No space left");
        disk.failNextSyncs(1);
        assertThatThrownBy(() -> store.put("k", body("12"))).hasMessageContaining("Input/output error");
        assertThat(disk.list(Path.of("/data/~temporary"))).isEmpty();
        assertThat(disk.usedBytes()).isEqualTo(5);
    }
}
