package io.sigyn.ingester.live;

/**
 * Structured metadata of a live row: {@code count:varint (name:varint value:string){count}}, as in a log record, but
 * names are numbers of the tenant's {@link NameTable}. A row without any has no bytes at all.
 */
final class MetadataBytes {
    private MetadataBytes() {}

    /** Copies what lies from {@code start} to {@code end}, with other name numbers; returns where the copy ends. */
    static int renumber(byte[] from, int start, int end, byte[] to, int at, int[] numbers) {
        long read = varint(from, start);
        int target = putVarint(to, at, value(read));
        int source = next(read);
        while (source < end) {
            read = varint(from, source);
            target = putVarint(to, target, numbers[value(read)]);
            read = varint(from, next(read));
            int length = value(read);
            target = putVarint(to, target, length);
            System.arraycopy(from, next(read), to, target, length);
            target += length;
            source = next(read) + length;
        }
        return target;
    }

    /** Reads a varint: its value in the upper half, the place after it in the lower. */
    static long varint(byte[] bytes, int at) {
        int position = at;
        int value = 0;
        int shift = 0;
        byte next;
        do {
            next = bytes[position++];
            value |= (next & 0x7f) << shift;
            shift += 7;
        } while (next < 0);
        return (long) value << 32 | position;
    }

    static int value(long read) {
        return (int) (read >>> 32);
    }

    static int next(long read) {
        return (int) read;
    }

    private static int putVarint(byte[] to, int at, int value) {
        int position = at;
        int rest = value;
        while ((rest & ~0x7f) != 0) {
            to[position++] = (byte) (rest | 0x80);
            rest >>>= 7;
        }
        to[position++] = (byte) rest;
        return position;
    }
}
