package io.sigyn.logql.pipeline;

import io.sigyn.logql.LogQlSyntaxException;
import io.sigyn.logql.ast.Stage.LabelFormat;
import io.sigyn.logql.ast.Stage.LineFormat;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** {@code | line_format} and {@code | label_format}: new lines and labels, made of what is there. Stateless. */
final class FormatStages {
    private FormatStages() {}

    static StagePlan line(LineFormat stage) {
        TextTemplate template = TextTemplate.ofLine(stage.template());
        return state -> {
            TextTemplate.StateLabels labels = new TextTemplate.StateLabels(state);
            return () -> {
                byte[] line = template.render(state, labels);
                if (line != null) {
                    state.setLine(line, 0, line.length);
                }
                return true;
            };
        };
    }

    static StagePlan labels(LabelFormat stage) {
        List<LabelFormat.Assignment> assignments = stage.assignments();
        checkTargets(assignments);
        @Nullable TextTemplate[] templates = new TextTemplate[assignments.size()];
        for (int i = 0; i < templates.length; i++) {
            LabelFormat.Assignment assignment = assignments.get(i);
            templates[i] = assignment.rename() ? null : TextTemplate.ofLabel(assignment.label(), assignment.value());
        }
        return state -> new LabelRun(state, assignments, templates);
    }

    private static void checkTargets(List<LabelFormat.Assignment> assignments) {
        Set<String> seen = new HashSet<>();
        for (LabelFormat.Assignment assignment : assignments) {
            String label = assignment.label();
            if (label.equals(LabelNames.ERROR)) {
                throw new LogQlSyntaxException(label + " cannot be formatted");
            }
            if (!seen.add(label)) {
                throw new LogQlSyntaxException(
                        "multiple label name '" + label + "' not allowed in a single format operation");
            }
        }
    }

    /** Assigns in order; the templates all see the labels as they are where the first of them stands. */
    private static final class LabelRun implements StagePlan.StageRun {
        private final LineState state;
        private final NameRef[] targets;
        private final @Nullable NameRef[] sources;
        private final @Nullable TextTemplate[] templates;
        private final TextTemplate.StateLabels labels;
        private final List<byte @Nullable []> rendered = new ArrayList<>();

        LabelRun(LineState state, List<LabelFormat.Assignment> assignments, @Nullable TextTemplate[] templates) {
            this.state = state;
            int count = assignments.size();
            this.targets = new NameRef[count];
            this.sources = new NameRef[count];
            this.templates = templates;
            this.labels = new TextTemplate.StateLabels(state);
            for (int i = 0; i < count; i++) {
                targets[i] = state.ref(assignments.get(i).label());
                if (templates[i] == null) {
                    sources[i] = state.ref(assignments.get(i).value());
                }
            }
        }

        @Override
        public boolean run() {
            boolean hasRendered = false;
            for (int i = 0; i < targets.length; i++) {
                NameRef source = sources[i];
                if (source != null) {
                    if (state.find(source)) {
                        state.set(
                                LineState.PARSED, targets[i], state.valueBuffer, state.valueOffset, state.valueLength);
                        state.remove(source);
                    }
                    continue;
                }
                if (!hasRendered) {
                    renderAll();
                    hasRendered = true;
                }
                byte[] value = rendered.get(i);
                if (value != null) {
                    state.set(LineState.PARSED, targets[i], value);
                }
            }
            return true;
        }

        private void renderAll() {
            rendered.clear();
            for (TextTemplate template : templates) {
                rendered.add(template == null ? null : template.render(state, labels));
            }
        }
    }
}
