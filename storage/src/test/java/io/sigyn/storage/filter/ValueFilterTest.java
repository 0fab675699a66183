package io.sigyn.storage.filter;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.Random;
import net.jpountz.xxhash.XXHashFactory;
import org.junit.jupiter.api.Test;

class ValueFilterTest {

    @Test
    void values_that_are_there_pass_and_one_absent_in_hundreds() {
        long[] hashes = new long[10_000];
        for (int i = 0; i < hashes.length; i++) {
            byte[] value = value(i);
            hashes[i] = XxHash64.hash(value, 0, value.length, XxHash64.hash("trace_id"));
        }
        byte[] filter = ValueFilter.build(hashes);
        int absent = 0;
        for (int i = 0; i < 10_000; i++) {
            assertThat(ValueFilter.mayContain(filter, 0, filter.length, "trace_id", value(i)))
                    .isTrue();
            absent += ValueFilter.mayContain(filter, 0, filter.length, "trace_id", value(10_000 + i)) ? 1 : 0;
            absent += ValueFilter.mayContain(filter, 0, filter.length, "other", value(i)) ? 1 : 0;
        }
        assertThat(absent).isBetween(20, 200);
    }

    @Test
    void without_values_nothing_passes() {
        assertThat(ValueFilter.mayContain(ValueFilter.build(new long[0]), 0, 0, "n", value(1)))
                .isFalse();
    }

    @Test
    void our_xxh64_is_the_one_of_others() {
        Random random = new Random(3);
        for (int length = 0; length < 200; length++) {
            byte[] bytes = new byte[length + 3];
            random.nextBytes(bytes);
            long seed = random.nextLong();
            assertThat(XxHash64.hash(bytes, 3, length, seed))
                    .isEqualTo(XXHashFactory.safeInstance().hash64().hash(bytes, 3, length, seed));
        }
    }

    private static byte[] value(int i) {
        return ("value-" + i).getBytes(StandardCharsets.UTF_8);
    }
}
