package io.sigyn.logql.regex;

import static org.assertj.core.api.Assertions.assertThat;

import io.airlift.slice.Slices;
import io.trino.re2j.Pattern;
import java.nio.charset.StandardCharsets;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A byte that belongs to no rune is a U+FFFD to an expression, each of its own, as in Go. */
class BrokenTextTest {
    private static final int[][] PARTS = {
        {'a'},
        {'b'},
        {' '},
        {0xFF},
        {0xC3},
        {0xA9},
        {0xC3, 0xA9},
        {0xE4, 0xB8},
        {0xE4, 0xB8, 0x8A},
        {0xF0, 0x9F, 0x9A},
        {0xF0, 0x9F, 0x9A, 0x80},
        {0xED, 0xA0, 0x80},
        {0xC0, 0x80},
        {0xF8, 0x88, 0x80, 0x80},
        {0xEF, 0xBF, 0xBD}
    };

    private static byte[] text(Random random) {
        java.io.ByteArrayOutputStream text = new java.io.ByteArrayOutputStream();
        int count = random.nextInt(6);
        for (int i = 0; i < count; i++) {
            for (int b : PARTS[random.nextInt(PARTS.length)]) {
                text.write(b);
            }
        }
        return text.toByteArray();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "^..$",
                "^.a",
                "a.b",
                "[^a]b",
                "^[^a-z]+$",
                "\\x{FFFD}+a",
                "^\\x{FFFD}{2}$",
                "[\\x{FFFD}x]",
                "\\PL",
                "\\W.",
                "é.",
                "[^é]$",
                "(?i)É.",
                "(?s)^.{3}$",
                "\\bb",
                "a\\B",
                "\\x{ff}.",
                "上.|\\x{FFFD}b."
            })
    void an_expression_matches_as_if_it_stood_there(String regex) {
        ByteRegex compiled = ByteRegex.forLines(regex);
        ByteRegex whole = ByteRegex.forWholeValues(regex);
        Pattern engine = Pattern.compile(regex);
        Pattern wholeEngine = Pattern.compile("^(?:" + regex + ")$");
        Random random = new Random(5);
        for (int i = 0; i < 5_000; i++) {
            byte[] text = text(random);
            byte[] replaced = Utf8.text(text, 0, text.length).getBytes(StandardCharsets.UTF_8);
            assertThat(compiled.matches(text, 0, text.length))
                    .as("%s in %s", regex, java.util.HexFormat.of().formatHex(text))
                    .isEqualTo(engine.matcher(Slices.wrappedBuffer(replaced)).find());
            assertThat(whole.matches(text, 0, text.length))
                    .as("%s is %s", regex, java.util.HexFormat.of().formatHex(text))
                    .isEqualTo(
                            wholeEngine.matcher(Slices.wrappedBuffer(replaced)).find());
        }
    }

    @Test
    void groups_have_the_bytes_that_are_there() {
        byte[] line = {'x', ' ', 'a', (byte) 0xFF, (byte) 0xE4, (byte) 0xB8, 'b', ' ', (byte) 0xC3, (byte) 0xA9, '!'};
        GroupRegex regex = GroupRegex.compile("(?P<one>a.{3}b) (?P<two>.)(?P<three>!)(?P<four>z)?");
        GroupRegex.Match match = regex.match(line, 1, line.length - 1);
        assertThat(match).isNotNull();
        assertThat(new int[] {match.start(1), match.end(1), match.start(2), match.end(2), match.start(3), match.end(3)})
                .containsExactly(2, 7, 8, 10, 10, 11);
        assertThat(match.start(4)).isEqualTo(-1);
    }

    @Test
    void a_byte_in_an_escape_is_a_rune_and_not_that_byte() {
        byte[] umlaut = "ÿ".getBytes(StandardCharsets.UTF_8);
        byte[] broken = {(byte) 0xFF};
        for (String regex : new String[] {"\\xff", "^\\xff$", "\\xff|x.y", "[\\xff]"}) {
            assertThat(ByteRegex.forLines(regex).matches(umlaut, 0, 2))
                    .as(regex)
                    .isTrue();
            assertThat(ByteRegex.forLines(regex).matches(broken, 0, 1))
                    .as(regex)
                    .isFalse();
        }
    }
}
