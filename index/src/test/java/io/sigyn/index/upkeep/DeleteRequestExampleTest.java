package io.sigyn.index.upkeep;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sigyn.model.TenantId;
import io.sigyn.storage.CorruptDataException;
import io.sigyn.storage.FormatExamples;
import io.sigyn.storage.object.MemoryObjectStore;
import io.sigyn.storage.object.ObjectBody;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class DeleteRequestExampleTest {
    @Test
    void the_documented_delete_request_is_one() throws IOException {
        byte[] example = FormatExamples.named("delete request");
        DeleteRequest request = DeleteRequest.decode("a", example);
        assertThat(request.id()).isEqualTo("0a1b2c3d");
        assertThat(request.tenant()).hasToString("t");
        assertThat(request.query()).isEqualTo("{a=\"b\"}");
        assertThat(request.endMillis() - request.startMillis()).isEqualTo(3_600_000);
        assertThat(request.encode()).as("it is what is written today").isEqualTo(example);
    }

    @Test
    void every_flipped_bit_of_a_request_is_seen_and_told_to_a_check() throws IOException {
        byte[] example = FormatExamples.named("delete request");
        MemoryObjectStore store = new MemoryObjectStore();
        TenantId tenant = new TenantId("t");
        for (int bit = 0; bit < 8 * example.length; bit++) {
            byte[] flipped = example.clone();
            flipped[bit / 8] ^= (byte) (1 << bit % 8);
            assertThatThrownBy(() -> DeleteRequest.decode("a", flipped))
                    .as("bit %d", bit)
                    .isInstanceOf(CorruptDataException.class);
            List<CorruptDataException> damaged = new ArrayList<>();
            store.put("deletes/t.tenant/0a1b2c3d.request", ObjectBody.of(flipped));
            assertThat(DeleteRequest.check(store, tenant, damaged::add)).isEqualTo(1);
            assertThat(damaged).hasSize(1);
        }
    }
}
