package io.sigyn.storage.block;

/**
 * Finds what varies in a line: runs of digits, of hexadecimal digits, and words that mix letters and digits. What it finds
 * decides how small a block gets, never whether its lines come back. For one thread at a time.
 */
final class TokenScanner {
    /** Digits without a zero in front, whose value fits into a long. */
    static final int NATURAL = 1;
    /** Digits with zeros in front, whose value fits into a long. */
    static final int PADDED = 2;
    /** More digits than that. */
    static final int DIGITS = 4;
    /** Digits and a to f. */
    static final int LOWER_HEX = 8;
    /** Digits and A to F. */
    static final int UPPER_HEX = 16;
    /** Letters and digits in turns. */
    static final int WORD = 32;

    static final int KIND_BITS = 6;

    /** From so many on, digits with letters from a to f are hexadecimal. */
    private static final int MIN_HEX = 4;
    /** A word with more changes from digits to letters or back is one token. */
    private static final int MAX_CHANGES = 2;

    private static final int DIGIT = 1;
    private static final int LOWER = 2;
    private static final int UPPER = 4;
    private static final int OTHER = 8;
    private static final byte[] CLASSES = new byte[256];

    static {
        for (int c = 0; c < 10; c++) {
            CLASSES['0' + c] = DIGIT;
        }
        for (int c = 0; c < 26; c++) {
            CLASSES['a' + c] = (byte) (c < 6 ? LOWER : OTHER);
            CLASSES['A' + c] = (byte) (c < 6 ? UPPER : OTHER);
        }
    }

    int kind;
    int start;
    int length;
    long value; // of NATURAL and PADDED

    /** Moves to the first token that begins at {@code from} or later; another one ends there, or the line begins. */
    boolean find(byte[] bytes, int from, int end) {
        if (from + 1 < end && bytes[from] == '-' && at(bytes, from + 1, end, true)) {
            return true;
        }
        int digit = Words.indexOfDigit(bytes, from, end);
        if (digit == end) {
            return false;
        }
        int begin = digit;
        while (begin > from && CLASSES[bytes[begin - 1] & 0xFF] != 0) {
            begin--;
        }
        return run(bytes, begin, end, false);
    }

    /** Moves to the token that begins at {@code at}, if one does. */
    boolean at(byte[] bytes, int at, int end, boolean afterDash) {
        return at < end && CLASSES[bytes[at] & 0xFF] != 0 && run(bytes, at, end, afterDash) && start == at;
    }

    /** @param afterDash whether a dash and another token stand before it, as within a UUID */
    private boolean run(byte[] bytes, int from, int end, boolean afterDash) {
        int all = CLASSES[bytes[from] & 0xFF];
        if (all == DIGIT) {
            int at = digits(bytes, from, end);
            if (at == end || CLASSES[bytes[at] & 0xFF] == 0) {
                return true;
            }
        }
        int last = all & DIGIT;
        int changes = 0;
        int at = from + 1;
        int hex = Words.skipHex(bytes, at, end);
        if (hex > at) { // what it has of both is told by its length
            changes = MAX_CHANGES + 1;
            all |= DIGIT | LOWER;
            at = hex;
        }
        for (; at < end; at++) {
            int c = CLASSES[bytes[at] & 0xFF];
            if (c == 0) {
                break;
            }
            all |= c;
            changes += last ^ c & DIGIT;
            last = c & DIGIT;
        }
        if ((all & DIGIT) == 0) {
            return afterDash && all == LOWER && at - from == 4 && token(from, at, LOWER_HEX);
        }
        boolean oneCase = (all & (LOWER | UPPER)) != (LOWER | UPPER);
        if ((all & OTHER) == 0 && oneCase && at - from >= MIN_HEX) {
            return token(from, at, (all & LOWER) != 0 ? LOWER_HEX : UPPER_HEX);
        }
        if (at - from > 2 && bytes[from] == '0' && bytes[from + 1] == 'x') {
            return prefixed(bytes, from + 2, at);
        }
        return changes <= MAX_CHANGES ? firstDigits(bytes, from, at) : token(from, at, WORD);
    }

    private boolean prefixed(byte[] bytes, int from, int end) {
        int all = 0;
        for (int at = from; at < end; at++) {
            all |= CLASSES[bytes[at] & 0xFF];
        }
        if (all == DIGIT) {
            digits(bytes, from, end);
            return true;
        }
        boolean oneCase = (all & (LOWER | UPPER)) != (LOWER | UPPER);
        return token(from, end, (all & OTHER) != 0 || !oneCase ? WORD : (all & LOWER) != 0 ? LOWER_HEX : UPPER_HEX);
    }

    private boolean firstDigits(byte[] bytes, int from, int end) {
        int first = from;
        while (CLASSES[bytes[first] & 0xFF] != DIGIT) {
            first++;
        }
        digits(bytes, first, end);
        return true;
    }

    /** Takes digits as long as there are some; returns where they end. */
    private int digits(byte[] bytes, int from, int end) {
        long sum = 0;
        int at = from;
        for (; at < end; at++) {
            int digit = bytes[at] - '0';
            if (digit < 0 || digit > 9) {
                break;
            }
            sum = 10 * sum + digit;
        }
        value = sum;
        int digits = at - from;
        boolean tooLarge = digits > Decimals.MAX_DIGITS && (digits > Decimals.MAX_DIGITS + 1 || sum < 0);
        boolean padded = bytes[from] == '0' && digits > 1;
        token(from, at, tooLarge ? DIGITS : padded ? PADDED : NATURAL);
        return at;
    }

    private boolean token(int from, int end, int tokenKind) {
        start = from;
        length = end - from;
        kind = tokenKind;
        return true;
    }
}
