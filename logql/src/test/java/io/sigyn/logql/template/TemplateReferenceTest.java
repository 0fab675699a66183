package io.sigyn.logql.template;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Every function that Loki's template reference lists, used as it is described there. */
class TemplateReferenceTest {
    private static final Map<String, String> LABELS = Map.of(
            "app", "Foo Bar",
            "path", "/api/v1/orders",
            "status", "503",
            "took", "1m30s",
            "size", "2KiB",
            "err", "read: ErrTimeout");

    private static final String[] ROWS = {
        "{{ ToLower .app }} {{ lower .app }} {{ .app | lower }}~foo bar foo bar foo bar",
        "{{ ToUpper .app }} {{ upper .app }}~FOO BAR FOO BAR",
        "{{ title \"hello world\" }}~Hello World",
        "{{ Replace .path \"/\" \"_\" 2 }} {{ .app | replace \" \" \"-\" }}~_api_v1/orders Foo-Bar",
        "{{ Trim .path \"/s\" }} {{ TrimLeft .path \"/\" }} {{ TrimRight .path \"s\" }}~api/v1/order api/v1/orders /api/v1/order",
        "{{ TrimPrefix .path \"/api\" }} {{ TrimSuffix .path \"/orders\" }} [{{ TrimSpace \" \\t x\\n\" }}]~/v1/orders /api/v1 [x]",
        "[{{ trim \" x \" }}] {{ trimAll \"$\" \"$5.00$\" }} {{ trimPrefix \"/api\" .path }} {{ trimSuffix \"s\" .path }}~[x] 5.00 /v1/orders /api/v1/order",
        "{{ trunc 4 .path }} {{ trunc -6 .path }} {{ trunc 99 .path }}~/api orders /api/v1/orders",
        "{{ .path | substr 1 4 }} {{ substr 5 -1 .path }}~api v1/orders",
        "[{{ alignLeft 5 .status }}] [{{ alignLeft 2 .status }}] [{{ alignRight 5 .status }}] [{{ alignRight 2 .status }}]~[503  ] [50] [  503] [03]",
        "{{ indent 2 \"a\\nb\" }}|{{ nindent 2 \"a\" }}~  a¶  b|¶  a",
        "{{ repeat 3 \"ab\" }}~ababab",
        "{{ if contains \"ErrTimeout\" .err }}t{{ end }} {{ if hasPrefix \"read\" .err }}p{{ end }}{{ if hasSuffix \"read\" .err }}s{{ end }}~t p",
        "{{ regexReplaceAll \"(a*)bc\" \"aabc\" \"${1}x\" }} {{ regexReplaceAllLiteral \"(a*)bc\" \"aabc\" \"${1}\" }}~aax ${1}",
        "{{ count \"o\" \"foo bar foo\" }} {{ __line__ | count \"l\" }}~4 1",
        "{{ add 3 2 5 }} {{ sub 5 2 }} {{ mul 5 2 3 }} {{ div 10 2 }} {{ mod 10 3 }}~10 3 30 5 1",
        "{{ addf 3.5 2 5 }} {{ subf 5.5 1.5 }} {{ mulf 5.5 2 2.5 }} {{ divf 10 4 }}~10.5 4 27.5 2.5",
        "{{ max 1 2 3 }} {{ min 1 2 3 }} {{ maxf 1 2.5 3 }} {{ minf 1 2.5 0.5 }}~3 1 3 0.5",
        "{{ ceil 123.001 }} {{ floor 123.9999 }} {{ round 123.555555 3 }}~124 123 123.556",
        "{{ int .status }} {{ float64 \"3.5\" }} {{ eq (int .status) 503 }}~503 3.5 true",
        "{{ if eq .status \"503\" }}=}{{ end }}{{ if ne .status \"200\" }}!{{ end }}{{ if gt (int .status) 500 }}>{{ end }}{{ if lt 1 2 }}<{{ end }}{{ le 1 1 }}{{ ge 1 2 }}~=}!><truefalse",
        "{{ if and (eq .status \"503\") (not (eq .app \"x\")) }}a{{ end }}{{ or .missing .status }}~a503",
        "{{ default \"-\" .missing }} {{ .status | default \"-\" }} {{ default \"-\" \"\" }}~- 503 -",
        "{{ range $k, $v := fromJson \"{\\\"a\\\":[1,2],\\\"b\\\":{\\\"c\\\":true}}\" }}{{ $k }}={{ $v }} {{ end }}~a=[1 2] b=map[c:true] ",
        "{{ urlencode \"a b/?\" }} {{ urldecode \"a+b%2F%3F\" }} {{ b64enc .app }} {{ b64dec \"Rm9v\" }}~a+b%2F%3F a b/? Rm9vIEJhcg== Foo",
        "{{ bytes .size }} {{ duration .took }} {{ duration_seconds .took }}~2048 90 90",
        "{{ date \"2006-01-02\" now }} {{ __timestamp__ | date \"15:04:05\" }}~2026-01-05 12:00:38",
        "{{ toDate \"2006-01-02\" \"2021-11-02\" | unixEpoch }} {{ toDateInZone \"2006-01-02\" \"UTC\" \"2021-11-02\" }}~1635811200 2021-11-02 00:00:00 +0000 UTC",
        "{{ toDateInZone \"2006-01-02 15:04\" \"America/New_York\" \"2021-11-02 08:30\" | unixEpoch }}~1635856200",
        "{{ unixToTime \"1672531200\" | date \"2006-01-02\" }} {{ unixToTime \"1672531200000\" | date \"2006\" }}~2023-01-01 2023",
        "{{ unixToTime \"1672531200000000\" | date \"2006\" }} {{ unixToTime \"1672531200000000000\" | date \"2006\" }}~2023 2023",
        "{{ unixEpoch now }} {{ unixEpochMillis __timestamp__ }} {{ unixEpochNanos __timestamp__ }}~1767614438 1767614438000 1767614438000000000",
        "{{ printf \"%-8s|%05d|%.2f\" .app (int .status) 2.5 }} {{ print .status 1 }} {{ println 1 }}~Foo Bar |00503|2.50 5031 1¶",
        "{{ len .app }} {{ index .app 0 }} {{ slice .app 0 3 }}~7 70 Foo",
        "{{ html \"<a>\" }} {{ js \"'\" }} {{ urlquery \"a b\" }}~&lt;a&gt; \\' a+b"
    };

    static String[] rows() {
        return ROWS;
    }

    @ParameterizedTest
    @MethodSource("rows")
    void a_function_does_what_is_said_of_it(String row) {
        int tilde = row.lastIndexOf('~');
        assertThat(Templates.outcome(row.substring(0, tilde), LABELS))
                .isEqualTo(row.substring(tilde + 1).replace('¶', '\n'));
    }

    @Test
    void no_function_is_without_a_row() {
        Set<String> used = new TreeSet<>();
        Matcher words = Pattern.compile("\\w+").matcher(String.join(" ", ROWS));
        while (words.find()) {
            used.add(words.group());
        }
        Set<String> missing = new TreeSet<>(FunctionTable.LOKI.names());
        missing.removeAll(used);
        assertThat(missing).containsOnly("call"); // there is nothing that it could call
    }
}
