package io.sigyn.storage.filter;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Random;
import org.junit.jupiter.api.Test;

class GramFilterTest {

    @Test
    void what_occurs_is_never_denied_in_any_case() {
        Random random = new Random(7);
        GramFilter.Builder builder = new GramFilter.Builder();
        String[] alphabets = {
            "0123456789abcdef", "0123456789ABCDEFg-", "ab1 =", "0123456789abcdefghijklmnopqrstuvwxyz=\"-. {}"
        };
        for (int round = 0; round < 400; round++) {
            String alphabet = alphabets[round % alphabets.length];
            StringBuilder text = new StringBuilder();
            for (int i = random.nextInt(500); i >= 0; i--) {
                text.append(alphabet.charAt(random.nextInt(alphabet.length())));
            }
            byte[] filter = builder.build(bytes(text.toString()), 0, text.length());
            for (int i = 0; i < 200; i++) {
                int from = random.nextInt(text.length());
                int to = from + random.nextInt(Math.min(60, text.length() - from) + 1);
                String needle = text.substring(from, to);
                assertThat(mayContain(filter, needle))
                        .as("\"%s\" in \"%s\"", needle, text)
                        .isTrue();
                assertThat(mayContain(filter, needle.toUpperCase(Locale.ROOT))).isTrue();
            }
        }
    }

    @Test
    void absent_words_and_ids_are_mostly_denied() {
        Random random = new Random(9);
        StringBuilder text = new StringBuilder();
        while (text.length() < 1 << 20) {
            text.append("{\"level\":\"info\",\"status\":200,\"duration_ms\":").append(random.nextInt(2000));
            text.append(",\"user\":\"user-").append(random.nextInt(5000)).append("\",\"trace_id\":\"");
            text.append(hex(random)).append(hex(random)).append("\",\"msg\":\"request completed\"}");
        }
        byte[] filter = new GramFilter.Builder().build(bytes(text.toString()), 0, text.length());
        assertThat(filter.length).isBetween(1, text.length() / 40);
        assertThat(passed(filter, () -> hex(random) + hex(random))).isLessThan(10);
        assertThat(passed(filter, () -> "trace_id\":\"" + hex(random))).isLessThan(80);
        assertThat(passed(filter, () -> letters(random, 8))).isLessThan(60);
        assertThat(passed(filter, () -> letters(random, 16))).isLessThan(3);
    }

    @Test
    void a_text_without_end_of_randomness_gets_no_filter() {
        byte[] noise = new byte[4 << 20];
        new Random(1).nextBytes(noise);
        assertThat(new GramFilter.Builder().build(noise, 0, noise.length)).isEmpty();
        assertThat(GramFilter.mayContain(new byte[0], 0, 0, bytes("anything"))).isTrue();
    }

    @Test
    void short_needles_pass() {
        byte[] filter = new GramFilter.Builder().build(bytes("some text"), 0, 9);
        assertThat(mayContain(filter, "xyz")).isTrue();
        assertThat(mayContain(filter, "")).isTrue();
        assertThat(mayContain(filter, "wxyz")).isFalse();
    }

    private interface Needles {
        String next();
    }

    /** How many of a thousand pass. */
    private static int passed(byte[] filter, Needles needles) {
        int passed = 0;
        for (int i = 0; i < 1000; i++) {
            passed += mayContain(filter, needles.next()) ? 1 : 0;
        }
        return passed;
    }

    private static String hex(Random random) {
        return String.format(Locale.ROOT, "%016x", random.nextLong());
    }

    private static String letters(Random random, int length) {
        StringBuilder letters = new StringBuilder();
        for (int i = 0; i < length; i++) {
            letters.append((char) ('g' + random.nextInt(20)));
        }
        return letters.toString();
    }

    private static boolean mayContain(byte[] filter, String needle) {
        return GramFilter.mayContain(filter, 0, filter.length, bytes(needle));
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.ISO_8859_1);
    }
}
