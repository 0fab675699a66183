package io.sigyn.storage.block;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.Random;
import org.junit.jupiter.api.Test;

class DecimalsTest {
    private final byte[] out = new byte[64];

    @Test
    void numbers_are_written_as_java_writes_them() {
        long power = 1;
        for (int digits = 1; digits <= 19; digits++) {
            for (long value : new long[] {power - 1, power, power + 1, 2 * power - 1, power / 3 * 29}) {
                if (value >= 0) {
                    assertThat(text(Decimals.write(out, 3, value))).isEqualTo("" + value);
                }
            }
            power *= 10;
        }
        Random random = new Random(1);
        for (int i = 0; i < 100_000; i++) {
            long value = random.nextLong() >>> (1 + random.nextInt(63));
            assertThat(text(Decimals.write(out, 3, value))).isEqualTo("" + value);
        }
        assertThat(text(Decimals.write(out, 3, Long.MAX_VALUE))).isEqualTo("" + Long.MAX_VALUE);
    }

    @Test
    void zeros_in_front_are_kept() {
        Random random = new Random(2);
        for (int i = 0; i < 100_000; i++) {
            int digits = 1 + random.nextInt(Decimals.MAX_DIGITS);
            long value = Math.floorMod(random.nextLong(), (long) Math.pow(10, random.nextInt(digits + 1)));
            String expected = String.format("%0" + digits + "d", value);
            assertThat(text(Decimals.writePadded(out, 3, value, digits))).isEqualTo(expected);
            assertThat(text(Decimals.writeText(out, 3, Decimals.numberOf(value, digits))))
                    .isEqualTo(expected);
        }
    }

    @Test
    void addresses_are_written_with_dots() {
        for (int i = 0; i < 256; i++) {
            int high = 255 - i;
            long value = (long) high << 24 | i << 16 | high << 8 | i;
            assertThat(text(Decimals.writeAddress(out, 3, value))).isEqualTo(high + "." + i + "." + high + "." + i);
        }
    }

    @Test
    void texts_of_digits_are_numbered_by_length_and_value() {
        assertThat(Decimals.numberOf(0, 1)).isZero();
        assertThat(Decimals.numberOf(9, 1)).isEqualTo(9);
        assertThat(Decimals.numberOf(0, 2)).isEqualTo(10);
        assertThat(Decimals.numberOf(99, 2)).isEqualTo(109);
        assertThat(Decimals.numberOf(0, 3)).isEqualTo(110);
    }

    private String text(int end) {
        return new String(out, 3, end - 3, StandardCharsets.US_ASCII);
    }
}
