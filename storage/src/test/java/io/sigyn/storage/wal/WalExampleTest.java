package io.sigyn.storage.wal;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.sigyn.storage.FormatExamples;
import io.sigyn.storage.disk.RealDisk;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class WalExampleTest {
    @TempDir
    private Path folder;

    @Test
    void the_documented_log_file_is_one() throws IOException {
        Files.createDirectories(folder.resolve("42"));
        Files.write(folder.resolve("42/000001"), FormatExamples.named("log file"));
        List<String> found = new ArrayList<>();
        new WalReader(new RealDisk(), folder).replay(42, new WalReader.Handler() {
            @Override
            public void record(int type, byte[] buffer, int offset, int length) {
                found.add(type + " " + new String(buffer, offset, length, UTF_8));
            }

            @Override
            public void damaged(WalDamage damage) {
                found.add(damage.toString());
            }
        });
        assertThat(found).containsExactly("1 a", "1 hi");
    }
}
