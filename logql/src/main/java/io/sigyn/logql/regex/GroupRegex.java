package io.sigyn.logql.regex;

import io.trino.re2j.Pattern;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A regular expression whose named groups are wanted. Immutable and thread-safe; matchers are for one thread. */
public final class GroupRegex {
    private final Pattern pattern;
    private final List<@Nullable String> names; // of group 1 and on
    private final @Nullable RequiredLiterals required;

    private GroupRegex(Pattern pattern, List<@Nullable String> names, @Nullable RequiredLiterals required) {
        this.pattern = pattern;
        this.names = names;
        this.required = required;
    }

    /** @throws io.trino.re2j.PatternSyntaxException if it is not a regular expression */
    public static GroupRegex compile(String regex) {
        Pattern pattern = ByteRegex.compileEngine(regex);
        RegexNode node = RegexParser.parse(regex);
        List<@Nullable String> names = GroupScan.of(regex).names();
        return new GroupRegex(pattern, names, node == null ? null : RequiredLiterals.of(node));
    }

    /** The names of groups 1 and on; null for a group without a name. */
    public List<@Nullable String> names() {
        return names;
    }

    /** The match in a text, with the places of its groups, or null if there is none. */
    public @Nullable Match match(byte[] text, int offset, int length) {
        if (required != null && !required.mayMatch(text, offset, length)) {
            return null;
        }
        TextMatcher matcher = new TextMatcher(pattern, text, offset, length);
        return matcher.find() ? new Match(matcher, offset) : null;
    }

    /** Where the groups of a match lie in its text. */
    public static final class Match {
        private final TextMatcher matcher;
        private final int offset;

        Match(TextMatcher matcher, int offset) {
            this.matcher = matcher;
            this.offset = offset;
        }

        /** The first byte of a group, or -1 if it took no part in the match. */
        public int start(int group) {
            int start = matcher.start(group);
            return start < 0 ? -1 : offset + start;
        }

        public int end(int group) {
            return offset + matcher.end(group);
        }
    }
}
