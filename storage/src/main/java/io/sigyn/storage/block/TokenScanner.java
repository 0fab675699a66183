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

    /** A date, a time of day, or both, of at most {@link Decimals#MAX_DIGITS} digits, all with zeros in front. */
    static final int TIME = 64;
    /** Four numbers of up to 255 with dots between. */
    static final int ADDRESS = 128;

    static final int KIND_BITS = 8;

    /** From so many on, digits with letters from a to f are hexadecimal. */
    private static final int MIN_HEX = 4;
    /** A word with more changes from digits to letters or back is one token. */
    private static final int MAX_CHANGES = 2;

    private static final int DIGIT = 1;
    private static final int LOWER = 2;
    private static final int UPPER = 4;
    private static final int OTHER = 8;
    private static final int[] POWERS = {1, 10, 100, 1_000, 10_000, 100_000, 1_000_000, 10_000_000, 100_000_000};
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
    long value; // of NATURAL and PADDED, TIME (its digits), ADDRESS (the first number highest)

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
        if (CLASSES[bytes[from] & 0xFF] == DIGIT) {
            int at = digits(bytes, from, end);
            if (at == end) {
                return true;
            }
            if (CLASSES[bytes[at] & 0xFF] == 0) {
                boolean alone = at - from > 4 || at + 1 >= end || CLASSES[bytes[at + 1] & 0xFF] != DIGIT;
                return alone || composite(bytes, from, end);
            }
        }
        return mixed(bytes, from, end, afterDash);
    }

    /** Digits, and perhaps others behind them that belong to them. */
    private boolean composite(byte[] bytes, int from, int end) {
        long first = value;
        if (!(bytes[start + length] == '.' && address(bytes, from, end)) && !time(bytes, from, end)) {
            value = first;
        }
        return true;
    }

    private boolean mixed(byte[] bytes, int from, int end, boolean afterDash) {
        int all = CLASSES[bytes[from] & 0xFF];
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
            changes += last ^ (c & DIGIT);
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

    /** Tokens of different sorts do not share a column. */
    int sort() {
        return kind == TIME ? length : kind == ADDRESS ? 1 : 0;
    }

    private boolean address(byte[] bytes, int from, int end) {
        long sum = 0;
        int at = from;
        for (int part = 0; part < 4; part++) {
            if (part > 0) {
                if (at == end || bytes[at] != '.') {
                    return false;
                }
                at++;
            }
            int begin = at;
            int number = 0;
            for (; at < end && at - begin < 3 && CLASSES[bytes[at] & 0xFF] == DIGIT; at++) {
                number = 10 * number + bytes[at] - '0';
            }
            if (at == begin || number > 255 || (bytes[begin] == '0' && at > begin + 1)) {
                return false;
            }
            sum = sum << 8 | number;
        }
        if (at < end && CLASSES[bytes[at] & 0xFF] != 0) {
            return false;
        }
        value = sum;
        return token(from, at, ADDRESS);
    }

    private boolean time(byte[] bytes, int from, int end) {
        int date = date(bytes, from, end);
        boolean separated = date == from || (date < end && " T-_".indexOf(bytes[date]) >= 0);
        int begin = date == from ? from : date + 1;
        int at = separated ? timeOfDay(bytes, begin, end) : begin;
        if (at == begin) {
            if (date - from < "2000-01-01".length()) {
                return false;
            }
            at = date;
        }
        long sum = 0;
        for (int i = from; i < at; i++) {
            if (CLASSES[bytes[i] & 0xFF] == DIGIT) {
                sum = 10 * sum + bytes[i] - '0';
            }
        }
        value = sum;
        return token(from, at, TIME);
    }

    /** Where a date ends: 2000-01-01, 00/01/01 or 01-01; {@code from} if there is none. */
    private static int date(byte[] bytes, int from, int end) {
        int year = from;
        while (year < end && CLASSES[bytes[year] & 0xFF] == DIGIT) {
            year++;
        }
        int digits = year - from;
        if ((digits != 4 && digits != 2) || year == end || "-/.".indexOf(bytes[year]) < 0) {
            return from;
        }
        byte separator = bytes[year];
        int at = year;
        for (int i = 0; i < 2 && at < end && bytes[at] == separator && twoDigits(bytes, at + 1, end); i++) {
            at += 3;
        }
        return at == year ? from : at;
    }

    /** Where a time ends: 00:00:00 or 00.00.00, perhaps with a fraction; {@code from} if there is none. */
    private static int timeOfDay(byte[] bytes, int from, int end) {
        if (from + 8 > end || !twoDigits(bytes, from, end)) {
            return from;
        }
        byte separator = bytes[from + 2];
        if ((separator != ':' && separator != '.')
                || bytes[from + 5] != separator
                || !twoDigits(bytes, from + 3, end)
                || !twoDigits(bytes, from + 6, end)) {
            return from;
        }
        int at = from + 8;
        if (at < end && (bytes[at] == '.' || bytes[at] == ',')) {
            int fraction = at + 1;
            while (fraction < end && CLASSES[bytes[fraction] & 0xFF] == DIGIT) {
                fraction++;
            }
            if (fraction == at + 4) { // with a date, these are 17 digits
                return fraction;
            }
        }
        return at;
    }

    /** Whether two digits stand there, and not three. */
    private static boolean twoDigits(byte[] bytes, int at, int end) {
        return at + 2 <= end
                && CLASSES[bytes[at] & 0xFF] == DIGIT
                && CLASSES[bytes[at + 1] & 0xFF] == DIGIT
                && (at + 2 == end || CLASSES[bytes[at + 2] & 0xFF] != DIGIT);
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
        int at = from;
        long sum = 0;
        int count;
        do {
            long word = Words.get(bytes, at);
            count = Math.min(Words.digits(word), end - at);
            sum = sum * POWERS[count] + Words.number(word, count);
            at += count;
        } while (count == 8);
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
