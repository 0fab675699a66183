package io.sigyn.logql.go;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class GoFloatTest {

    @ParameterizedTest
    @CsvSource({
        "0, 0, 0",
        "-0.0, -0, -0",
        "1, 1, 1",
        "1e21, 1000000000000000000000, 1e+21",
        "123456789, 123456789, 1.23456789e+08",
        "1572864, 1572864, 1.572864e+06",
        "100000, 100000, 100000",
        "1000000, 1000000, 1e+06",
        "0.0001, 0.0001, 0.0001",
        "0.00001, 0.00001, 1e-05",
        "2e23, 200000000000000000000000, 2e+23",
        "0.30000000000000004, 0.30000000000000004, 0.30000000000000004",
        "NaN, NaN, NaN",
        "Infinity, +Inf, +Inf",
        "-Infinity, -Inf, -Inf"
    })
    void numbers_are_written_with_the_fewest_digits(double value, String plain, String general) {
        assertThat(GoFloat.format(value)).isEqualTo(plain);
        assertThat(GoFloat.formatGeneral(value)).isEqualTo(general);
    }

    @ParameterizedTest
    @CsvSource({
        "1, e, 5, 1.00000e+00",
        "1, f, 5, 1.00000",
        "1, g, 5, 1",
        "1, g, -1, 1",
        "20, g, -1, 20",
        "200000, g, -1, 200000",
        "2000000, g, -1, 2e+06",
        "400, g, 2, 4e+02",
        "40, g, 2, 40",
        "0.000005, g, 2, 5e-06",
        "32, e, -1, 3.2e+01",
        "32, e, 0, 3e+01",
        "2.5, f, 0, 2",
        "3.5, f, 0, 4",
        "0.000001, f, 5, 0.00000",
        "123.456789, f, 2, 123.46",
        "123.456789, e, 6, 1.234568e+02",
        "498484681984085570, f, -1, 498484681984085570",
        "1e23, e, 17, 9.99999999999999916e+22",
        "1, x, -1, 0x1p+00",
        "20, x, 3, 0x1.400p+04",
        "-1, b, -1, -4503599627370496p-52",
        "5e-304, g, 10, 5e-304"
    })
    void a_precision_rounds_the_exact_value(double value, char verb, int precision, String text) {
        assertThat(GoFloat.format(value, verb, precision)).isEqualTo(text);
    }

    @Test
    void the_shortest_form_reads_back_and_nothing_shorter_or_nearer_does() {
        Random random = new Random(42);
        for (int i = 0; i < 20_000; i++) {
            double value =
                    Math.abs(i % 3 == 0 ? random.nextGaussian() * 1e6 : Double.longBitsToDouble(random.nextLong()));
            if (value == 0 || Double.isNaN(value) || Double.isInfinite(value)) {
                continue;
            }
            String text = GoFloat.format(value, 'e', -1);
            assertThat(Double.parseDouble(text)).isEqualTo(value);
            BigDecimal exact = new BigDecimal(value);
            int digits = new BigDecimal(text).precision();
            BigDecimal nearest = exact.round(new MathContext(digits, RoundingMode.HALF_EVEN));
            if (nearest.doubleValue() == value) {
                assertThat(new BigDecimal(text)).isEqualByComparingTo(nearest);
            }
            if (digits > 1) {
                BigDecimal below = exact.round(new MathContext(digits - 1, RoundingMode.FLOOR));
                BigDecimal above = exact.round(new MathContext(digits - 1, RoundingMode.CEILING));
                assertThat(below.doubleValue()).isNotEqualTo(value);
                assertThat(above.doubleValue()).isNotEqualTo(value);
            }
        }
    }

    @Test
    void the_least_number_has_one_digit() {
        assertThat(GoFloat.formatGeneral(Double.MIN_VALUE)).isEqualTo("5e-324");
        assertThat(GoFloat.format(Double.MIN_VALUE))
                .hasSize(326)
                .startsWith("0.000")
                .endsWith("05");
        assertThat(GoFloat.parse("nan")).isNaN();
    }

    @Test
    void powers_of_two_are_written_as_short_as_all_others() {
        for (int exponent = -1074; exponent < 1024; exponent++) {
            double value = Math.scalb(1.0, exponent);
            assertThat(Double.parseDouble(GoFloat.format(value, 'e', -1))).isEqualTo(value);
        }
        assertThat(GoFloat.format(0x1p-44)).isEqualTo("0.00000000000005684341886080802");
        assertThat(GoFloat.formatGeneral(9007199254740992.0)).isEqualTo("9.007199254740992e+15");
    }

    @ParameterizedTest
    @CsvSource({
        "1, 1",
        "+1.5, 1.5",
        "-.5, -0.5",
        "5., 5",
        "1e3, 1000",
        "1E-3, 0.001",
        "1_23.50_0_0e+1_2, 1.235e14",
        "0x1p4, 16",
        "0X_1_2.8p1, 37",
        "inf, Infinity",
        "-Infinity, -Infinity",
        "1e-400, 0",
        "12345678901234567890, 12345678901234567890",
        "0.1000000000000000055511151231257827, 0.1"
    })
    void numbers_are_read_as_go_reads_them(String text, double value) {
        assertThat(GoFloat.parse(text)).isEqualTo(value);
    }

    @ParameterizedTest
    @CsvSource({
        "'', invalid syntax",
        "x, invalid syntax",
        "1x, invalid syntax",
        "' 1', invalid syntax",
        "1., -",
        "., invalid syntax",
        "1e, invalid syntax",
        "1e+, invalid syntax",
        "1d, invalid syntax",
        "1f, invalid syntax",
        "0x1, invalid syntax",
        "0x, invalid syntax",
        "1__2, invalid syntax",
        "_1, invalid syntax",
        "1_, invalid syntax",
        "1_.5, invalid syntax",
        "+nan, invalid syntax",
        "infx, invalid syntax",
        "1e400, value out of range",
        "-1e400, value out of range"
    })
    void what_is_no_number_is_refused_in_gos_words(String text, String problem) {
        if (problem.equals("-")) {
            assertThat(GoFloat.parse(text)).isEqualTo(1);
            return;
        }
        assertThatThrownBy(() -> GoFloat.parse(text))
                .isInstanceOf(GoException.class)
                .hasMessage("strconv.ParseFloat: parsing \"" + text + "\": " + problem);
    }

    @ParameterizedTest
    @CsvSource({
        "0, 0, 0",
        "-12, 10, -12",
        "+12, 10, 12",
        "0x1F, 0, 31",
        "017, 0, 15",
        "0o17, 0, 15",
        "0b11, 0, 3",
        "1_000, 0, 1000",
        "0_7, 0, 7",
        "-9223372036854775808, 10, -9223372036854775808",
        "017, 10, 17"
    })
    void whole_numbers_are_read_in_their_base(String text, int base, long value) {
        assertThat(GoInteger.parse(text, base)).isEqualTo(value);
    }

    @ParameterizedTest
    @CsvSource({
        "'', 10, invalid syntax",
        "-, 10, invalid syntax",
        "1.9, 0, invalid syntax",
        "08, 0, invalid syntax",
        "0x, 0, invalid syntax",
        "1_000, 10, invalid syntax",
        "1__0, 0, invalid syntax",
        "9223372036854775808, 10, value out of range",
        "-9223372036854775809, 0, value out of range",
        "92233720368547758080, 0, value out of range"
    })
    void what_is_no_whole_number_is_refused(String text, int base, String problem) {
        assertThatThrownBy(() -> GoInteger.parse(text, base))
                .isInstanceOf(GoException.class)
                .hasMessage("strconv.ParseInt: parsing \"" + text + "\": " + problem);
    }
}
