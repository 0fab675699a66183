package io.sigyn.logql.go;

import java.nio.charset.StandardCharsets;

/** Spans of time in nanoseconds as Go's {@code time.Duration} reads and prints them. All functions are pure. */
public final class GoDuration {
    private static final long MICRO = 1_000;
    private static final long MILLI = 1_000_000;
    private static final long SECOND = 1_000_000_000;
    private static final long MINUTE = 60 * SECOND;
    private static final long HOUR = 60 * MINUTE;

    private GoDuration() {}

    /**
     * Reads {@code time.ParseDuration}'s form: numbers with optional fraction, each with a unit ns, us, ms, s, m or h.
     *
     * @throws GoException with Go's text
     */
    public static long parse(String text) {
        int at = text.startsWith("-") || text.startsWith("+") ? 1 : 0;
        boolean negative = text.startsWith("-");
        if (text.length() == at + 1 && text.charAt(at) == '0') {
            return 0;
        }
        if (at == text.length()) {
            throw invalid(text);
        }
        Reader reader = new Reader(text, at);
        long total = 0;
        while (reader.at < text.length()) {
            total += reader.next();
            if (Long.compareUnsigned(total, Long.MIN_VALUE) > 0) {
                throw invalid(text);
            }
        }
        if (negative) {
            return -total;
        }
        if (total < 0) {
            throw invalid(text);
        }
        return total;
    }

    /** Walks the numbers and units of a text. */
    private static final class Reader {
        private static final long MAX_TENTH = Long.MAX_VALUE / 10;

        private final String text;
        private int at;

        Reader(String text, int at) {
            this.text = text;
            this.at = at;
        }

        long next() {
            int start = at;
            long whole = wholeNumber();
            int digits = at - start;
            double scale = 1;
            long fraction = 0;
            if (at < text.length() && text.charAt(at) == '.') {
                at++;
                int fractionStart = at;
                boolean full = false;
                for (; at < text.length() && isDigit(text.charAt(at)); at++) {
                    int digit = text.charAt(at) - '0';
                    full |= fraction > MAX_TENTH || Long.compareUnsigned(fraction * 10 + digit, Long.MIN_VALUE) > 0;
                    if (!full) {
                        fraction = fraction * 10 + digit;
                        scale *= 10;
                    }
                }
                digits += at - fractionStart;
            }
            if (digits == 0) {
                throw invalid(text);
            }
            long unit = unit();
            if (Long.compareUnsigned(whole, Long.divideUnsigned(Long.MIN_VALUE, unit)) > 0) {
                throw invalid(text);
            }
            long nanos = whole * unit;
            if (fraction > 0) {
                nanos += (long) (fraction * (unit / scale));
                if (Long.compareUnsigned(nanos, Long.MIN_VALUE) > 0) {
                    throw invalid(text);
                }
            }
            return nanos;
        }

        private long wholeNumber() {
            long value = 0;
            for (; at < text.length() && isDigit(text.charAt(at)); at++) {
                if (Long.compareUnsigned(value, Long.divideUnsigned(Long.MIN_VALUE, 10)) > 0) {
                    throw invalid(text);
                }
                value = value * 10 + (text.charAt(at) - '0');
                if (Long.compareUnsigned(value, Long.MIN_VALUE) > 0) {
                    throw invalid(text);
                }
            }
            return value;
        }

        private long unit() {
            int start = at;
            while (at < text.length() && text.charAt(at) != '.' && !isDigit(text.charAt(at))) {
                at++;
            }
            String unit = text.substring(start, at);
            return switch (unit) {
                case "ns" -> 1;
                case "us", "\u00b5s", "\u03bcs" -> MICRO;
                case "ms" -> MILLI;
                case "s" -> SECOND;
                case "m" -> MINUTE;
                case "h" -> HOUR;
                case "" -> throw new GoException("time: missing unit in duration " + quote(text));
                default -> throw new GoException("time: unknown unit " + quote(unit) + " in duration " + quote(text));
            };
        }
    }

    private static boolean isDigit(char c) {
        return c >= '0' && c <= '9';
    }

    private static GoException invalid(String text) {
        return new GoException("time: invalid duration " + quote(text));
    }

    /** In double quotes, with all bytes beyond ASCII and below the blank as {@code \xNN}. */
    static String quote(String text) {
        StringBuilder out = new StringBuilder().append('"');
        for (byte b : text.getBytes(StandardCharsets.UTF_8)) {
            if (b < ' ') {
                out.append("\\x").append(Character.forDigit(b >> 4 & 15, 16)).append(Character.forDigit(b & 15, 16));
            } else {
                out.append(b == '"' || b == '\\' ? "\\" : "").append((char) b);
            }
        }
        return out.append('"').toString();
    }

    /** As {@code Duration.String} prints it: {@code 1h15m30.5s}, {@code 250ms}, {@code 0s}. */
    public static String format(long nanos) {
        if (nanos == 0) {
            return "0s";
        }
        StringBuilder out = new StringBuilder(24);
        if (nanos < 0) {
            out.append('-');
        }
        long size = nanos < 0 ? -nanos : nanos;
        if (Long.compareUnsigned(size, SECOND) < 0) {
            if (size < MICRO) {
                return out.append(size).append("ns").toString();
            }
            boolean micro = size < MILLI;
            decimal(out, size, micro ? MICRO : MILLI);
            return out.append(micro ? "\u00b5s" : "ms").toString();
        }
        long minutes = Long.divideUnsigned(size, MINUTE);
        if (minutes >= 60) {
            out.append(minutes / 60).append('h');
        }
        if (minutes > 0) {
            out.append(minutes % 60).append('m');
        }
        decimal(out, Long.remainderUnsigned(size, MINUTE), SECOND);
        return out.append('s').toString();
    }

    private static void decimal(StringBuilder out, long value, long unit) {
        out.append(value / unit);
        long rest = value % unit;
        if (rest == 0) {
            return;
        }
        out.append('.');
        for (long digit = unit / 10; rest > 0; digit /= 10) {
            out.append((char) ('0' + rest / digit));
            rest %= digit;
        }
    }

    /** As {@code Duration.Seconds} computes them. */
    public static double seconds(long nanos) {
        long whole = nanos / SECOND;
        return whole + (nanos % SECOND) / 1e9;
    }
}
