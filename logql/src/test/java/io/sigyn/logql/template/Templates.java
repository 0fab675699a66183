package io.sigyn.logql.template;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Map;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/** Renders templates over given labels and one line, for tests. */
final class Templates {
    static final InstantSource CLOCK = InstantSource.fixed(Instant.parse("2026-01-05T12:00:38.5Z"));

    private static final long TIME = 1_767_614_438_000_000_000L;
    private static final byte[] LINE = "the line é".getBytes(StandardCharsets.UTF_8);

    private Templates() {}

    static LabelLookup lookup(Map<String, String> labels) {
        return new LabelLookup() {
            @Override
            public @Nullable String get(String name) {
                return labels.get(name);
            }

            @Override
            public void forEach(BiConsumer<String, String> consumer) {
                labels.forEach(consumer);
            }
        };
    }

    static String render(String template, Map<String, String> labels) {
        TemplateOutput out = new TemplateOutput();
        LineTemplate.compile(LineTemplate.LINE, template, CLOCK)
                .render(lookup(labels), LINE, 0, LINE.length, TIME, out);
        return out.text();
    }

    /** The output, or the message of either exception. */
    static String outcome(String template, Map<String, String> labels) {
        try {
            return render(template, labels);
        } catch (TemplateSyntaxException e) {
            return e.text();
        } catch (TemplateException e) {
            return e.text();
        }
    }
}
