package io.sigyn.logql.pipeline;

import io.sigyn.logql.LogQlSyntaxException;
import io.sigyn.logql.template.LabelLookup;
import io.sigyn.logql.template.LineTemplate;
import io.sigyn.logql.template.TemplateException;
import io.sigyn.logql.template.TemplateSyntaxException;
import java.time.InstantSource;
import java.util.Set;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/** A template whose data are the labels of a line. Immutable. */
final class TextTemplate {
    static final String ERROR = "TemplateFormatErr";

    private final LineTemplate template;

    private TextTemplate(LineTemplate template) {
        this.template = template;
    }

    /** @throws LogQlSyntaxException if it is not a template, in Loki's words */
    static TextTemplate ofLine(String text) {
        return compile(LineTemplate.LINE, text, "invalid line template: ");
    }

    /** @throws LogQlSyntaxException if it is not a template, in Loki's words */
    static TextTemplate ofLabel(String label, String text) {
        return compile(LineTemplate.LABEL, text, "invalid template for label '" + label + "': ");
    }

    private static TextTemplate compile(String name, String text, String complaint) {
        try {
            return new TextTemplate(LineTemplate.compile(name, text, InstantSource.system()));
        } catch (TemplateSyntaxException e) {
            throw new LogQlSyntaxException(complaint + e.getMessage());
        }
    }

    /** The labels that it looks at by name; null if they may be any. */
    @Nullable
    Set<String> labelNames() {
        return template.fields();
    }

    boolean usesLine() {
        return template.usesLine();
    }

    /** The text for a line, or null if the template failed; then the error is in the state. */
    byte @Nullable [] render(LineState state, LabelLookup labels) {
        try {
            return template.render(labels, state.line, state.offset, state.length, state.timestampNanos);
        } catch (TemplateException e) {
            state.fail(ERROR, e.text());
            return null;
        }
    }

    /** The labels of a line as templates see them: with the error, if there is one. For the pipeline's thread. */
    static final class StateLabels implements LabelLookup {
        private final LineState state;

        StateLabels(LineState state) {
            this.state = state;
        }

        @Override
        public @Nullable String get(String name) {
            if (name.equals(LabelNames.ERROR) && state.hasError()) {
                return state.error;
            }
            if (name.equals(LabelNames.ERROR_DETAILS) && !state.errorDetails.isEmpty()) {
                return state.errorDetails;
            }
            return state.find(state.passingRef(name)) ? state.valueText() : null;
        }

        @Override
        public void forEach(BiConsumer<String, String> consumer) {
            for (int i = 0; i < state.stream.size(); i++) {
                if (state.showsStreamLabel(i)) {
                    consumer.accept(state.stream.name(i), state.stream.value(i));
                }
            }
            for (int i = 0; i < state.labelCount(); i++) {
                NameRef ref = state.labelAt(i);
                if (ref != null && !isErrorName(ref.name)) {
                    consumer.accept(ref.name, LabelSets.valueAt(state, i));
                }
            }
            for (String name : new String[] {LabelNames.ERROR, LabelNames.ERROR_DETAILS}) {
                String value = get(name);
                if (value != null) {
                    consumer.accept(name, value);
                }
            }
        }

        private static boolean isErrorName(String name) {
            return name.equals(LabelNames.ERROR) || name.equals(LabelNames.ERROR_DETAILS);
        }
    }
}
