package io.sigyn.logql.pipeline;

import io.sigyn.logql.ast.Stage;
import io.sigyn.logql.go.GoString;
import io.sigyn.logql.regex.ByteRegex;
import io.sigyn.logql.regex.ByteSearch;
import io.sigyn.logql.regex.RequiredLiterals;
import io.sigyn.model.LabelMatcher;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * Drops lines before they are parsed which a label filter right behind the parsers drops anyway: a line cannot have {@code
 * level="error"} without the bytes {@code error}, unless the label is there already, or an escape hides them. A search
 * is several times faster than a parser.
 *
 * <p>The first lines of a query are parsed nevertheless, since it is by them that names in conflict are decided.
 */
final class EarlyReject implements StagePlan.StageRun {
    private static final int WARM_UP_LINES = 1024;
    private static final byte[] ESCAPE = {'\\', 'u'};

    private final LineState state;
    private final NameRef[] refs;
    private final RequiredLiterals[] literals;
    private final AtomicInteger warmUp;

    private EarlyReject(LineState state, NameRef[] refs, RequiredLiterals[] literals, AtomicInteger warmUp) {
        this.state = state;
        this.refs = refs;
        this.literals = literals;
        this.warmUp = warmUp;
    }

    private record Condition(String label, RequiredLiterals literals) {}

    /** Where the plan goes among the stages, or -1 if there is nothing to be gained. */
    static int place(List<Stage> stages) {
        for (int i = 0; i < stages.size(); i++) {
            if (isPlainParser(stages.get(i))) {
                return conditions(stages, i).isEmpty() ? -1 : i;
            }
            if (!(stages.get(i) instanceof Stage.LineFilter || stages.get(i) instanceof Stage.LabelFilter)) {
                return -1;
            }
        }
        return -1;
    }

    static StagePlan plan(List<Stage> stages, int place) {
        List<Condition> conditions = conditions(stages, place);
        AtomicInteger warmUp = new AtomicInteger();
        return state -> {
            List<Condition> usable = conditions.stream()
                    .filter(condition -> !state.stream.has(condition.label()))
                    .toList();
            return new EarlyReject(
                    state,
                    usable.stream()
                            .map(condition -> state.ref(condition.label()))
                            .toArray(NameRef[]::new),
                    usable.stream().map(Condition::literals).toArray(RequiredLiterals[]::new),
                    warmUp);
        };
    }

    /** Parsers whose values stand in the line as they are, but for escapes. */
    private static boolean isPlainParser(Stage stage) {
        return StageOrder.isParser(stage) && !(stage instanceof Stage.Unpack);
    }

    private static List<Condition> conditions(List<Stage> stages, int place) {
        List<Condition> conditions = new ArrayList<>();
        int i = place;
        while (i < stages.size() && isPlainParser(stages.get(i))) {
            i++;
        }
        for (; i < stages.size() && stages.get(i) instanceof Stage.LabelFilter filter; i++) {
            add(filter.predicate(), conditions);
        }
        return conditions;
    }

    private static void add(Stage.Predicate predicate, List<Condition> conditions) {
        if (predicate instanceof Stage.Predicate.And and) {
            add(and.left(), conditions);
            add(and.right(), conditions);
        } else if (predicate instanceof Stage.Predicate.StringMatch match
                && !match.matcher().name().startsWith("__error")) {
            RequiredLiterals literals = literals(match.matcher());
            if (literals != null && literals.anyOf().stream().allMatch(literal -> isPlain(literal.bytes()))) {
                conditions.add(new Condition(match.matcher().name(), literals));
            }
        }
    }

    private static @Nullable RequiredLiterals literals(LabelMatcher matcher) {
        return switch (matcher.operator()) {
            case EQUAL ->
                matcher.value().isEmpty()
                        ? null
                        : new RequiredLiterals(
                                List.of(new RequiredLiterals.Literal(GoString.utf8(matcher.value()), false)));
            case MATCHES ->
                RegexChecks.compile(matcher.value(), ByteRegex::forLabels).required();
            case NOT_EQUAL, NOT_MATCHES -> null;
        };
    }

    /** Without bytes that may come from something else: from escapes, or, as blanks, from what is not UTF-8. */
    private static boolean isPlain(byte[] bytes) {
        for (byte b : bytes) {
            if (b <= ' ' || b == '"' || b == '\\' || b == '/' || b == '\'' || b == 0x7F) {
                return false;
            }
        }
        return true;
    }

    @Override
    public boolean run() {
        if (warmUp.getPlain() < WARM_UP_LINES) {
            warmUp.incrementAndGet();
            return true;
        }
        for (int i = 0; i < refs.length; i++) {
            if (!literals[i].mayMatch(state.line, state.offset, state.length)
                    && !state.find(refs[i])
                    && !ByteSearch.contains(state.line, state.offset, state.length, ESCAPE)) {
                return false;
            }
        }
        return true;
    }
}
