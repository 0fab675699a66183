package io.sigyn.storage.block;

import io.sigyn.storage.ByteReader;
import io.sigyn.storage.CorruptDataException;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import org.jspecify.annotations.Nullable;

/** A node of {@link LineTemplates} as it is read: its text, its tokens one by one, and what follows. For one thread at a time. */
final class LineNode {
    private static final VarHandle SHORT = MethodHandles.byteArrayViewVarHandle(short[].class, ByteOrder.LITTLE_ENDIAN);
    private static final short[] LOWER = hexPairs("0123456789abcdef");
    private static final short[] UPPER = hexPairs("0123456789ABCDEF");

    boolean end;
    /** Its text, and then those of nodes behind it that are the same in all lines. */
    int textStart;

    int textLength;
    /** The last of these: whose token is next, or which ends the line. */
    LineNode last = this;

    /** How many tokens, and how many nodes followed. */
    int count;

    private int[] followers = new int[0];
    private LineNode[] linked = new LineNode[0];
    private @Nullable LineNode only;
    int turns; // where it says which one followed
    private int kind;
    private int form; // of numbers
    private @Nullable ShapedNumber shaped;
    private boolean delta;
    private boolean upper;
    private int length; // of all tokens, 0 if it varies
    int planes; // where the numbers are: values, entries or lengths
    private int width;
    private long base;
    int bytes; // where the bytes of entries or tokens are
    private int[] entryEnds = new int[0];

    private int used;
    private int usedTurns;

    private static short[] hexPairs(String digits) {
        short[] pairs = new short[256];
        for (int i = 0; i < 256; i++) {
            pairs[i] = (short) (digits.charAt(i >> 4) | digits.charAt(i & 15) << 8);
        }
        return pairs;
    }

    /** The root, where all lines begin: no text, no tokens. */
    static LineNode root(ByteReader in, int nodes, int rows) throws CorruptDataException {
        LineNode root = new LineNode();
        root.decodeFollowers(in, nodes, rows);
        if (root.count != rows) {
            throw in.corrupt(root.count + " lines", "" + rows);
        }
        return root;
    }

    static LineNode decode(ByteReader in, int nodes, int maxLength) throws CorruptDataException {
        LineNode node = new LineNode();
        long text = in.longCount(2L * maxLength + 1);
        node.textLength = (int) (text >>> 1);
        node.end = (text & 1) == 1;
        if (!node.end) {
            node.decodeFollowers(in, nodes, maxLength);
            node.kind = in.count(LineTemplates.WORDS);
            switch (node.kind) {
                case LineTemplates.DICTIONARY -> node.decodeEntries(in, maxLength);
                case LineTemplates.NUMBERS -> {
                    int mode = in.count(2 * LineTemplates.SHAPE_FORM + 1);
                    node.form = mode >>> 1;
                    node.delta = (mode & 1) == 1;
                    if (node.form == LineTemplates.SHAPE_FORM) {
                        node.shaped = ShapedNumber.decode(in);
                    }
                    node.base = in.varint();
                    node.width = in.count(Long.BYTES);
                }
                default -> {
                    long mode = in.longCount(2L * maxLength + 1);
                    node.length = (int) (mode >>> 1);
                    node.upper = (mode & 1) == 1;
                    node.width = node.length == 0 ? in.count(Integer.BYTES) : 0;
                }
            }
        }
        return node;
    }

    private void decodeFollowers(ByteReader in, int nodes, int maxCount) throws CorruptDataException {
        count = in.count(maxCount);
        int size = in.count(Math.min(nodes, in.remaining()));
        if (size == 0) {
            throw in.corrupt("a node that nothing follows", "one that does");
        }
        followers = new int[size];
        for (int i = 0; i < size; i++) {
            followers[i] = 1 + in.count(nodes - 2);
        }
    }

    private void decodeEntries(ByteReader in, int maxLength) throws CorruptDataException {
        int entries = in.count(Math.min(LineTemplates.MAX_DICTIONARY, in.remaining()));
        entryEnds = new int[entries + 1];
        for (int i = 1; i <= entries; i++) {
            entryEnds[i] = entryEnds[i - 1] + in.count(maxLength - entryEnds[i - 1]);
        }
        width = entries <= 1 ? 0 : entries <= 256 ? 1 : 2;
    }

    /** Whether it has one token only and one node only can follow. */
    boolean isFixed() {
        return only != null && entryEnds.length == 2;
    }

    int fixedLength() {
        return entryEnds[1];
    }

    @Nullable
    LineNode only() {
        return only;
    }

