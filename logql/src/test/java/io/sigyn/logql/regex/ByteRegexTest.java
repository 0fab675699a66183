package io.sigyn.logql.regex;

import static org.assertj.core.api.Assertions.assertThat;

import io.airlift.slice.Slices;
import io.trino.re2j.Pattern;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Expressions match what the engine alone would match, but where Loki's own short cuts show. */
class ByteRegexTest {
    @ParameterizedTest
    @ValueSource(
            strings = {
                "error",
                "err|warn",
                "error|err",
                "foo.*bar",
                "a{1,2}b",
                "x+y",
                "(a|b)c",
                "^foo",
                "bar$",
                "[a-c]x",
                "fo(o|x)?b",
                "foo(bar|baz)",
                "(?:foo|bar)qux",
                "a.c",
                "\\d{3}",
                "foo(|x)bar",
                "a|ab|abc",
                "ab*c",
                "\\x66oo",
                "\\Qa.b\\E",
                "(?P<n>foo)bar",
                "(?<n>foo)|bar",
                "[^a]b",
                "a|b|[x-z]",
                "(a.*)|b",
                ".*foo.*",
                "foo.*",
                "(foo|bar).*",
                "a(b|c)(d|e)",
                "x{0}y",
                "\\bfoo\\b",
                "(?s)a.b",
                "(?m)^b",
                "a\\nb",
                "fo+|ba+"
            })
    void a_line_expression_matches_as_the_engine_does(String regex) {
        ByteRegex compiled = ByteRegex.forLines(regex);
        Pattern engine = Pattern.compile(regex.replace("(?<n>", "(?P<n>"));
        Random random = new Random(1);
        for (int i = 0; i < 20_000; i++) {
            byte[] text = text(random).getBytes(StandardCharsets.UTF_8);
            boolean expected = engine.matcher(Slices.wrappedBuffer(text)).find();
            assertThat(compiled.matches(text, 0, text.length))
                    .as("%s in \"%s\"", regex, new String(text, StandardCharsets.UTF_8))
                    .isEqualTo(expected);
            RequiredLiterals required = compiled.required();
            if (expected && required != null) {
                assertThat(required.mayMatch(text, 0, text.length)).isTrue();
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"\\Qa.b", "\\Qa.b\\E", "\\Qa\\E\\.\\Qb"})
    void a_quotation_may_stay_open_in_an_expression_for_whole_values(String regex) {
        for (ByteRegex compiled : new ByteRegex[] {ByteRegex.forWholeValues(regex), ByteRegex.forLabels(regex)}) {
            assertThat(compiled.matches("a.b".getBytes(StandardCharsets.UTF_8), 0, 3))
                    .isTrue();
            assertThat(compiled.matches("axb".getBytes(StandardCharsets.UTF_8), 0, 3))
                    .isFalse();
        }
    }

    private static String text(Random random) {
        StringBuilder text = new StringBuilder();
        String[] parts = {"foo", "bar", "baz", "a", "b", "c", "x", "err", "or", "warn", ".", "\n", "1", "d", "qux", "y"
        };
        int count = 1 + random.nextInt(5);
        for (int i = 0; i < count; i++) {
            text.append(parts[random.nextInt(parts.length)]);
        }
        return text.toString();
    }

    @ParameterizedTest
    @CsvSource({
        "qu.*, squote, true",
        "t(ab|ick), backtick, true",
        ".*u, quote, true",
        "quote, squote, false",
        "quote|tick, squote, false",
        "quote|tick, tick, true",
        "5.., 1500, false",
        "5.., 500, true",
        "(?i)TAB, tab, true",
        "(?i)EM.*, the emoji, true",
        "[a-r].*|s.*, tab, false"
    })
    void a_label_expression_is_a_substring_where_loki_makes_it_one(String regex, String value, boolean matches) {
        byte[] bytes = value.getBytes(StandardCharsets.UTF_8);
        assertThat(ByteRegex.forLabels(regex).matches(bytes, 0, bytes.length)).isEqualTo(matches);
    }

    @ParameterizedTest
    @CsvSource({
        "(?i)AAB, aaab, false",
        "(?i)error, an ERROR here, true",
        "(?i)ОШИБКА, Ошибка: x, true",
        "(?i)k kelvin, \u212A Kelvin, true",
        "(?i)strasse, Straße, false",
        "(?i)foo|BAR, xbArx, true"
    })
    void a_literal_without_case_is_found_in_one_pass(String regex, String line, boolean matches) {
        byte[] bytes = line.getBytes(StandardCharsets.UTF_8);
        assertThat(ByteRegex.forLines(regex).matches(bytes, 0, bytes.length)).isEqualTo(matches);
    }

    @Test
    void a_substring_is_found_at_every_place_and_length() {
        Random random = new Random(3);
        for (int i = 0; i < 50_000; i++) {
            String letters = i % 2 == 0 ? "abAB" : "a@Z[`{z\u00e9 0";
            byte[] text = randomText(random, letters, random.nextInt(40)).getBytes(StandardCharsets.UTF_8);
            byte[] needle = randomText(random, letters, 1 + random.nextInt(i % 3 == 0 ? 12 : 4))
                    .toLowerCase(Locale.ROOT)
                    .getBytes(StandardCharsets.UTF_8);
            int from = random.nextInt(text.length + 1);
            int to = from + random.nextInt(text.length - from + 1);
            int exact = slowly(text, from, to, needle, false);
            assertThat(ByteSearch.indexOf(text, from, to, needle)).isEqualTo(exact);
            assertThat(Finder.of(needle, false).indexOf(text, from, to)).isEqualTo(exact);
            assertThat(Finder.of(needle, true).indexOf(text, from, to)).isEqualTo(slowly(text, from, to, needle, true));
        }
    }

    private static String randomText(Random random, String letters, int length) {
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < length; i++) {
            text.append(letters.charAt(random.nextInt(letters.length())));
        }
        return text.toString();
    }

    private static int slowly(byte[] text, int from, int to, byte[] needle, boolean foldCase) {
        for (int at = from; at + needle.length <= to; at++) {
            int i = 0;
            while (i < needle.length && (foldCase ? lower(text[at + i]) : text[at + i]) == needle[i]) {
                i++;
            }
            if (i == needle.length) {
                return at;
            }
        }
        return -1;
    }

    private static byte lower(byte b) {
        return b >= 'A' && b <= 'Z' ? (byte) (b + 32) : b;
    }
}
