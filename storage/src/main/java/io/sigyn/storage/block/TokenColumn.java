package io.sigyn.storage.block;

import io.sigyn.storage.ByteWriter;
import java.util.Arrays;

/** Encodes the tokens of one node, in order, in the kind of column that takes the fewest bytes, about. For one thread at a time. */
final class TokenColumn {
    /** So many tokens show whether a dictionary may pay. */
    private static final int SAMPLE = 256;

    final ByteWriter control;
    final PartWriter dictionaries;
    final PartWriter numbers;
    final PartWriter packed;

    private byte[] bytes = new byte[0];
    private int count;
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

    void begin(byte[] lines) {
        bytes = lines;
    }

    void clear(int tokens) {
        count = 0;
        if (tokens > starts.length) {
            int size = Math.max(tokens, 2 * starts.length);
            starts = new int[size];
            lengths = new int[size];
            values = new long[size];
            entries = new int[size];
        }
    }

    void add(int start, int length, long value) {
        starts[count] = start;
        lengths[count] = length;
        values[count++] = value;
    }

    /** Appends the tokens added, all of which are of some of these kinds. */
    void encode(int kinds, int minLength, int maxLength) {
        int numberKinds = TokenScanner.NATURAL | TokenScanner.PADDED;
        boolean isNumber = (kinds & ~numberKinds) == 0
                && (kinds == TokenScanner.NATURAL || maxLength <= Decimals.MAX_DIGITS);
        long bits;
        boolean delta = false;
        long min = 0;
        int form = 0;
        if (isNumber) {
            form = kinds == TokenScanner.NATURAL ? 0 : minLength == maxLength ? 1 + maxLength : 1;
            if (form == 1) {
                for (int i = 0; i < count; i++) {
                    values[i] = Decimals.numberOf(values[i], lengths[i]);
                }
            }
            min = min();
            long plain = plainBits(min);
            long deltas = deltaBits();
            delta = deltas + count / 8 < plain - plain / 8;
            bits = delta ? deltas : plain;
        } else {
            bits = 0;
            for (int i = 0; i < count; i++) {
                bits += (kinds & TokenScanner.WORD) != 0 ? 7L * lengths[i] : 4L * lengths[i];
            }
        }
        int found = dictionary(bits);
        if (found > 0) {
            encodeDictionary(found);
        } else if (isNumber) {
            encodeNumbers(form, delta, min);
        } else if ((kinds & TokenScanner.WORD) != 0
                || (kinds & (TokenScanner.LOWER_HEX | TokenScanner.UPPER_HEX))
                        == (TokenScanner.LOWER_HEX | TokenScanner.UPPER_HEX)) {
            encodeWords(minLength == maxLength ? maxLength : 0);
        } else {
            encodeHex((kinds & TokenScanner.UPPER_HEX) != 0, minLength == maxLength ? maxLength : 0);
        }
    }

    private long min() {
        long min = Long.MAX_VALUE;
        for (int i = 0; i < count; i++) {
            min = Math.min(min, values[i]);
        }
        return min;
    }

    private long plainBits(long min) {
        long bits = 0;
        for (int i = 0; i < count; i++) {
            bits += 64 - Long.numberOfLeadingZeros(values[i] - min);
        }
        return bits;
    }

    private long deltaBits() {
        long bits = 0;
        long last = values[0];
        for (int i = 1; i < count; i++) {
            long delta = values[i] - last;
            last = values[i];
            bits += 64 - Long.numberOfLeadingZeros(delta << 1 ^ delta >> 63);
        }
        return bits;
    }

    /** How many different tokens there are, if a dictionary of them takes less than so many bits; 0 if not. */
    private int dictionary(long bits) {
        int found = 0;
        int tableSize = 512;
        clearTable(tableSize);
        long entryBits = 0;
        for (int i = 0; i < count; i++) {
            int slot = hash(starts[i], lengths[i]) & tableSize - 1;
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
                if (found > LineTemplates.MAX_DICTIONARY || entryBits > bits && found > 1) {
                    return 0;
                }
                if (2 * found > tableSize) {
                    tableSize *= 2;
                    rehash(tableSize, found);
                }
            }
            entries[i] = entry;
            if (i == SAMPLE && found > SAMPLE * 3 / 4) {
                return 0;
            }
        }
        long indexBits = (long) count * (32 - Integer.numberOfLeadingZeros(found - 1));
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
            int slot = hash(starts[firsts[entry]], lengths[firsts[entry]]) & size - 1;
            while (table[slot] != 0) {
                slot = slot + 1 & size - 1;
            }
            table[slot] = entry + 1;
        }
    }

    private int hash(int start, int length) {
        long hash = length;
        for (int i = start; i < start + length; i++) {
            hash = (hash ^ bytes[i]) * 0x9E3779B185EBCA87L;
        }
        return (int) (hash >>> 32);
    }

    private boolean same(int a, int b) {
        return lengths[a] == lengths[b]
                && Arrays.equals(
                        bytes, starts[a], starts[a] + lengths[a], bytes, starts[b], starts[b] + lengths[b]);
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
            for (int i = 0; i < count; i++) {
                values[i] = entries[i];
            }
            planes(found <= 256 ? 1 : 2);
        }
    }

    private void encodeNumbers(int form, boolean delta, long min) {
        control.varint(LineTemplates.NUMBERS).varint(2L * form + (delta ? 1 : 0));
        long all = 0;
        if (delta) {
            control.varint(values[0]);
            long last = values[0];
            for (int i = 0; i < count; i++) {
                long step = values[i] - last;
                last = values[i];
                values[i] = step << 1 ^ step >> 63;
                all |= values[i];
            }
        } else {
            control.varint(min);
            for (int i = 0; i < count; i++) {
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
        for (int plane = 0; plane < width; plane++) {
            int start = out.size();
            out.reserve(count);
            byte[] buffer = out.buffer();
            int shift = 8 * plane;
            for (int i = 0; i < count; i++) {
                buffer[start + i] = (byte) (values[i] >>> shift);
            }
            out.skip(count);
            numbers.endOfKind(start);
        }
    }

    private void encodeLengths() {
        int all = 0;
        for (int i = 0; i < count; i++) {
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
        for (int i = 0; i < count; i++) {
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
        for (int i = 0; i < count; i++) {
            out.bytes(bytes, starts[i], lengths[i]);
        }
        packed.endOfKind(start);
    }
}
