package io.sigyn.index;

import io.airlift.slice.Slices;
import io.sigyn.model.LabelMatcher;
import io.sigyn.model.WholeRegex;
import io.trino.re2j.Pattern;
import io.trino.re2j.PatternSyntaxException;
import java.util.LinkedHashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A label matcher ready to test values: a regex must match the whole value, a missing label has the empty value.
 * Immutable, thread-safe.
 *
 * <p>What a dashboard sends most, {@code a|b|c}, {@code .*} and {@code .+}, is decided without the regex engine.
 */
public final class CompiledMatcher {
    private static final String META = "\\.+*?()|[]{}^$";

    private final LabelMatcher matcher;
    private final Test test;
    private final boolean matchesEmpty;

    private CompiledMatcher(LabelMatcher matcher, Test test) {
        this.matcher = matcher;
        this.test = test;
        this.matchesEmpty = matches("");
    }

    /** Whether a value satisfies the operator without its negation. */
    private sealed interface Test {
        boolean accepts(String value);

        /** All values that are accepted, or null where that cannot be told. */
        default @Nullable Set<String> values() {
            return null;
        }
    }

    private record OneOf(Set<String> values) implements Test {
        @Override
        public boolean accepts(String value) {
            return values.contains(value);
        }
    }

    /** {@code .*}, or {@code .+} with one character at least; a dot is any character but a line's end. */
    private record Any(int atLeast) implements Test {
        @Override
        public boolean accepts(String value) {
            return value.length() >= atLeast && value.indexOf('\n') < 0;
        }
    }

    private record Regex(Pattern pattern) implements Test {
        @Override
        public boolean accepts(String value) {
            return pattern.find(Slices.utf8Slice(value));
        }
    }

    /** @throws IllegalArgumentException if the regex is none; the text is RE2's */
    public static CompiledMatcher compile(LabelMatcher matcher) {
        return new CompiledMatcher(matcher, test(matcher));
    }

    private static Test test(LabelMatcher matcher) {
        String value = matcher.value();
        if (!matcher.operator().isRegex()) {
            return new OneOf(Set.of(value));
        }
        if (value.equals(".*") || value.equals(".+")) {
            return new Any(value.equals(".+") ? 1 : 0);
        }
        Set<String> literals = literals(value);
        if (literals != null) {
            return new OneOf(literals);
        }
        try {
            return new Regex(Pattern.compile(WholeRegex.of(value)));
        } catch (PatternSyntaxException e) {
            throw new IllegalArgumentException(e.getMessage(), e);
        }
    }

    /** The alternatives of a regex that has nothing but literal ones, else null. */
    private static @Nullable Set<String> literals(String regex) {
        Set<String> literals = new LinkedHashSet<>();
        StringBuilder literal = new StringBuilder();
        for (int i = 0; i < regex.length(); i++) {
            char c = regex.charAt(i);
            if (c == '|') {
                literals.add(literal.toString());
                literal.setLength(0);
            } else if (c == '\\' && i + 1 < regex.length() && isEscaped(regex.charAt(i + 1))) {
                literal.append(regex.charAt(++i));
            } else if (META.indexOf(c) >= 0) {
                return null;
            } else {
                literal.append(c);
            }
        }
        literals.add(literal.toString());
        return Set.copyOf(literals);
    }

    /** Whether a character after a backslash stands for itself. */
    private static boolean isEscaped(char c) {
        return META.indexOf(c) >= 0 || c == '-' || c == '/' || c == ':';
    }

    public String name() {
        return matcher.name();
    }

    public LabelMatcher matcher() {
        return matcher;
    }

    /** Whether a label with this value satisfies the matcher; the empty value stands for a missing label. */
    public boolean matches(String value) {
        return test.accepts(value) != matcher.operator().isNegative();
    }

    /** Whether streams without the label satisfy the matcher. */
    public boolean matchesEmpty() {
        return matchesEmpty;
    }

    /** All values that satisfy the matcher, or null where there may be any number. */
    public @Nullable Set<String> onlyValues() {
        return matcher.operator().isNegative() ? null : test.values();
    }

    @Override
    public String toString() {
        return matcher.toString();
    }
}
