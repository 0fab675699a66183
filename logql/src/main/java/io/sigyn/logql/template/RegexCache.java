package io.sigyn.logql.template;

import io.sigyn.logql.go.GoException;
import io.sigyn.logql.go.GoString;
import io.sigyn.logql.parse.GoRegexSyntax;
import io.trino.re2j.Pattern;
import io.trino.re2j.PatternSyntaxException;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** The compiled regular expressions of one template; nearly always they are literals. Thread-safe, bounded. */
final class RegexCache {
    private static final int MAX_PATTERNS = 32;
    private static final int MAX_LENGTH = 10_000;

    private final Map<String, Compiled> patterns = new ConcurrentHashMap<>();

    /**
     * A compiled expression.
     *
     * @param groupNames of the groups in order, empty for those without a name
     */
    record Compiled(Pattern pattern, List<String> groupNames) {}

    /**
     * The compiled form of an expression.
     *
     * @throws GoException with the text of Go
     */
    Compiled get(String expression) {
        Compiled known = patterns.get(expression);
        if (known != null) {
            return known;
        }
        if (expression.length() > MAX_LENGTH) {
            throw new GoException(
                    "regular expression of " + expression.length() + " bytes (expected: at most " + MAX_LENGTH + ")");
        }
        Compiled compiled = compile(GoString.text(expression));
        if (patterns.size() < MAX_PATTERNS) {
            patterns.put(expression, compiled);
        }
        return compiled;
    }

    private static Compiled compile(String expression) {
        try {
            GoRegexSyntax.Facts facts = GoRegexSyntax.parse(expression);
            return new Compiled(Pattern.compile(expression), facts.groupNames());
        } catch (IllegalArgumentException | PatternSyntaxException e) {
            throw new GoException(String.valueOf(e.getMessage()));
        }
    }
}
