package io.sigyn.deploy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The unit is one that systemd takes, and it stops the server the way that loses nothing and takes least time. */
class SystemdUnitTest {
    @TempDir
    Path folder;

    @Test
    void systemd_finds_nothing_to_complain_about() throws IOException, InterruptedException {
        assumeTrue(
                Files.isExecutable(Path.of("/usr/bin/systemd-analyze")),
                "skipped: there is no /usr/bin/systemd-analyze here");
        // What the unit runs need not be installed where it is checked.
        String unit = Deploy.text("systemd/sigyn.service").replace("/usr/bin/java", "/bin/true");
        Path file = Files.writeString(folder.resolve("sigyn.service"), unit);

        Process analyze = new ProcessBuilder("/usr/bin/systemd-analyze", "verify", "--man=no", file.toString())
                .redirectErrorStream(true)
                .start();
        String output = new String(analyze.getInputStream().readAllBytes(), StandardCharsets.UTF_8);

        List<String> about =
                output.lines().filter(line -> line.contains("sigyn.service")).toList();
        assertThat(about).isEmpty();
        assertThat(analyze.waitFor()).as(output).isZero();
    }

    @Test
    void it_restarts_what_dies_and_gives_time_to_flush() {
        List<String> lines = Deploy.text("systemd/sigyn.service").lines().toList();
        assertThat(lines)
                .contains("Restart=always", "KillSignal=SIGTERM", "TimeoutStopSec=120", "StateDirectory=sigyn");
    }

    @Test
    void the_server_takes_its_configuration() {
        var config = Deploy.config(Deploy.FOLDER.resolve("systemd/sigyn.yaml"), Map.of());
        assertThat(config.warnings()).isEmpty();
        assertThat(config.storage().chunksDirectory()).isEqualTo(Path.of("/var/lib/sigyn/chunks"));
        assertThat(config.http().address()).isEqualTo("127.0.0.1");
    }
}
