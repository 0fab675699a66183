package io.sigyn.logql.pipeline;

import io.sigyn.logql.ast.Stage.LabelChoice;
import io.sigyn.logql.regex.ByteTest;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** {@code | drop} and {@code | keep}: labels chosen by name, or by name and value. Stateless. */
final class LabelChoices {
    private LabelChoices() {}

    private static @Nullable ByteTest[] tests(List<LabelChoice> choices) {
        @Nullable ByteTest[] tests = new ByteTest[choices.size()];
        for (int i = 0; i < tests.length; i++) {
            var matcher = choices.get(i).matcher();
            tests[i] = matcher == null ? null : LabelFilters.test(matcher);
        }
        return tests;
    }

    private static NameRef[] refs(List<LabelChoice> choices, LineState state) {
        return choices.stream().map(choice -> state.ref(choice.name())).toArray(NameRef[]::new);
    }

    static StagePlan drop(List<LabelChoice> choices) {
        @Nullable ByteTest[] tests = tests(choices);
        return state -> {
            NameRef[] refs = refs(choices, state);
            return () -> {
                for (int i = 0; i < refs.length; i++) {
                    ByteTest test = tests[i];
                    if (test == null || LabelFilters.matches(test, refs[i], state)) {
                        dropLabel(state, refs[i]);
                    }
                }
                return true;
            };
        };
    }

    private static void dropLabel(LineState state, NameRef ref) {
        if (ref.name.equals(LabelNames.ERROR)) {
            state.error = "";
            state.preservesError = false;
        } else if (ref.name.equals(LabelNames.ERROR_DETAILS)) {
            state.errorDetails = "";
        } else {
            state.remove(ref);
        }
    }

    static StagePlan keep(List<LabelChoice> choices) {
        @Nullable ByteTest[] tests = tests(choices);
        return state -> {
            NameRef[] refs = refs(choices, state);
            return () -> {
                for (int i = 0; i < state.stream.size(); i++) {
                    if (state.showsStreamLabel(i) && !isKept(state.streamRef(i), refs, tests, state)) {
                        state.hideStreamLabel(i);
                    }
                }
                for (int i = 0; i < state.labelCount(); i++) {
                    NameRef ref = state.labelAt(i);
                    if (ref != null && !isKept(ref, refs, tests, state)) {
                        state.remove(ref);
                    }
                }
                return true;
            };
        };
    }

    private static boolean isKept(NameRef ref, NameRef[] refs, @Nullable ByteTest[] tests, LineState state) {
        for (int i = 0; i < refs.length; i++) {
            if (refs[i].id == ref.id) {
                ByteTest test = tests[i];
                if (test == null || LabelFilters.matches(test, ref, state)) {
                    return true;
                }
            }
        }
        return false;
    }
}
