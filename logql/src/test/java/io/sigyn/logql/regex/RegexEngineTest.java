package io.sigyn.logql.regex;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class RegexEngineTest {
    @Test
    void its_first_use_in_a_process_prints_nothing() throws IOException, InterruptedException {
        Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-cp",
                        System.getProperty("java.class.path"),
                        FirstUse.class.getName())
                .redirectErrorStream(true)
                .start();

        String printed = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);

        assertThat(printed).isEqualToIgnoringNewLines("found: true");
        assertThat(process.waitFor()).isZero();
    }

    static final class FirstUse {
        private FirstUse() {}

        public static void main(String[] arguments) {
            byte[] line = "a line".getBytes(StandardCharsets.UTF_8);
            System.out.println("found: " + ByteRegex.forLines("l[a-i]n.").matches(line, 0, line.length));
        }
    }
}
