package io.sigyn.logql.pipeline;

import io.sigyn.logql.LogQlSyntaxException;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** A template whose data are the labels of a line. Immutable. */
final class TextTemplate {
    private TextTemplate() {}

    static TextTemplate compile(String text) {
        if (!text.isEmpty()) {
            throw new LogQlSyntaxException("templates: not there yet: " + text);
        }
        return new TextTemplate();
    }

    Bound bind(LineState state) {
        return () -> state.line;
    }

    Set<String> labelNames() {
        return Set.of();
    }

    /** A template at work on the lines of one pipeline. */
    interface Bound {
        /** The text, or null if the template failed; then the error is in the state. */
        byte @Nullable [] render();
    }
}
