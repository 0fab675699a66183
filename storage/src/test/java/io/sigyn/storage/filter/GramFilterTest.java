package io.sigyn.storage.filter;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.BitSet;
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
    void a_filter_has_just_the_grams_of_its_definition() {
        Random random = new Random(11);
        GramFilter.Builder builder = new GramFilter.Builder();
        for (int round = 0; round < 500; round++) {
            String alphabet =
                    round % 2 == 0 ? "0123456789abcdefABCDEF x" : "0123456789abcdef0123456789abcdef0123456789-";
            byte[] text = new byte[random.nextInt(400)];
            for (int i = 0; i < text.length; i++) {
                text[i] = (byte)
                        (random.nextInt(50) == 0
                                ? random.nextInt()
                                : alphabet.charAt(random.nextInt(alphabet.length())));
            }
            int offset = random.nextInt(text.length + 1);
            byte[] filter = builder.build(text, offset, text.length - offset);
            BitSet expected = grams(Arrays.copyOfRange(text, offset, text.length), filter.length * 8L);
            assertThat(BitSet.valueOf(filter)).isEqualTo(expected);
        }
    }

    /** The bits of a text's grams, worked out one by one. */
    private static BitSet grams(byte[] text, long bits) {
        BitSet set = new BitSet();
        boolean[] inRun = new boolean[text.length];
        for (int from = 0; from < text.length; from++) {
            int to = from;
            while (to < text.length && "0123456789abcdef".indexOf(text[to] | 0x20) >= 0) {
                to++;
            }
            if (to - from >= 8) {
                Arrays.fill(inRun, from, to, true);
                for (int window = from; window == from || window + 9 <= to; window++) {
                    int least = Integer.MAX_VALUE;
                    for (int gram = window; gram < window + 4 && gram + 6 <= to; gram++) {
                        least = Math.min(least, (int) ((folded(text, gram, 6) * 0xC2B2AE3D27D4EB4FL) >>> 32));
                    }
                    set.set((int) ((((least * 0x9E3779B1) >>> 14) * bits) >>> 18));
                }
            }
            from = Math.max(from, to - 1);
        }
        for (int from = 0; from + 4 <= text.length; from++) {
            if (!(inRun[from] && inRun[from + 1] && inRun[from + 2] && inRun[from + 3])) {
                set.set((int) (((((int) folded(text, from, 4) * 0x9E3779B1) >>> 14) * bits) >>> 18));
            }
        }
        return set;
    }

    private static long folded(byte[] text, int from, int length) {
        long number = 0;
        for (int i = length - 1; i >= 0; i--) {
            number = (number << 8) | ((text[from + i] | 0x20) & 0xFF);
        }
        return number;
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
