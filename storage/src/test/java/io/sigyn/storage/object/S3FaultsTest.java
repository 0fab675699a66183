package io.sigyn.storage.object;

import static io.sigyn.storage.object.ObjectStoreContract.body;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sigyn.storage.object.FaultyHttp.Fault;
import io.sigyn.storage.object.ObjectStoreListener.Operation;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Predicate;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import software.amazon.awssdk.http.SdkHttpMethod;
import software.amazon.awssdk.http.SdkHttpRequest;

/** What the network and the store do wrong, and what is known of the outcome all the same. */
class S3FaultsTest {
    private static final Predicate<SdkHttpRequest> ANY = request -> true;
    private static final Predicate<SdkHttpRequest> COMPLETE = request -> request.method() == SdkHttpMethod.POST
            && request.rawQueryParameters().containsKey("uploadId");

    private static S3ProxyServer server;

    private FaultyHttp http;
    private S3ObjectStore store;
    private final List<Operation> retried = new ArrayList<>();
    private long nanos;

    @BeforeAll
    static void start() throws Exception {
        server = S3ProxyServer.startUnsigned();
    }

    @AfterAll
    static void stop() throws Exception {
        server.close();
    }

    @BeforeEach
    void open() {
        S3Options options = server.newBucket().withTimeouts(Duration.ofSeconds(20), Duration.ofSeconds(30));
        http = new FaultyHttp(S3Clients.http(options));
        ObjectStoreListener listener = new ObjectStoreListener() {
            @Override
            public void retried(Operation operation, Exception cause) {
                retried.add(operation);
            }
        };
        RetryLoop retries =
                new RetryLoop(options.timeouts().total(), () -> nanos, pause -> nanos += pause.toNanos(), listener);
        store = new S3ObjectStore(S3Clients.build(options, http), options, retries, 10);
    }

    @AfterEach
    void close() {
        store.close();
    }

    @ParameterizedTest
    @EnumSource(
            value = Fault.class,
            names = {"ANSWER_501_WITHOUT_EFFECT", "BREAK_OFF_ANSWER"},
            mode = EnumSource.Mode.EXCLUDE)
    void a_put_if_absent_that_was_repeated_knows_its_own_object(Fault fault) throws IOException {
        http.fail(2, fault, request -> request.method() == SdkHttpMethod.PUT);
        assertThat(store.putIfAbsent("k", body("mine"))).isTrue();
        assertThat(retried).containsExactly(Operation.PUT_IF_ABSENT, Operation.PUT_IF_ABSENT);
        assertThat(store.get("k", 0, 4)).isEqualTo("mine".getBytes(UTF_8));
    }

    @ParameterizedTest
    @EnumSource(
            value = Fault.class,
            names = {"LOSE_REQUEST", "LOSE_ANSWER", "ANSWER_503_AFTER_EFFECT"})
    void a_put_if_absent_that_was_repeated_knows_that_another_object_was_first(Fault fault) throws IOException {
        store.put("k", body("theirs"));
        http.fail(1, fault, request -> request.method() == SdkHttpMethod.PUT);
        assertThat(store.putIfAbsent("k", body("mine"))).isFalse();
        assertThat(store.get("k", 0, 6)).isEqualTo("theirs".getBytes(UTF_8));
    }

    @ParameterizedTest
    @EnumSource(
            value = Fault.class,
            names = {"ANSWER_501_WITHOUT_EFFECT", "BREAK_OFF_ANSWER"},
            mode = EnumSource.Mode.EXCLUDE)
    void a_large_put_if_absent_that_was_repeated_knows_its_own_object(Fault fault) throws IOException {
        byte[] large = new byte[S3Put.PART_BYTES + 1];
        Arrays.fill(large, (byte) 7);
        http.fail(1, fault, COMPLETE);
        assertThat(store.putIfAbsent("k", ObjectBody.of(large))).isTrue();
        assertThat(store.get("k", 0, large.length)).isEqualTo(large);
        assertThat(store.putIfAbsent("k", ObjectBody.of(large))).isFalse();
    }

