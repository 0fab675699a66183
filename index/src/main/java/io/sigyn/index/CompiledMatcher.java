package io.sigyn.index;

import io.airlift.slice.Slices;
import io.sigyn.model.LabelMatcher;
import io.trino.re2j.Pattern;
import io.trino.re2j.PatternSyntaxException;
import org.jspecify.annotations.Nullable;

/**
 * A label matcher ready to test values: a regex must match the whole value, a missing label has the empty value.
 * Immutable, thread-safe.
 */
public final class CompiledMatcher {
    private final LabelMatcher matcher;
    private final @Nullable Pattern pattern; // null where values are compared

    private CompiledMatcher(LabelMatcher matcher, @Nullable Pattern pattern) {
        this.matcher = matcher;
        this.pattern = pattern;
    }

    /** @throws IllegalArgumentException if the regex is none; the text is RE2's */
    public static CompiledMatcher compile(LabelMatcher matcher) {
        if (!matcher.operator().isRegex()) {
            return new CompiledMatcher(matcher, null);
        }
        try {
            return new CompiledMatcher(matcher, Pattern.compile("^(?:" + matcher.value() + ")$"));
        } catch (PatternSyntaxException e) {
            throw new IllegalArgumentException(e.getMessage(), e);
        }
    }

    public String name() {
        return matcher.name();
    }

    public LabelMatcher matcher() {
        return matcher;
    }

    /** Whether a label with this value satisfies the matcher; the empty value stands for a missing label. */
    public boolean matches(String value) {
        boolean same = pattern == null ? value.equals(matcher.value()) : pattern.find(Slices.utf8Slice(value));
        return same != matcher.operator().isNegative();
    }

    /** The only value that can match, or null where there may be others. */
    @Nullable
    String onlyValue() {
        return matcher.operator() == LabelMatcher.Operator.EQUAL ? matcher.value() : null;
    }

    @Override
    public String toString() {
        return matcher.toString();
    }
}
