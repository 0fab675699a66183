package io.sigyn.storage.block;

import io.sigyn.storage.ByteReader;
import io.sigyn.storage.CorruptDataException;

/**
 * Writes numbers as digits with other bytes between, such as times: 2024-05-01 10:00:00. Most differ from the one before in their
 * last digits, so only these are made anew. For one thread at a time.
 */
final class ShapedNumber {
    private final byte[] text = new byte[2 * Words.SLACK]; // of the number written last
    private final int length;
    private final int[] places; // of its digits, the last one first
    private long last;

    private ShapedNumber(byte[] shape) {
        length = shape.length;
        System.arraycopy(shape, 0, text, 0, length);
        int digits = 0;
        int[] found = new int[length];
        for (int at = length - 1; at >= 0; at--) {
            if (shape[at] == '0') {
                found[digits++] = at;
            }
        }
        places = java.util.Arrays.copyOf(found, digits);
    }

    static ShapedNumber decode(ByteReader in) throws CorruptDataException {
        return new ShapedNumber(in.bytes(in.count(LineTemplates.MAX_SHAPE)));
    }

    /** Appends the shape with the digits of a number that is not negative; higher ones are left out. */
    int write(byte[] out, int at, long value) {
        long now = value;
        long before = last;
        for (int i = 0; now != before && i < places.length; i++) {
            long rest = now / 10;
            text[places[i]] = (byte) ('0' + (now - 10 * rest));
            now = rest;
            before /= 10;
        }
        last = value;
        Words.set(out, at, Words.get(text, 0));
        Words.set(out, at + 8, Words.get(text, 8));
        Words.set(out, at + 16, Words.get(text, 16));
        Words.set(out, at + 24, Words.get(text, 24));
        return at + length;
    }
}
