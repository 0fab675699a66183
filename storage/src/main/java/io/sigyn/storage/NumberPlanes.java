package io.sigyn.storage;

/** Numbers read where they lie, by index; see {@link Numbers}. Immutable. */
public final class NumberPlanes {
    private final byte[] buffer;
    private final int start;
    private final int width;
    private final int count;

    private NumberPlanes(byte[] buffer, int start, int width, int count) {
        this.buffer = buffer;
        this.start = start;
        this.width = width;
        this.count = count;
    }

    /** Takes {@code count} numbers from the reader, whose buffer must not change any more. */
    public static NumberPlanes read(ByteReader in, int count) throws CorruptDataException {
        int width = in.count(Long.BYTES);
        int start = in.position();
        in.skip((long) width * count);
        return new NumberPlanes(in.buffer(), start, width, count);
    }

    public int count() {
        return count;
    }

    public long get(int index) {
        long number = 0;
        int position = start + index;
        for (int shift = 0; shift < 8 * width; shift += 8) {
            number |= (buffer[position] & 0xFFL) << shift;
            position += count;
        }
        return number;
    }

    public int getInt(int index) {
        return (int) get(index);
    }
}
