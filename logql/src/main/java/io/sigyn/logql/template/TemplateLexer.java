package io.sigyn.logql.template;

import io.sigyn.logql.go.GoString;
import io.sigyn.logql.template.Token.Kind;
import java.util.Map;

/** Cuts the text of a template into tokens, one at a time. For one thread. */
final class TemplateLexer {
    private static final String LEFT = "{{";
    private static final String RIGHT = "}}";
    private static final String COMMENT_START = "/*";
    private static final String COMMENT_END = "*/";
    private static final int TRIM_MARKER = 2; // A minus and the blank beside it.
    private static final int END_OF_TEXT = -1;

    private static final Map<String, Kind> WORDS = Map.ofEntries(
            Map.entry("true", Kind.BOOL),
            Map.entry("false", Kind.BOOL),
            Map.entry("block", Kind.BLOCK),
            Map.entry("break", Kind.BREAK),
            Map.entry("continue", Kind.CONTINUE),
            Map.entry("define", Kind.DEFINE),
            Map.entry("else", Kind.ELSE),
            Map.entry("end", Kind.END),
            Map.entry("if", Kind.IF),
            Map.entry("nil", Kind.NIL),
            Map.entry("range", Kind.RANGE),
            Map.entry("template", Kind.TEMPLATE),
            Map.entry("with", Kind.WITH));

    private final String text;
    private int at;
    private int start;
    private int line = 1;
    private boolean insideAction;
    private boolean failed;
    private int openParens;

    TemplateLexer(String text) {
        this.text = text;
    }

    /** The next token; after the end and after an error only {@link Kind#EOF} follows. */
    Token next() {
        if (failed) {
            return new Token(Kind.EOF, 0, "", line);
        }
        return insideAction ? inAction() : inText();
    }

    private Token token(Kind kind) {
        Token token = new Token(kind, start, text.substring(start, at), line);
        skip();
        return token;
    }

    /** Leaves out what was passed over. */
    private void skip() {
        for (int i = start; i < at; i++) {
            if (text.charAt(i) == '\n') {
                line++;
            }
        }
        start = at;
    }

    private Token error(String message) {
        failed = true;
        return new Token(Kind.ERROR, start, message, line);
    }

    private boolean lookingAt(String prefix, int from) {
        return text.startsWith(prefix, from);
    }

    private int peek() {
        return at >= text.length() ? END_OF_TEXT : GoString.rune(GoString.decode(text, at));
    }

    private void advance() {
        at += GoString.width(GoString.decode(text, at));
    }

    private Token inText() {
        while (true) {
            int left = text.indexOf(LEFT, at);
            if (left < 0) {
                at = text.length();
                return at > start ? token(Kind.TEXT) : token(Kind.EOF);
            }
            boolean trims = hasLeftTrimMarker(left + LEFT.length());
            int end = left;
            while (trims && end > start && isSpace(text.charAt(end - 1))) {
                end--;
            }
            if (end > start) {
                at = end;
                Token before = token(Kind.TEXT);
                at = left;
                skip();
                return before;
            }
            at = left;
            skip();
            int content = left + LEFT.length() + (trims ? TRIM_MARKER : 0);
            if (!lookingAt(COMMENT_START, content)) {
                at = left + LEFT.length();
                Token delimiter = token(Kind.LEFT_DELIMITER);
                at = content;
                skip();
                insideAction = true;
                openParens = 0;
                return delimiter;
            }
            at = content;
            skip();
            String problem = passComment();
            if (!problem.isEmpty()) {
                return error(problem);
            }
        }
    }

    private String passComment() {
        int end = text.indexOf(COMMENT_END, at + COMMENT_START.length());
        if (end < 0) {
            return "unclosed comment";
        }
        at = end + COMMENT_END.length();
        boolean trims = hasRightTrimMarker(at) && lookingAt(RIGHT, at + TRIM_MARKER);
        if (!trims && !lookingAt(RIGHT, at)) {
            return "comment ends before closing delimiter";
        }
        at += RIGHT.length() + (trims ? TRIM_MARKER : 0);
        passSpaces(trims);
        skip();
        return "";
    }

    private void passSpaces(boolean wanted) {
        while (wanted && at < text.length() && isSpace(text.charAt(at))) {
            at++;
        }
    }

    private boolean hasLeftTrimMarker(int from) {
        return from + 1 < text.length() && text.charAt(from) == '-' && isSpace(text.charAt(from + 1));
    }

    private boolean hasRightTrimMarker(int from) {
        return from + 1 < text.length() && isSpace(text.charAt(from)) && text.charAt(from + 1) == '-';
    }

    private boolean atTrimmingRight() {
        return hasRightTrimMarker(at) && lookingAt(RIGHT, at + TRIM_MARKER);
    }

