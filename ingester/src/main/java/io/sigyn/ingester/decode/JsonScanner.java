package io.sigyn.ingester.decode;

import io.sigyn.ingester.RejectedPushException;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;

/**
 * Reads JSON in place: strings are unescaped where they lie, so nothing is copied. What is not JSON is a {@link
 * RejectedPushException} that says where. For one thread, once.
 */
final class JsonScanner {
    private static final int MAX_DEPTH = 256;
    private static final VarHandle LONGS = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
    private static final long ONES = 0x0101010101010101L;
    private static final long HIGHS = 0x8080808080808080L;

    private final byte[] text;
    private final int start;
    private final int end;
    private int position;

    private int stringOffset;
    private int stringLength;

    JsonScanner(byte[] text, int offset, int length) {
        this.text = text;
        this.start = offset;
        this.end = offset + length;
        this.position = offset;
    }

    byte[] text() {
        return text;
    }

    int position() {
        return position;
    }

    /** Where the string read last begins. */
    int stringOffset() {
        return stringOffset;
    }

    int stringLength() {
        return stringLength;
    }

    /** The next byte that is no space, or 0 at the end; it stays. */
    int peek() {
        while (position < end) {
            int c = text[position];
            if (c != ' ' && c != '\n' && c != '\t' && c != '\r') {
                return c & 0xff;
            }
            position++;
        }
        return 0;
    }

    void expect(char c) {
        if (peek() != c) {
            throw unexpected("'" + c + "'");
        }
        position++;
    }

    /** Begins an array or object; false if it is empty, and then it is behind us. */
    boolean open(char opening, char closing) {
        expect(opening);
        if (peek() == closing) {
            position++;
            return false;
        }
        return true;
    }

    /** After an element: true if another one follows. */
    boolean more(char closing) {
        int c = peek();
        if (c == closing) {
            position++;
            return false;
        } else if (c != ',') {
            throw unexpected("',' or '" + closing + "'");
        }
        position++;
        return true;
    }

    /** Reads a key and its colon; the key is then the string read last. */
    void key() {
        string();
        expect(':');
    }

    /** Whether the string read last is this, in ASCII. */
    boolean stringIs(String ascii) {
        if (stringLength != ascii.length()) {
            return false;
        }
        for (int i = 0; i < stringLength; i++) {
            if (text[stringOffset + i] != ascii.charAt(i)) {
                return false;
            }
        }
        return true;
    }

    String stringText() {
        return new String(text, stringOffset, stringLength, StandardCharsets.UTF_8);
    }

    /** Takes null if it is next. */
    boolean takeNull() {
        if (peek() == 'n') {
            literal("null");
            return true;
        }
        return false;
    }

    /** Reads a string and unescapes it in place. */
    void string() {
        expect('"');
        stringOffset = position;
        int special = plainEnd(position);
        if (text(special) == '"') {
            stringLength = special - stringOffset;
            position = special + 1;
            return;
        }
        position = special;
        unescape();
    }

    /** Reads a string but leaves its escapes as they are; they must be valid all the same. */
    void rawString() {
        expect('"');
        stringOffset = position;
        while (true) {
            position = plainEnd(position);
            int c = text(position);
            if (c == '"') {
                break;
            }
            escape();
        }
        stringLength = position - stringOffset;
        position++;
    }

    private int text(int at) {
        if (at >= end) {
            position = end;
            throw unexpected("'\"'");
        }
        return text[at];
    }

    /** From a position on, the first quote, backslash or control character, or the end. */
    private int plainEnd(int from) {
        int i = from;
        for (int last = end - 8; i <= last; i += 8) {
            long word = (long) LONGS.get(text, i);
            long quote = word ^ (ONES * '"');
            long slash = word ^ (ONES * '\\');
            long found = ((quote - ONES) & ~quote) | ((slash - ONES) & ~slash) | ((word - ONES * 0x20) & ~word);
            found &= HIGHS;
            if (found != 0) {
                return i + (Long.numberOfTrailingZeros(found) >>> 3);
            }
        }
        while (i < end && text[i] != '"' && text[i] != '\\' && (text[i] & 0xff) >= 0x20) {
            i++;
        }
        return i;
    }

    private void unescape() {
        int to = position;
        while (true) {
            int c = text(position);
            if (c == '"') {
                stringLength = to - stringOffset;
                position++;
                return;
            }
            to = put(escape(), to);
            int next = plainEnd(position);
            int plain = next - position;
            System.arraycopy(text, position, text, to, plain);
            to += plain;
            position = next;
        }
    }

