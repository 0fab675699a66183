package io.sigyn.logql.pipeline;

import static org.assertj.core.api.Assertions.assertThat;

import io.sigyn.logql.go.GoBytes;
import io.sigyn.logql.go.GoDuration;
import io.sigyn.logql.go.GoException;
import io.sigyn.model.EntryMetadata;
import io.sigyn.model.Labels;
import java.nio.charset.StandardCharsets;
import java.util.Random;
import java.util.function.ToLongFunction;
import org.junit.jupiter.api.Test;

/** The short ways to common numbers lead where Go's own way leads. */
class LabelNumbersTest {
    private static final String[] PARTS = {
        "1", "20", "999999", "1234567", "0", ".", "b", "B", "k", "K", "Ki", "i", "I", "M", "m", "g", "GiB", "T", "E",
        " ", "s", "h", "n", "u", "µ", "ms", "-", "@", "\u000b"
    };

    @Test
    void sizes_and_durations() {
        Random random = new Random(1);
        LineState state = new LineState(Labels.EMPTY, ParserNeeds.ALL, false);
        NameRef ref = state.ref("x");
        for (int i = 0; i < 100_000; i++) {
            StringBuilder text = new StringBuilder();
            int parts = 1 + random.nextInt(3);
            for (int p = 0; p < parts; p++) {
                text.append(PARTS[random.nextInt(PARTS.length)]);
            }
            byte[] value = text.toString().getBytes(StandardCharsets.UTF_8);
            state.begin(0, new byte[0], 0, 0, EntryMetadata.NONE);
            state.set(LineState.PARSED, ref, value);
            assertThat(state.find(ref)).isTrue();
            String read = state.valueText();
            assertThat(outcome(LabelNumbers::bytes, state))
                    .as(read)
                    .isEqualTo(outcome(s -> GoBytes.parse(read), state));
            assertThat(outcome(LabelNumbers::duration, state))
                    .as(read)
                    .isEqualTo(outcome(s -> GoDuration.parse(read), state));
        }
    }

    private static Object outcome(ToLongFunction<LineState> reading, LineState state) {
        try {
            return reading.applyAsLong(state);
        } catch (GoException e) {
            return e.text();
        }
    }
}
