package io.sigyn.logql.parse;

import java.util.Locale;

/**
 * Cuts a text as Go's {@code text/scanner} does: what is a word, a number, a string or a comment, where each begins, and
 * which words complain of a broken one. For one thread.
 *
 * <p>A position is a line and a column in characters, both from 1. Reading past a token with {@link #next} loses its
 * line, which is then 0, but not its column: messages show that.
 */
final class GoScanner {
    /** Receives what is wrong with the text; scanning goes on. */
    interface ErrorListener {
        void error(String message);
    }

    /** What {@link #scan} found; any other character stands for itself and is {@link #CHARACTER}. */
    enum Kind {
        END,
        WORD,
        INTEGER,
        FLOAT,
        CHARACTER_LITERAL,
        STRING,
        RAW_STRING,
        CHARACTER
    }

    private static final int END = -1;
    private static final int NOT_STARTED = -2;
    private static final int BYTE_ORDER_MARK = 0xFEFF;

    private final int[] text;
    private final ErrorListener errors;
    private int position; // of the character after `current`
    private int current = NOT_STARTED;
    private boolean lastWasCharacter;
    private int currentLine = 1;
    private int currentColumn;
    private int lastLineLength;
    private int tokenStart;
    private int tokenEnd;
    private int line;
    private int column;

    GoScanner(String text, ErrorListener errors) {
        this.text = text.codePoints().toArray();
        this.errors = errors;
    }

    /** Line of the last token, or 0 where it was lost or there is none. */
    int line() {
        return line;
    }

    int column() {
        return column;
    }

    /** The last token as it is written. */
    String tokenText() {
        return new String(text, tokenStart, tokenEnd - tokenStart);
    }

    /** The next character or -1, without reading it. */
    int peek() {
        if (current == NOT_STARTED) {
            current = read();
            if (current == BYTE_ORDER_MARK) {
                current = read();
            }
        }
        return current;
    }

    /** The character that lies so many behind the next one, or -1. */
    int peek(int ahead) {
        if (ahead == 0 || peek() == END) {
            return peek();
        }
        int at = position + ahead - 1;
        return at < text.length ? text[at] : END;
    }

    /** Reads a character; the last token loses its line. */
    int next() {
        int character = peek();
        line = 0;
        if (character != END) {
            current = read();
        }
        return character;
    }

    /** Reads the next token behind blanks and comments. */
    Kind scan() {
        peek();
        line = 0;
        Kind kind;
        do {
            while (current == ' ' || current == '\t' || current == '\n' || current == '\r') {
                current = read();
            }
            startToken();
        } while (skippedComment());
        kind = scanToken();
        tokenEnd = current == END ? text.length : position - 1;
        return kind;
    }

    private void startToken() {
        tokenStart = current == END ? text.length : position - 1;
        if (currentColumn > 0) {
            line = currentLine;
            column = currentColumn;
        } else {
            line = currentLine - 1;
            column = lastLineLength;
        }
    }

    private boolean skippedComment() {
        if (current != '/' || (peek(1) != '/' && peek(1) != '*')) {
            return false;
        }
        current = read();
        if (current == '/') {
            while (current != '\n' && current != END) {
                current = read();
            }
            return true;
        }
        current = read();
        while (current != END) {
            int before = current;
            current = read();
            if (before == '*' && current == '/') {
                current = read();
                return true;
            }
        }
        errors.error("comment not terminated");
        return true;
    }

    private Kind scanToken() {
        int first = current;
        if (first == END) {
            return Kind.END;
        } else if (isWordCharacter(first, true)) {
            do {
                current = read();
            } while (isWordCharacter(current, false));
            return Kind.WORD;
        } else if (isDecimal(first)) {
            return scanNumber(false);
        }
        switch (first) {
            case '"' -> {
                scanQuoted('"');
                return Kind.STRING;
            }
            case '\'' -> {
                if (scanQuoted('\'') != 1) {
                    errors.error("invalid char literal");
                }
                return Kind.CHARACTER_LITERAL;
            }
            case '`' -> {
                scanRaw();
                return Kind.RAW_STRING;
            }
            default -> current = read();
        }
        return first == '.' && isDecimal(current) ? scanNumber(true) : Kind.CHARACTER;
    }

    private static boolean isWordCharacter(int character, boolean first) {
        return character == '_'
                || Character.isLetter(character)
                || (!first && Character.getType(character) == Character.DECIMAL_DIGIT_NUMBER);
    }

    private int scanQuoted(int quote) {
        int characters = 0;
        current = read();
        while (current != quote) {
            if (current == '\n' || current == END) {
                errors.error("literal not terminated");
                current = current == END ? END : read();
                return characters;
            }
            if (current == '\\') {
                scanEscape(quote);
            } else {
                current = read();
            }
            characters++;
        }
        current = read();
        return characters;
    }

    private void scanEscape(int quote) {
        current = read();
        switch (current) {
            case 'a', 'b', 'f', 'n', 'r', 't', 'v', '\\' -> current = read();
            case '0', '1', '2', '3', '4', '5', '6', '7' -> scanDigits(8, 3);
            case 'x' -> scanEscapedHex(2);
            case 'u' -> scanEscapedHex(4);
            case 'U' -> scanEscapedHex(8);
            default -> {
                if (current == quote) {
                    current = read();
                } else {
                    errors.error("invalid char escape");
                }
            }
        }
    }

