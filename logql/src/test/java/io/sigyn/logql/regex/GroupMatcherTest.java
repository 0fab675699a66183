package io.sigyn.logql.regex;

import static org.assertj.core.api.Assertions.assertThat;

import io.airlift.slice.Slices;
import io.trino.re2j.Matcher;
import io.trino.re2j.Pattern;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Groups are where the engine alone would find them. */
class GroupMatcherTest {
    private static final String[] PARTS = {
        "a",
        "b",
        "ab",
        " ",
        "GET",
        "get",
        "/x",
        "200",
        "5",
        "\"",
        "[",
        "]",
        "-",
        "\n",
        "foo",
        "o",
        ":",
        "10.0.0.1",
        "_",
        "é",
        "K"
    };

    private static byte[] text(Random random) {
        StringBuilder text = new StringBuilder();
        int count = random.nextInt(12);
        for (int i = 0; i < count; i++) {
            text.append(PARTS[random.nextInt(PARTS.length)]);
        }
        return text.toString().getBytes(StandardCharsets.UTF_8);
    }

    private static void compare(String regex, GroupMatcher groups, Pattern engine, byte[] text) {
        byte[] around = ("b" + new String(text, StandardCharsets.UTF_8) + "b").getBytes(StandardCharsets.UTF_8);
        Matcher expected = engine.matcher(Slices.wrappedBuffer(text));
        boolean found = expected.find();
        String description = regex + " in \"" + new String(text, StandardCharsets.UTF_8) + '"';
        assertThat(groups.match(around, 1, text.length)).as(description).isEqualTo(found);
        for (int group = 0; found && group <= expected.groupCount(); group++) {
            int start = expected.start(group);
            assertThat(groups.start(group)).as("%s: %d", description, group).isEqualTo(start < 0 ? -1 : start + 1);
            if (start >= 0) {
                assertThat(groups.end(group)).as("%s: %d", description, group).isEqualTo(expected.end(group) + 1);
            }
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "(?P<a>\\S+) (?P<b>\\S+)",
                "^(?P<ip>\\S+) (?P<rest>.*)$",
                "(?P<m>GET|POST|get) (?P<path>/\\w*)(?P<code> \\d{3})?",
                "\\[(?P<in>[^\\]]*)\\]",
                "(a|ab)(b|c|)(o*)",
                "(a+?)(b*?)(a|$)",
                "(?i)(?P<k>k+)(get)?",
                "(?s)(.*)(foo)(.*)",
                "(.*)(o)(.*?)",
                "(?m)^(\\w+)$",
                "\\b(\\w)(\\w*)\\b",
                "(\\B.)+",
                "((a)|(b))+",
                "(?:(a)|b)*(o)",
                "(a{2,3})(b{0,2})([a-b]{1,})",
                "([[:alpha:]]+)",
                "(\\d+)\\.(\\d+)(?:\\.(\\d+))*",
                "()(a)",
                "(x?)(a*)(a)",
                "(?P<a>[^a ]+)(?P<b>[\\s\\d\"]+)",
                "([-_:]|\\/)(.)",
                "\\A(.)(?P<r>.*)\\z",
                "(a*)*b",
                "(é)(.)",
                "([^x])",
                "(foo|f|o)+?(o|:)"
            })
    void of_an_expression(String regex) {
        GroupMatcher groups = GroupRegex.compile(regex).matcher();
        Pattern engine = Pattern.compile(regex);
        Random random = new Random(3);
        for (int i = 0; i < 1_500; i++) {
            compare(regex, groups, engine, text(random));
        }
    }

    @Test
    void of_expressions_that_are_composed_by_chance() {
        Random random = new Random(5);
        int understood = 0;
        for (int i = 0; i < 400; i++) {
            String regex = expression(random, 3);
            GroupRegex compiled = GroupRegex.compile(regex);
            understood += compiled.program() == null ? 0 : 1;
            GroupMatcher groups = compiled.matcher();
            Pattern engine = Pattern.compile(regex);
            for (int t = 0; t < 40; t++) {
                compare(regex, groups, engine, text(random));
            }
        }
        assertThat(understood).isGreaterThan(150);
    }

    private static String expression(Random random, int depth) {
        String[] atoms = {"a", "b", ".", "\\S", "\\d", "[^ ]", "[a-f]", "o", " ", "\\w", "/", "(?i:g)", "\\b"};
        StringBuilder regex = new StringBuilder();
        int parts = 1 + random.nextInt(3);
        for (int p = 0; p < parts; p++) {
            int kind = random.nextInt(depth == 0 ? 3 : 6);
            switch (kind) {
                case 3 ->
                    regex.append('(').append(expression(random, depth - 1)).append(')');
                case 4 ->
                    regex.append("(?:").append(expression(random, depth - 1)).append(')');
                case 5 ->
                    regex.append('(')
                            .append(expression(random, depth - 1))
                            .append('|')
                            .append(expression(random, depth - 1))
                            .append(')');
                default -> regex.append(atoms[random.nextInt(atoms.length)]);
            }
            String[] repeats = {"", "", "", "*", "+", "?", "*?", "+?", "??", "{2}", "{0,2}", "{1,}"};
            regex.append(repeats[random.nextInt(repeats.length)]);
        }
        return regex.toString();
    }

    @Test
    void that_go_back_and_forth_are_found_in_linear_time() {
        byte[] text = new byte[1 << 16];
        Arrays.fill(text, (byte) 'a');
        GroupMatcher groups = GroupRegex.compile("(a|aa)+(a*)(a*)(a*)[^a]").matcher();
        long start = System.nanoTime();
        for (int length : new int[] {1000, 10_000, text.length}) {
            assertThat(groups.match(text, 0, length)).isFalse();
        }
        assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(20));
    }
}
