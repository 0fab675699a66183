package io.sigyn.logql.go;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class GoPrintfTest {

    private static Arguments row(String format, String expected, @Nullable Object... arguments) {
        return Arguments.of(format, expected, Arrays.asList(arguments));
    }

    static List<Arguments> rows() {
        GoInt seven = GoInt.ofInt(7);
        GoInt minus = GoInt.ofInt(-12345);
        return List.of(
                row("%d", "12345", GoInt.ofInt(12345)),
                row("%v %s", "7 x", seven, "x"),
                row("%t", "true", true),
                row("%5s|%-5s|%05s", "  abc|abc  |00abc", "abc", "abc", "abc"),
                row("%.2s|%.0s|%-8.3s|", "ab||日本語     |", "abc", "abc", GoString.of("日本語テキスト")),
                row("%q %+q %#q", "\"a\\\"b\" \"\\u00e9\" `x`", "a\"b", GoString.of("é"), "x"),
                row("%x %X % x %#x", "6162 6162 61 62 0x6162", "ab", "ab", "ab", "ab"),
                row("%q %x", "\"\\xff\" ff", "\u00ff", "\u00ff"),
                row(
                        "%06d|%-6d|%+d|% d|%.4d|%+.3d",
                        "-12345|7     |+7| 7|0007|+007", minus, seven, seven, seven, seven, seven),
                row(
                        "%08d|%x|%X|%#x|%o|%O|%#o|%b|%c|%U|%#U|%q",
                        "-0012345|7|7|0x7|7|0o7|07|111|\u0007|U+0007|U+0007|'\\a'",
                        minus,
                        seven,
                        seven,
                        seven,
                        seven,
                        seven,
                        seven,
                        seven,
                        seven,
                        seven,
                        seven,
                        seven),
                row("%.0d|%5.0d|", "|     |", GoInt.ofInt(0), GoInt.ofInt(0)),
                row(
                        "%U %#U %c %q",
                        "U+4E2D U+4E2D '\u00e4\u00b8\u00ad' A 'x'",
                        GoInt.ofInt(0x4e2d),
                        GoInt.ofInt(0x4e2d),
                        GoInt.ofInt(65),
                        GoInt.ofInt(120)),
                row(
                        "%f %.2f %8.1f|%-8.1f|%08.2f %+.1f % .1f",
                        "2.500000 123.46    123.5|2.0     |-0003.14 +1.0  1.0",
                        2.5,
                        123.456789,
                        123.456789,
                        2.0,
                        -3.14159,
                        1.0,
                        1.0),
                row("%e %E %g %G %v", "1.234568e+02 1.000000E+00 1e+21 1E-07 1e+06", 123.456789, 1.0, 1e21, 1e-7, 1e6),
                row("%.3g|%10.2e|%#g|%#.3g|%#.0f", "123|  1.23e+02|1.00000|1.00|1.", 123.456, 123.456, 1.0, 1.0, 1.0),
                row(
                        "%f %08f %+f %5v|",
                        "NaN     +Inf +Inf  -Inf|",
                        Double.NaN,
                        Double.POSITIVE_INFINITY,
                        Double.POSITIVE_INFINITY,
                        Double.NEGATIVE_INFINITY),
                row("%d %s %t", "%!d(string=7) %!s(int=7) %!t(float64=1.5)", "7", seven, 1.5),
                row("%5d", "%!d(string=    7)", "7"),
                row("%z %!", "%!z(string=7) %!!(MISSING)", "7"),
                row("100%%|%5%", "100%|%"),
                row("%", "%!(NOVERB)"),
                row("%d %d", "7 %!d(MISSING)", seven),
                row("%s", "7%!(EXTRA string=3, int=7, <nil>)", "7", "3", seven, null),
                row("%[2]s %[1]s", "b a", "a", "b"),
                row("%[3]s %[x]d %[1]", "%!s(BADINDEX) %!d(BADINDEX) %!(NOVERB)", "a", "b"),
                row("%[2]*[1]d|", "    7|", seven, GoInt.ofInt(5)),
                row(
                        "%*d|%-*d|%.*f",
                        "     7|7  |1.50", GoInt.ofInt(6), seven, GoInt.ofInt(3), seven, GoInt.ofInt(2), 1.5),
                row("%*d", "%!(BADWIDTH)7", "x", seven),
                row("%v %d %s", "<nil> %!d(<nil>) %!s(<nil>)", null, null, null),
                row(
                        "%T %T %T %T %T",
                        "string int float64 bool map[string]interface {}", "", seven, 1.5, true, Map.of()),
                row("%v %s", "[1 x <nil>] [a b]", Arrays.asList(GoInt.ofInt(1), "x", null), List.of("a", "b")),
                row(
                        "%v %#v",
                        "map[a:1 b:[2]] []interface {}{\"x\", 1}",
                        Map.of("b", List.of(2.0), "a", 1.0),
                        List.of("x", 1.0)),
                row(
                        "%v %s %d %v",
                        "January January 1 1m0s",
                        new GoInt(GoInt.Kind.MONTH, 1),
                        new GoInt(GoInt.Kind.MONTH, 1),
                        new GoInt(GoInt.Kind.MONTH, 1),
                        new GoInt(GoInt.Kind.DURATION, 60_000_000_000L)),
                row("%v %.1f", "(0+1i) (1.5-2.0i)", new GoComplex(0, 1), new GoComplex(1.5, -2)),
                row("%v %s %x", "[104 105] hi 6869", GoString.bytes("hi"), GoString.bytes("hi"), GoString.bytes("hi")),
                row("%100000000d", "%!(NOVERB)%!(EXTRA int=7)", seven),
                row("é%s", "é-", "-"));
    }

    @ParameterizedTest
    @MethodSource("rows")
    void verbs_print_as_go_prints(String format, String expected, List<Object> arguments) {
        assertThat(GoPrintf.format(format, arguments)).isEqualTo(expected.replace("日本語", GoString.of("日本語")));
    }

    @Test
    void print_puts_blanks_between_values_that_are_no_strings() {
        List<Object> values = List.of("a", "b", GoInt.ofInt(1), 2.0, true, "c", 3.0);
        assertThat(GoPrintf.print(values)).isEqualTo("ab1 2 truec3");
        assertThat(GoPrintf.println(values)).isEqualTo("a b 1 2 true c 3\n");
    }

    @Test
    void bytes_that_are_not_utf8_stay_as_they_are_until_shown() {
        String broken = "a\u00e3\u0082b";
        assertThat(GoString.text(broken)).isEqualTo("a\ufffd\ufffdb");
        assertThat(GoString.runeCount(broken)).isEqualTo(4);
        assertThat(GoString.text(GoString.of("日本é😀"))).isEqualTo("日本é😀");
        assertThat(GoString.quote(broken)).isEqualTo("\"a\\xe3\\x82b\"");
        assertThat(GoString.trimSpace(GoString.of("\u00a0 \tx\u2003\n"))).isEqualTo("x");
    }
}