    @Test
    void a_lost_answer_about_an_object_without_a_mark_is_not_known() throws IOException {
        http.change(request -> request.method() == SdkHttpMethod.PUT
                ? request.copy(copy -> copy.removeHeader("x-amz-meta-sigyn-put"))
                : request);
        http.fail(1, Fault.LOSE_ANSWER, request -> request.method() == SdkHttpMethod.PUT);
        assertThatThrownBy(() -> store.putIfAbsent("k", body("mine")))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("outcome not known");
        assertThat(store.putIfAbsent("k", body("mine"))).isFalse();
    }

    @Test
    void a_store_that_stays_away_is_given_up_when_the_time_is_over_and_works_when_it_is_back() throws IOException {
        http.fail(1000, Fault.ANSWER_503_AFTER_EFFECT, ANY);
        assertThatThrownBy(() -> store.putIfAbsent("k", body("mine")))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("given up after")
                .hasMessageContaining("It may have taken effect");
        assertThat(Duration.ofNanos(nanos)).isBetween(Duration.ofSeconds(20), Duration.ofSeconds(30));
        assertThat(http.requests).isLessThan(30);
        http.fail(0, Fault.LOSE_ANSWER, ANY);
        assertThat(store.putIfAbsent("k", body("mine")))
                .isFalse(); // of another call: not known, so it says what is there
    }

    @ParameterizedTest
    @EnumSource(
            value = Fault.class,
            names = {"LOSE_REQUEST", "LOSE_ANSWER", "ANSWER_503_WITHOUT_EFFECT", "BREAK_OFF_ANSWER"})
    void reads_lists_and_deletes_are_repeated(Fault fault) throws IOException {
        store.put("k", body("0123456789"));
        http.fail(1, fault, ANY);
        assertThat(store.get("k", 2, 3)).isEqualTo("234".getBytes(UTF_8));
        http.fail(1, fault, ANY);
        assertThat(store.getTail("k", 3).objectSizeBytes()).isEqualTo(10);
        http.fail(1, fault, ANY);
        assertThat(store.list("", "")).hasSize(1);
        assertThat(retried).containsExactly(Operation.GET, Operation.GET_TAIL, Operation.LIST);
        if (fault != Fault.BREAK_OFF_ANSWER) {
            http.fail(1, fault, ANY);
            store.delete("k");
            assertThat(store.list("", "")).isEmpty();
        }
    }

    @Test
    void a_store_that_ignores_the_condition_is_found_out_and_asked_before_each_put() throws IOException {
        http.change(request -> request.copy(copy -> copy.removeHeader("If-None-Match")));
        assertThat(store.probePutIfAbsent()).isFalse();
        assertThat(store.list("", "")).isEmpty();
        assertThat(store.putIfAbsent("k", body("first"))).isTrue();
        assertThat(store.putIfAbsent("k", body("second"))).isFalse();
        assertThat(store.get("k", 0, 5)).isEqualTo("first".getBytes(UTF_8));
    }

    @Test
    void a_store_that_does_not_know_the_condition_is_found_out() throws IOException {
        http.fail(
                1000,
                Fault.ANSWER_501_WITHOUT_EFFECT,
                request -> request.headers().containsKey("If-None-Match"));
        assertThat(store.probePutIfAbsent()).isFalse();
        assertThat(store.putIfAbsent("k", body("first"))).isTrue();
        assertThat(store.putIfAbsent("k", body("second"))).isFalse();
    }

    @Test
    void an_upload_that_failed_leaves_no_parts() throws IOException {
        http.fail(1000, Fault.ANSWER_501_WITHOUT_EFFECT, COMPLETE);
        assertThatThrownBy(() -> store.put("k", ObjectBody.of(new byte[S3Put.PART_BYTES + 1])))
                .isInstanceOf(IOException.class);
        int before = http.requests;
        assertThat(before).isEqualTo(5); // create, two parts, complete, abort
    }

    @Test
    void an_interrupted_caller_is_let_go_at_once() {
        http.fail(1000, Fault.LOSE_REQUEST, ANY);
        Thread.currentThread().interrupt();
        assertThatThrownBy(() -> store.get("k", 0, 1)).isInstanceOf(InterruptedIOException.class);
        assertThat(Thread.interrupted()).isTrue();
        assertThat(retried).isEmpty();
    }
}
