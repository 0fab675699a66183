package io.sigyn.storage.block;

/** The bytes of lines that are stored by what they have in common. TODO */
final class LineTemplates {
    static final int DICTIONARY = 0;
    static final int NUMBERS = 1;
    static final int HEX = 2;
    static final int WORDS = 3;

    static final int HEX_KINDS = TokenScanner.LOWER_HEX | TokenScanner.UPPER_HEX;
    static final int MAX_DICTIONARY = 1 << 16;

    static final int MAX_NODES = 1 << 15;

    /** Fewer lines are stored plainly. */
    static final int MIN_BYTES = 1 << 12;
    /** Lines that take less than this part of what they were are not tried in another way. */
    static final int SURELY_SMALL = 4;

    private LineTemplates() {}

    /** The body of lines of so many bytes is not larger. */
    static int maxBody(int rawLength) {
        return 2 * rawLength + (1 << 16);
    }
}
