package io.sigyn.ingester.decode;

import io.sigyn.ingester.RejectedPushException;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/**
 * Walks protobuf messages in place, with the messages of Loki's decoder for what is none. For one thread at a time.
 */
final class ProtoReader {
    static final int VARINT = 0;
    static final int FIXED64 = 1;
    static final int BYTES = 2;
    static final int FIXED32 = 5;
    private static final int GROUP = 3;
    private static final int END_GROUP = 4;
    private static final int MAX_GROUPS = 64;
    private static final VarHandle LONGS = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

    private final byte[] text;
    private int position;
    private int end;

    private int field;
    private int wireType;
    private int bytesOffset;
    private int bytesLength;

    ProtoReader(byte[] text, int offset, int length) {
        this.text = text;
        this.position = offset;
        this.end = offset + length;
    }

    /** Another reader of what is left of the message. */
    ProtoReader rest() {
        return new ProtoReader(text, position, end - position);
    }

    byte[] text() {
        return text;
    }

    /** Reads the tag of the next field; false at the end of the message. */
    boolean next() {
        if (position >= end) {
            return false;
        }
        byte first = text[position];
        if (first >= 1 << 3 && (first & 7) != END_GROUP) { // as almost all are
            position++;
            wireType = first & 7;
            field = first >>> 3;
            return true;
        }
        long tag = varint();
        wireType = (int) tag & 7;
        long number = tag >>> 3;
        if (wireType == END_GROUP) {
            throw refused("proto: wiretype end group for non-group");
        } else if (number <= 0 || number > Integer.MAX_VALUE) {
            throw refused("proto: illegal tag " + number + " (wire type " + wireType + ")");
        }
        field = (int) number;
        return true;
    }

    int field() {
        return field;
    }

    /** Where the bytes read last begin. */
    int bytesOffset() {
        return bytesOffset;
    }

    int bytesLength() {
        return bytesLength;
    }

    /** Requires the field to be of a wire type. */
    void expect(int type, String name) {
        if (wireType != type) {
            throw refused("proto: wrong wireType = " + wireType + " for field " + name);
        }
    }

    /** Reads the length and passes over the bytes of the field. */
    void bytes(String name) {
        expect(BYTES, name);
        long length = varint();
        if (length < 0) {
            throw refused("proto: negative length found during unmarshaling");
        } else if (length > end - position) {
            throw eof();
        }
        bytesOffset = position;
        bytesLength = (int) length;
        position += bytesLength;
    }

    /** Goes into the message that the field is; give what this returns to {@link #leave}. */
    int enter(String name) {
        bytes(name);
        int outer = end;
        end = position;
        position = bytesOffset;
        return outer;
    }

    void leave(int outer) {
        position = end;
        end = outer;
    }

    long varint(String name) {
        expect(VARINT, name);
        return varint();
    }

    long fixed64(String name) {
        expect(FIXED64, name);
        return fixed(8);
    }

    int fixed32(String name) {
        expect(FIXED32, name);
        return (int) fixed(4);
    }

    /** Passes over the field. */
    void skip() {
        skip(0);
    }

    private void skip(int groups) {
        switch (wireType) {
            case VARINT -> varint();
            case FIXED64 -> fixed(8);
            case BYTES -> bytes("unknown");
            case FIXED32 -> fixed(4);
            case GROUP -> group(groups + 1);
            default -> throw refused("proto: illegal wireType " + wireType);
        }
    }

    private void group(int groups) {
        if (groups > MAX_GROUPS) {
            throw refused("proto: groups more than " + MAX_GROUPS + " deep");
        }
        while (true) {
            if (position >= end) {
                throw eof();
            }
            wireType = (int) varint() & 7;
            if (wireType == END_GROUP) {
                return;
            }
            skip(groups);
        }
    }

    private long fixed(int size) {
        if (end - position < size) {
            throw eof();
        }
        long value = 0;
        for (int i = size - 1; i >= 0; i--) {
            value = value << 8 | (text[position + i] & 0xff);
        }
        position += size;
        return value;
    }

    private long varint() {
        int at = position;
        if (at < end && text[at] >= 0) {
            position = at + 1;
            return text[at];
        }
        if (text.length - at >= Long.BYTES) {
            long bytes = (long) LONGS.get(text, at);
            long last = ~bytes & 0x8080_8080_8080_8080L;
            int next = at + (Long.numberOfTrailingZeros(last) >>> 3) + 1;
            if (last != 0 && next <= end) {
                position = next;
                return joined(bytes & (last ^ last - 1) & 0x7f7f_7f7f_7f7f_7f7fL);
            }
        }
        return longVarint(at);
    }

    /** Puts the low seven bits of each byte side by side. */
    private static long joined(long bytes) {
        long pairs = (bytes & 0x007f_007f_007f_007fL) | ((bytes & 0x7f00_7f00_7f00_7f00L) >>> 1);
        long fours = (pairs & 0x0000_3fff_0000_3fffL) | ((pairs & 0x3fff_0000_3fff_0000L) >>> 2);
        return (fours & 0x0fff_ffffL) | ((fours & 0x0fff_ffff_0000_0000L) >>> 4);
    }

    private long longVarint(int from) {
        int at = from;
        long value = 0;
        for (int shift = 0; shift < 64; shift += 7) {
            if (at >= end) {
                throw eof();
            }
            byte b = text[at++];
            value |= (long) (b & 0x7f) << shift;
            if (b >= 0) {
                position = at;
                return value;
            }
        }
        throw refused("proto: integer overflow");
    }

    private static RejectedPushException eof() {
        return refused("unexpected EOF");
    }

    private static RejectedPushException refused(String message) {
        return new RejectedPushException(400, message);
    }
}
