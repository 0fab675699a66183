package io.sigyn.logql.pipeline;

import io.sigyn.logql.LogQlSyntaxException;
import io.sigyn.logql.regex.GroupMatcher;
import io.sigyn.logql.regex.GroupRegex;
import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** {@code | regexp} and {@code | pattern}: what named parts of an expression match becomes labels. Stateless. */
final class GroupParsers {
    private GroupParsers() {}

    /** @throws LogQlSyntaxException if the expression is no regular expression, or names no group or one twice */
    static StagePlan regexp(String regex) {
        GroupRegex expression = RegexChecks.compile(regex, GroupRegex::compile);
        Set<String> seen = new HashSet<>();
        for (String name : expression.names()) {
            if (name != null && !seen.add(name)) {
                throw new LogQlSyntaxException("duplicate extracted label name '" + name + "'");
            }
        }
        if (seen.isEmpty()) {
            throw new LogQlSyntaxException("at least one named capture must be supplied");
        }
        NameDecisions decisions = new NameDecisions();
        return state -> {
            NameTable names = new NameTable(decisions, state);
            byte[][] keys = new byte[expression.names().size()][];
            for (int i = 0; i < keys.length; i++) {
                String name = expression.names().get(i);
                keys[i] = name == null ? new byte[0] : name.getBytes(StandardCharsets.UTF_8);
            }
            GroupMatcher matcher = expression.matcher();
            return () -> runRegexp(matcher, keys, names, state);
        };
    }

    private static boolean runRegexp(GroupMatcher matcher, byte[][] keys, NameTable names, LineState state) {
        if (state.needs.none()) {
            return true;
        }
        byte[] line = state.line;
        if (!matcher.match(line, state.offset, state.length)) {
            return true;
        }
        names.begin();
        for (int i = 0; i < keys.length; i++) {
            if (keys[i].length == 0) {
                continue;
            }
            NameRef ref = names.resolve(keys[i], 0, keys[i].length);
            if (ref != null) {
                int start = matcher.start(i + 1);
                if (start < 0) {
                    state.extract(ref, line, state.offset, 0);
                } else {
                    state.extract(ref, line, start, matcher.end(i + 1) - start);
                }
                if (state.hasAllWanted()) {
                    return true;
                }
            }
        }
        return true;
    }

    /** @throws LogQlSyntaxException if the expression is no pattern with at least one name */
    static StagePlan pattern(String pattern) {
        PatternExpression expression = PatternExpression.forParser(pattern);
        List<PatternExpression.Part> captures =
                expression.parts().stream().filter(part -> !part.isLiteral()).toList();
        return state -> {
            NameRef[] refs = new NameRef[captures.size()];
            boolean[] named = new boolean[captures.size()];
            for (int i = 0; i < refs.length; i++) {
                String name = captures.get(i).name();
                named[i] = captures.get(i).isNamed();
                refs[i] = state.ref(state.stream.has(name) ? name + LabelNames.DUPLICATE_SUFFIX : name);
                named[i] &= state.needs.wants(refs[i].name);
            }
            int[] starts = new int[refs.length];
            int[] ends = new int[refs.length];
            return () -> runPattern(expression, refs, named, starts, ends, state);
        };
    }

    private static boolean runPattern(
            PatternExpression expression, NameRef[] refs, boolean[] named, int[] starts, int[] ends, LineState state) {
        if (state.needs.none()) {
            return true;
        }
        byte[] line = state.line;
        int captured = expression.capture(line, state.offset, state.length, starts, ends);
        for (int i = 0; i < captured; i++) {
            if (named[i] && !state.isExtracted(refs[i])) {
                state.extract(refs[i], line, starts[i], ends[i] - starts[i]);
            }
        }
        return true;
    }
}
