package io.sigyn.storage.object;

import static io.sigyn.storage.object.ObjectStoreContract.body;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sigyn.storage.object.FaultyObjectStore.Fault;
import io.sigyn.storage.object.ObjectStoreListener.Operation;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class FaultyObjectStoreTest {
    private final MemoryObjectStore real = new MemoryObjectStore();
    private final FaultyObjectStore store = new FaultyObjectStore(real, 1);

    @Test
    void a_fault_before_has_no_effect_and_one_after_has() throws IOException {
        store.failNext(1, Fault.BEFORE, (operation, key) -> true);
        assertThatThrownBy(() -> store.putIfAbsent("before", body("x"))).isInstanceOf(IOException.class);
        store.failNext(1, Fault.AFTER, (operation, key) -> true);
        assertThatThrownBy(() -> store.putIfAbsent("after", body("x"))).isInstanceOf(IOException.class);
        assertThat(store.list("", ""))
                .singleElement()
                .satisfies(info -> assertThat(info.key()).isEqualTo("after"));
        assertThat(store.calls(Operation.PUT_IF_ABSENT)).isEqualTo(2);
    }

    @Test
    void a_stale_list_shows_later_what_was_put() throws IOException {
        store.setStaleLists(true);
        store.put("k", body("x"));
        assertThat(store.list("", "")).isEmpty();
        assertThat(store.get("k", 0, 1)).hasSize(1);
        store.setStaleLists(false);
        assertThat(store.list("", "")).hasSize(1);
    }

    @Test
    void a_damaged_read_differs_by_one_bit_and_leaves_the_object_alone() throws IOException {
        store.put("k", body("xyz"));
        store.failNext(1, Fault.DAMAGED_READ, (operation, key) -> operation == Operation.GET);
        assertThat(store.get("k", 0, 3)).isNotEqualTo("xyz".getBytes(StandardCharsets.UTF_8));
        assertThat(store.get("k", 0, 3)).isEqualTo("xyz".getBytes(StandardCharsets.UTF_8));
    }
}
