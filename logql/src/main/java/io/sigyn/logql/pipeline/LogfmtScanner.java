package io.sigyn.logql.pipeline;

import io.sigyn.logql.regex.Utf8;
import org.jspecify.annotations.Nullable;

/**
 * Walks the {@code key=value} pairs of a line. After an error it can go on behind the next blank. For one pipeline; moved
 * from line to line.
 */
final class LogfmtScanner {
    /** What a key or a plain value does not go on with: a blank, or something that does not belong there. */
    private static final boolean[] ENDS = new boolean[256];

    static {
        for (int i = 0; i <= ' '; i++) {
            ENDS[i] = true;
        }
        ENDS['='] = true;
        ENDS['"'] = true;
    }

    private final LineState state;
    private byte[] text = {};
    private int start;
    private int end;
    private int at;

    /** The pair that was read last. */
    int keyStart;

    int keyEnd;
    byte[] valueBuffer = {};
    int valueStart;
    int valueLength;
    boolean valueIsAscii;

    @Nullable
    String error;

    LogfmtScanner(LineState state) {
        this.state = state;
    }

    void begin() {
        text = state.line;
        start = state.offset;
        at = start;
        end = start + state.length;
        error = null;
    }

    /** Reads the next pair; false at the end of the line, or at an error. */
    boolean next() {
        byte[] bytes = text;
        int i = at;
        while (i < end && isBlank(bytes[i])) {
            i++;
        }
        at = i;
        keyStart = i;
        keyEnd = i;
        valueBuffer = bytes;
        valueStart = i;
        valueLength = 0;
        valueIsAscii = true;
        if (i == end) {
            return false;
        }
        int seen = 0;
        while (i < end && !ENDS[bytes[i] & 0xFF]) {
            seen |= bytes[i++];
        }
        boolean multibyte = seen < 0;
        if (i < end && bytes[i] == '"') {
            at = i;
            return unexpected((byte) '"');
        }
        at = i;
        keyEnd = i;
        if (i < end && bytes[i] == '=' && i == keyStart) {
            return unexpected((byte) '=');
        }
        if (multibyte && !isValidKey()) {
            return fail("invalid key");
        }
        if (i == end || bytes[i] != '=') {
            return true;
        }
        at = ++i;
        if (i >= end || isBlank(bytes[i])) {
            return true;
        }
        return bytes[i] == '"' ? quoted(i) : plain(i);
    }

    private boolean plain(int from) {
        byte[] bytes = text;
        int i = from;
        int seen = 0;
        for (; i < end; i++) {
            byte b = bytes[i];
            if (ENDS[b & 0xFF]) {
                if (!isBlank(b)) {
                    at = i;
                    return unexpected(b);
                }
                break;
            }
            seen |= b;
        }
        valueIsAscii = seen >= 0;
        at = i;
        valueStart = from;
        valueLength = i - from;
        return true;
    }

    private boolean quoted(int quote) {
        long scanned = JsonText.scanString(text, quote + 1, end);
        if (scanned < 0) {
            at = end;
            return fail("unterminated quoted value");
        }
        int close = (int) (scanned >>> 2);
        at = close + 1;
        valueIsAscii = (scanned & JsonText.BEYOND_ASCII) == 0;
        if ((scanned & JsonText.ESCAPED) != 0) {
            return unquote(quote + 1, close);
        }
        valueStart = quote + 1;
        valueLength = close - quote - 1;
        return true;
    }

    private boolean unquote(int from, int to) {
        byte[] out = state.scratch(3 * (to - from));
        int outStart = state.scratchStart();
        int o = outStart;
        for (int i = from; i < to; ) {
            byte b = text[i];
            if (b >= 0 && b < ' ') {
                return fail("invalid quoted value");
            }
            if (b != '\\') {
                long decoded = Utf8.decode(text, i, to);
                o = JsonText.encode((int) (decoded >>> 8), out, o);
                i += (int) (decoded & 0xFF);
                continue;
            }
            byte e = i + 1 < to ? text[i + 1] : 0;
            if (e == 'u') {
                int rune = JsonText.hex4(text, i + 2, to);
                if (rune < 0) {
                    return fail("invalid quoted value");
                }
                i += 6;
                if (Character.isSurrogate((char) rune)) {
                    int low = i + 1 < to && text[i] == '\\' && text[i + 1] == 'u' ? JsonText.hex4(text, i + 2, to) : -1;
                    boolean pair = low >= 0 && Character.isSurrogatePair((char) rune, (char) low);
                    rune = pair ? Character.toCodePoint((char) rune, (char) low) : Utf8.REPLACEMENT;
                    i += pair ? 6 : 0;
                }
                o = JsonText.encode(rune, out, o);
                continue;
            }
            int plain = switch (e) {
                case '"', '\\', '/', '\'' -> e;
                case 'b' -> '\b';
                case 'f' -> '\f';
                case 'n' -> '\n';
                case 'r' -> '\r';
                case 't' -> '\t';
                default -> -1;
            };
            if (plain < 0) {
                return fail("invalid quoted value");
            }
            out[o++] = (byte) plain;
            i += 2;
        }
        valueBuffer = out;
        valueStart = outStart;
        valueLength = o - outStart;
        state.useScratch(valueLength);
        return true;
    }

    /** Goes on behind the next blank. */
    void recover() {
        error = null;
        while (at < end && !isBlank(text[at])) {
            at++;
        }
    }

    private boolean isValidKey() {
        for (int i = keyStart; i < keyEnd; ) {
            long decoded = Utf8.decode(text, i, keyEnd);
            if (decoded >>> 8 == Utf8.REPLACEMENT) {
                return false;
            }
            i += (int) (decoded & 0xFF);
        }
        return true;
    }

    private boolean unexpected(byte b) {
        return fail(b == '=' ? "unexpected '='" : "unexpected '\"'");
    }

    private boolean fail(String message) {
        error = message;
        return false;
    }

    /** The error with its place, as Loki words it. */
    String errorDetails() {
        return "logfmt syntax error at pos " + (at - start + 1) + " : " + error;
    }

    private static boolean isBlank(byte b) {
        return b >= 0 && b <= ' ';
    }
}
