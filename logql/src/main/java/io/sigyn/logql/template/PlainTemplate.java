package io.sigyn.logql.template;

import io.sigyn.logql.go.GoString;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A template of text, labels and the line itself, rendered by copying. Immutable. */
final class PlainTemplate {
    private static final String LINE = "__line__";

    /** Of each piece one of the two is set: text to be copied, or the name of a label; neither for the line. */
    private final byte[] @Nullable [] texts;

    private final @Nullable String[] labels;

    private PlainTemplate(byte[] @Nullable [] texts, @Nullable String[] labels) {
        this.texts = texts;
        this.labels = labels;
    }

    /** The plain form of a template, null if it has none. */
    static @Nullable PlainTemplate of(Node.Sequence template) {
        List<byte @Nullable []> texts = new ArrayList<>();
        List<@Nullable String> labels = new ArrayList<>();
        for (Node node : template.nodes()) {
            if (node instanceof Node.Text text) {
                texts.add(GoString.bytes(text.text()));
                labels.add(null);
                continue;
            }
            Node word = node instanceof Node.Action action ? onlyWord(action.pipe()) : null;
            if (word instanceof Node.Field field && field.names().size() == 1) {
                labels.add(GoString.text(field.names().get(0)));
            } else if (word instanceof Node.Identifier identifier
                    && identifier.name().equals(LINE)) {
                labels.add(null);
            } else {
                return null;
            }
            texts.add(null);
        }
        return new PlainTemplate(texts.toArray(new byte[0][]), labels.toArray(new String[0]));
    }

    private static @Nullable Node onlyWord(Node.Pipe pipe) {
        boolean single = pipe.variables().isEmpty()
                && pipe.commands().size() == 1
                && pipe.commands().get(0).words().size() == 1;
        return single ? pipe.commands().get(0).words().get(0) : null;
    }

    boolean usesLine() {
        for (int i = 0; i < texts.length; i++) {
            if (texts[i] == null && labels[i] == null) {
                return true;
            }
        }
        return false;
    }

    void render(LabelLookup lookup, byte[] line, int offset, int length, TemplateOutput out) {
        for (int i = 0; i < texts.length; i++) {
            byte[] text = texts[i];
            String label = labels[i];
            if (text != null) {
                out.append(text, 0, text.length);
            } else if (label != null) {
                String value = lookup.get(label);
                if (value != null) {
                    out.appendText(value);
                }
            } else {
                out.append(line, offset, length);
            }
            if (out.length() > TemplateRun.MAX_OUTPUT_BYTES) {
                return; // The caller complains.
            }
        }
    }
}
