package io.sigyn.ingester.validate;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class LevelDetectorTest {
    /** The levels that words hint at, the one that wins first. */
    private static final List<List<String>> HINTS = List.of(
            List.of("info", "info", "INFO"),
            List.of("error", "err:", "ERR:", "error", "ERROR"),
            List.of("warn", "warn:", "WARN:", "warning", "WARNING"),
            List.of("critical", "critical:", "CRITICAL:"),
            List.of("debug", "debug:", "DEBUG:"));

    private static final String[] PIECES = {
        "info",
        "INFO",
        "Info",
        "err:",
        "ERR:",
        "error",
        "ERROR",
        "erro",
        "warn:",
        "warning",
        "WARNING",
        "WARN",
        "WARN:",
        "critical:",
        "CRITICAL:",
        "crit",
        "debug:",
        "DEBUG:",
        "debug",
        "in",
        "er",
        "r",
        ":",
        " ",
        " ",
        "x",
        "3",
        "\u00e9"
    };

    @Test
    void a_word_anywhere_in_a_line_hints_at_its_level() {
        Random random = new Random(5);
        for (int round = 0; round < 20_000; round++) {
            String line = pieces(random, PIECES, 9);
            assertThat(level(line)).as(line).isEqualTo(hinted(line.strip()));
        }
    }

    @Test
    void a_pair_that_names_a_level_is_found_wherever_it_stands() {
        String[] fields = {"a=b", "msg=\"x y\"", "fuel=1", "Level", "=", "severity", "b==c", "key=\"level=warn\""};
        Random random = new Random(6);
        for (int round = 0; round < 5_000; round++) {
            String before = pieces(random, fields, 6);
            String name = new String[] {"level", "LVL", "Severity", "lvl", "SEVERITY"}[random.nextInt(5)];
            assertThat(level("start " + before + name + "=fatal " + pieces(random, fields, 4)))
                    .as(before)
                    .isEqualTo("fatal");
        }
        assertThat(level("fuel=fatal")).isEqualTo("unknown");
        assertThat(level("levels=fatal")).isEqualTo("unknown");
    }

    private static String pieces(Random random, String[] from, int most) {
        StringBuilder text = new StringBuilder();
        for (int i = random.nextInt(most); i > 0; i--) {
            text.append(from[random.nextInt(from.length)]).append(from == PIECES && random.nextBoolean() ? "" : " ");
        }
        return text.toString();
    }

    private static String hinted(String line) {
        for (List<String> hint : HINTS) {
            if (hint.subList(1, hint.size()).stream().anyMatch(line::contains)) {
                return hint.get(0);
            }
        }
        return "unknown";
    }

    private static String level(String line) {
        byte[] padded = (":info" + line + "info").getBytes(StandardCharsets.UTF_8);
        return new String(LevelDetector.ofLine(padded, 5, padded.length - 9), StandardCharsets.US_ASCII);
    }
}
