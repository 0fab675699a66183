package io.sigyn.ingester.pattern;

import java.util.Arrays;

/**
 * A line cut into words and punctuation. Blanks and the characters that set values apart from names end a word; dots,
 * colons, slashes and dashes do not, so that addresses, times and paths are one token each. Of a JSON object only the
 * message counts, as with Loki. For one thread; holds the last line only.
 */
final class LineTokens {
    private static final int MAX_LINE_BYTES = 3000;
    private static final int MAX_TOKENS = 256;
    private static final boolean[] PUNCTUATION = new boolean[128];

    static {
        for (char c : "=,;\"'()[]{}<>|".toCharArray()) {
            PUNCTUATION[c] = true;
        }
    }

    private final int[] starts = new int[MAX_TOKENS];
    private final int[] ends = new int[MAX_TOKENS];
    private final boolean[] spaced = new boolean[MAX_TOKENS];
    private byte[] buffer = {};
    private int count;
    private boolean partOfLine;

    /** Cuts a line; false if it is not one to learn from: empty, too long, or JSON without a message. */
    boolean cut(byte[] bytes, int offset, int end) {
        int from = offset;
        int to = end;
        partOfLine = JsonMessage.looksLikeJson(bytes, offset, end);
        if (partOfLine) {
            long place = JsonMessage.find(bytes, offset, end);
            from = (int) (place >>> 32);
            to = (int) place;
        }
        count = 0;
        buffer = bytes;
        if (to <= from || to - from > MAX_LINE_BYTES) {
            return false;
        }
        boolean afterSpace = false;
        for (int at = from; at < to; ) {
            if (isSpace(bytes[at])) {
                afterSpace = true;
                at++;
                continue;
            }
            int start = at++;
            if (!isPunctuation(bytes[start])) {
                while (at < to && !isSpace(bytes[at]) && !isPunctuation(bytes[at])) {
                    at++;
                }
            }
            if (count == MAX_TOKENS) {
                return false;
            }
            starts[count] = start;
            ends[count] = at;
            spaced[count++] = afterSpace;
            afterSpace = false;
        }
        return count > 0;
    }

    private static boolean isSpace(byte b) {
        return b == ' ' || b == '\t' || b == '\n' || b == '\r';
    }

    private static boolean isPunctuation(byte b) {
        return b >= 0 && PUNCTUATION[b];
    }

    int count() {
        return count;
    }

    /** Whether the tokens are of a part of the line, so that anything may stand before and after them. */
    boolean partOfLine() {
        return partOfLine;
    }

    boolean spaced(int token) {
        return spaced[token];
    }

    boolean equal(int token, byte[] other) {
        return Arrays.equals(buffer, starts[token], ends[token], other, 0, other.length);
    }

    byte[] copy(int token) {
        return Arrays.copyOfRange(buffer, starts[token], ends[token]);
    }

    /** Whether a token has a digit, which values have more often than words. */
    boolean hasDigit(int token) {
        for (int i = starts[token]; i < ends[token]; i++) {
            if (buffer[i] >= '0' && buffer[i] <= '9') {
                return true;
            }
        }
        return false;
    }
}
