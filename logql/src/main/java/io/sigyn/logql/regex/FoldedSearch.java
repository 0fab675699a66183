package io.sigyn.logql.regex;

import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * Looks for a literal without regard to case, in one pass and without ever going back: after a rune that does not fit, the
 * search begins anew behind it, so that {@code aab} is not found in {@code aaab}. That is how Loki does it, and part of
 * its answers. Immutable.
 */
final class FoldedSearch implements ByteTest {
    private final int[] runes;
    private final @Nullable Finder finder; // of a needle that is all ASCII
    private final boolean hasSpecials;

    FoldedSearch(String needle) {
        byte[] bytes = needle.getBytes(StandardCharsets.UTF_8);
        this.runes = needle.codePoints().toArray();
        this.hasSpecials = needle.indexOf('k') >= 0 || needle.indexOf('i') >= 0;
        this.finder = bytes.length == runes.length ? Finder.of(bytes, true) : null;
    }

    @Override
    public boolean matches(byte[] text, int offset, int length) {
        int end = offset + length;
        int j = 0;
        int i = offset;
        // A full search is much faster, and finds whatever the slow one finds.
        if (finder != null
                && finder.indexOf(text, offset, end) < 0
                && !(hasSpecials && mayHoldSpecials(text, offset, end))) {
            return false;
        }
        while (i < end) {
            int rune = text[i];
            int width = 1;
            if (rune < 0) {
                long decoded = Utf8.decode(text, i, end);
                rune = (int) (decoded >>> 8);
                width = (int) (decoded & 0xFF);
            }
            i += width;
            if (rune == runes[j] || Character.toLowerCase(rune) == runes[j]) {
                if (++j == runes.length) {
                    return true;
                }
            } else {
                j = 0;
            }
        }
        return false;
    }

    /** Whether there may be a kelvin sign or a dotted capital i, whose lower case is a letter of ASCII. */
    private static boolean mayHoldSpecials(byte[] text, int from, int to) {
        return ByteSearch.indexOf(text, from, to, (byte) 0xE2) >= 0
                || ByteSearch.indexOf(text, from, to, (byte) 0xC4) >= 0;
    }
}
