package io.sigyn.logql.pipeline;

import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** An IPv4 or IPv6 address as two words; an IPv4 address that is written in IPv6 stays IPv6. Immutable. */
record IpAddress(boolean isV4, long high, long low) implements Comparable<IpAddress> {
    static @Nullable IpAddress parse(String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        return parse(bytes, 0, bytes.length);
    }

    static @Nullable IpAddress parse(byte[] text, int start, int end) {
        for (int i = start; i < end; i++) {
            if (text[i] == '.') {
                return parseV4(text, start, end);
            }
            if (text[i] == ':') {
                return parseV6(text, start, end);
            }
        }
        return null;
    }

    private static @Nullable IpAddress parseV4(byte[] text, int start, int end) {
        long value = v4(text, start, end);
        return value < 0 ? null : new IpAddress(true, 0, value);
    }

    /** The address as a number, or -1 if it is none. */
    static long v4(byte[] text, int start, int end) {
        long value = 0;
        int field = 0;
        int digits = 0;
        int fields = 0;
        for (int i = start; i <= end; i++) {
            byte b = i < end ? text[i] : (byte) '.';
            if (b >= '0' && b <= '9') {
                if (digits == 1 && field == 0) {
                    return -1; // a leading zero
                }
                field = field * 10 + b - '0';
                digits++;
                if (field > 255) {
                    return -1;
                }
            } else if (b == '.' && digits > 0 && fields < 4) {
                value = value << 8 | field;
                fields++;
                field = 0;
                digits = 0;
            } else {
                return -1;
            }
        }
        return fields == 4 ? value : -1;
    }

    private static @Nullable IpAddress parseV6(byte[] text, int start, int end) {
        int[] groups = new int[8];
        int count = 0;
        int gap = -1;
        int i = start;
        if (end - start >= 2 && text[i] == ':' && text[i + 1] == ':') {
            gap = 0;
            i += 2;
        }
        while (i < end) {
            if (count == 8) {
                return null;
            }
            int groupStart = i;
            int value = 0;
            while (i < end && Character.digit(text[i], 16) >= 0) {
                value = value << 4 | Character.digit(text[i], 16);
                i++;
                if (i - groupStart > 4) {
                    return null;
                }
            }
            if (i == groupStart) {
                return null;
            }
            if (i < end && text[i] == '.') { // the last two groups in the form of IPv4
                long v4 = count <= 6 && (count == 6 || gap >= 0) ? v4(text, groupStart, end) : -1;
                if (v4 < 0) {
                    return null;
                }
                groups[count++] = (int) (v4 >>> 16);
                groups[count++] = (int) (v4 & 0xFFFF);
                break;
            }
            groups[count++] = value;
            if (i == end) {
                break;
            }
            if (text[i] != ':' || i + 1 == end) {
                return null;
            }
            i++;
            if (text[i] == ':') {
                if (gap >= 0) {
                    return null;
                }
                gap = count;
                i++;
            }
        }
        return spread(groups, count, gap);
    }

    private static @Nullable IpAddress spread(int[] groups, int count, int gap) {
        if (gap < 0 ? count != 8 : count == 8) {
            return null;
        }
        long[] words = new long[2];
        for (int g = 0; g < 8; g++) {
            int from = gap < 0 || g < gap ? g : g - (8 - count);
            int value = gap >= 0 && g >= gap && g < gap + 8 - count ? 0 : groups[from];
            words[g / 4] = words[g / 4] << 16 | value;
        }
        return new IpAddress(false, words[0], words[1]);
    }

    /** The first address of the network of that many bits in which this one lies. */
    IpAddress lowest(int bits) {
        return isV4
                ? new IpAddress(true, 0, low & mask(bits + 32))
                : new IpAddress(false, high & mask(Math.min(bits, 64)), low & mask(Math.max(0, bits - 64)));
    }

    IpAddress highest(int bits) {
        return isV4
                ? new IpAddress(true, 0, low | (~mask(bits + 32) & 0xFFFF_FFFFL))
                : new IpAddress(false, high | ~mask(Math.min(bits, 64)), low | ~mask(Math.max(0, bits - 64)));
    }

    private static long mask(int bits) {
        return bits == 0 ? 0 : -1L << (64 - bits);
    }

    @Override
    public int compareTo(IpAddress other) {
        int order = Long.compareUnsigned(high, other.high);
        return order != 0 ? order : Long.compareUnsigned(low, other.low);
    }
}
