package io.sigyn.logql.pipeline;

import io.sigyn.logql.LogQlSyntaxException;

/** The tokens of a path for JSON or a key for logfmt, by the names that Loki's errors give them. For one thread. */
final class PathTokens {
    private final String source;
    private final boolean json;
    private int at;
    private String token = "$end";
    private String text = "";

    /** @param json whether brackets, dots and numbers are tokens, too */
    PathTokens(String source, boolean json) {
        this.source = source;
        this.json = json;
    }

    /** FIELD or KEY, STRING, INDEX, LSB, RSB, DOT or $end. */
    String next() {
        token = read();
        return token;
    }

    /** The text of a field, key, string or index. */
    String text() {
        return text;
    }

    private String read() {
        while (at < source.length() && Character.isWhitespace(source.charAt(at))) {
            at++;
        }
        if (at == source.length()) {
            return "$end";
        }
        char c = source.charAt(at);
        if (c == '_' || Character.isLetter(c)) {
            int start = at;
            while (at < source.length() && (source.charAt(at) == '_' || Character.isLetterOrDigit(source.charAt(at)))) {
                at++;
            }
            text = source.substring(start, at);
            return json ? "FIELD" : "KEY";
        }
        if (c == '"') {
            return string();
        }
        if (json && c >= '0' && c <= '9') {
            return number();
        }
        if (json && (c == '[' || c == ']' || c == '.')) {
            at++;
            return c == '[' ? "LSB" : c == ']' ? "RSB" : "DOT";
        }
        throw new LogQlSyntaxException("cannot parse expression [" + source + "]: unexpected char "
                + Character.toString(source.codePointAt(at)));
    }

    private String string() {
        StringBuilder content = new StringBuilder();
        for (int i = at + 1; i < source.length(); i++) {
            char c = source.charAt(i);
            if (c == '"') {
                at = i + 1;
                text = content.toString();
                return "STRING";
            }
            if (c == '\\' && i + 1 < source.length()) {
                i++;
                content.append(unescaped(source.charAt(i)));
            } else {
                content.append(c);
            }
        }
        at = source.length();
        return "$end"; // the quote is not closed
    }

    private static char unescaped(char c) {
        return switch (c) {
            case 'n' -> '\n';
            case 't' -> '\t';
            case 'r' -> '\r';
            default -> c;
        };
    }

    private String number() {
        int start = at;
        while (at < source.length() && (Character.isLetterOrDigit(source.charAt(at)) || source.charAt(at) == '.')) {
            at++;
        }
        text = source.substring(start, at);
        return text.matches("[0-9]{1,9}") ? "INDEX" : "$end";
    }

    LogQlSyntaxException unexpected(String expected) {
        return new LogQlSyntaxException("cannot parse expression [" + source + "]: syntax error: unexpected " + token
                + (expected.isEmpty() ? "" : ", expecting " + expected));
    }
}
