package io.sigyn.logql.go;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class GoDurationTest {

    @ParameterizedTest
    @CsvSource({
        "0, 0, 0s",
        "5s, 5000000000, 5s",
        "1478s, 1478000000000, 24m38s",
        "-5.s, -5000000000, -5s",
        ".5s, 500000000, 500ms",
        "1.004s, 1004000000, 1.004s",
        "100.00100s, 100001000000, 1m40.001s",
        "10ns, 10, 10ns",
        "11us, 11000, 11µs",
        "12µs, 12000, 12µs",
        "12μs10ns, 12010, 12.01µs",
        "13ms, 13000000, 13ms",
        "1h15m30.5s, 4530500000000, 1h15m30.5s",
        "0.3333333333333333333h, 1200000000000, 20m0s",
        "9223372036854775807ns, 9223372036854775807, 2562047h47m16.854775807s",
        "-9223372036854775808ns, -9223372036854775808, -2562047h47m16.854775808s"
    })
    void durations_are_read_and_printed_as_go_does(String text, long nanos, String printed) {
        assertThat(GoDuration.parse(text)).isEqualTo(nanos);
        assertThat(GoDuration.format(nanos)).isEqualTo(printed);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "''|time: invalid duration \"\"",
                "3|time: missing unit in duration \"3\"",
                "-|time: invalid duration \"-\"",
                "s|time: invalid duration \"s\"",
                ".s|time: invalid duration \".s\"",
                "1d|time: unknown unit \"d\" in duration \"1d\"",
                "1h5d|time: unknown unit \"d\" in duration \"1h5d\"",
                "1h 5m|time: unknown unit \"h \" in duration \"1h 5m\"",
                "bäd|time: invalid duration \"b\\xc3\\xa4d\"",
                "3000000h|time: invalid duration \"3000000h\"",
                "9223372036854775808ns|time: invalid duration \"9223372036854775808ns\""
            })
    void what_is_no_duration_is_refused_in_gos_words(String text, String message) {
        assertThatThrownBy(() -> GoDuration.parse(text))
                .isInstanceOf(GoException.class)
                .hasMessage(message);
    }

    @ParameterizedTest
    @CsvSource({
        "0, 0s",
        "0s, 0s",
        "324ms, 324ms",
        "3s, 3s",
        "5m, 5m",
        "1h30m, 1h30m",
        "4d, 4d",
        "4d1h, 4d1h",
        "14d, 2w",
        "3w, 3w",
        "3w2d1h, 23d1h",
        "10y, 10y",
        "1d1s1ms, 1d1s1ms"
    })
    void prometheus_durations_are_printed_with_the_largest_unit_first(String text, String printed) {
        assertThat(PrometheusDuration.format(PrometheusDuration.parse(text))).isEqualTo(printed);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "''|empty duration string",
                "1|not a valid duration string: \"1\"",
                "1y1m1d|not a valid duration string: \"1y1m1d\"",
                "-1w|not a valid duration string: \"-1w\"",
                "1.5d|unknown unit \".\" in duration \"1.5d\"",
                "1x|unknown unit \"x\" in duration \"1x\"",
                "294y|duration out of range",
                "9223372036854775808ms|duration out of range"
            })
    void what_is_no_prometheus_duration_is_refused(String text, String message) {
        assertThatThrownBy(() -> PrometheusDuration.parse(text))
                .isInstanceOf(GoException.class)
                .hasMessage(message);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "42|42",
                "42MB|42000000",
                "42MiB|44040192",
                "42mb|42000000",
                "42 MB|42000000",
                "42.5MB|42500000",
                "42M|42000000",
                "42Mi|44040192",
                "1,005.03 MB|1005030000",
                "1,5MB|15000000",
                "12.5 EB|-5946744073709551616",
                "1.5B|1"
            })
    void sizes_are_read_leniently(String text, long bytes) {
        assertThat(GoBytes.parse(text)).isEqualTo(bytes);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "bad|strconv.ParseFloat: parsing \"\": invalid syntax",
                "1.2.3B|strconv.ParseFloat: parsing \"1.2.3\": invalid syntax",
                "84 JB|unhandled size name: jb",
                "16 EiB|too large: 16 EiB"
            })
    void what_is_no_size_is_refused(String text, String message) {
        assertThatThrownBy(() -> GoBytes.parse(text))
                .isInstanceOf(GoException.class)
                .hasMessage(message);
    }

    @ParameterizedTest
    @CsvSource({
        "0, 0 B, 0 B",
        "9, 9 B, 9 B",
        "10, 10 B, 10 B",
        "1000, 1.0 kB, 1000 B",
        "10240, 10 kB, 10 KiB",
        "2621440, 2.6 MB, 2.5 MiB",
        "82854982, 83 MB, 79 MiB",
        "-1, 18 EB, 16 EiB"
    })
    void sizes_are_printed_with_two_digits(long bytes, String si, String iec) {
        assertThat(GoBytes.formatSi(bytes)).isEqualTo(si);
        assertThat(GoBytes.formatIec(bytes)).isEqualTo(iec);
    }
}
