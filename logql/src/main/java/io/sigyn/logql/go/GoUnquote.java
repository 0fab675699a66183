package io.sigyn.logql.go;

/** Literals of Go source, as {@code strconv.Unquote} reads them; texts and results are bytes. All functions are pure. */
public final class GoUnquote {
    private static final String INVALID = "invalid syntax";

    private final String text;
    private final char quote;
    private final StringBuilder out = new StringBuilder();
    private int at;

    private GoUnquote(String text, char quote) {
        this.text = text;
        this.quote = quote;
    }

    /**
     * The string that a literal in double quotes or backticks stands for.
     *
     * @throws GoException with the text of {@code strconv.ErrSyntax}
     */
    public static String unquote(String literal) {
        int last = literal.length() - 1;
        if (last < 1 || literal.charAt(0) != literal.charAt(last)) {
            throw new GoException(INVALID);
        }
        String inner = literal.substring(1, last);
        char quote = literal.charAt(0);
        if (quote == '`') {
            if (inner.indexOf('`') >= 0) {
                throw new GoException(INVALID);
            }
            return inner.replace("\r", "");
        }
        if (quote != '"' || inner.indexOf('\n') >= 0) {
            throw new GoException(INVALID);
        }
        GoUnquote reader = new GoUnquote(inner, quote);
        while (reader.at < inner.length()) {
            reader.next();
        }
        return reader.out.toString();
    }

    /**
     * The rune that a literal in single quotes stands for.
     *
     * @throws GoException with Go's text
     */
    public static int unquoteRune(String literal) {
        GoUnquote reader = new GoUnquote(literal.substring(1), '\'');
        if (reader.text.isEmpty()) {
            throw new GoException(INVALID);
        }
        int rune = reader.next();
        if (!reader.text.substring(reader.at).equals("'")) {
            throw new GoException("malformed character constant: " + GoString.text(literal));
        }
        return rune;
    }

    /** Reads one character, appends its bytes and gives its rune. */
    private int next() {
        char first = text.charAt(at);
        if (first == quote) {
            throw new GoException(INVALID);
        }
        if (first != '\\') {
            int decoded = GoString.decode(text, at);
            int end = at + GoString.width(decoded);
            out.append(text, at, end);
            at = end;
            return GoString.rune(decoded);
        }
        at++;
        char escaped = take();
        return switch (escaped) {
            case 'a' -> single(7);
            case 'b' -> single('\b');
            case 'f' -> single('\f');
            case 'n' -> single('\n');
            case 'r' -> single('\r');
            case 't' -> single('\t');
            case 'v' -> single(11);
            case '\\' -> single('\\');
            case 'x' -> single(digits(2, 16));
            case 'u' -> rune(digits(4, 16));
            case 'U' -> rune(digits(8, 16));
            case '0', '1', '2', '3', '4', '5', '6', '7' -> octal();
            default -> quoteCharacter(escaped);
        };
    }

    private int octal() {
        at--;
        int value = digits(3, 8);
        if (value > 255) {
            throw new GoException(INVALID);
        }
        return single(value);
    }

    private int quoteCharacter(char escaped) {
        if (escaped != quote) {
            throw new GoException(INVALID);
        }
        return single(escaped);
    }

    private char take() {
        if (at >= text.length()) {
            throw new GoException(INVALID);
        }
        return text.charAt(at++);
    }

    private int digits(int count, int radix) {
        int value = 0;
        for (int i = 0; i < count; i++) {
            int digit = Character.digit(take(), radix);
            if (digit < 0) {
                throw new GoException(INVALID);
            }
            value = value * radix + digit;
        }
        return value;
    }

    private int single(int value) {
        out.append((char) value);
        return value;
    }

    private int rune(int value) {
        if (value < 0 || value > Character.MAX_CODE_POINT || (value >= 0xD800 && value < 0xE000)) {
            throw new GoException(INVALID);
        }
        GoString.append(out, value);
        return value;
    }
}
