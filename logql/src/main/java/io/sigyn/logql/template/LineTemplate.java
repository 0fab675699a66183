package io.sigyn.logql.template;

import io.sigyn.logql.go.GoString;
import java.time.InstantSource;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A compiled template of {@code line_format} or {@code label_format}, rendered once for each line. Immutable and
 * thread-safe, if its clock is.
 *
 * <p>A render is bounded in time, depth and size, and fails with {@link TemplateException} alone. Templates of nothing but
 * text, {@code {{.label}}} and {@code {{__line__}}} are copied together without the interpreter.
 */
public final class LineTemplate {
    /** The name by which errors of {@code line_format} call the template. */
    public static final String LINE = "line";

    /** The name by which errors of {@code label_format} call the template. */
    public static final String LABEL = "label";

    private final ParsedTemplate template;
    private final @Nullable PlainTemplate plain;
    private final @Nullable Set<String> fields;

    private LineTemplate(ParsedTemplate template) {
        this.template = template;
        this.plain = PlainTemplate.of(template.main());
        this.fields = UsedLabels.of(template);
    }

    /**
     * Compiles the template of a {@code line_format}, with the clock of the system.
     *
     * @throws TemplateSyntaxException with Go's text
     */
    public static LineTemplate compile(String text) {
        return compile(LINE, text, InstantSource.system());
    }

    /**
     * Compiles a template.
     *
     * @param name {@link #LINE} or {@link #LABEL}
     * @param clock what {@code now} reads
     * @throws TemplateSyntaxException with Go's text
     */
    public static LineTemplate compile(String name, String text, InstantSource clock) {
        return new LineTemplate(ParsedTemplate.parse(name, GoString.of(text), clock));
    }

    /** The labels that the template can look at; null if these may be all. */
    public @Nullable Set<String> fields() {
        return fields;
    }

    /** Whether the template looks at the line. */
    public boolean usesLine() {
        return plain == null || plain.usesLine();
    }

    /**
     * The text for one line, in an array of its own.
     *
     * @throws TemplateException with Go's text
     */
    public byte[] render(LabelLookup labels, byte[] line, int offset, int length, long timestampNanos) {
        TemplateOutput out = new TemplateOutput(length);
        render(labels, line, offset, length, timestampNanos, out);
        return out.toByteArray();
    }

    /**
     * Replaces what an output holds by the text for one line. The output may be used again and again.
     *
     * @throws TemplateException with Go's text; what the output then holds has no meaning
     */
    public void render(
            LabelLookup labels, byte[] line, int offset, int length, long timestampNanos, TemplateOutput out) {
        out.clear();
        if (plain != null) {
            plain.render(labels, line, offset, length, out);
        } else {
            out.appendBytes(new TemplateRun(template, labels, line, offset, length, timestampNanos).execute());
        }
        if (out.length() > TemplateRun.MAX_OUTPUT_BYTES) {
            throw new TemplateException("template: " + template.name() + ": output of " + out.length()
                    + " bytes (expected: at most " + TemplateRun.MAX_OUTPUT_BYTES + ")");
        }
    }
}
