package io.sigyn.ruler.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import io.sigyn.model.Labels;
import io.sigyn.model.TenantId;
import io.sigyn.storage.disk.RealDisk;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.LongStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SampleJournalTest {
    private static final int MAX = 10_000;

    @TempDir
    Path folder;

    private Path file;

    @BeforeEach
    void name() {
        file = folder.resolve("deep/j.samples");
    }

    private SampleJournal open() throws IOException {
        return SampleJournal.open(new RealDisk(), folder.resolve("deep"), "j.samples", MAX);
    }

    private static List<SeriesSample> samples(long from, long end) {
        return LongStream.range(from, end)
                .mapToObj(at -> new SeriesSample(
                        new TenantId("t" + at % 2), Labels.of("__name__", "m", "x", "\u00fc"), at, -at / 3.0))
                .toList();
    }

    @Test
    void what_came_and_did_not_go_is_there_when_it_is_opened_again() throws IOException {
        try (SampleJournal journal = open()) {
            assertThat(journal.waiting()).isEmpty();
            journal.came(0, samples(0, 3000));
            journal.went(100, 50);
            journal.went(0, 20);
        }
        List<SeriesSample> left = new ArrayList<>(samples(20, 100));
        left.addAll(samples(150, 3000));
        try (SampleJournal journal = open()) {
            assertThat(journal.waiting()).isEqualTo(left);
            journal.went(0, left.size() - 1);
        }
        try (SampleJournal journal = open()) {
            assertThat(journal.waiting()).isEqualTo(samples(2999, 3000));
        }
    }

    @Test
    void a_torn_record_ends_it_and_what_is_no_journal_is_put_aside() throws IOException {
        try (SampleJournal journal = open()) {
            journal.came(0, samples(0, 2));
            journal.came(2, samples(2, 4));
        }
        byte[] bytes = Files.readAllBytes(file);
        Files.write(file, Arrays.copyOf(bytes, bytes.length - 1));
        try (SampleJournal journal = open()) {
            assertThat(journal.waiting()).isEqualTo(samples(0, 2));
        }
        Files.write(file, "something else".getBytes(StandardCharsets.UTF_8));
        try (SampleJournal journal = open()) {
            assertThat(journal.waiting()).isEmpty();
        }
    }

    @Test
    void it_does_not_grow_with_what_is_gone_and_takes_the_newest_if_there_are_too_many() throws IOException {
        try (SampleJournal journal = open()) {
            for (int i = 0; i < 200; i++) {
                journal.came(i * 1000L, samples(i * 1000L, (i + 1) * 1000L));
                journal.went(i * 1000L, 1000);
            }
            assertThat(Files.size(file)).isLessThan(2 << 20);
            journal.came(200_000, samples(0, MAX + 5));
        }
        try (SampleJournal journal = open()) {
            assertThat(journal.waiting()).isEqualTo(samples(5, MAX + 5));
        }
    }

    @Test
    void a_disk_that_fails_stops_the_journal_and_nothing_else() throws IOException {
        SampleJournal journal = open();
        journal.close();
        journal.came(0, samples(0, 1));
        journal.went(0, 1);
        assertThat(journal.waiting()).isEmpty();
    }
}
