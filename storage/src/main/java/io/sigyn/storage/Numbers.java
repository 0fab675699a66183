package io.sigyn.storage;

/**
 * Numbers as byte planes, for general compressors: first the lowest byte of every number, then the next one of every number,
 * as many as the largest number needs. {@code numbers := width:u8 plane*}. Stateless.
 */
public final class Numbers {
    private Numbers() {}

    /** Appends {@code count} unsigned numbers. */
    public static void encode(long[] numbers, int count, ByteWriter out) {
        long all = 0;
        for (int i = 0; i < count; i++) {
            all |= numbers[i];
        }
        int width = (71 - Long.numberOfLeadingZeros(all)) / 8;
        out.u8(width).reserve(width * count);
        for (int plane = 0; plane < width; plane++) {
            byte[] buffer = out.buffer();
            int position = out.size();
            int shift = 8 * plane;
            for (int i = 0; i < count; i++) {
                buffer[position + i] = (byte) (numbers[i] >>> shift);
            }
            out.skip(count);
        }
    }

    /** Appends {@code count} numbers that are not negative. */
    public static void encode(int[] numbers, int count, ByteWriter out) {
        int all = 0;
        for (int i = 0; i < count; i++) {
            all |= numbers[i];
        }
        int width = (39 - Integer.numberOfLeadingZeros(all)) / 8;
        out.u8(width).reserve(width * count);
        for (int plane = 0; plane < width; plane++) {
            byte[] buffer = out.buffer();
            int position = out.size();
            int shift = 8 * plane;
            for (int i = 0; i < count; i++) {
                buffer[position + i] = (byte) (numbers[i] >>> shift);
            }
            out.skip(count);
        }
    }

    /** Reads {@code count} numbers into {@code numbers} from index {@code from} on; they must be zero before. */
    public static void decode(ByteReader in, long[] numbers, int from, int count) throws CorruptDataException {
        int width = in.count(Long.BYTES);
        byte[] buffer = in.buffer();
        int position = in.position();
        in.skip((long) width * count);
        for (int plane = 0; plane < width; plane++) {
            int shift = 8 * plane;
            for (int i = 0; i < count; i++) {
                numbers[from + i] |= (buffer[position + i] & 0xFFL) << shift;
            }
            position += count;
        }
    }

    /** As the other, for numbers below 2<sup>31</sup>; larger ones come out negative. */
    public static void decode(ByteReader in, int[] numbers, int from, int count) throws CorruptDataException {
        int width = in.count(Integer.BYTES);
        byte[] buffer = in.buffer();
        int position = in.position();
        in.skip((long) width * count);
        for (int plane = 0; plane < width; plane++) {
            int shift = 8 * plane;
            for (int i = 0; i < count; i++) {
                numbers[from + i] |= (buffer[position + i] & 0xFF) << shift;
            }
            position += count;
        }
    }

    /** Reads {@code count} lengths as the offsets that they lead to: {@code count + 1} of them, the first is zero. */
    public static int[] decodeOffsets(ByteReader in, int count, int maxTotal) throws CorruptDataException {
        int[] offsets = new int[count + 1];
        decode(in, offsets, 1, count);
        long sum = 0;
        for (int i = 1; i <= count; i++) {
            sum += offsets[i] & 0xFFFFFFFFL;
            if (sum > maxTotal) {
                throw in.corrupt("lengths that sum up to " + sum, "at most " + maxTotal);
            }
            offsets[i] = (int) sum;
        }
        return offsets;
    }
}
