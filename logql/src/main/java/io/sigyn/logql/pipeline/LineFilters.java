package io.sigyn.logql.pipeline;

import io.sigyn.logql.LogQlSyntaxException;
import io.sigyn.logql.ast.Stage.LineFilter;
import io.sigyn.logql.go.GoString;
import io.sigyn.logql.regex.ByteRegex;
import io.sigyn.logql.regex.ByteTest;
import io.sigyn.logql.regex.Finder;
import io.sigyn.logql.regex.RequiredLiterals;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Turns line filters into tests over bytes, and into what a scan may look for before. Stateless. */
final class LineFilters {
    private LineFilters() {}

    static StagePlan plan(LineFilter filter) {
        ByteTest test = test(filter);
        return state -> () -> test.matches(state.line, state.offset, state.length);
    }

    static ByteTest test(LineFilter filter) {
        List<ByteTest> tests = new ArrayList<>();
        for (LineFilter.Alternative alternative : alternatives(filter)) {
            tests.add(positive(filter.operator(), alternative));
        }
        ByteTest any = tests.size() == 1 ? tests.get(0) : anyOf(tests);
        return filter.operator().isNegative() ? (text, offset, length) -> !any.matches(text, offset, length) : any;
    }

    /** Empty alternatives do not count, as long as there is another; those after the first are never addresses. */
    private static List<LineFilter.Alternative> alternatives(LineFilter filter) {
        List<LineFilter.Alternative> kept = new ArrayList<>();
        for (int i = 0; i < filter.alternatives().size(); i++) {
            LineFilter.Alternative alternative = filter.alternatives().get(i);
            if (!alternative.text().isEmpty()) {
                kept.add(i == 0 ? alternative : new LineFilter.Alternative(alternative.text(), false));
            }
        }
        return kept.isEmpty() ? filter.alternatives().subList(0, 1) : kept;
    }

    private static ByteTest anyOf(List<ByteTest> tests) {
        ByteTest[] all = tests.toArray(new ByteTest[0]);
        return (text, offset, length) -> {
            for (ByteTest test : all) {
                if (test.matches(text, offset, length)) {
                    return true;
                }
            }
            return false;
        };
    }

    private static ByteTest positive(LineFilter.Operator operator, LineFilter.Alternative alternative) {
        if (alternative.ip()) {
            if (operator != LineFilter.Operator.CONTAINS && operator != LineFilter.Operator.NOT_CONTAINS) {
                throw new LogQlSyntaxException("ip: invalid operation");
            }
            IpMatcher matcher = IpMatcher.compile(alternative.text());
            return matcher::findIn;
        }
        return switch (operator) {
            case CONTAINS, NOT_CONTAINS -> contains(alternative.text());
            case MATCHES, NOT_MATCHES -> regex(alternative.text());
            case PATTERN, NOT_PATTERN -> PatternExpression.forFilter(alternative.text())::matches;
        };
    }

    private static ByteTest contains(String text) {
        byte[] needle = GoString.utf8(text);
        if (needle.length == 0) {
            return ByteTest.ALL;
        }
        Finder finder = Finder.of(needle, false);
        return (bytes, offset, length) -> finder.indexOf(bytes, offset, offset + length) >= 0;
    }

    static ByteRegex regex(String regex) {
        return RegexChecks.compile(regex, ByteRegex::forLines);
    }

    /** What every line that passes contains at least one of, or null where nothing is known. */
    static LinePrefilter.@Nullable Clause clause(LineFilter filter) {
        if (filter.operator().isNegative()) {
            return null;
        }
        List<Needle> needles = new ArrayList<>();
        for (LineFilter.Alternative alternative : alternatives(filter)) {
            List<Needle> some = alternative.ip() ? List.of() : needles(filter.operator(), alternative.text());
            if (some.isEmpty()) {
                return null;
            }
            needles.addAll(some);
        }
        return new LinePrefilter.Clause(needles);
    }

    /** What a line needs one of to match; empty where nothing is known. */
    private static List<Needle> needles(LineFilter.Operator operator, String text) {
        return switch (operator) {
            case CONTAINS -> text.isEmpty() ? List.of() : List.of(Needle.of(text));
            case MATCHES -> {
                RequiredLiterals required = regex(text).required();
                yield required == null
                        ? List.of()
                        : required.anyOf().stream()
                                .map(literal -> new Needle(literal.bytes(), literal.foldCase()))
                                .toList();
            }
            case PATTERN -> {
                byte[] literal = PatternExpression.forFilter(text).longestLiteral();
                yield literal.length == 0 ? List.of() : List.of(new Needle(literal, false));
            }
            case NOT_CONTAINS, NOT_MATCHES, NOT_PATTERN -> List.of();
        };
    }
}
