package io.sigyn.logql.parse;

import io.sigyn.logql.LogQlSyntaxException;
import java.util.HashSet;
import java.util.Set;

/** Refuses strings that are no regular expression or no pattern where one is needed, as Loki does. Stateless. */
final class Checks {
    private Checks() {}

    private static LogQlSyntaxException error(String message) {
        return new LogQlSyntaxException("parse error : " + message);
    }

    static void regex(String regex) {
        try {
            GoRegexSyntax.parse(regex);
        } catch (IllegalArgumentException badRegex) {
            throw error(String.valueOf(badRegex.getMessage()));
        }
    }

    /** A regexp parser extracts at least one label, each of them once. */
    static void regexpParser(String regex) {
        GoRegexSyntax.Facts facts;
        try {
            facts = GoRegexSyntax.parse(regex);
        } catch (IllegalArgumentException badRegex) {
            throw error("invalid regexp parser: " + badRegex.getMessage());
        }
        Set<String> names = new HashSet<>();
        for (String name : facts.groupNames()) {
            if (!name.isEmpty() && !name.matches("[a-zA-Z_][a-zA-Z0-9_]*")) {
                throw error("invalid regexp parser: invalid extracted label name '" + name + "'");
            } else if (!name.isEmpty() && !names.add(name)) {
                throw error("invalid regexp parser: duplicate extracted label name '" + name + "'");
            }
        }
        if (names.isEmpty()) {
            throw error("invalid regexp parser: at least one named capture must be supplied");
        }
    }

    /** A pattern extracts at least one label, each of them once, with text between them. */
    static void patternParser(String pattern) {
        if (pattern.isEmpty()) {
            throw error(
                    "invalid pattern parser: parse error at line 1, col 1: syntax error: unexpected $end, expecting "
                            + "IDENTIFIER or LITERAL");
        }
        PatternCaptures captures = PatternCaptures.of(pattern);
        String consecutive = captures.firstConsecutive();
        if (!captures.anyNamed()) {
            throw error("invalid pattern parser: at least one capture is required");
        } else if (consecutive != null) {
            throw error("invalid pattern parser: found consecutive capture '" + consecutive + "': invalid expression");
        }
        Set<String> names = new HashSet<>();
        for (String name : captures.names()) {
            if (!name.equals("_") && !names.add(name)) {
                throw error("invalid pattern parser: duplicate capture name (" + name + "): invalid expression");
            }
        }
    }
}