    int turnBytes() {
        return followers.length <= 1 ? 0 : followers.length <= 256 ? count : 2 * count;
    }

    int entryBytes() {
        return entryEnds.length == 0 ? 0 : entryEnds[entryEnds.length - 1];
    }

    long planeBytes() {
        return (long) width * count;
    }

    boolean hasEntries() {
        return kind == LineTemplates.DICTIONARY;
    }

    /** Bytes of its tokens, if they are hexadecimal or words. */
    long packedBytes(byte[] body) {
        if (end || kind < LineTemplates.HEX) {
            return 0;
        }
        boolean hex = kind == LineTemplates.HEX;
        if (length > 0) {
            return (long) count * (hex ? (length + 1) / 2 : length);
        }
        long sum = 0;
        for (int i = 0; i < count; i++) {
            long one = number(body, i) & 0xFFFFFFFFL;
            sum += hex ? (one + 1) / 2 : one;
        }
        return sum;
    }

    /** Which node follows this time; null if there is none. */
    @Nullable
    LineNode next(byte[] body) {
        return only != null ? only : turn(body);
    }

    private @Nullable LineNode turn(byte[] body) {
        int i = usedTurns++;
        if (i >= count) {
            return null;
        }
        int turn = body[turns + i] & 0xFF;
        if (linked.length > 256) {
            turn |= (body[turns + count + i] & 0xFF) << 8;
        }
        return turn < linked.length ? linked[turn] : null;
    }

    void link(LineNode[] nodes) {
        linked = new LineNode[followers.length];
        for (int i = 0; i < linked.length; i++) {
            linked[i] = nodes[followers[i]];
        }
        only = linked.length == 1 ? linked[0] : null;
    }

    /** Writes the next token; returns where it ends, or -1 if there is none, or it would end after {@code limit}. */
    int token(byte[] body, byte[] out, int at, int limit) {
        int i = used++;
        if (i >= count) {
            return -1;
        }
        return switch (kind) {
            case LineTemplates.NUMBERS -> number(body, i, out, at);
            case LineTemplates.DICTIONARY -> entry(body, i, out, at, limit);
            case LineTemplates.HEX -> hex(body, i, out, at, limit);
            default -> word(body, i, out, at, limit);
        };
    }

    private long number(byte[] body, int i) {
        int at = planes + i;
        switch (width) {
            case 0:
                return 0;
            case 1:
                return body[at] & 0xFF;
            case 2:
                return (body[at] & 0xFF) | (body[at + count] & 0xFF) << 8;
            case 3:
                return (body[at] & 0xFF) | (body[at + count] & 0xFF) << 8 | (body[at + 2 * count] & 0xFF) << 16;
            default:
                long number = 0;
                for (int shift = 0; shift < 8 * width; shift += 8) {
                    number |= (body[at] & 0xFFL) << shift;
                    at += count;
                }
                return number;
        }
    }

    private int number(byte[] body, int i, byte[] out, int at) {
        long value = number(body, i);
        if (delta) {
            base += (value >>> 1) ^ -(value & 1);
            value = base;
        } else {
            value += base;
        }
        if (value < 0) {
            return -1;
        }
        return switch (form) {
            case 0 -> Decimals.write(out, at, value);
            case 1 -> Decimals.writeText(out, at, value);
            case LineTemplates.ADDRESS_FORM -> Decimals.writeAddress(out, at, value);
            case LineTemplates.SHAPE_FORM -> shaped == null ? -1 : shaped.write(out, at, value);
            default -> Decimals.writePadded(out, at, value, form - 1);
        };
    }

    private int entry(byte[] body, int i, byte[] out, int at, int limit) {
        int entry = (int) number(body, i);
        if (entry + 1 >= entryEnds.length) {
            return -1;
        }
        int from = entryEnds[entry];
        return Words.copy(body, bytes + from, entryEnds[entry + 1] - from, out, at, limit);
    }

    private int hex(byte[] body, int i, byte[] out, int at, int limit) {
        int digits = length > 0 ? length : (int) number(body, i);
        if (digits < 0 || digits > limit - at) {
            return -1;
        }
        short[] pairs = upper ? UPPER : LOWER;
        int from = bytes;
        for (int to = at; to < at + digits; to += 2) {
            SHORT.set(out, to, pairs[body[from++] & 0xFF]);
        }
        bytes = from;
        return at + digits;
    }

    private int word(byte[] body, int i, byte[] out, int at, int limit) {
        int size = length > 0 ? length : (int) number(body, i);
        int end = Words.copy(body, bytes, size, out, at, limit);
        bytes += size;
        return end;
    }
}
