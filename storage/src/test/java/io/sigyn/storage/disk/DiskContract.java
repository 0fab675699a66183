package io.sigyn.storage.disk;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.NonWritableChannelException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What every disk does as long as the power is on, so that what holds on the simulated one holds on the real one. */
abstract class DiskContract {
    private Disk disk;
    private Path directory;
    private Path file;

    abstract Disk disk();

    /** A directory that is not there yet, and neither is its parent. */
    abstract Path directory();

    @BeforeEach
    void create() throws IOException {
        disk = disk();
        directory = directory();
        file = directory.resolve("file");
        disk.createDirectories(directory);
    }

    @Test
    void directories_may_be_created_again() throws IOException {
        disk.createDirectories(directory);
        assertThat(disk.list(directory)).isEmpty();
        assertThat(disk.exists(directory)).isTrue();
    }

    @Test
    void a_file_is_no_directory() throws IOException {
        write(file, "x");
        assertThatThrownBy(() -> disk.createDirectories(file.resolve("below")))
                .isInstanceOf(FileAlreadyExistsException.class);
        assertThatThrownBy(() -> disk.list(file)).isInstanceOf(NoSuchFileException.class);
    }

    @Test
    void a_file_is_created_once() throws IOException {
        write(file, "x");
        assertThatThrownBy(() -> disk.create(file)).isInstanceOf(FileAlreadyExistsException.class);
        assertThat(read(file)).isEqualTo("x");
    }

    @Test
    void a_file_that_is_not_there_cannot_be_opened() {
        assertThatThrownBy(() -> disk.open(file)).isInstanceOf(NoSuchFileException.class);
        assertThatThrownBy(() -> disk.openForAppend(file)).isInstanceOf(NoSuchFileException.class);
        assertThatThrownBy(() -> disk.create(directory.resolve("none/file"))).isInstanceOf(NoSuchFileException.class);
        assertThatThrownBy(() -> disk.list(directory.resolve("none"))).isInstanceOf(NoSuchFileException.class);
    }

    @Test
    void writes_append_all_buffers_in_order() throws IOException {
        try (DiskFile created = disk.create(file)) {
            created.write(bytes("one "), bytes("two "));
            created.write(bytes("three"));
            created.sync();
            assertThat(created.sizeBytes()).isEqualTo(13);
        }
        try (DiskFile opened = disk.openForAppend(file)) {
            opened.write(
                    ByteBuffer.allocateDirect(4).put(bytes(" fou")).flip(),
                    ByteBuffer.allocateDirect(1).put(bytes("r")).flip());
        }
        assertThat(read(file)).isEqualTo("one two three four");
    }

    @Test
    void large_writes_and_reads_are_whole() throws IOException {
        byte[] large = new byte[(1 << 20) + 17];
        new Random(1).nextBytes(large);
        try (DiskFile created = disk.create(file)) {
            created.write(ByteBuffer.wrap(large));
            byte[] read = new byte[large.length - 5];
            assertThat(created.read(ByteBuffer.wrap(read), 5)).isEqualTo(read.length);
            assertThat(read).isEqualTo(Arrays.copyOfRange(large, 5, large.length));
        }
    }

    @Test
    void a_read_ends_with_the_file() throws IOException {
        write(file, "12345");
        try (DiskFile opened = disk.open(file)) {
            ByteBuffer into = ByteBuffer.allocate(10);
            assertThat(opened.read(into, 3)).isEqualTo(2);
            assertThat(opened.read(into, 5)).isZero();
            assertThat(opened.read(into, 50)).isZero();
            assertThat(into.flip()).isEqualTo(bytes("45"));
        }
    }

    @Test
    void a_truncated_file_is_appended_to_at_its_new_end() throws IOException {
        write(file, "12345");
        try (DiskFile opened = disk.openForAppend(file)) {
            opened.truncate(2);
            opened.write(bytes("x"));
        }
        assertThat(read(file)).isEqualTo("12x");
    }

    @Test
    void a_file_opened_for_reading_is_not_written() throws IOException {
        write(file, "x");
        try (DiskFile opened = disk.open(file)) {
            assertThatThrownBy(() -> opened.write(bytes("y"))).isInstanceOf(NonWritableChannelException.class);
        }
    }

    @Test
    void a_rename_replaces_and_a_link_does_not() throws IOException {
        Path other = directory.resolve("other");
        write(file, "one");
        write(other, "two");
        assertThatThrownBy(() -> disk.link(file, other)).isInstanceOf(FileAlreadyExistsException.class);
        assertThat(read(other)).isEqualTo("two");
        disk.rename(file, other);
        assertThat(read(other)).isEqualTo("one");
        assertThat(disk.exists(file)).isFalse();
        disk.link(other, file);
        disk.delete(other);
        assertThat(read(file)).isEqualTo("one");
        disk.syncDirectory(directory);
    }

    @Test
    void a_delete_says_whether_there_was_something_and_spares_what_a_directory_holds() throws IOException {
        write(file, "x");
        assertThatThrownBy(() -> disk.delete(directory)).isInstanceOf(DirectoryNotEmptyException.class);
        assertThat(disk.delete(file)).isTrue();
        assertThat(disk.delete(file)).isFalse();
        assertThat(disk.delete(directory)).isTrue();
        assertThat(disk.exists(directory)).isFalse();
    }

    @Test
    void a_list_is_sorted_and_tells_files_from_directories() throws IOException {
        write(directory.resolve("b"), "12");
        disk.createDirectories(directory.resolve("a"));
        write(directory.resolve("C"), "");
        assertThat(disk.list(directory)).extracting(Disk.Entry::name).containsExactly("C", "a", "b");
        assertThat(disk.list(directory)).extracting(Disk.Entry::isDirectory).containsExactly(false, true, false);
        assertThat(disk.list(directory).get(2).sizeBytes()).isEqualTo(2);
    }

    private void write(Path path, String text) throws IOException {
        try (DiskFile created = disk.create(path)) {
            created.write(bytes(text));
        }
    }

    private String read(Path path) throws IOException {
        try (DiskFile opened = disk.open(path)) {
            ByteBuffer bytes = ByteBuffer.allocate((int) opened.sizeBytes());
            opened.read(bytes, 0);
            return new String(bytes.array(), UTF_8);
        }
    }

    private static ByteBuffer bytes(String text) {
        return ByteBuffer.wrap(text.getBytes(UTF_8));
    }
}
