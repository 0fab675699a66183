package io.sigyn.storage.block;

import io.sigyn.storage.ByteWriter;
import java.util.Arrays;

/** Encodes the tokens of one node, in order, in the kind of column that takes the fewest bytes, about. For one thread at a time. */
final class TokenColumn {
    private static final int NO_HEX = TokenScanner.WORD | TokenScanner.TIME | TokenScanner.ADDRESS;
    private static final int HEX_KINDS = TokenScanner.LOWER_HEX | TokenScanner.UPPER_HEX;
    /** So many tokens show whether a dictionary may pay. */
    private static final int SAMPLE = 256;
    /** Of so many numbers in a row some are looked at. */
    private static final int SAMPLE_STEP = 256;

    private static final int SAMPLE_RUN = 32;

    final ByteWriter control;
    final PartWriter dictionaries;
    final PartWriter numbers;
    final PartWriter packed;

    private byte[] bytes = new byte[0];
    private int from; // the tokens of the node
    private int to;
    private int minLength;
    private int maxLength;
    private int[] starts = new int[256];
    private int[] lengths = new int[256];
    private long[] values = new long[256];
    private int[] entries = new int[256]; // of the dictionary, by token
    private int[] firsts = new int[256]; // the tokens that are its entries
    private int[] table = new int[512];

    TokenColumn(ByteWriter control, PartWriter dictionaries, PartWriter numbers, PartWriter packed) {
        this.control = control;
        this.dictionaries = dictionaries;
        this.numbers = numbers;
        this.packed = packed;
    }

    /** Makes room for so many tokens of these lines. */
    void begin(byte[] lines, int tokens) {
        bytes = lines;
        if (tokens > starts.length) {
            int size = Math.max(tokens, 2 * starts.length);
            starts = new int[size];
            lengths = new int[size];
            values = new long[size];
        }
    }

    void set(int token, int start, int lengthAndKind, long value) {
        starts[token] = start;
        lengths[token] = lengthAndKind;
        values[token] = value;
    }

    /** Appends the tokens from {@code first} on, those of one node. */
    void encode(int first, int afterLast) {
        from = first;
        to = afterLast;
        int kinds = 0;
        minLength = Integer.MAX_VALUE;
        maxLength = 0;
        for (int i = from; i < to; i++) {
            kinds |= lengths[i];
            lengths[i] >>>= TokenScanner.KIND_BITS;
            minLength = Math.min(minLength, lengths[i]);
            maxLength = Math.max(maxLength, lengths[i]);
        }
        encode(kinds & (1 << TokenScanner.KIND_BITS) - 1);
    }

    private void encode(int kinds) {
        int numberKinds = TokenScanner.NATURAL | TokenScanner.PADDED;
        if (kinds == TokenScanner.ADDRESS) {
            encodeNumbers(LineTemplates.ADDRESS_FORM);
        } else if (kinds == TokenScanner.TIME && haveOneShape()) {
            encodeNumbers(LineTemplates.SHAPE_FORM);
        } else if (kinds == TokenScanner.NATURAL) {
            encodeNumbers(0);
        } else if ((kinds & ~numberKinds) == 0 && maxLength <= Decimals.MAX_DIGITS) {
            encodeNumbers(minLength == maxLength ? 1 + maxLength : 1);
        } else {
            boolean twoCases = (kinds & HEX_KINDS) == HEX_KINDS;
            encodeDigits(twoCases || (kinds & NO_HEX) != 0, (kinds & TokenScanner.UPPER_HEX) != 0);
        }
    }

    private void encodeDigits(boolean words, boolean upper) {
        long bits = 0;
        for (int i = from; i < to; i++) {
            bits += (words ? 7L : 4L) * lengths[i];
        }
        int found = dictionary(bits);
        if (found > 0) {
            encodeDictionary(found);
        } else if (words) {
            encodeWords(minLength == maxLength ? maxLength : 0);
        } else {
            encodeHex(upper, minLength == maxLength ? maxLength : 0);
        }
    }

