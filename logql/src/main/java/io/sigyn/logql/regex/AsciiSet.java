package io.sigyn.logql.regex;

/** Some of the 128 characters of ASCII; others are never in it. Immutable. */
record AsciiSet(long low, long high) {
    static final AsciiSet NONE = new AsciiSet(0, 0);
    static final AsciiSet ALL = new AsciiSet(-1, -1);
    static final AsciiSet WORD =
            range('0', '9').with(range('a', 'z')).with(range('A', 'Z')).with(of('_'));

    static AsciiSet of(int character) {
        return range(character, character);
    }

    static AsciiSet ofAll(String characters) {
        AsciiSet set = NONE;
        for (int i = 0; i < characters.length(); i++) {
            set = set.with(of(characters.charAt(i)));
        }
        return set;
    }

    /** Both ends included. */
    static AsciiSet range(int first, int last) {
        long low = 0;
        long high = 0;
        for (int c = first; c <= Math.min(last, 127); c++) {
            low |= c < Long.SIZE ? 1L << c : 0;
            high |= c < Long.SIZE ? 0 : 1L << c;
        }
        return new AsciiSet(low, high);
    }

    boolean contains(int character) {
        return ((character < Long.SIZE ? low : high) >>> character & 1) != 0;
    }

    AsciiSet with(AsciiSet other) {
        return new AsciiSet(low | other.low, high | other.high);
    }

    AsciiSet negated() {
        return new AsciiSet(~low, ~high);
    }

    /** With each letter in both cases: these lie 32 apart, in the high half. */
    AsciiSet folded() {
        long upper = 0x0000_0000_07FF_FFFEL;
        long lower = upper << 32;
        return new AsciiSet(low, high | (high & upper) << 32 | (high & lower) >>> 32);
    }

    boolean overlaps(AsciiSet other) {
        return (low & other.low) != 0 || (high & other.high) != 0;
    }
}
