package io.sigyn.ingester.log;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.sigyn.model.Labels;
import io.sigyn.model.TenantId;
import io.sigyn.storage.FormatExamples;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class PushExampleTest {
    @Test
    void the_documented_push_is_one() throws IOException {
        assertThat(read(PushRecordFormat.ROWS, FormatExamples.named("push")))
                .containsExactly("a", "{app=\"a\"} 1 5", "1700000000000000000 hello", "\u0002id\u00017");
    }

    @Test
    void the_documented_push_message_is_the_same() throws IOException {
        assertThat(read(PushRecordFormat.MESSAGE, FormatExamples.named("push message")))
                .isEqualTo(read(PushRecordFormat.ROWS, FormatExamples.named("push")));
    }

    private static List<String> read(int type, byte[] example) throws IOException {
        List<String> found = new ArrayList<>();
        PushRecordReader reader = new PushRecordReader();
        reader.decode(type, example, 0, example.length);
        reader.give(new PushRecordReader.Sink() {
            @Override
            public boolean tenant(TenantId tenant) {
                return found.add(tenant.value());
            }

            @Override
            public void stream(Labels stream, int entries, long lineBytes) {
                found.add(stream + " " + entries + " " + lineBytes);
            }

            @Override
            public void entry(
                    long timestampNanos,
                    byte[] buffer,
                    int lineOffset,
                    int lineLength,
                    byte[] metadataBuffer,
                    int metadataOffset,
                    int metadataLength) {
                found.add(timestampNanos + " " + new String(buffer, lineOffset, lineLength, UTF_8));
                found.add(new String(metadataBuffer, metadataOffset, metadataLength, UTF_8));
            }
        });
        return found;
    }
}