    private void encodeNumbers(int form) {
        if (form == 1) {
            for (int i = from; i < to; i++) {
                values[i] = Decimals.numberOf(values[i], lengths[i]);
            }
        }
        long min = Long.MAX_VALUE;
        long max = 0;
        for (int i = from; i < to; i++) {
            min = Math.min(min, values[i]);
            max = Math.max(max, values[i]);
        }
        if (min == max && form != 1) { // then their texts are the same, too
            firsts[0] = from;
            encodeDictionary(1);
            return;
        }
        long plain = bits(min, false);
        long deltas = bits(min, true);
        boolean delta = deltas + (to - from) / 8 < plain - plain / 8;
        // A plane of bytes is as good as a dictionary.
        int found = max - min > 255 ? dictionary(Math.min(plain, deltas)) : 0;
        if (found > 0) {
            encodeDictionary(found);
        } else {
            encodeNumbers(form, delta, min);
        }
    }

    /** Whether digits stand where the first token has some, and the same bytes between. */
    private boolean haveOneShape() {
        if (minLength != maxLength) {
            return false;
        }
        for (int i = from + 1; i < to; i++) {
            for (int at = 0; at < maxLength; at++) {
                byte a = bytes[starts[from] + at];
                byte b = bytes[starts[i] + at];
                if (a != b && !(isDigit(a) && isDigit(b))) {
                    return false;
                }
            }
        }
        return true;
    }

    private static boolean isDigit(byte b) {
        return b >= '0' && b <= '9';
    }

    /** How many bits the numbers have, or their deltas, about: by looking at some of them. */
    private long bits(long min, boolean delta) {
        long bits = 0;
        int seen = 0;
        for (int run = from; run < to; run += SAMPLE_STEP) {
            int end = Math.min(to, run + SAMPLE_RUN);
            seen += end - run;
            for (int i = run; i < end; i++) {
                long step = values[i] - values[Math.max(from, i - 1)];
                long number = delta ? step << 1 ^ step >> 63 : values[i] - min;
                bits += 64 - Long.numberOfLeadingZeros(number);
            }
        }
        return bits * (to - from) / seen;
    }

    /** How many different tokens there are, if a dictionary of them takes less than so many bits; 0 if not. */
    private int dictionary(long bits) {
        if (entries.length < to - from) {
            entries = new int[2 * (to - from)];
        }
        int found = 0;
        int tableSize = 512;
        clearTable(tableSize);
        long entryBits = 0;
        for (int i = from; i < to; i++) {
            int slot = hash(i) & tableSize - 1;
            int entry;
            while (true) {
                entry = table[slot] - 1;
                if (entry < 0 || same(firsts[entry], i)) {
                    break;
                }
                slot = slot + 1 & tableSize - 1;
            }
            if (entry < 0) {
                entry = found;
                if (found == firsts.length) {
                    firsts = Arrays.copyOf(firsts, 2 * found);
                }
                firsts[found++] = i;
                table[slot] = found;
                entryBits += 5L * lengths[i] + 4;
                if (found > LineTemplates.MAX_DICTIONARY || (entryBits > bits && found > 1)) {
                    return 0;
                }
                if (2 * found > tableSize) {
                    tableSize *= 2;
                    rehash(tableSize, found);
                }
            }
            entries[i - from] = entry;
            if (i - from == SAMPLE && found > SAMPLE * 3 / 4) {
                return 0;
            }
        }
        long indexBits = (long) (to - from) * (32 - Integer.numberOfLeadingZeros(found - 1));
        return found == 1 || entryBits + indexBits < bits - bits / 8 ? found : 0;
    }

    private void clearTable(int size) {
        if (table.length < size) {
            table = new int[size];
        } else {
            Arrays.fill(table, 0, size, 0);
        }
    }

    private void rehash(int size, int found) {
        clearTable(size);
        for (int entry = 0; entry < found; entry++) {
            int slot = hash(firsts[entry]) & size - 1;
            while (table[slot] != 0) {
                slot = slot + 1 & size - 1;
            }
            table[slot] = entry + 1;
        }
    }

