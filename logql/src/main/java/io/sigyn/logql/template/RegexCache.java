package io.sigyn.logql.template;

import io.sigyn.logql.go.GoException;
import io.sigyn.logql.go.GoString;
import io.trino.re2j.Pattern;
import io.trino.re2j.PatternSyntaxException;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** The compiled regular expressions of one template; nearly always they are literals. Thread-safe, bounded. */
final class RegexCache {
    private static final int MAX_PATTERNS = 32;
    private static final int MAX_LENGTH = 10_000;

    private final Map<String, Pattern> patterns = new ConcurrentHashMap<>();

    /**
     * The compiled form of an expression.
     *
     * @throws GoException with RE2's text
     */
    Pattern get(String expression) {
        Pattern known = patterns.get(expression);
        if (known != null) {
            return known;
        }
        if (expression.length() > MAX_LENGTH) {
            throw new GoException(
                    "regular expression of " + expression.length() + " bytes (expected: at most " + MAX_LENGTH + ")");
        }
        Pattern pattern;
        try {
            pattern = Pattern.compile(GoString.text(expression));
        } catch (PatternSyntaxException e) {
            throw new GoException(String.valueOf(e.getMessage()));
        }
        if (patterns.size() < MAX_PATTERNS) {
            patterns.put(expression, pattern);
        }
        return pattern;
    }
}
