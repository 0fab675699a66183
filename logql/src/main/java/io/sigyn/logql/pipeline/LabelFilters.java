package io.sigyn.logql.pipeline;

import io.sigyn.logql.LogQlSyntaxException;
import io.sigyn.logql.ast.Stage.Comparison;
import io.sigyn.logql.ast.Stage.Predicate;
import io.sigyn.logql.go.GoException;
import io.sigyn.logql.go.GoString;
import io.sigyn.logql.regex.ByteRegex;
import io.sigyn.logql.regex.ByteTest;
import io.sigyn.model.LabelMatcher;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Collection;

/** Turns conditions on labels into tests of a line's state. Stateless. */
final class LabelFilters {
    static final String ERROR = "LabelFilterErr";

    private LabelFilters() {}

    /** @throws LogQlSyntaxException if a regular expression or an address is not one */
    static StagePlan plan(Predicate predicate) {
        if (predicate instanceof Predicate.And and) {
            StagePlan left = plan(and.left());
            StagePlan right = plan(and.right());
            return state -> {
                StagePlan.StageRun first = left.bind(state);
                StagePlan.StageRun second = right.bind(state);
                return () -> first.run() && second.run();
            };
        }
        if (predicate instanceof Predicate.Or or) {
            StagePlan left = plan(or.left());
            StagePlan right = plan(or.right());
            return state -> {
                StagePlan.StageRun first = left.bind(state);
                StagePlan.StageRun second = right.bind(state);
                return () -> first.run() || second.run();
            };
        }
        if (predicate instanceof Predicate.StringMatch match) {
            return string(match.matcher());
        }
        if (predicate instanceof Predicate.NumberMatch match) {
            return value(
                    match.label(), state -> compare(match.comparison(), LabelNumbers.number(state), match.value()));
        }
        if (predicate instanceof Predicate.DurationMatch match) {
            return value(
                    match.label(),
                    state -> compare(match.comparison(), Long.compare(LabelNumbers.duration(state), match.nanos())));
        }
        if (predicate instanceof Predicate.BytesMatch match) {
            return value(
                    match.label(),
                    state -> compare(
                            match.comparison(), Long.compareUnsigned(LabelNumbers.bytes(state), match.bytes())));
        }
        return ip((Predicate.IpMatch) predicate);
    }

    static void addNames(Predicate predicate, Collection<String> names) {
        if (predicate instanceof Predicate.And and) {
            addNames(and.left(), names);
            addNames(and.right(), names);
        } else if (predicate instanceof Predicate.Or or) {
            addNames(or.left(), names);
            addNames(or.right(), names);
        } else if (predicate instanceof Predicate.StringMatch match) {
            names.add(match.matcher().name());
        } else if (predicate instanceof Predicate.NumberMatch match) {
            names.add(match.label());
        } else if (predicate instanceof Predicate.DurationMatch match) {
            names.add(match.label());
        } else if (predicate instanceof Predicate.BytesMatch match) {
            names.add(match.label());
        } else if (predicate instanceof Predicate.IpMatch match) {
            names.add(match.label());
        }
    }

    /** The condition of a matcher on a value that may be missing, which counts as empty. */
    static ByteTest test(LabelMatcher matcher) {
        byte[] wanted = GoString.utf8(matcher.value());
        ByteTest positive;
        if (matcher.operator().isRegex()) {
            positive = RegexChecks.compile(matcher.value(), ByteRegex::forLabels);
        } else {
            positive = (text, offset, length) ->
                    length == wanted.length && Arrays.equals(text, offset, offset + length, wanted, 0, wanted.length);
        }
        return matcher.operator().isNegative()
                ? (text, offset, length) -> !positive.matches(text, offset, length)
                : positive;
    }

    /** Whether a matcher takes a label as it is now. The error counts as a label, its details never do. */
    static boolean matches(ByteTest test, NameRef ref, LineState state) {
        if (ref.name.equals(LabelNames.ERROR)) {
            byte[] error = state.error.getBytes(StandardCharsets.UTF_8);
            return test.matches(error, 0, error.length);
        }
        state.find(ref);
        return test.matches(state.valueBuffer, state.valueOffset, state.valueLength);
    }

    private static StagePlan string(LabelMatcher matcher) {
        ByteTest test = test(matcher);
        if (matcher.name().equals(LabelNames.ERROR)) {
            return state -> {
                NameRef ref = state.ref(LabelNames.ERROR);
                return () -> matches(test, ref, state);
            };
        }
        return state -> {
            NameRef ref = state.ref(matcher.name());
            return () -> {
                state.find(ref);
                return test.matches(state.valueBuffer, state.valueOffset, state.valueLength);
            };
        };
    }

    /** Reads a number of the value that was found and compares it. */
    private interface ValueTest {
        boolean passes(LineState state);
    }

    /** A value that is no number keeps the line, with an error. */
    private static StagePlan value(String label, ValueTest test) {
        return state -> {
            NameRef ref = state.ref(label);
            return () -> {
                if (!state.find(ref)) {
                    return false;
                }
                try {
                    return test.passes(state);
                } catch (GoException e) {
                    return keepAsError(state, e);
                }
            };
        };
    }

    private static StagePlan ip(Predicate.IpMatch match) {
        IpMatcher addresses = IpMatcher.compile(match.pattern());
        return state -> {
            NameRef ref = state.ref(match.label());
            return () -> {
                if (state.hasError()) {
                    return true;
                }
                return state.find(ref)
                        && addresses.findIn(state.valueBuffer, state.valueOffset, state.valueLength) != match.negated();
            };
        };
    }

    private static boolean keepAsError(LineState state, GoException e) {
        if (!state.hasError()) { // an earlier error stays
            state.fail(ERROR, e.text());
        }
        return true;
    }

    private static boolean compare(Comparison comparison, double value, double wanted) {
        return switch (comparison) {
            case EQUAL -> value == wanted;
            case NOT_EQUAL -> value != wanted;
            case GREATER -> value > wanted;
            case GREATER_EQUAL -> value >= wanted;
            case LESS -> value < wanted;
            case LESS_EQUAL -> value <= wanted;
        };
    }

    private static boolean compare(Comparison comparison, int order) {
        return compare(comparison, order, 0);
    }
}
