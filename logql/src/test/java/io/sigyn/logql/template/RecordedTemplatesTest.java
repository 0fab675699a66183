package io.sigyn.logql.template;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sigyn.logql.go.GoString;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Map;
import java.util.function.BiConsumer;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** What a Loki server rendered, or complained about, for templates over lines whose labels are given. */
class RecordedTemplatesTest {
    private static final InstantSource CLOCK = InstantSource.fixed(Instant.parse("2026-01-05T12:00:00Z"));

    static Stream<Arguments> recorded() throws IOException {
        try (InputStream in = RecordedTemplatesTest.class.getResourceAsStream("recorded.jsonl")) {
            assertThat(in).isNotNull();
            String text = new String(in.readAllBytes(), StandardCharsets.ISO_8859_1);
            return text.lines().toList().stream().map(line -> {
                Map<?, ?> record = (Map<?, ?>) JsonReader.read(line);
                return Arguments.of(text(record, "name"), record);
            });
        }
    }

    private static @Nullable String text(@Nullable Map<?, ?> record, String field) {
        Object value = record == null ? null : record.get(field);
        return value instanceof String string ? GoString.text(string) : null;
    }

    @ParameterizedTest(name = "{0} {index}")
    @MethodSource("recorded")
    void templates_give_what_loki_gave(String name, Map<?, ?> record) {
        String template = String.valueOf(text(record, "template"));
        String syntax = text(record, "syntax");
        if (syntax != null) {
            String as = String.valueOf(text(record, "as"));
            assertThatThrownBy(() -> LineTemplate.compile(as, template, CLOCK))
                    .isInstanceOf(TemplateSyntaxException.class)
                    .hasMessage(syntax);
            return;
        }
        LineTemplate compiled = LineTemplate.compile("line", template, CLOCK);
        LabelLookup labels = lookup((Map<?, ?>) record.get("labels"));
        byte[] line = String.valueOf(text(record, "line")).getBytes(StandardCharsets.UTF_8);
        long time = Long.parseLong(String.valueOf(text(record, "time")));
        String error = text(record, "error");
        if (error != null) {
            assertThatThrownBy(() -> compiled.render(labels, line, 0, line.length, time))
                    .isInstanceOf(TemplateException.class)
                    .hasMessage(error);
            return;
        }
        TemplateOutput out = new TemplateOutput();
        compiled.render(labels, line, 0, line.length, time, out);
        assertThat(out.text()).isEqualTo(text(record, "out"));
    }

    private static LabelLookup lookup(@Nullable Map<?, ?> labels) {
        return new LabelLookup() {
            @Override
            public @Nullable String get(String name) {
                return text(labels, name);
            }

            @Override
            public void forEach(BiConsumer<String, String> consumer) {
                if (labels != null) {
                    labels.forEach((name, value) ->
                            consumer.accept(GoString.text(name.toString()), GoString.text(value.toString())));
                }
            }
        };
    }
}
