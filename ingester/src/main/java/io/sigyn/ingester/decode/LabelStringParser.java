package io.sigyn.ingester.decode;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * Reads a label string such as {@code {app="api", env='dev'}}, in the grammar and with the messages of Prometheus. For
 * one thread, once.
 */
final class LabelStringParser {
    private static final int END = -1;

    private final byte[] text;
    private final int from;
    private final int end;
    private int position;

    private LabelStringParser(byte[] text, int offset, int length) {
        this.text = text;
        this.from = offset;
        this.end = offset + length;
        this.position = offset;
    }

    /** @throws LabelSyntaxException if it is none */
    static List<StreamLabels.Label> parse(byte[] text, int offset, int length) {
        return new LabelStringParser(text, offset, length).labelSet();
    }

    /** The string is not of the grammar. */
    static final class LabelSyntaxException extends RuntimeException {
        private static final long serialVersionUID = 1;

        LabelSyntaxException(String message) {
            super(message, null, false, false);
        }
    }

    private List<StreamLabels.Label> labelSet() {
        List<StreamLabels.Label> labels = new ArrayList<>();
        skipSpace();
        if (isNameStart(peek()) || peek() == ':') {
            labels.add(new StreamLabels.Label("__name__", metricName()));
            skipSpace();
        }
        if (peek() == '{') {
            position++;
            inBraces(labels);
            skipSpace();
        }
        if (position < end) {
            throw unexpectedOutside();
        }
        return labels;
    }

    private void inBraces(List<StreamLabels.Label> labels) {
        String expected = "identifier or \"}\"";
        while (true) {
            skipSpace();
            if (peek() == '}') {
                position++;
                return;
            }
            if (!isNameStart(peek())) {
                throw unexpectedInside(expected);
            }
            String name = name();
            skipSpace();
            if (peek() != '=' || next() == '~') {
                throw unexpectedInside("\"=\"");
            }
            position++;
            skipSpace();
            if (!isQuote(peek())) {
                throw unexpectedInside("string");
            }
            labels.add(new StreamLabels.Label(name, string()));
            skipSpace();
            if (peek() == ',') {
                position++;
            } else if (peek() != '}') {
                throw unexpectedInside("\",\" or \"}\"");
            }
        }
    }

    private int peek() {
        return position < end ? text[position] & 0xff : END;
    }

    private int next() {
        return position + 1 < end ? text[position + 1] & 0xff : END;
    }

    private void skipSpace() {
        while (position < end && (peek() == ' ' || peek() == '\t' || peek() == '\n' || peek() == '\r')) {
            position++;
        }
    }

    private static boolean isNameStart(int c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_';
    }

    private static boolean isNamePart(int c) {
        return isNameStart(c) || (c >= '0' && c <= '9');
    }

    private static boolean isQuote(int c) {
        return c == '"' || c == '\'' || c == '`';
    }

    private String name() {
        int start = position;
        while (isNamePart(peek())) {
            position++;
        }
        return new String(text, start, position - start, StandardCharsets.US_ASCII);
    }

    private String metricName() {
        int start = position;
        while (isNamePart(peek()) || peek() == ':') {
            position++;
        }
        return new String(text, start, position - start, StandardCharsets.US_ASCII);
    }

    private String string() {
        int start = position;
        int quote = peek();
        position++;
        ByteArrayOutputStream value = new ByteArrayOutputStream();
        while (peek() != quote) {
            int c = peek();
            if (c == END || (c == '\n' && quote != '`')) {
                throw error(start, quote == '`' ? "unterminated raw string" : "unterminated quoted string");
            }
            if (c == '\\' && quote != '`') {
                escape(start, quote, value);
            } else {
                value.write(c);
                position++;
            }
        }
        position++;
        if (!Utf8.isValid(text, start, position - start)) {
            throw error(start, "invalid UTF-8 rune");
        }
        return value.toString(StandardCharsets.UTF_8);
    }