    /** Reads one escape sequence: a rune. */
    private int escape() {
        if (text(position) != '\\') {
            throw unexpected("no control character in a string");
        }
        int c = text(position + 1);
        position += 2;
        return switch (c) {
            case '"', '\\', '/' -> c;
            case 'b' -> '\b';
            case 'f' -> '\f';
            case 'n' -> '\n';
            case 'r' -> '\r';
            case 't' -> '\t';
            case 'u' -> unicodeEscape();
            default -> {
                position -= 2;
                throw unexpected("a valid escape sequence");
            }
        };
    }

    private int unicodeEscape() {
        int first = fourDigits();
        if (first < 0xd800 || first > 0xdfff) {
            return first;
        }
        if (first > 0xdbff || position + 1 >= end || text[position] != '\\' || text[position + 1] != 'u') {
            throw unexpected("a whole surrogate pair");
        }
        position += 2;
        int second = fourDigits();
        if (second < 0xdc00 || second > 0xdfff) {
            throw unexpected("a whole surrogate pair");
        }
        return Character.toCodePoint((char) first, (char) second);
    }

    private int fourDigits() {
        int number = 0;
        for (int i = 0; i < 4; i++) {
            int digit = position < end ? Character.digit((char) (text[position] & 0x7f), 16) : -1;
            if (digit < 0 || text[position] < 0) {
                throw unexpected("four hexadecimal digits");
            }
            number = number << 4 | digit;
            position++;
        }
        return number;
    }

    /** A rune takes no more bytes than its escape sequence did. */
    private int put(int rune, int at) {
        int to = at;
        if (rune < 0x80) {
            text[to++] = (byte) rune;
        } else if (rune < 0x800) {
            text[to++] = (byte) (0xc0 | rune >> 6);
            text[to++] = (byte) (0x80 | (rune & 0x3f));
        } else if (rune < 0x10000) {
            text[to++] = (byte) (0xe0 | rune >> 12);
            text[to++] = (byte) (0x80 | (rune >> 6 & 0x3f));
            text[to++] = (byte) (0x80 | (rune & 0x3f));
        } else {
            text[to++] = (byte) (0xf0 | rune >> 18);
            text[to++] = (byte) (0x80 | (rune >> 12 & 0x3f));
            text[to++] = (byte) (0x80 | (rune >> 6 & 0x3f));
            text[to++] = (byte) (0x80 | (rune & 0x3f));
        }
        return to;
    }

    /** Reads any value and leaves it as it is; it lies from where {@link #peek} stopped to {@link #position}. */
    void skip() {
        skip(0);
    }

    private void skip(int depth) {
        if (depth > MAX_DEPTH) {
            throw unexpected("at most " + MAX_DEPTH + " levels");
        }
        switch (peek()) {
            case '"' -> rawString();
            case '{' -> {
                if (open('{', '}')) {
                    do {
                        rawString();
                        expect(':');
                        skip(depth + 1);
                    } while (more('}'));
                }
            }
            case '[' -> {
                if (open('[', ']')) {
                    do {
                        skip(depth + 1);
                    } while (more(']'));
                }
            }
            case 't' -> literal("true");
            case 'f' -> literal("false");
            case 'n' -> literal("null");
            default -> number();
        }
    }

    /** Takes true or false. */
    boolean bool() {
        if (peek() == 't') {
            literal("true");
            return true;
        }
        literal("false");
        return false;
    }

    private void literal(String word) {
        int at = position;
        for (int i = 0; i < word.length(); i++) {
            if (at + i >= end || text[at + i] != word.charAt(i)) {
                throw unexpected(word);
            }
        }
        position = at + word.length();
    }

    /** Reads a number, which is then the string read last. */
    void number() {
        peek();
        stringOffset = position;
        if (position < end && text[position] == '-') {
            position++;
        }
        int digits = digits();
        if (digits == 0) {
            throw unexpected("a JSON value");
        }
        if (position < end && text[position] == '.') {
            position++;
            digits = digits();
        }
        if (digits > 0 && position < end && (text[position] | 0x20) == 'e') {
            position++;
            if (position < end && (text[position] == '+' || text[position] == '-')) {
                position++;
            }
            digits = digits();
        }
        if (digits == 0) {
            throw unexpected("a digit");
        }
        stringLength = position - stringOffset;
    }

    private int digits() {
        int from = position;
        while (position < end && text[position] >= '0' && text[position] <= '9') {
            position++;
        }
        return position - from;
    }

    RejectedPushException unexpected(String expected) {
        String found = "the end";
        if (position < end) {
            String rest = new String(text, position, Math.min(4, end - position), StandardCharsets.UTF_8);
            found = "'" + Character.toString(rest.codePointAt(0)) + "'";
        }
        return new RejectedPushException(
                400,
                "invalid JSON at byte " + (position - start) + ": found " + found + " (expected: " + expected + ")");
    }
}
