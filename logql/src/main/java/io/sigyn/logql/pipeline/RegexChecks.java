package io.sigyn.logql.pipeline;

import io.sigyn.logql.LogQlSyntaxException;
import io.sigyn.logql.parse.GoRegexSyntax;
import io.trino.re2j.PatternSyntaxException;
import java.util.function.Function;

/** Compiles regular expressions, and refuses in Go's words what Go would refuse. Stateless. */
final class RegexChecks {
    private RegexChecks() {}

    /** @throws LogQlSyntaxException if it is no regular expression */
    static <T> T compile(String regex, Function<String, T> compiler) {
        try {
            GoRegexSyntax.parse(regex);
        } catch (IllegalArgumentException e) {
            throw new LogQlSyntaxException(String.valueOf(e.getMessage()));
        }
        try {
            return compiler.apply(regex);
        } catch (PatternSyntaxException e) {
            throw new LogQlSyntaxException(String.valueOf(e.getMessage()));
        }
    }
}
