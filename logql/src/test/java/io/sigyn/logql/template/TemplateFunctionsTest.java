package io.sigyn.logql.template;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TemplateFunctionsTest {
    private static final Map<String, String> LABELS = Map.of(
            "a", "7",
            "f", "2.5",
            "name", "Ada Lovelace",
            "kanji", "日本語",
            "json",
                    "{\"k\":\"v\",\"n\":3,\"big\":1e21,\"t\":true,\"z\":null,\"list\":[1,\"two\",{\"x\":\"y\"},null],\"o\":{\"p\":[]}}",
            "when", "2026-01-05T12:34:56.789Z");

    @ParameterizedTest
    @CsvSource(
            delimiter = '~',
            quoteCharacter = '^',
            value = {
                "{{ int \"0x1F\" }} {{ int \"017\" }} {{ int \"1_000\" }} {{ int \"2.0\" }} {{ int \"2.5\" }} {{ int \" 2\" }}~31 15 1000 2 0 0",
                "{{ int 2.9 }} {{ int -2.9 }} {{ int 1e30 }} {{ int true }}~2 -2 -9223372036854775808 1",
                "{{ float64 \"1e400\" }} {{ float64 \"x\" }} {{ float64 \"0x1p4\" }} {{ float64 true }}~0 0 16 1",
                "{{ add }} {{ add \"3\" 4.9 true }} {{ sub 1 2 }} {{ mul 3 \"x\" }}~0 8 -1 0",
                "{{ div 7 2 }} {{ div -7 2 }} {{ mod -7 3 }} {{ mod 7 -3 }}~3 -3 -1 1",
                "{{ div -9223372036854775808 -1 }}~-9223372036854775808",
                "{{ addf 0.1 0.2 }} {{ subf 1 0.9 }} {{ mulf 1.1 1.1 }} {{ divf 2 3 }} {{ divf 10 4 }}~0.3 0.1 1.21 0.6666666666666667 2.5",
                "{{ divf 1 1e20 }} {{ addf }} {{ mulf 1e308 10 }}~0 0 +Inf",
                "{{ max 1 \"5\" 3.7 }} {{ min 1 \"-5\" }} {{ maxf 1 2.5 }} {{ minf .f .a }}~5 -5 2.5 2.5",
                "{{ ceil 1.2 }} {{ ceil -0.5 }} {{ floor -1.2 }} {{ floor \"3.9\" }}~2 -0 -2 3",
                "{{ round 123.555 2 }} {{ round -2.1 0 }} {{ round 5.4 0 0.3 }} {{ round 1234.5 -2 }}~123.56 -3 6 1200",
                "{{ trunc 2 .kanji | len }} {{ substr 0 3 .kanji }} {{ substr -1 6 .kanji }} {{ substr 3 -1 .kanji }}~2 日 日本 本語",
                "{{ title \"it's über-cool_x 3d éa\" }}~It'S Über-Cool_x 3d Éa",
                "{{ upper \"straße ǆ\" }} {{ lower \"ÀÉİ\" }}~STRAßE Ǆ àéi",
                "{{ trim \" \\t x \\n\" }}|{{ trimAll \"/-\" \"-/a-/\" }}|{{ trimPrefix \"a\" \"aab\" }}|{{ trimSuffix \"b\" \"abb\" }}~x|a|ab|ab",
                "{{ Trim \"éxé\" \"é\" }}|{{ TrimLeft \"aab\" \"a\" }}|{{ TrimRight \"baa\" \"a\" }}|{{ TrimPrefix \"ab\" \"a\" }}|{{ TrimSuffix \"ab\" \"b\" }}~x|b|b|b|a",
                "{{ Replace \"aaa\" \"a\" \"b\" 2 }} {{ Replace \"aé\" \"\" \"-\" -1 }} {{ Replace \"ab\" \"\" \"-\" 2 }} {{ replace \"a\" \"\" \"banana\" }}~bba -a-é- -a-b bnn",
                "{{ Replace \"aaa\" \"a\" \"b\" 0 }}~aaa",
                "{{ contains \"\" \"x\" }} {{ hasPrefix \"a\" \"ab\" }} {{ hasSuffix \"a\" \"ab\" }}~true true false",
                "{{ repeat 3 \"ab\" }}|{{ indent 2 \"a\\nb\\n\" }}|~ababab|  a¶  b¶  |",
                "{{ alignLeft 5 .kanji }}|{{ alignRight 5 .kanji }}|{{ alignRight 2 .kanji }}|{{ alignLeft 3 .kanji }}~日本語  |  日本語|本語|日本語",
                "{{ regexReplaceAll \"(\\\\w+) (\\\\w+)\" .name \"${2}, $1 $$ $3 $x $\" }}~Lovelace, Ada $   $",
                "{{ regexReplaceAll \"(?P<first>\\\\w)(\\\\w*)\" .name \"$first.$1x\" }}~A. L.",
                "{{ regexReplaceAll \"a*\" \"baac\" \"-\" }} {{ regexReplaceAll \"\" \"é\" \"-\" }}~-b-c- -é-",
                "{{ regexReplaceAllLiteral \"[aeiou]\" .name \"$1\" }}~Ad$1 L$1v$1l$1c$1",
                "{{ count \"a\" \"banana\" }} {{ count \"a*\" \"baac\" }} {{ count \"\" \"é\" }} {{ count \"[A-Z]\" .name }}~3 3 2 2",
                "{{ b64enc \"Hello, world!\" }} {{ b64dec \"SGVsbG8sIHdvcmxkIQ==\" }} {{ b64dec \"SGk=\" }}~SGVsbG8sIHdvcmxkIQ== Hello, world! Hi",
                "{{ b64dec \"%%%\" }}|{{ b64dec \"SGk\" }}|{{ b64dec \"SGk=x\" }}|{{ b64dec \"S===\" }}|{{ b64dec \"SG\\nk=\" }}~illegal base64 data at input byte 0|illegal base64 data at input byte 0|illegal base64 data at input byte 4|illegal base64 data at input byte 1|Hi",
                "{{ urlencode \"a b&c=é/\" }} {{ urldecode \"a+b%26c%3D%C3%A9\" }}~a+b%26c%3D%C3%A9%2F a b&c=é",
                "{{ html \"<a href='x'>\\\"&\" }} {{ js \"it's <b> = \\\\ \\n é\" }} {{ urlquery \"a b\" 1 2 }}~&lt;a href=&#39;x&#39;&gt;&#34;&amp; it\\'s \\u003Cb\\u003E \\u003D \\\\ \\u000A é a+b1+2",
                "{{ default \"d\" .nope }} {{ default \"d\" 0 }} {{ default \"d\" false }} {{ default \"d\" \"x\" }} {{ default 5 }} {{ .nope | default \"p\" }}~d d d x 5 p",
                "{{ $j := fromJson .json }}{{ $j.k }} {{ $j.n }} {{ $j.big }} {{ $j.t }} {{ $j.z }} {{ $j.nope }} {{ $j.o.p }}~v 3 1e+21 true <no value> <no value> []",
                "{{ fromJson .json }}~map[big:1e+21 k:v list:[1 two map[x:y] <nil>] n:3 o:map[p:[]] t:true z:<nil>]",
                "{{ range $i, $e := (fromJson .json).list }}{{ $i }}={{ $e }};{{ end }}~0=1;1=two;2=map[x:y];3=<no value>;",
                "{{ range $k, $v := fromJson .json }}{{ $k }},{{ end }}~big,k,list,n,o,t,z,",
                "{{ fromJson \"[1, 2\" }} {{ fromJson \"\\\"\\\\ud83d\\\\ude00\\\\ud800x\\\"\" }} {{ fromJson \"01\" }} {{ fromJson \" null \" }}~<no value> 😀\ufffdx <no value> <no value>",
                "{{ index (fromJson .json) \"list\" 2 \"x\" }} {{ len (fromJson .json).list }} {{ slice (fromJson .json).list 1 2 }}~y 4 [two]",
                "{{ index .name 0 }} {{ index . \"a\" }} {{ slice .name 4 7 }} {{ len .kanji }}~65 7 Lov 9",
                "{{ print 1 2 \"a\" \"b\" 3 }}|{{ println \"a\" 1 }}|{{ printf \"%05.1f|%-4d|%q\" 2.25 3 \"x\" }}~1 2ab3|a 1¶|002.2|3   |\"x\"",
                "{{ printf \"%d %s %v\" .a 3 nil }}~%!d(string=7) %!s(int=3) <nil>",
                "{{ printf \"%v %s\" __timestamp__ __line__ }}~2026-01-05 12:00:38 +0000 UTC the line é",
                "{{ now }} {{ now | date \"2006\" }} {{ \"x\" | date \"15:04:05.0\" }}~2026-01-05 12:00:38.5 +0000 UTC 2026 12:00:38.5",
                "{{ date \"2006-01-02\" 86400 }} {{ date \"2006-01-02\" (int \"1767614438\") }} {{ add 86400 | date \"02\" }}~1970-01-02 2026-01-05 02",
                "{{ toDate \"2006-01-02T15:04:05Z07:00\" .when | unixEpochNanos }} {{ toDate \"2006\" \"x\" | unixEpochMillis }}~1767616496789000000 -62135596800000",
                "{{ toDateInZone \"2006-01-02 15:04 MST\" \"Europe/Berlin\" \"2026-07-01 12:00 CEST\" }}~2026-07-01 12:00:00 +0200 CEST",
                "{{ unixToTime \"20458\" }} {{ unixToTime \"-176761440\" | unixEpoch }}~2026-01-05 00:00:00 +0000 UTC -176761440",
                "{{ duration \"1h15m30.5s\" }} {{ duration_seconds \"250ms\" }} {{ bytes \"1.5 MiB\" }} {{ bytes \"10kb\" }}~4530.5 0.25 1.572864e+06 10000",
                "{{ __timestamp__.Year }} {{ __timestamp__.YearDay }} {{ __timestamp__.Month | int }} {{ (__timestamp__.Add 1000000000).Second }}~2026 5 1 39",
                "{{ (now.Sub __timestamp__).Seconds }} {{ now.Sub __timestamp__ }} {{ now.After __timestamp__ }} {{ __timestamp__.AddDate 0 1 -5 }}~0.5 500ms true 2026-01-31 12:00:38 +0000 UTC",
                "{{ (now.Truncate 3600000000000).Format \"15:04\" }} {{ now.UTC.Location }} {{ now.Weekday }} {{ (now.Sub __timestamp__).Round 1000000000 }}~12:00 UTC Monday 1s",
                "{{ eq 1 1 }} {{ eq \"a\" \"b\" \"a\" }} {{ ne 1.5 1.5 }} {{ lt 1 2 }} {{ le \"a\" \"a\" }} {{ gt 2.5 1.5 }} {{ ge \"b\" \"c\" }}~true true false true true true false",
                "{{ eq (index .name 0) 65 }} {{ lt 1 (index .name 0) }} {{ eq now now }} {{ eq nil nil }} {{ eq .a nil }}~true true true true false",
                "{{ not .nope }} {{ not 0.0 }} {{ and 1 0 (duration \"x\") }} {{ or 0 \"\" \"x\" (duration \"x\") }} {{ 5 | and true }} {{ \"z\" | or false }}~true true 0 x 5 z",
                "{{ 1i }} {{ 1+2i }} {{ 'é' }} {{ 0b101 }} {{ 0o17 }} {{ 1e3 }} {{ 1e6 }} {{ 0x1p4 }} {{ .5 }} {{ -0 }}~(0+1i) (1+2i) 233 5 15 1000 1e+06 16 0.5 0"
            })
    void functions_give_what_go_gives(String template, String expected) {
        assertThat(Templates.outcome(template.replace('¶', '\n'), LABELS)).isEqualTo(expected.replace('¶', '\n'));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '~',
            quoteCharacter = '^',
            value = {
                "{{ mul }}~1:3: executing \"line\" at <mul>: wrong number of args for mul: want at least 1 got 0",
                "{{ sub 1 }}~1:3: executing \"line\" at <sub>: wrong number of args for sub: want 2 got 1",
                "{{ lower .a .f }}~1:3: executing \"line\" at <lower>: wrong number of args for lower: want 1 got 2",
                "{{ add 1 | trunc \"a\" }}~1:17: executing \"line\" at <\"a\">: expected integer; found \"a\"",
                "{{ trunc (add 1 2) .name }}~1:16: executing \"line\" at <2>: wrong type for value; expected int; got int64",
                "{{ trunc .a .name }}~1:9: executing \"line\" at <.a>: wrong type for value; expected int; got string",
                "{{ add 1 2 | lower }}~1:13: executing \"line\" at <lower>: wrong type for value; expected string; got int64",
                "{{ lower 5 }}~1:9: executing \"line\" at <5>: expected string; found 5",
                "{{ lower nil }}~1:9: executing \"line\" at <nil>: cannot assign nil to string",
                "{{ lower (fromJson \"x\") }}~1:19: executing \"line\" at <\"x\">: invalid value; expected string",
                "{{ lower (fromJson .json).n }}~1:19: executing \"line\" at <.json>: wrong type for value; expected string; got float64",
                "{{ lower (fromJson .json).nope }}~1:19: executing \"line\" at <.json>: wrong type for value; expected string; got interface {}",
                "{{ (fromJson .json).nope.x }}~1:13: executing \"line\" at <.json>: nil pointer evaluating interface {}.x",
                "{{ (fromJson .json).k.x }}~1:13: executing \"line\" at <.json>: can't evaluate field x in type interface {}",
                "{{ with (fromJson .json).k }}{{ .x }}{{ end }}~1:32: executing \"line\" at <.x>: can't evaluate field x in type string",
                "{{ .a.b.c }}~1:5: executing \"line\" at <.a.b.c>: can't evaluate field b in type string",
                "{{ .a 1 }}~1:3: executing \"line\" at <.a>: a is not a method but has arguments",
                "{{ 1 | .a }}~1:7: executing \"line\" at <.a>: a is not a method but has arguments",
                "{{ 1 2 }}~1:3: executing \"line\" at <1>: can't give argument to non-function 1",
                "{{ $x := 1 }}{{ $x 2 }}~1:16: executing \"line\" at <$x>: can't give argument to non-function $x",
                "{{ nil }}~1:3: executing \"line\" at <nil>: nil is not a command",
                "{{ 9223372036854775808 }}~1:3: executing \"line\" at <9223372036854775808>: 9223372036854775808 overflows int",
                "{{ $y = 1 }}~1:8: executing \"line\" at <1>: undefined variable: $y",
                "{{ template \"x\" . }}~1:12: executing \"line\" at <{{template \"x\" .}}>: template \"x\" not defined",
                "{{ define \"t\" }}{{ duration . }}{{ end }}a¶{{ template \"t\" .name }}~1:19: executing \"t\" at <duration .>: error calling duration: time: invalid duration \"Ada Lovelace\"",
                "a¶bc{{ duration .name }}~2:5: executing \"line\" at <duration .name>: error calling duration: time: invalid duration \"Ada Lovelace\"",
                "{{ range 5 }}{{ end }}~1:9: executing \"line\" at <5>: range can't iterate over 5",
                "{{ __timestamp__.Clock }}~1:3: executing \"line\" at <__timestamp__>: function Clock has 3 return values; should be 1 or 2",
                "{{ __timestamp__.Nope }}~1:3: executing \"line\" at <__timestamp__>: can't evaluate field Nope in type time.Time",
                "{{ __timestamp__.Format }}~1:3: executing \"line\" at <__timestamp__>: wrong number of args for Format: want 1 got 0",
                "{{ len 5 }}~1:3: executing \"line\" at <len 5>: error calling len: len of type int",
                "{{ len nil }}~1:3: executing \"line\" at <len nil>: error calling len: reflect: call of reflect.Value.Type on zero Value",
                "{{ index .a 1 }}~1:3: executing \"line\" at <index .a 1>: error calling index: reflect: string index out of range",
                "{{ index . 1 }}~1:3: executing \"line\" at <index . 1>: error calling index: value has type int; should be string",
                "{{ index .a \"x\" }}~1:3: executing \"line\" at <index .a \"x\">: error calling index: cannot index slice/array with type string",
                "{{ index 5 1 }}~1:3: executing \"line\" at <index 5 1>: error calling index: can't index item of type int",
                "{{ index nil 1 }}~1:3: executing \"line\" at <index nil 1>: error calling index: index of untyped nil",
                "{{ slice .name 5 2 }}~1:3: executing \"line\" at <slice .name 5 2>: error calling slice: invalid slice index: 5 > 2",
                "{{ slice .name 1 2 3 }}~1:3: executing \"line\" at <slice .name 1 2 3>: error calling slice: cannot 3-index slice a string",
                "{{ slice 5 }}~1:3: executing \"line\" at <slice 5>: error calling slice: can't slice item of type int",
                "{{ eq 1 }}~1:3: executing \"line\" at <eq 1>: error calling eq: missing argument for comparison",
                "{{ lt 1 \"a\" }}~1:3: executing \"line\" at <lt 1 \"a\">: error calling lt: incompatible types for comparison",
                "{{ lt true false }}~1:3: executing \"line\" at <lt true false>: error calling lt: invalid type for comparison",
                "{{ eq . . }}~1:3: executing \"line\" at <eq . .>: error calling eq: non-comparable type map[a:7]: map[string]string",
                "{{ call nil }}~1:3: executing \"line\" at <call nil>: error calling call: call of nil",
                "{{ 5 | call }}~1:7: executing \"line\" at <call>: error calling call: non-function <int Value> of type int",
                "{{ regexReplaceAll \"(\" .a \"\" }}~1:3: executing \"line\" at <regexReplaceAll \"(\" .a \"\">: error calling regexReplaceAll: error parsing regexp: missing closing ): `(`",
                "{{ substr 0 -1 .a | substr 3 5 }}~1:20: executing \"line\" at <substr 3 5>: error calling substr: runtime error: slice bounds out of range [3:1]",
                "{{ substr -1 9 .a }}~1:3: executing \"line\" at <substr -1 9 .a>: error calling substr: runtime error: slice bounds out of range [:9] with length 1",
                "{{ repeat 9223372036854775807 \"ab\" }}~1:3: executing \"line\" at <repeat 9223372036854775807 \"ab\">: error calling repeat: strings: Repeat output length overflow",
                "{{ unixToTime \"x\" }}~1:3: executing \"line\" at <unixToTime \"x\">: error calling unixToTime: unable to parse time 'x': strconv.ParseInt: parsing \"x\": invalid syntax",
                "{{ addf \"Inf\" 1 }}~1:3: executing \"line\" at <addf \"Inf\" 1>: error calling addf: Cannot create a Decimal from +Inf",
                "{{ urldecode \"%z\" }}~1:3: executing \"line\" at <urldecode \"%z\">: error calling urldecode: invalid URL escape \"%z\"",
                "{{ bytes \"5 parsecs\" }}~1:3: executing \"line\" at <bytes \"5 parsecs\">: error calling bytes: unhandled size name: parsecs",
                "{{ duration \"1d\" }}~1:3: executing \"line\" at <duration \"1d\">: error calling duration: time: unknown unit \"d\" in duration \"1d\""
            })
    void failures_are_told_in_the_words_of_go(String template, String expected) {
        Map<String, String> labels = template.contains("eq . .") ? Map.of("a", "7") : LABELS;
        assertThat(Templates.outcome(template.replace('¶', '\n'), labels)).isEqualTo("template: line:" + expected);
    }
}
