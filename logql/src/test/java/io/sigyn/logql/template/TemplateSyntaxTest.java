package io.sigyn.logql.template;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TemplateSyntaxTest {

    @ParameterizedTest
    @CsvSource(
            delimiter = '~',
            quoteCharacter = '^',
            value = {
                "{{.a~1: unclosed action",
                "{{.~1: illegal number syntax: \".\"",
                "{{~1: unclosed action",
                "a¶{{ .a¶ | lower~3: unclosed action started at line:2",
                "{{ \"x¶~1: unterminated quoted string",
                "a¶{{ .a `x¶y~2: unterminated raw quoted string",
                "{{ 'x~1: unterminated character constant",
                "{{ '' }}~1: invalid syntax",
                "{{ 'xy' }}~1: malformed character constant: 'xy'",
                "{{ \"\\q\" }}~1: invalid syntax",
                "{{/* x }}~1: unclosed comment",
                "{{/* x */ }}~1: comment ends before closing delimiter",
                "{{ /* x */}}~1: unexpected \"/\" in command",
                "{{ }}~1: missing value for command",
                "{{ | lower }}~1: unexpected \"|\" in command",
                "{{ .a | }}~",
                "{{ .a || lower }}~1: unexpected \"|\" in command",
                "{{ .a lower }}~",
                "{{ nope }}~1: function \"nope\" not defined",
                "{{ .a | nope }}~1: function \"nope\" not defined",
                "{{ $x }}~1: undefined variable \"$x\"",
                "{{ if .a }}{{ $x := 1 }}{{ end }}{{ $x }}~1: undefined variable \"$x\"",
                "{{ .a % 2 }}~1: unexpected \"%\" in operand",
                "{{ .a == 2 }}~1: unexpected \"=\" in operand",
                "{{ .a! }}~1: bad character U+0021 '!'",
                "{{ .a-b }}~1: bad character U+002D '-'",
                "{{ a@b }}~1: bad character U+0040 '@'",
                "{{ € }}~1: unrecognized character in action: U+20AC '€'",
                "{{ .a : 1 }}~1: expected :=",
                "{{ (.a }}~1: unclosed left paren",
                "{{ .a) }}~1: unexpected right paren",
                "{{ () }}~1: missing value for parenthesized pipeline",
                "{{ 1.5.6 }}~1: unexpected \".6\" in operand",
                "{{ 08 }}~1: integer overflow: \"08\"",
                "{{ 1a }}~1: bad number syntax: \"1a\"",
                "{{ 1+2 }}~1: bad number syntax: \"1+2\"",
                "{{ 1__0 }}~1: illegal number syntax: \"1__0\"",
                "{{ 99999999999999999999 }}~1: integer overflow: \"99999999999999999999\"",
                "{{ 1.a }}~1: bad number syntax: \"1.a\"",
                "{{ \"a\".b }}~1: unexpected . after term \"\\\"a\\\"\"",
                "{{ nil.b }}~1: unexpected . after term \"nil\"",
                "{{ .a | 5 }}~1: non executable command in pipeline stage 2",
                "{{ .a | lower | . }}~1: non executable command in pipeline stage 3",
                "{{ if }}x{{ end }}~1: missing value for if",
                "{{ if .a }}x~1: unexpected EOF",
                "{{ if .a }}x{{ else }}y~1: unexpected EOF",
                "{{ if .a }}x{{ else }}y{{ else }}z{{ end }}~1: expected end; found {{else}}",
                "{{ if .a }}x{{ else with .b }}y{{ end }}{{ end }}~1: unexpected <with> in input",
                "{{ end }}~1: unexpected {{end}}",
                "{{ else }}~1: unexpected {{else}}",
                "{{ end .a }}~1: unexpected \".a\" in end",
                "{{ range }}x{{ end }}~1: missing value for range",
                "{{ range $i, 5 := . }}{{ end }}~1: range can only initialize variables",
                "{{ range $i, $j, $k := . }}{{ end }}~1: too many declarations in range",
                "{{ $a, $b := 1 }}~1: too many declarations in command",
                "{{ break }}~1: {{break}} outside {{range}}",
                "{{ range . }}{{ continue 5 }}{{ end }}~1: unexpected \"5\" in {{continue}}",
                "{{ define x }}{{ end }}~1: unexpected \"x\" in define clause",
                "{{ define \"x\" }}~1: unexpected EOF",
                "{{ define \"x\" }}{{ else }}{{ end }}~1: unexpected {{else}} in define clause",
                "{{ if .a }}{{ define \"x\" }}{{ end }}{{ end }}~1: unexpected <define> in command",
                "{{ define \"x\" }}a{{ end }}{{ define \"x\" }}b{{ end }}~1: template: multiple definition of template \"x\"",
                "{{ template }}~1: unexpected \"}}\" in template clause",
                "{{ template .a }}~1: unexpected \".a\" in template clause",
                "{{ block \"x\" }}{{ end }}~1: missing value for block clause",
                "{{ abcdefghijklmnop }}~1: function \"abcdefghijklmnop\" not defined",
                "{{ template \"x\" . }}{{ end abcdefghijklmnop }}~1: unexpected \"abcdefghij\"... in end",
                "a¶{{ .b }}¶{{ nope }}~3: function \"nope\" not defined"
            })
    void what_is_no_template_is_refused_in_the_words_of_go(String template, String problem) {
        String text = template.replace('¶', '\n');
        if (problem == null) {
            assertThat(LineTemplate.compile(text)).isNotNull();
            return;
        }
        assertThatThrownBy(() -> LineTemplate.compile("line", text, Templates.CLOCK))
                .isInstanceOf(TemplateSyntaxException.class)
                .hasMessage("template: line:" + problem);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '~',
            quoteCharacter = '^',
            ignoreLeadingAndTrailingWhitespace = false,
            value = {
                "a  {{- .a }} {{ .a -}}  b~a7 7b",
                "a {{- /* c */ -}} b{{/*x*/}}c~abc",
                "{{- .a -}}~7",
                "{{.a -}}¶¶{{- .a}}~77",
                "{{if .no}}a{{else if .a}}b{{else}}c{{end}}~b",
                "{{with .no}}a{{else with .a}}b{{.}}{{else}}c{{end}}~b7",
                "{{range $i, $e := fromJson .list}}{{if eq $i 3}}{{break}}{{end}}{{if $i}},{{end}}{{$e}}{{end}}~1,2,3",
                "{{range fromJson .list}}{{if eq . 2.0}}{{continue}}{{end}}{{.}}{{else}}none{{end}}~134",
                "{{range fromJson \"[]\"}}x{{else}}none{{end}}{{range fromJson \"x\"}}x{{else}}nil{{end}}~nonenil",
                "{{$x := 1}}{{range fromJson .list}}{{$x = add $x 1}}{{$y := $x}}{{end}}{{$x}}~5",
                "{{$x := 0}}{{$y := 0}}{{range $x, $y = fromJson .list}}{{end}}{{$x}}{{$y}}~34",
                "{{with $x := .a}}{{$x}}{{.}}{{$.b}}{{end}}~77x",
                "{{define \"t\"}}<{{.}}{{$}}>{{end}}{{template \"t\" .a}}{{template \"t\"}}~<77><<no value><no value>>",
                "{{block \"t\" .a}}({{.}}){{end}}{{template \"t\" .b}}~(7)(x)",
                "{{define \"r\"}}{{if lt (len .) 5}}{{.}},{{template \"r\" (print . \"a\")}}{{end}}{{end}}{{template \"r\" \"\"}}~,a,aa,aaa,aaaa,",
                "{{(.a)}}{{((print .a .b) | len)}}{{$.a}}{{print (.a | lower)}}~7277",
                "{{ \"a\\u00e9\\x41\\101\\\"\" }}{{ `r\"\\n` }}{{ 'a' }}~aéAA\"r\"\\n97",
                "{{ . }}~map[a:7 b:x list:[1,2,3,4]]",
                "{{ range $k, $v := . }}{{ $k }}={{ $v }};{{ end }}~a=7;b=x;list=[1,2,3,4];",
                "{{.nope}}|{{print .nope}}|{{ index . \"nope\" }}~||",
                "}} { { }{{ \"}}\" }}~}} { { }}}",
                "~"
            })
    void templates_mean_what_they_mean_in_go(String template, String expected) {
        Map<String, String> labels = Map.of("a", "7", "b", "x", "list", "[1,2,3,4]");
        String text = template == null ? "" : template.replace('¶', '\n');
        assertThat(Templates.outcome(text, labels)).isEqualTo(expected == null ? "" : expected);
    }

    @Test
    void the_labels_that_a_template_looks_at_are_known() {
        assertThat(LineTemplate.compile("{{.a}}{{ if .b }}{{ $.c | lower }}{{ end }}{{ __line__ }}")
                        .fields())
                .isEqualTo(Set.of("a", "b", "c"));
        assertThat(LineTemplate.compile("x").fields()).isEmpty();
        assertThat(LineTemplate.compile("{{ with .a }}{{ . }}{{ end }}{{ range fromJson .b }}{{ .q }}{{ . }}{{ end }}")
                        .fields())
                .isEqualTo(Set.of("a", "b", "q"));
        assertThat(LineTemplate.compile("{{ . }}").fields()).isNull();
        assertThat(LineTemplate.compile("{{ index . \"a\" }}").fields()).isNull();
        assertThat(LineTemplate.compile("{{ with .a }}{{ $ }}{{ end }}").fields())
                .isNull();
        assertThat(LineTemplate.compile("{{ template \"x\" . }}{{ define \"x\" }}{{ .b }}{{ end }}")
                        .fields())
                .isNull();
        assertThat(LineTemplate.compile("{{ template \"x\" .a }}{{ define \"x\" }}{{ . }}{{ end }}")
                        .fields())
                .isEqualTo(Set.of("a"));
    }
}
