package io.sigyn.logql.parse;

import io.sigyn.logql.go.GoBytes;
import io.sigyn.logql.go.GoDuration;
import io.sigyn.logql.go.GoException;
import io.sigyn.logql.go.GoString;
import io.sigyn.logql.go.GoUnquote;
import io.sigyn.logql.go.PrometheusDuration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.ToLongFunction;
import org.antlr.v4.runtime.Token;
import org.jspecify.annotations.Nullable;

/**
 * Makes tokens of a text: words that are keywords or, by what follows them, functions; numbers that are durations or
 * sizes by what follows them; ranges in brackets, whole. For one thread, for one text.
 */
final class LogQlLexer {
    /** The first thing wrong with the text, found while making the token at this index. */
    record Failure(String message, int line, int column, int tokenIndex) {}

    /** The last token is always the end; where the text is broken that may come early. */
    record Result(List<LogQlToken> tokens, @Nullable Failure failure) {}

    private static final int END_OF_TEXT = -1;

    private final List<LogQlToken> tokens = new ArrayList<>();
    private final GoScanner scanner;
    private @Nullable Failure failure;

    private LogQlLexer(String text) {
        this.scanner = new GoScanner(text, this::fail);
    }

    static Result tokenize(String text) {
        LogQlLexer lexer = new LogQlLexer(text);
        LogQlToken token;
        do {
            token = lexer.nextToken();
            lexer.tokens.add(token);
        } while (token.getType() != Token.EOF);
        return new Result(lexer.tokens, lexer.failure);
    }

    private void fail(String message) {
        if (failure == null) {
            failure = new Failure(message, scanner.line(), scanner.column(), tokens.size());
        }
    }

    private LogQlToken nextToken() {
        GoScanner.Kind kind = scanner.scan();
        while (kind == GoScanner.Kind.CHARACTER && scanner.tokenText().equals("#")) {
            skipComment();
            kind = scanner.scan();
        }
        return switch (kind) {
            case END -> token(Token.EOF, "");
            case WORD -> word(scanner.tokenText());
            case INTEGER, FLOAT -> number(scanner.tokenText());
            case STRING, RAW_STRING -> string(scanner.tokenText());
            case CHARACTER_LITERAL -> token(LogQL.IDENTIFIER, scanner.tokenText());
            case CHARACTER -> sign(scanner.tokenText());
        };
    }

    private void skipComment() {
        while (scanner.peek() != '\n' && scanner.peek() != END_OF_TEXT) {
            scanner.next();
        }
    }

    private LogQlToken token(int type, String text) {
        return token(type, text, 0);
    }

    private LogQlToken token(int type, String text, long value) {
        return new LogQlToken(type, text, value, scanner.line(), scanner.column());
    }

    // ---- words

    private LogQlToken word(String text) {
        Integer function = TokenNames.function(text);
        if (function != null && isCalled()) {
            return token(function, text);
        }
        Integer keyword = TokenNames.keyword(text);
        return token(keyword == null ? LogQL.IDENTIFIER : keyword, text);
    }

    /** Whether a parenthesis follows, or {@code by} or {@code without} and a parenthesis. */
    private boolean isCalled() {
        int at = skipBlanks(0);
        if (scanner.peek(at) == '(') {
            return true;
        }
        StringBuilder word = new StringBuilder();
        while (Character.isLetter(scanner.peek(at)) && word.length() <= "without".length()) {
            word.appendCodePoint(scanner.peek(at++));
        }
        Integer keyword = TokenNames.keyword(word.toString());
        return keyword != null
                && (keyword == LogQL.BY || keyword == LogQL.WITHOUT)
                && scanner.peek(skipBlanks(at)) == '(';
    }

    private int skipBlanks(int from) {
        int at = from;
        while (" \t\r\n".indexOf(scanner.peek(at)) >= 0) {
            at++;
        }
        return at;
    }

    // ---- numbers