    private Token inAction() {
        if (atTrimmingRight() || lookingAt(RIGHT, at)) {
            return openParens == 0 ? rightDelimiter() : error("unclosed left paren");
        }
        int rune = peek();
        if (rune == END_OF_TEXT) {
            return error("unclosed action");
        }
        if (isSpace(rune)) {
            return space();
        }
        char next =
                at + 1 < text.length() ? text.charAt(at + 1) : '0'; // A dot that ends the text is taken for a number.
        boolean number = rune == '+' || rune == '-' || (rune >= '0' && rune <= '9');
        if (number || (rune == '.' && next >= '0' && next <= '9')) {
            return number();
        }
        if (isAlphaNumeric(rune)) {
            return word();
        }
        advance();
        return switch (rune) {
            case '=' -> token(Kind.ASSIGN);
            case ':' -> declare();
            case '|' -> token(Kind.PIPE);
            case '"' -> quoted('"', Kind.STRING, "unterminated quoted string");
            case '\'' -> quoted('\'', Kind.CHAR_CONSTANT, "unterminated character constant");
            case '`' -> rawString();
            case '$' -> fieldOrVariable(Kind.VARIABLE, Kind.VARIABLE);
            case '.' -> fieldOrVariable(Kind.FIELD, Kind.DOT);
            case '(' -> {
                openParens++;
                yield token(Kind.LEFT_PAREN);
            }
            case ')' -> {
                openParens--;
                yield openParens < 0 ? error("unexpected right paren") : token(Kind.RIGHT_PAREN);
            }
            default ->
                rune > ' ' && rune < 0x7f
                        ? token(Kind.CHAR)
                        : error("unrecognized character in action: " + Token.name(rune));
        };
    }

    private Token rightDelimiter() {
        boolean trims = atTrimmingRight();
        at += trims ? TRIM_MARKER : 0;
        skip();
        at += RIGHT.length();
        Token delimiter = token(Kind.RIGHT_DELIMITER);
        passSpaces(trims);
        skip();
        insideAction = false;
        return delimiter;
    }

    /** A run of blanks, without the last where that belongs to a trimming delimiter. */
    private Token space() {
        while (at < text.length() && isSpace(text.charAt(at)) && !atTrimmingRight()) {
            at++;
        }
        return token(Kind.SPACE);
    }

    private Token declare() {
        if (peek() != '=') {
            if (peek() != END_OF_TEXT) {
                advance();
            }
            return error("expected :=");
        }
        advance();
        return token(Kind.DECLARE);
    }

    private Token quoted(char quote, Kind kind, String problem) {
        while (true) {
            int rune = peek();
            if (rune == '\\') {
                advance();
                rune = peek();
                if (rune != END_OF_TEXT && rune != '\n') {
                    advance();
                    continue;
                }
            }
            if (rune == END_OF_TEXT || rune == '\n') {
                return error(problem);
            }
            advance();
            if (rune == quote) {
                return token(kind);
            }
        }
    }

    private Token rawString() {
        int end = text.indexOf('`', at);
        if (end < 0) {
            return error("unterminated raw quoted string");
        }
        at = end + 1;
        return token(Kind.RAW_STRING);
    }

    private Token fieldOrVariable(Kind kind, Kind alone) {
        if (atTerminator()) {
            return token(alone);
        }
        passWord();
        return atTerminator() ? token(kind) : error("bad character " + Token.name(peek()));
    }

    private Token word() {
        passWord();
        String word = text.substring(start, at);
        if (!atTerminator()) {
            return error("bad character " + Token.name(peek()));
        }
        return token(WORDS.getOrDefault(word, Kind.IDENTIFIER));
    }

    private void passWord() {
        while (isAlphaNumeric(peek())) {
            advance();
        }
    }

    private boolean atTerminator() {
        int rune = peek();
        return rune == END_OF_TEXT || isSpace(rune) || ".,|:)(".indexOf(rune) >= 0 || lookingAt(RIGHT, at);
    }

    private Token number() {
        if (!scanNumber()) {
            return error("bad number syntax: " + GoString.quote(text.substring(start, at)));
        }
        if (peek() != '+' && peek() != '-') {
            return token(Kind.NUMBER);
        }
        if (!scanNumber() || text.charAt(at - 1) != 'i') {
            return error("bad number syntax: " + GoString.quote(text.substring(start, at)));
        }
        return token(Kind.COMPLEX);
    }

    /** Takes what looks like a number; whether it is one is checked by the parser. */
    private boolean scanNumber() {
        accept("+-");
        String digits = "0123456789_";
        char exponent = 'e';
        if (accept("0")) {
            if (accept("xX")) {
                digits = "0123456789abcdefABCDEF_";
                exponent = 'p';
            } else if (accept("oO")) {
                digits = "01234567_";
                exponent = 0;
            } else if (accept("bB")) {
                digits = "01_";
                exponent = 0;
            }
        }
        acceptRun(digits);
        if (accept(".")) {
            acceptRun(digits);
        }
        if (exponent != 0 && accept(exponent == 'e' ? "eE" : "pP")) {
            accept("+-");
            acceptRun("0123456789_");
        }
        accept("i");
        if (isAlphaNumeric(peek())) {
            advance();
            return false;
        }
        return true;
    }

    private boolean accept(String characters) {
        boolean accepted = at < text.length() && characters.indexOf(text.charAt(at)) >= 0;
        at += accepted ? 1 : 0;
        return accepted;
    }

    private void acceptRun(String characters) {
        boolean more = true;
        while (more) {
            more = accept(characters);
        }
    }

    private static boolean isSpace(int rune) {
        return rune == ' ' || rune == '\t' || rune == '\r' || rune == '\n';
    }

    private static boolean isAlphaNumeric(int rune) {
        return rune == '_' || (rune >= 0 && (Character.isLetter(rune) || Character.isDigit(rune)));
    }
}
