package io.sigyn.logql.regex;

import io.sigyn.model.WholeRegex;
import io.trino.re2j.Pattern;
import io.trino.re2j.PatternSyntaxException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A regular expression in RE2 syntax, run over bytes in linear time, and only where nothing cheaper decides. Immutable and
 * thread-safe; a run of the automaton allocates a few small objects, a literal or prefilter none.
 */
public final class ByteRegex implements ByteTest {
    private final String source;
    private final ByteTest test;
    private final @Nullable RequiredLiterals required;

    private ByteRegex(String source, ByteTest test, @Nullable RequiredLiterals required) {
        this.source = source;
        this.test = test;
        this.required = required;
    }

    /**
     * An expression that may match anywhere in a line. Expressions that are substrings in disguise are looked for as such,
     * with what follows from it in Loki: {@code .+} is anything but an empty line, and literals without case are found
     * without going back.
     *
     * @throws PatternSyntaxException if it is not one
     */
    public static ByteRegex forLines(String regex) {
        return compile(regex, regex, false);
    }

    /**
     * An expression for the value of a label: meant for the whole value, but where it is a literal next to {@code .*}, or
     * alternatives of such, for a part of it. So it is in Loki.
     */
    public static ByteRegex forLabels(String regex) {
        return compile(regex, WholeRegex.of(regex), true);
    }

    /** An expression for a whole value and nothing less, as selectors of streams have it. */
    public static ByteRegex forWholeValues(String regex) {
        Pattern pattern = compileEngine(WholeRegex.of(regex));
        return new ByteRegex(regex, (text, offset, length) -> TextMatcher.find(pattern, text, offset, length), null);
    }

    private static ByteRegex compile(String regex, String engineRegex, boolean wholeValue) {
        Pattern pattern = compileEngine(engineRegex);
        RegexNode node = RegexParser.parse(regex);
        if (node == null) {
            return new ByteRegex(
                    regex, (text, offset, length) -> TextMatcher.find(pattern, text, offset, length), null);
        }
        RegexNode top = node.uncaptured();
        if (top.op() == RegexNode.Op.PLUS && top.sub().op() == RegexNode.Op.ANY_NOT_NEWLINE) {
            return new ByteRegex(regex, (text, offset, length) -> length > 0, null);
        }
        LiteralForm form = LiteralForm.of(node, wholeValue);
        if (form != null) {
            return new ByteRegex(regex, literalTest(form), RequiredLiterals.of(form));
        }
        RequiredLiterals required = RequiredLiterals.of(node);
        ByteTest test = required == null
                ? (text, offset, length) -> TextMatcher.find(pattern, text, offset, length)
                : (text, offset, length) ->
                        required.mayMatch(text, offset, length) && TextMatcher.find(pattern, text, offset, length);
        return new ByteRegex(regex, test, required);
    }

    private static ByteTest literalTest(LiteralForm form) {
        if (form.matchesAll()) {
            return ByteTest.ALL;
        }
        List<ByteTest> tests = new ArrayList<>();
        for (LiteralForm.Literal literal : form.literals()) {
            tests.add(literal.test());
        }
        return tests.size() == 1 ? tests.get(0) : anyOf(tests);
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

    static Pattern compileEngine(String regex) {
        return RegexEngine.compile(GroupScan.of(regex).engineSyntax());
    }

    @Override
    public boolean matches(byte[] text, int offset, int length) {
        return test.matches(text, offset, length);
    }

    /** What every match contains at least one of, or null where nothing is known. */
    public @Nullable RequiredLiterals required() {
        return required;
    }

    @Override
    public String toString() {
        return source;
    }
}