    private LogQlToken number(String digits) {
        LogQlToken token = measure(LogQL.DURATION, digits, "numsdhwyµμ", LogQlLexer::duration);
        if (token == null) {
            token = measure(LogQL.BYTES, digits, "BikKMGTP", GoBytes::parse);
        }
        return token == null ? token(LogQL.NUMBER, digits) : token;
    }

    /** A token of the start and what follows it of digits, dots and these letters; null if that means nothing. */
    private @Nullable LogQlToken measure(int type, String start, String letters, ToLongFunction<String> reader) {
        String text = start + ahead(letters);
        if (text.length() == start.length()) {
            return null;
        }
        try {
            return consumed(type, text, start.length(), reader.applyAsLong(text));
        } catch (GoException noMeasure) {
            return null;
        }
    }

    /** Prometheus' spelling knows days, Go's fractions. */
    private static long duration(String text) {
        try {
            return PrometheusDuration.parse(text);
        } catch (GoException notPrometheus) {
            return GoDuration.parse(text);
        }
    }

    /** What follows of digits, dots and these letters. */
    private String ahead(String letters) {
        StringBuilder text = new StringBuilder();
        int character = scanner.peek();
        while (character == '.' || isNumber(character) || letters.indexOf(character) >= 0) {
            text.appendCodePoint(character);
            character = scanner.peek(text.codePointCount(0, text.length()));
        }
        return text.toString();
    }

    private static boolean isNumber(int character) {
        return switch (Character.getType(character)) {
            case Character.DECIMAL_DIGIT_NUMBER, Character.LETTER_NUMBER, Character.OTHER_NUMBER -> true;
            default -> false;
        };
    }

    private LogQlToken consumed(int type, String text, int from, long value) {
        for (int i = text.codePointCount(0, from); i < text.codePointCount(0, text.length()); i++) {
            scanner.next();
        }
        return token(type, text, value);
    }

    // ---- strings

    private LogQlToken string(String literal) {
        String text = unquoted(literal);
        if (text == null) {
            fail("invalid syntax");
            return token(Token.EOF, "");
        }
        return token(LogQL.STRING, text);
    }

    /** What a literal means, or null if it is none. */
    private static @Nullable String unquoted(String literal) {
        try {
            return GoString.textOfQuery(GoUnquote.unquote(GoString.of(literal)));
        } catch (GoException invalid) {
            return null;
        }
    }

    // ---- signs

    private LogQlToken sign(String text) {
        if (text.equals("[")) {
            return range();
        } else if (text.equals("-")) {
            LogQlToken special = flagOrNegativeDuration();
            if (special != null) {
                return special;
            }
        }
        if (scanner.peek() != END_OF_TEXT) {
            Integer two = TokenNames.sign(text + Character.toString(scanner.peek()));
            if (two != null) {
                scanner.next();
                return token(two, TokenNames.displayName(two));
            }
        }
        Integer one = TokenNames.sign(text);
        return token(one == null ? LogQL.IDENTIFIER : one, text);
    }

    private @Nullable LogQlToken flagOrNegativeDuration() {
        if (scanner.peek() == '-') {
            StringBuilder flag = new StringBuilder("-");
            int character = scanner.peek();
            while (character == '-' || Character.isLetter(character)) {
                flag.appendCodePoint(character);
                character = scanner.peek(flag.length() - 1);
            }
            Integer type = TokenNames.flag(flag.toString());
            return type == null ? null : consumed(type, flag.toString(), 1, 0);
        }
        return measure(LogQL.DURATION, "-", "numsdhwyµμ", GoDuration::parse);
    }

    /** Everything up to the closing bracket; a token of its own only if it is a duration. */
    private LogQlToken range() {
        StringBuilder text = new StringBuilder();
        int character = scanner.next();
        while (character != ']') {
            if (character == END_OF_TEXT) {
                fail("missing closing ']' in duration");
                return token(Token.EOF, "");
            }
            text.appendCodePoint(character);
            character = scanner.next();
        }
        try {
            return token(LogQL.RANGE, text.toString(), PrometheusDuration.parse(text.toString()));
        } catch (GoException notADuration) {
            fail(notADuration.text());
            return token(Token.EOF, "");
        }
    }
}
