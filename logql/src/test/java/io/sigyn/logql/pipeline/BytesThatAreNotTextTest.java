package io.sigyn.logql.pipeline;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sigyn.logql.LogQlParser;
import io.sigyn.logql.LogQlPrinter;
import io.sigyn.logql.LogQlSyntaxException;
import io.sigyn.logql.ast.LogQuery;
import io.sigyn.model.EntryMetadata;
import io.sigyn.model.Labels;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Strings of a query are bytes, as in Go: one of them need not be part of a rune, nor need it be in a line. */
class BytesThatAreNotTextTest {
    private static final byte[] BROKEN = bytes("a=", 0xFF, "z k=v");

    private static byte[] bytes(Object... parts) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        for (Object part : parts) {
            if (part instanceof Integer one) {
                out.write(one);
            } else {
                out.writeBytes(((String) part).getBytes(StandardCharsets.UTF_8));
            }
        }
        return out.toByteArray();
    }

    private static LinePipeline pipeline(String stages) {
        LogQuery query = (LogQuery) LogQlParser.parse("{app=\"a\"} " + stages);
        return PipelineCompiler.compileLines(query.stages()).bind(Labels.of("app", "a"));
    }

    private static boolean keeps(String stages, byte[] line) {
        return pipeline(stages).process(0, line, 0, line.length, EntryMetadata.NONE);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            quoteCharacter = '\0',
            value = {
                "|= \"\\xff\"; true",
                "|= \"=\\xffz\"; true",
                "|= \"\\377z\"; true",
                "!= \"\\xff\"; false",
                "|= \"\\xfe\"; false",
                "|= \"\\uFFFD\"; false",
                "|= \"é\" or \"\\xff\"; true",
                "|> \"a=\\xffz <_>\"; true",
                "| logfmt | k=\"v\"; true",
            })
    void a_filter_finds_the_byte_itself(String stages, boolean kept) {
        assertThat(keeps(stages, BROKEN)).isEqualTo(kept);
    }

    @Test
    void what_stands_for_a_broken_byte_is_not_taken_for_one() {
        byte[] replaced = bytes("a=\uFFFDz");
        assertThat(keeps("|= \"\\xff\"", replaced)).isFalse();
        assertThat(keeps("|= \"\\xef\\xbf\\xbd\"", replaced)).isTrue();
    }

    @Test
    void a_template_writes_the_byte_and_a_label_shows_what_json_can() {
        LinePipeline pipeline = pipeline("| line_format \"<\\xff{{.app}}>\" | label_format l=\"x\\xffy\"");
        byte[] line = bytes("line");
        assertThat(pipeline.process(0, line, 0, line.length, EntryMetadata.NONE))
                .isTrue();
        byte[] formatted = java.util.Arrays.copyOfRange(
                pipeline.lineBuffer(), pipeline.lineOffset(), pipeline.lineOffset() + pipeline.lineLength());
        assertThat(formatted).isEqualTo(bytes("<", 0xFF, "a>"));
        assertThat(pipeline.labels().all().get("l")).isEqualTo("x\uFFFDy");
    }

    @Test
    void a_printed_query_has_the_byte_as_go_writes_it() {
        String query = "{app=\"a\"} |= \"\\xff\u00e9\"";
        assertThat(LogQlPrinter.format(LogQlParser.parse(query))).isEqualTo(query);
    }

    @Test
    void what_templates_and_parsers_find_beside_a_byte_is_what_is_there() {
        byte[] line = bytes("\u001b[1m", 0xFF, "x", 0xE4, "\u001b[0m k=v");
        LinePipeline pipeline = pipeline(
                "| decolorize | regexp `(?P<a>^.x.) (?P<b>.*)`"
                        + " | line_format `{{ regexReplaceAll \"(.)x(.)\" __line__ \"<${2}|${1}>\" }}{{ count \".\" __line__ }}`");
        assertThat(pipeline.process(0, line, 0, line.length, EntryMetadata.NONE))
                .isTrue();
        byte[] formatted = java.util.Arrays.copyOfRange(
                pipeline.lineBuffer(), pipeline.lineOffset(), pipeline.lineOffset() + pipeline.lineLength());
        assertThat(formatted).isEqualTo(bytes("<", 0xE4, "|", 0xFF, "> k=v7"));
        assertThat(pipeline.labels().parsed()).isEqualTo(Labels.of("a", "\uFFFDx\uFFFD", "b", "k=v"));
    }

    @Test
    void a_regular_expression_cannot_have_it() {
        assertThatThrownBy(() -> pipeline("|~ \"a\\xff\"").process(0, BROKEN, 0, BROKEN.length, EntryMetadata.NONE))
                .isInstanceOf(LogQlSyntaxException.class)
                .hasMessageContaining("invalid UTF-8");
    }
}