    private int hash(int token) {
        return (int) (Words.hash(bytes, starts[token], lengths[token]) >>> 20);
    }

    private boolean same(int a, int b) {
        return lengths[a] == lengths[b] && Words.equal(bytes, starts[a], starts[b], lengths[a]);
    }

    private void encodeDictionary(int found) {
        control.varint(LineTemplates.DICTIONARY).varint(found);
        ByteWriter out = dictionaries.bytes;
        int start = out.size();
        for (int entry = 0; entry < found; entry++) {
            int first = firsts[entry];
            control.varint(lengths[first]);
            out.bytes(bytes, starts[first], lengths[first]);
        }
        dictionaries.endOfKind(start);
        if (found > 1) {
            for (int i = from; i < to; i++) {
                values[i] = entries[i - from];
            }
            planes(found <= 256 ? 1 : 2);
        }
    }

    private void encodeNumbers(int form, boolean delta, long min) {
        control.varint(LineTemplates.NUMBERS).varint(2L * form + (delta ? 1 : 0));
        if (form == LineTemplates.SHAPE_FORM) {
            control.varint(maxLength);
            for (int at = starts[from]; at < starts[from] + maxLength; at++) {
                control.u8(isDigit(bytes[at]) ? '0' : bytes[at]);
            }
        }
        long all = 0;
        if (delta) {
            control.varint(values[from]);
            long last = values[from];
            for (int i = from; i < to; i++) {
                long step = values[i] - last;
                last = values[i];
                values[i] = step << 1 ^ step >> 63;
                all |= values[i];
            }
        } else {
            control.varint(min);
            for (int i = from; i < to; i++) {
                values[i] -= min;
                all |= values[i];
            }
        }
        int width = (71 - Long.numberOfLeadingZeros(all)) / 8;
        control.varint(width);
        planes(width);
    }

    private void planes(int width) {
        ByteWriter out = numbers.bytes;
        int count = to - from;
        for (int plane = 0; plane < width; plane++) {
            int start = out.size();
            out.reserve(count);
            byte[] buffer = out.buffer();
            int shift = 8 * plane;
            for (int i = 0; i < count; i++) {
                buffer[start + i] = (byte) (values[from + i] >>> shift);
            }
            out.skip(count);
            numbers.endOfKind(start);
        }
    }

    private void encodeLengths() {
        int all = 0;
        for (int i = from; i < to; i++) {
            values[i] = lengths[i];
            all |= lengths[i];
        }
        int width = (39 - Integer.numberOfLeadingZeros(all)) / 8;
        control.varint(width);
        planes(width);
    }

    private void encodeHex(boolean upper, int length) {
        control.varint(LineTemplates.HEX).varint(2L * length + (upper ? 1 : 0));
        if (length == 0) {
            encodeLengths();
        }
        ByteWriter out = packed.bytes;
        int start = out.size();
        for (int i = from; i < to; i++) {
            int end = starts[i] + lengths[i];
            out.reserve(lengths[i] / 2 + 1);
            byte[] buffer = out.buffer();
            int to = out.size();
            for (int at = starts[i]; at < end; at += 2) {
                int high = digit(bytes[at]);
                buffer[to++] = (byte) (high << 4 | (at + 1 < end ? digit(bytes[at + 1]) : 0));
            }
            out.skip(to - out.size());
        }
        packed.endOfKind(start);
    }

    /** The value of a hexadecimal digit of any case. */
    private static int digit(int c) {
        return (c & 15) + 9 * (c >> 6);
    }

    private void encodeWords(int length) {
        control.varint(LineTemplates.WORDS).varint(2L * length);
        if (length == 0) {
            encodeLengths();
        }
        ByteWriter out = packed.bytes;
        int start = out.size();
        for (int i = from; i < to; i++) {
            out.bytes(bytes, starts[i], lengths[i]);
        }
        packed.endOfKind(start);
    }
}