    private void escape(int start, int quote, ByteArrayOutputStream value) {
        position++;
        int c = peek();
        position++;
        switch (c) {
            case 'a' -> value.write(7);
            case 'b' -> value.write('\b');
            case 'f' -> value.write('\f');
            case 'n' -> value.write('\n');
            case 'r' -> value.write('\r');
            case 't' -> value.write('\t');
            case 'v' -> value.write(11);
            case '\\' -> value.write('\\');
            case 'x' -> value.write(digits(start, 2, 16, 255));
            case 'u' -> rune(digits(start, 4, 16, Character.MAX_CODE_POINT), value);
            case 'U' -> rune(digits(start, 8, 16, Character.MAX_CODE_POINT), value);
            case '0', '1', '2', '3', '4', '5', '6', '7' -> {
                position--;
                value.write(digits(start, 3, 8, 255));
            }
            default -> {
                if (c != quote) {
                    position--;
                    throw error(
                            start,
                            c == END
                                    ? "escape sequence not terminated"
                                    : String.format("unknown escape sequence U+%04X '%c'", c, c));
                }
                value.write(c);
            }
        }
    }

    private int digits(int start, int count, int base, int max) {
        long number = 0;
        for (int i = 0; i < count; i++) {
            int digit = position < end ? Character.digit((char) peek(), base) : -1;
            if (digit < 0) {
                throw error(start, "illegal character in escape sequence");
            }
            number = number * base + digit;
            position++;
        }
        if (number > max || (max > 255 && number >= 0xd800 && number < 0xe000)) {
            throw error(start, "escape sequence is an invalid Unicode code point");
        }
        return (int) number;
    }

    private static void rune(int rune, ByteArrayOutputStream value) {
        byte[] utf8 = Character.toString(rune).getBytes(StandardCharsets.UTF_8);
        value.write(utf8, 0, utf8.length);
    }

    private LabelSyntaxException unexpectedInside(String expected) {
        int at = position;
        int c = peek();
        if (c == END) {
            return error(at, "unexpected end of input inside braces");
        } else if (isNameStart(c)) {
            return error(at, "unexpected identifier \"" + name() + "\" in label set, expected " + expected);
        } else if (isQuote(c)) {
            string();
            String token = new String(text, at, position - at, StandardCharsets.UTF_8);
            return error(
                    at,
                    "unexpected string " + io.sigyn.model.GoQuote.quote(token) + " in label set, expected " + expected);
        } else if ((c == '=' || c == '!') && (next() == '~' || (next() == '=' && c == '!'))) {
            return error(at, "unexpected <op:" + (char) c + (char) next() + "> in label set, expected " + expected);
        } else if (c == '=' || c == ',' || c == '}') {
            return error(at, "unexpected \"" + (char) c + "\" in label set, expected " + expected);
        }
        return error(at, "unexpected character inside braces: " + rune());
    }

    private LabelSyntaxException unexpectedOutside() {
        int at = position;
        int c = peek();
        if (isNameStart(c)) {
            return error(at, "unexpected identifier \"" + name() + "\"");
        } else if (c == '=' || c == ',' || c == '{' || c == '(' || c == ')') {
            return error(at, "unexpected \"" + (char) c + "\"");
        } else if (isQuote(c)) {
            return error(at, "unexpected string");
        }
        return error(at, "unexpected character: " + rune());
    }

    private String rune() {
        String rest = new String(text, position, Math.min(4, end - position), StandardCharsets.UTF_8);
        return "'" + Character.toString(rest.codePointAt(0)) + "'";
    }

    private LabelSyntaxException error(int at, String message) {
        int line = 1;
        int lineStart = from;
        for (int i = from; i < at; i++) {
            if (text[i] == '\n') {
                line++;
                lineStart = i + 1;
            }
        }
        return new LabelSyntaxException(line + ":" + (at - lineStart + 1) + ": parse error: " + message);
    }
}
