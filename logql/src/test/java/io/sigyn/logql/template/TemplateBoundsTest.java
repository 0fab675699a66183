package io.sigyn.logql.template;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.Random;
import org.assertj.core.api.Assertions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TemplateBoundsTest {
    private static final Map<String, String> LABELS =
            Map.of("a", "7", "s", "x".repeat(100_000), "json", "[".repeat(500) + "]".repeat(500), "é", "日本\ud800");

    @Test
    void a_template_that_calls_itself_for_ever_ends_with_the_error_of_go() {
        assertThat(Templates.outcome("{{ define \"x\" }}{{ template \"x\" . }}{{ end }}{{ template \"x\" . }}", LABELS))
                .isEqualTo("template: line:1:28: executing \"x\" at <{{template \"x\" .}}>:"
                        + " exceeded maximum template depth (100000)");
    }

    @ParameterizedTest
    @Timeout(20)
    @ValueSource(
            strings = {
                "{{ define \"x\" }}{{ template \"x\" . }}{{ template \"x\" . }}{{ end }}{{ template \"x\" . }}",
                "{{ define \"x\" }}{{ if lt (len .) 150 }}{{ template \"x\" (print . \"a\") }}{{ template \"x\" (print . \"a\") }}"
                        + "{{ end }}{{ end }}{{ template \"x\" \"\" }}",
                "{{ $x := .s }}{{ range $k, $v := . }}{{ range $k, $v := $ }}{{ range $k, $v := $ }}"
                        + "{{ $x = print $x $x }}{{ end }}{{ end }}{{ end }}",
                "{{ repeat 1000000000 \"ab\" }}",
                "{{ repeat 100000 .s | len }}",
                "{{ indent 1000000 (repeat 100000 \"\\n\") }}",
                "{{ indent 9223372036854775807 .a }}",
                "{{ alignLeft 2000000000 .a }}{{ alignRight 9223372036854775807 .a }}",
                "{{ Replace .s \"\" .s -1 }}",
                "{{ replace \"x\" .s .s }}",
                "{{ regexReplaceAll \"x\" .s .s }}",
                "{{ regexReplaceAll \"(x*)*y\" .s \"$1$1$1\" | len }}",
                "{{ printf \"%9000000d%9000000d%9000000d\" 1 2 3 }}",
                "{{ printf \"%[1]s%[1]s%[1]s%[1]s%[1]s%[1]s\" (repeat 100 .s) }}",
                "{{ printf \"%.9000000f%.9000000e\" 1.5 1.5 }}",
                "{{ printf \"%0*d\" 1000000 5 | len }}",
                "{{ mulf 1e308 1e308 1e308 1e308 }}{{ divf 1 1e-300 1e-300 }}{{ addf 1e300 1e-300 }}",
                "{{ fromJson .json }}",
                "{{ date \"2006-01-02 15:04:05 MST\" 9223372036854775807 }}{{ date \"Jan __2\" -9223372036854775808 }}",
                "{{ (__timestamp__.AddDate 9223372036854775807 9223372036854775807 9223372036854775807).String }}",
                "{{ (unixToTime \"9223372036854775807\").Sub (toDate \"\" \"x\") }}",
                "{{ div -9223372036854775808 -1 }}{{ mod -9223372036854775808 -1 }}{{ round 1e308 308 }}{{ round 1 -9223372036854775808 }}"
            })
    void no_template_takes_long_or_fills_the_memory(String template) {
        Assertions.assertThatCode(() -> Templates.outcome(template, LABELS)).doesNotThrowAnyException();
        assertThat(Templates.outcome(template, LABELS).length()).isLessThanOrEqualTo(TemplateRun.MAX_OUTPUT_BYTES);
    }

    @ParameterizedTest
    @ValueSource(strings = {"(", "{{ if .a }}", "{{ with .a }}", "{{ range . }}", "{{ if .a }}x{{ else ", "{{ ((((((("})
    void deep_nesting_is_refused_without_harm(String part) {
        String text = part.startsWith("(") ? "{{ " + part.repeat(100_000) : part.repeat(100_000);
        assertThatThrownBy(() -> LineTemplate.compile(text)).isInstanceOf(TemplateSyntaxException.class);
    }

    @Test
    void plain_templates_render_as_the_interpreter_does() {
        Map<String, String> labels = new HashMap<>(LABELS);
        labels.put("empty", "");
        String template = "é{{.a}}-{{.é}}{{ __line__ }}{{.empty}}{{.nope}}{{__line__}}";
        String interpreted = Templates.render(template + "{{ print \"\" }}", labels);
        assertThat(Templates.render(template, labels)).isEqualTo(interpreted).startsWith("é7-日本");
    }

    @Test
    void an_output_can_be_used_for_many_lines() {
        LineTemplate template = LineTemplate.compile("{{.a}}:{{__line__}}");
        TemplateOutput out = new TemplateOutput();
        for (int i = 0; i < 100; i++) {
            byte[] line = ("line " + i).getBytes(StandardCharsets.UTF_8);
            template.render(Templates.lookup(Map.of("a", "" + i)), line, 0, line.length, 0, out);
            assertThat(out.text()).isEqualTo(i + ":line " + i);
            assertThat(out.toByteArray()).hasSize(out.length());
        }
    }

    @Test
    @Timeout(120)
    void whatever_the_text_is_only_the_two_exceptions_are_thrown() {
        String[] pieces = {
            "{{",
            "}}",
            "{{-",
            "-}}",
            " ",
            "\n",
            ".a",
            ".s",
            ".é",
            ".",
            "$",
            "$x",
            ":=",
            "=",
            ",",
            "|",
            "(",
            ")",
            "\"x\"",
            "`y`",
            "'z'",
            "1",
            "-2.5",
            "1e9",
            "0x",
            "1i",
            "nil",
            "true",
            "if",
            "else",
            "end",
            "range",
            "with",
            "define",
            "template",
            "block",
            "break",
            "continue",
            "printf",
            "\"%[2]*.[1]*d %v\"",
            "add",
            "divf",
            "trunc",
            "substr",
            "date",
            "toDate",
            "now",
            "__timestamp__",
            "__line__",
            ".Format",
            ".Sub",
            "fromJson",
            "index",
            "slice",
            "len",
            "eq",
            "lt",
            "and",
            "or",
            "not",
            "call",
            "regexReplaceAll",
            "count",
            "\"(a*)\"",
            "default",
            "round",
            "unixToTime",
            "duration",
            "bytes",
            "/*",
            "*/",
            "text",
            "\u0000",
            "\ud800",
            "é",
            "[",
            "]",
            "{",
            "}",
            "\\",
            "\"",
            "'",
            "`",
            "%"
        };
        Random random = new Random(20260105);
        long rendered = 0;
        for (int i = 0; i < 20_000; i++) {
            StringBuilder text = new StringBuilder(i % 2 == 0 ? "{{ " : "");
            int length = 1 + random.nextInt(14);
            for (int j = 0; j < length; j++) {
                text.append(pieces[random.nextInt(pieces.length)]);
                text.append(random.nextInt(3) == 0 ? "" : " ");
            }
            text.append(i % 2 == 0 ? " }}" : "");
            String outcome = Templates.outcome(text.toString(), LABELS);
            rendered += outcome.startsWith("template: line:") ? 0 : 1;
        }
        assertThat(rendered).isGreaterThan(500);
    }

    @Test
    @Timeout(120)
    void function_calls_with_random_arguments_throw_only_the_two_exceptions() {
        String[] functions = FunctionTable.LOKI.names().toArray(new String[0]);
        String[] arguments = {
            ".a",
            ".s",
            ".é",
            ".nope",
            ".",
            "nil",
            "true",
            "\"\"",
            "\"x\"",
            "\"%d %s\"",
            "1",
            "-1",
            "2.5",
            "1e30",
            "-9223372036854775808",
            "9223372036854775807",
            "'x'",
            "1i",
            "now",
            "__timestamp__",
            "__timestamp__.Month",
            "(now.Sub __timestamp__)",
            "now.Location",
            "(fromJson .json)",
            "(fromJson \"[1,{\\\"a\\\":null}]\")",
            "\"(a|b)*\"",
            "\"2006-01-02\"",
            "\"Europe/Berlin\"",
            "(index .s 0)",
            "__timestamp__.MarshalText",
            "\"NaN\"",
            "\"1h\"",
            "\"5MB\"",
            "1000000"
        };
        Random random = new Random(5);
        for (int i = 0; i < 20_000; i++) {
            StringBuilder text = new StringBuilder("{{ ").append(functions[random.nextInt(functions.length)]);
            int count = random.nextInt(5);
            for (int j = 0; j < count; j++) {
                text.append(' ').append(arguments[random.nextInt(arguments.length)]);
            }
            if (random.nextBoolean()) {
                text.append(" | ").append(functions[random.nextInt(functions.length)]);
            }
            assertThat(Templates.outcome(text.append(" }}").toString(), LABELS)).isNotNull();
        }
    }
}
