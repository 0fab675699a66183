package io.sigyn.server.api;

/** What is UTF-8: no overlong forms, no surrogates, nothing beyond U+10FFFF. */
final class Utf8 {
    private Utf8() {}

    /** The length of the well-formed sequence of two to four bytes at a place, or 0 if there is none. */
    static int sequenceLength(byte[] bytes, int at, int end) {
        int b0 = bytes[at] & 0xff;
        if (b0 >= 0xc2 && b0 <= 0xdf) {
            return follows(bytes, at + 1, end, 0x80, 0xbf) ? 2 : 0;
        } else if (b0 >= 0xe0 && b0 <= 0xef) {
            int low = b0 == 0xe0 ? 0xa0 : 0x80;
            int high = b0 == 0xed ? 0x9f : 0xbf;
            return follows(bytes, at + 1, end, low, high) && follows(bytes, at + 2, end, 0x80, 0xbf) ? 3 : 0;
        } else if (b0 >= 0xf0 && b0 <= 0xf4) {
            int low = b0 == 0xf0 ? 0x90 : 0x80;
            int high = b0 == 0xf4 ? 0x8f : 0xbf;
            boolean good = follows(bytes, at + 1, end, low, high)
                    && follows(bytes, at + 2, end, 0x80, 0xbf)
                    && follows(bytes, at + 3, end, 0x80, 0xbf);
            return good ? 4 : 0;
        }
        return 0;
    }

    private static boolean follows(byte[] bytes, int at, int end, int low, int high) {
        return at < end && (bytes[at] & 0xff) >= low && (bytes[at] & 0xff) <= high;
    }
}