    private void scanEscapedHex(int digits) {
        current = read();
        scanDigits(16, digits);
    }

    private void scanDigits(int base, int digits) {
        int left = digits;
        while (left > 0 && current != END && current < 128 && Character.digit(current, base) >= 0) {
            current = read();
            left--;
        }
        if (left > 0) {
            errors.error("invalid char escape");
        }
    }

    private void scanRaw() {
        current = read();
        while (current != '`') {
            if (current == END) {
                errors.error("literal not terminated");
                return;
            }
            current = read();
        }
        current = read();
    }

    // ---- numbers

    private boolean sawDigit;
    private boolean sawSeparator;
    private int invalidDigit;

    private Kind scanNumber(boolean behindDot) {
        sawDigit = false;
        sawSeparator = false;
        invalidDigit = 0;
        int prefix = 0;
        boolean isFloat = behindDot;
        if (!behindDot) {
            prefix = scanPrefix();
            digits(prefix == 'x' ? 16 : prefix == 'b' ? 2 : prefix == 0 ? 10 : 8);
            if (current == '.') {
                current = read();
                isFloat = true;
            }
        }
        if (isFloat) {
            if (prefix == 'o' || prefix == 'b') {
                errors.error("invalid radix point in " + literalName(prefix));
            }
            digits(prefix == 'x' ? 16 : prefix == 'b' ? 2 : prefix == 0 ? 10 : 8);
        }
        if (!sawDigit) {
            errors.error(literalName(prefix) + " has no digits");
        }
        int exponent = Character.toLowerCase(current);
        if (exponent == 'e' || exponent == 'p') {
            scanExponent(exponent, prefix);
            isFloat = true;
        } else if (prefix == 'x' && isFloat) {
            errors.error("hexadecimal mantissa requires a 'p' exponent");
        }
        if (!isFloat && invalidDigit != 0) {
            errors.error("invalid digit '" + (char) invalidDigit + "' in " + literalName(prefix));
        }
        tokenEnd = current == END ? text.length : position - 1;
        if (sawSeparator && hasStraySeparator(tokenText())) {
            errors.error("'_' must separate successive digits");
        }
        return isFloat ? Kind.FLOAT : Kind.INTEGER;
    }

    /** Reads {@code 0x}, {@code 0o}, {@code 0b} or a leading {@code 0}; none is 0. */
    private int scanPrefix() {
        if (current != '0') {
            return 0;
        }
        current = read();
        int letter = Character.toLowerCase(current);
        if (letter == 'x' || letter == 'o' || letter == 'b') {
            current = read();
            return letter;
        }
        sawDigit = true;
        return '0';
    }

    private void scanExponent(int exponent, int prefix) {
        if (exponent == 'e' && prefix != 0 && prefix != '0') {
            errors.error("'" + (char) current + "' exponent requires decimal mantissa");
        } else if (exponent == 'p' && prefix != 'x') {
            errors.error("'" + (char) current + "' exponent requires hexadecimal mantissa");
        }
        current = read();
        if (current == '+' || current == '-') {
            current = read();
        }
        sawDigit = false;
        digits(10);
        if (!sawDigit) {
            errors.error("exponent has no digits");
        }
    }

    private void digits(int base) {
        while (current == '_' || isDecimal(current) || (base == 16 && isHex(current))) {
            if (current == '_') {
                sawSeparator = true;
            } else {
                sawDigit = true;
                if (base < 10 && current >= '0' + base && invalidDigit == 0) {
                    invalidDigit = current;
                }
            }
            current = read();
        }
    }

    private static String literalName(int prefix) {
        return switch (prefix) {
            case 'x' -> "hexadecimal literal";
            case 'o', '0' -> "octal literal";
            case 'b' -> "binary literal";
            default -> "decimal literal";
        };
    }

    /** A separator must stand between digits, or between a prefix and a digit. */
    private static boolean hasStraySeparator(String number) {
        String lower = number.toLowerCase(Locale.ROOT);
        boolean prefixed = lower.length() > 1 && lower.charAt(0) == '0' && "xob".indexOf(lower.charAt(1)) >= 0;
        char before = prefixed ? '0' : '.';
        for (int i = prefixed ? 2 : 0; i < lower.length(); i++) {
            char character = lower.charAt(i);
            boolean digit = isDecimal(character) || (isHex(character) && lower.startsWith("0x"));
            char kind = character == '_' ? '_' : digit ? '0' : '.';
            if ((kind == '_' && before != '0') || (kind == '.' && before == '_')) {
                return true;
            }
            before = kind;
        }
        return before == '_';
    }

    private static boolean isDecimal(int character) {
        return character >= '0' && character <= '9';
    }

    private static boolean isHex(int character) {
        return isDecimal(character) || (character >= 'a' && character <= 'f') || (character >= 'A' && character <= 'F');
    }

    // ---- characters

    private int read() {
        if (position >= text.length) {
            if (lastWasCharacter) {
                currentColumn++;
            }
            lastWasCharacter = false;
            return END;
        }
        int character = text[position++];
        lastWasCharacter = true;
        currentColumn++;
        if (character == '\n') {
            currentLine++;
            lastLineLength = currentColumn;
            currentColumn = 0;
        } else if (character == 0) {
            errors.error("invalid character NUL");
        } else if (character >= Character.MIN_SURROGATE && character <= Character.MAX_SURROGATE) {
            errors.error("invalid UTF-8 encoding");
        }
        return character;
    }
}
