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
        byte[] example = FormatExamples.named("push");
        List<String> found = new ArrayList<>();
        new PushRecordReader().read(example, 0, example.length, null, new PushRecordReader.Sink() {
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
                    int metadataOffset,
                    int metadataLength) {
                found.add(timestampNanos + " " + new String(buffer, lineOffset, lineLength, UTF_8));
                found.add(new String(buffer, metadataOffset, metadataLength, UTF_8));
            }
        });
        assertThat(found).containsExactly("a", "{app=\"a\"} 1 5", "1700000000000000000 hello", "\u0002id\u00017");
    }
}
