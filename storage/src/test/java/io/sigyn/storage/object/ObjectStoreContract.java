package io.sigyn.storage.object;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sigyn.storage.object.ObjectStore.ObjectInfo;
import io.sigyn.storage.object.ObjectStore.Tail;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.NoSuchFileException;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What every object store does; a store's test extends this. */
abstract class ObjectStoreContract {
    /** How many keys a store asks for at once in these tests, if it asks so. */
    static final int LIST_PAGE_KEYS = 10;

    private ObjectStore store;

    /** An empty store of its own for every test. */
    abstract ObjectStore openStore() throws Exception;

    @BeforeEach
    void open() throws Exception {
        store = openStore();
    }

    @AfterEach
    void close() {
        if (store != null) {
            store.close();
        }
    }

    @Test
    void what_was_put_is_read_back() throws IOException {
        assertThat(store.putIfAbsent("tenant/a", body("hello"))).isTrue();
        assertThat(get("tenant/a", 0, 5)).isEqualTo("hello");
    }

    @Test
    void any_range_of_an_object_can_be_read() throws IOException {
        store.put("k", body("0123456789"));
        assertThat(get("k", 0, 1)).isEqualTo("0");
        assertThat(get("k", 3, 4)).isEqualTo("3456");
        assertThat(get("k", 9, 1)).isEqualTo("9");
        assertThat(get("k", 4, 0)).isEmpty();
        assertThat(get("k", 10, 0)).isEmpty();
    }

    @Test
    void a_range_beyond_the_end_is_an_error() throws IOException {
        store.put("k", body("0123456789"));
        assertThatThrownBy(() -> store.get("k", 5, 6))
                .isInstanceOf(IOException.class)
                .isNotInstanceOf(NoSuchFileException.class);
        assertThatThrownBy(() -> store.get("k", 20, 1))
                .isInstanceOf(IOException.class)
                .isNotInstanceOf(NoSuchFileException.class);
    }

    @Test
    void the_tail_says_how_large_the_object_is() throws IOException {
        store.put("k", body("0123456789"));
        Tail part = store.getTail("k", 3);
        assertThat(new String(part.bytes(), UTF_8)).isEqualTo("789");
        assertThat(part.objectSizeBytes()).isEqualTo(10);
        Tail whole = store.getTail("k", 1000);
        assertThat(new String(whole.bytes(), UTF_8)).isEqualTo("0123456789");
        assertThat(whole.objectSizeBytes()).isEqualTo(10);
    }

    @Test
    void an_object_may_be_empty() throws IOException {
        assertThat(store.putIfAbsent("empty", body(""))).isTrue();
        assertThat(store.getTail("empty", 100)).satisfies(tail -> {
            assertThat(tail.bytes()).isEmpty();
            assertThat(tail.objectSizeBytes()).isZero();
        });
        assertThat(store.get("empty", 0, 0)).isEmpty();
        assertThat(store.putIfAbsent("empty", body("x"))).isFalse();
    }

    @Test
    void an_object_that_is_not_there_is_no_such_file() {
        assertThatThrownBy(() -> store.get("none", 0, 1))
                .isInstanceOf(NoSuchFileException.class)
                .hasMessageContaining("none");
        assertThatThrownBy(() -> store.get("none", 0, 0)).isInstanceOf(NoSuchFileException.class);
        assertThatThrownBy(() -> store.getTail("none/of/them", 1)).isInstanceOf(NoSuchFileException.class);
    }

    @Test
    void put_if_absent_leaves_the_object_that_is_there() throws IOException {
        assertThat(store.putIfAbsent("a/k", body("first"))).isTrue();
        assertThat(store.putIfAbsent("a/k", body("second"))).isFalse();
        assertThat(store.putIfAbsent("a/k", body("first"))).isFalse();
        assertThat(get("a/k", 0, 5)).isEqualTo("first");
    }

    @Test
    void put_replaces_the_object_that_is_there() throws IOException {
        store.put("a/k", body("first"));
        store.put("a/k", body("2nd"));
        assertThat(store.getTail("a/k", 10)).satisfies(tail -> {
            assertThat(new String(tail.bytes(), UTF_8)).isEqualTo("2nd");
            assertThat(tail.objectSizeBytes()).isEqualTo(3);
        });
    }

    @Test
    void a_deleted_object_is_gone_and_may_be_deleted_again_and_put_again() throws IOException {
        store.put("a/b/c", body("x"));
        store.delete("a/b/c");
        store.delete("a/b/c");
        store.delete("never/there");
        assertThatThrownBy(() -> store.get("a/b/c", 0, 1)).isInstanceOf(NoSuchFileException.class);
        assertThat(store.list("", "")).isEmpty();
        assertThat(store.putIfAbsent("a/b/c", body("y"))).isTrue();
    }

    @Test
    void of_many_that_put_if_absent_at_once_one_wins_and_its_bytes_are_there() throws Exception {
        ExecutorService executor = Executors.newFixedThreadPool(8);
        try {
            for (int round = 0; round < 5; round++) {
                String key = "race/" + round;
                List<Future<Boolean>> outcomes = new ArrayList<>();
                for (int i = 0; i < 8; i++) {
                    String text = "writer " + i;
                    outcomes.add(executor.submit(() -> store.putIfAbsent(key, body(text))));
                }
                List<Integer> winners = new ArrayList<>();
                for (int i = 0; i < 8; i++) {
                    if (outcomes.get(i).get()) {
                        winners.add(i);
                    }
                }
                assertThat(winners).hasSize(1);
                assertThat(get(key, 0, 8)).isEqualTo("writer " + winners.get(0));
            }
        } finally {
            executor.shutdownNow();
        }
    }

