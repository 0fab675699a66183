package io.sigyn.logql.regex;

import io.trino.re2j.Pattern;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A regular expression whose named groups are wanted. Immutable and thread-safe. */
public final class GroupRegex {
    private final Pattern pattern;
    private final List<@Nullable String> names; // of group 1 and on
    private final @Nullable RequiredLiterals required;
    private final @Nullable GroupProgram program;

    private GroupRegex(
            Pattern pattern,
            List<@Nullable String> names,
            @Nullable RequiredLiterals required,
            @Nullable GroupProgram program) {
        this.pattern = pattern;
        this.names = names;
        this.required = required;
        this.program = program;
    }

    /** @throws io.trino.re2j.PatternSyntaxException if it is not a regular expression */
    public static GroupRegex compile(String regex) {
        Pattern pattern = ByteRegex.compileEngine(regex);
        RegexNode node = RegexParser.parse(regex);
        List<@Nullable String> names = GroupScan.of(regex).names();
        return new GroupRegex(
                pattern, names, node == null ? null : RequiredLiterals.of(node), GroupProgram.compile(regex));
    }

    /** The names of groups 1 and on; null for a group without a name. */
    public List<@Nullable String> names() {
        return names;
    }

    /** Matches one text after the other. */
    public GroupMatcher matcher() {
        return new GroupMatcher(this);
    }

    /** The match in a text, with the places of its groups, or null if there is none. */
    public @Nullable Match match(byte[] text, int offset, int length) {
        GroupMatcher matcher = matcher();
        return matcher.match(text, offset, length) ? new Match(matcher) : null;
    }

    /** Where the groups of a match lie in its text. */
    public static final class Match {
        private final GroupMatcher matcher;

        Match(GroupMatcher matcher) {
            this.matcher = matcher;
        }

        /** The first byte of a group, or -1 if it took no part in the match. */
        public int start(int group) {
            return matcher.start(group);
        }

        public int end(int group) {
            return matcher.end(group);
        }
    }

    @Nullable
    GroupProgram program() {
        return program;
    }

    boolean cannotMatch(byte[] text, int offset, int length) {
        return required != null && !required.mayMatch(text, offset, length);
    }

    /** @param places to be filled with where each group begins and ends */
    boolean matchByEngine(byte[] text, int offset, int length, int[] places) {
        TextMatcher matcher = new TextMatcher(pattern, text, offset, length);
        if (!matcher.find()) {
            return false;
        }
        for (int group = 0; group < places.length / 2; group++) {
            int start = matcher.start(group);
            places[2 * group] = start < 0 ? -1 : offset + start;
            places[2 * group + 1] = start < 0 ? -1 : offset + matcher.end(group);
        }
        return true;
    }
}
