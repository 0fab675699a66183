package io.sigyn.logql.pipeline;

import io.sigyn.logql.LogQlSyntaxException;
import io.sigyn.model.GoQuote;
import org.jspecify.annotations.Nullable;

/**
 * The addresses of {@code ip("10.0.0.0/8")}: one, a range, or a network, of IPv4 or IPv6. Finds them in text where
 * something looks like the beginning of an address. Immutable.
 */
final class IpMatcher {
    private final IpAddress low;
    private final IpAddress high;

    private IpMatcher(IpAddress low, IpAddress high) {
        this.low = low;
        this.high = high;
    }

    static IpMatcher compile(String pattern) {
        IpAddress single = IpAddress.parse(pattern);
        if (single != null) {
            return new IpMatcher(single, single);
        }
        IpMatcher range = range(pattern);
        if (range == null) {
            range = network(pattern);
        }
        if (range == null) {
            throw new LogQlSyntaxException("ip: invalid pattern: " + GoQuote.quote(pattern));
        }
        return range;
    }

    private static @Nullable IpMatcher range(String pattern) {
        int dash = pattern.indexOf('-');
        if (dash < 0) {
            return null;
        }
        IpAddress from = IpAddress.parse(pattern.substring(0, dash));
        IpAddress to = IpAddress.parse(pattern.substring(dash + 1));
        if (from == null || to == null || from.isV4() != to.isV4() || from.compareTo(to) > 0) {
            return null;
        }
        return new IpMatcher(from, to);
    }

    private static @Nullable IpMatcher network(String pattern) {
        int slash = pattern.lastIndexOf('/');
        IpAddress base = slash < 0 ? null : IpAddress.parse(pattern.substring(0, slash));
        String size = pattern.substring(slash + 1);
        if (base == null || !size.matches("0|[1-9][0-9]{0,2}")) {
            return null;
        }
        int bits = Integer.parseInt(size);
        return bits > (base.isV4() ? 32 : 128) ? null : new IpMatcher(base.lowest(bits), base.highest(bits));
    }

    private boolean holdsV4(byte[] text, int start, int end) {
        if (!low.isV4()) {
            return false;
        }
        long address = IpAddress.v4(text, start, end);
        return low.low() <= address && address <= high.low();
    }

    private boolean holdsV6(byte[] text, int start, int end) {
        IpAddress address = low.isV4() ? null : IpAddress.parse(text, start, end);
        return address != null && holds(address);
    }

    private boolean holds(IpAddress address) {
        return address.isV4() == low.isV4() && low.compareTo(address) <= 0 && address.compareTo(high) <= 0;
    }

    /** Whether one of the addresses stands somewhere in the text. */
    boolean findIn(byte[] text, int offset, int length) {
        int end = offset + length;
        int i = offset;
        while (i < end) {
            if (looksLikeV4(text, i, end)) {
                int tokenEnd = endOfV4(text, i, end);
                if (holdsV4(text, i, tokenEnd)) {
                    return true;
                }
                i = tokenEnd;
            } else if (looksLikeV6(text, i, end)) {
                int tokenEnd = endOfV6(text, i, end);
                if (holdsV6(text, i, tokenEnd)) {
                    return true;
                }
                i = tokenEnd;
            }
            i++;
        }
        return false;
    }

    private static boolean looksLikeV4(byte[] text, int i, int end) {
        return i + 4 <= end && isDigit(text[i]) && (text[i + 1] == '.' || text[i + 2] == '.' || text[i + 3] == '.');
    }

    private static boolean looksLikeV6(byte[] text, int i, int end) {
        if (i + 5 > end) {
            return false;
        }
        if (text[i] == ':') {
            return text[i + 1] == ':' && isHex(text[i + 2]);
        }
        for (int digits = 0; digits < 4 && isHex(text[i + digits]); digits++) {
            if (text[i + digits + 1] == ':') {
                return true;
            }
        }
        return false;
    }

    private static int endOfV4(byte[] text, int start, int end) {
        int i = start;
        while (i < end && (isDigit(text[i]) || text[i] == '.')) {
            i++;
        }
        return i;
    }

    private static int endOfV6(byte[] text, int start, int end) {
        int i = start;
        while (i < end && (isHex(text[i]) || text[i] == ':' || text[i] == '.')) {
            i++;
        }
        return i;
    }

    private static boolean isDigit(byte b) {
        return b >= '0' && b <= '9';
    }

    private static boolean isHex(byte b) {
        return isDigit(b) || (b >= 'a' && b <= 'f') || (b >= 'A' && b <= 'F');
    }
}