    @Test
    void a_list_has_what_starts_with_the_prefix_sorted_by_bytes() throws IOException {
        for (String key : List.of("a/b", "a-b", "a/b/../b".replace("/../b", "c"), "a.b/c", "B", "a0", "a/Z", "~x")) {
            store.put(key, body(key));
        }
        assertThat(keys("", "")).containsExactly("B", "a-b", "a.b/c", "a/Z", "a/b", "a/bc", "a0", "~x");
        assertThat(keys("a/", "")).containsExactly("a/Z", "a/b", "a/bc");
        assertThat(keys("a/b", "")).containsExactly("a/b", "a/bc");
        assertThat(keys("a.", "")).containsExactly("a.b/c");
        assertThat(keys("none/", "")).isEmpty();
    }

    @Test
    void a_list_begins_after_a_key_whether_there_is_one_or_not() throws IOException {
        for (String key : List.of("m/1", "m/2", "m/3", "n/1/x", "n/2")) {
            store.put(key, body("x"));
        }
        assertThat(keys("m/", "m/1")).containsExactly("m/2", "m/3");
        assertThat(keys("m/", "m/25")).containsExactly("m/3");
        assertThat(keys("m/", "m/3")).isEmpty();
        assertThat(keys("", "m/3")).containsExactly("n/1/x", "n/2");
        assertThat(keys("", "n/1")).containsExactly("n/1/x", "n/2");
        assertThat(keys("m/", "a")).containsExactly("m/1", "m/2", "m/3");
    }

    @Test
    void a_list_tells_sizes_and_times() throws IOException {
        store.put("k", body("12345"));
        ObjectInfo info = store.list("", "").get(0);
        assertThat(info.sizeBytes()).isEqualTo(5);
        assertThat(info.modified()).isNotNull();
    }

    @Test
    void a_list_may_be_longer_than_a_page() throws Exception {
        List<String> put = IntStream.range(0, 2 * LIST_PAGE_KEYS + 3)
                .mapToObj(i -> String.format("page/%06d", i))
                .toList();
        for (String key : put) {
            store.put(key, body("x"));
        }
        assertThat(keys("page/", "")).isEqualTo(put);
        assertThat(keys("page/", "page/000001")).isEqualTo(put.subList(2, put.size()));
    }

    @Test
    void a_large_object_is_put_whole_and_once() throws IOException {
        byte[] large = new byte[33 << 20];
        new Random(1).nextBytes(large);
        assertThat(store.putIfAbsent("large", ObjectBody.of(large))).isTrue();
        assertThat(store.get("large", 0, large.length)).isEqualTo(large);
        assertThat(store.putIfAbsent("large", ObjectBody.of(new byte[17 << 20])))
                .isFalse();
        assertThat(store.getTail("large", 1).objectSizeBytes()).isEqualTo(large.length);
        store.put("large", ObjectBody.of(new byte[17 << 20]));
        assertThat(store.getTail("large", 1).objectSizeBytes()).isEqualTo(17 << 20);
    }

    @Test
    void keys_may_have_any_printable_character() throws IOException {
        String key = "t/ !\"#$%&'()*+,-.0:;<=>?@[]^_`{|}~/%2F%00 +";
        assertThat(store.putIfAbsent(key, body("odd"))).isTrue();
        assertThat(get(key, 0, 3)).isEqualTo("odd");
        assertThat(keys("t/", "")).containsExactly(key);
        store.delete(key);
        assertThat(keys("", "")).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", "/", "/a", "a/", "a//b", ".", "..", "a/../b", "a/./b", "../x", "a\\b", "a\0b", "ä", "a\nb"})
    void a_key_that_could_lead_elsewhere_is_refused(String key) {
        assertThatThrownBy(() -> store.put(key, body("x"))).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> store.putIfAbsent(key, body("x"))).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> store.get(key, 0, 1)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> store.getTail(key, 1)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> store.delete(key)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void a_body_that_fails_or_is_not_as_long_as_it_says_puts_nothing() throws IOException {
        for (ObjectBody bad : List.of(failingBody(), lyingBody(3), lyingBody(100))) {
            assertThatThrownBy(() -> store.putIfAbsent("bad", bad)).isInstanceOf(IOException.class);
            assertThatThrownBy(() -> store.put("bad", bad)).isInstanceOf(IOException.class);
        }
        assertThat(keys("", "")).isEmpty();
    }

    private static ObjectBody failingBody() {
        return new ObjectBody() {
            @Override
            public long sizeBytes() {
                return 10;
            }

            @Override
            public InputStream open() throws IOException {
                throw new IOException("the source failed");
            }
        };
    }

    private static ObjectBody lyingBody(long size) {
        return new ObjectBody() {
            @Override
            public long sizeBytes() {
                return size;
            }

            @Override
            public InputStream open() {
                return new ByteArrayInputStream(new byte[10]);
            }
        };
    }

    private List<String> keys(String prefix, String startAfter) throws IOException {
        return store.list(prefix, startAfter).stream().map(ObjectInfo::key).toList();
    }

    private String get(String key, long offset, int length) throws IOException {
        return new String(store.get(key, offset, length), UTF_8);
    }

    static ObjectBody body(String text) {
        return ObjectBody.of(text.getBytes(UTF_8));
    }
}
