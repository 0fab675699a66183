package io.sigyn.index.upkeep;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sigyn.index.upkeep.DeleteRequests.Cancellation;
import io.sigyn.index.upkeep.RowFilter.StreamFilter;
import io.sigyn.logql.LogQlSyntaxException;
import io.sigyn.model.EntryMetadata;
import io.sigyn.model.Labels;
import io.sigyn.model.TenantId;
import io.sigyn.model.TenantLimits;
import io.sigyn.storage.object.MemoryObjectStore;
import io.sigyn.storage.object.MemoryObjectStore.Fault;
import io.sigyn.storage.object.MemoryObjectStore.Operation;
import io.sigyn.storage.object.ObjectBody;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DeleteRequestsTest {
    private static final TenantId TENANT = new TenantId("t");
    private static final Labels STREAM = Labels.of("app", "a");
    private static final long START = 1_704_067_200_000L;
    private static final long END = START + 3_600_000;
    private static final Duration CANCEL_PERIOD = Duration.ofHours(24);

    private final MemoryObjectStore store = new MemoryObjectStore();
    private final AtomicLong now = new AtomicLong(END + 60_000);
    private TenantLimits limits = TenantLimits.defaults();
    private int seed = 1;

    private DeleteRequests open() {
        try {
            return DeleteRequests.open(
                    store, tenant -> limits, CANCEL_PERIOD, () -> Instant.ofEpochMilli(now.get()), new Random(seed++));
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    private static DeleteRequest ask(DeleteRequests requests, String query) throws IOException {
        return requests.add(TENANT, query, DeleteQuery.parse(query), START, END, END - START);
    }

    private void pass(Duration time) {
        store.now(Instant.ofEpochMilli(now.addAndGet(time.toMillis())));
    }

    private static boolean hides(DeleteRequests requests, Labels stream, long millis, String line) {
        RowFilter hidden = requests.hidden(TENANT);
        long nanos = millis * 1_000_000;
        StreamFilter filter = hidden.of(stream, nanos, nanos);
        byte[] bytes = line.getBytes(StandardCharsets.UTF_8);
        return filter != null && filter.drops(nanos, bytes, 0, bytes.length, EntryMetadata.NONE);
    }

    private static boolean hides(DeleteRequests requests) {
        return hides(requests, STREAM, START, "a line");
    }

    private static List<String> listed(DeleteRequests requests) {
        return requests.list(TENANT).stream().map(one -> one.request().query()).toList();
    }

    @Test
    void a_request_is_in_force_at_once_and_after_a_restart() throws IOException {
        DeleteRequests requests = open();
        assertThat(requests.hidden(TENANT)).isSameAs(RowFilter.NONE);
        DeleteRequest request = ask(requests, "{app=\"a\"}");
        assertThat(hides(requests)).isTrue();
        DeleteRequests restarted = open();
        assertThat(hides(restarted)).isTrue();
        assertThat(restarted.list(TENANT).get(0).request()).isEqualTo(request);
        assertThat(restarted.hidden(new TenantId("another"))).isSameAs(RowFilter.NONE);
    }

    @Test
    void a_request_means_its_streams_times_and_lines_only_and_both_ends() throws IOException {
        DeleteRequests requests = open();
        ask(requests, "{app=\"a\"} |= \"secret\" | logfmt | user=\"x\"");
        String meant = "secret user=x";
        assertThat(hides(requests, STREAM, START, meant)).isTrue();
        assertThat(hides(requests, STREAM, END, meant)).isTrue();
        assertThat(hides(requests, STREAM, START - 1, meant)).isFalse();
        assertThat(hides(requests, STREAM, END + 1, meant)).isFalse();
        assertThat(hides(requests, STREAM, START, "secret user=y")).isFalse();
        assertThat(hides(requests, STREAM, START, "user=x")).isFalse();
        assertThat(hides(requests, Labels.of("app", "b"), START, meant)).isFalse();
    }

    @Test
    void a_stretch_that_is_within_the_request_need_not_be_read_and_one_across_its_end_goes_by_time()
            throws IOException {
        DeleteRequests requests = open();
        DeleteRequest request = ask(requests, "{app=\"a\"}");
        RowFilter hidden = requests.hidden(TENANT);
        assertThat(hidden.of(STREAM, request.startNanos(), request.endNanos())).isSameAs(StreamFilter.ALL);
        StreamFilter across = hidden.of(STREAM, request.startNanos(), request.endNanos() + 1);
        assertThat(across).isNotNull();
        assertThat(across.readsRows()).isFalse();
        assertThat(across.dropsAll()).isFalse();
        assertThat(across.drops(request.endNanos(), new byte[0], 0, 0, EntryMetadata.NONE))
                .isTrue();
        assertThat(across.drops(request.endNanos() + 1, new byte[0], 0, 0, EntryMetadata.NONE))
                .isFalse();
    }

    @Test
    void selectors_that_match_every_stream_are_taken_and_a_filter_that_is_no_regex_hides_nothing() throws IOException {
        DeleteRequests requests = open();
        ask(requests, "{app=\"a\"} |~ \"[\"");
        assertThat(hides(requests)).isFalse();
        ask(requests, "{}");
        assertThat(hides(requests)).isTrue();
        assertThat(hides(requests, Labels.of("other", "x"), START, "")).isTrue();
        assertThatThrownBy(() -> DeleteQuery.parse("{app")).isInstanceOf(LogQlSyntaxException.class);
        assertThatThrownBy(() -> DeleteQuery.parse("rate({app=\"a\"}[1m])")).isInstanceOf(LogQlSyntaxException.class);
    }

    @Test
    void requests_are_listed_in_the_order_in_which_they_were_made() throws IOException {
        DeleteRequests requests = open();
        for (String query : List.of("{a=\"1\"}", "{a=\"2\"}", "{a=\"3\"}", "{a=\"4\"}")) {
            ask(requests, query);
            pass(Duration.ofMillis(1));
        }
        assertThat(listed(requests)).containsExactly("{a=\"1\"}", "{a=\"2\"}", "{a=\"3\"}", "{a=\"4\"}");
        assertThat(listed(open())).isEqualTo(listed(requests));
    }

    @Test
    void a_request_that_is_taken_back_hides_nothing_any_more_anywhere() throws IOException {
        DeleteRequests requests = open();
        DeleteRequest request = ask(requests, "{app=\"a\"}");
        DeleteRequests other = open();
        assertThat(requests.cancel(TENANT, request.id(), false)).isEqualTo(Cancellation.DONE);
        assertThat(requests.cancel(TENANT, request.id(), false)).isEqualTo(Cancellation.UNKNOWN);
        assertThat(requests.cancel(TENANT, "ffffffff", false)).isEqualTo(Cancellation.UNKNOWN);
        assertThat(requests.cancel(new TenantId("another"), request.id(), true)).isEqualTo(Cancellation.UNKNOWN);
        assertThat(listed(requests)).isEmpty();
        assertThat(hides(requests)).isFalse();
        assertThat(hides(other)).isTrue();
        other.refresh();
        assertThat(hides(other)).isFalse();
        assertThat(listed(other)).isEmpty();
        assertThat(hides(open())).isFalse();
    }

    @Test
    void another_process_sees_a_request_after_its_next_refresh() throws IOException {
        DeleteRequests other = open();
        ask(open(), "{app=\"a\"}");
        assertThat(hides(other)).isFalse();
        other.refresh();
        assertThat(hides(other)).isTrue();
    }

    @Test
    void a_listing_from_before_takes_nothing_back() throws IOException {
        DeleteRequests requests = open();
        DeleteRequest taken = ask(requests, "{app=\"a\"}");
        store.faults((operation, key) -> {
            if (operation == Operation.LIST) {
                store.faults((any, other) -> Fault.NONE);
                requests.cancel(TENANT, taken.id(), false);
                ask(requests, "{app=\"b\"}");
            }
            return Fault.NONE;
        });
        requests.refresh();
        assertThat(listed(requests)).containsExactly("{app=\"b\"}");
        store.objects().keySet().removeIf(key -> key.endsWith(".request"));
        requests.refresh();
        assertThat(listed(requests)).as("not listed, but not taken back either").containsExactly("{app=\"b\"}");
    }

    @Test
    void a_request_is_due_when_it_cannot_be_taken_back_any_more() throws IOException {
        DeleteRequests requests = open();
        ask(requests, "{app=\"a\"}");
        pass(CANCEL_PERIOD.minusMillis(1));
        assertThat(requests.due(TENANT)).isEmpty();
        pass(Duration.ofMillis(1));
        assertThat(requests.due(TENANT)).hasSize(1);
        limits = limits.with("deletionMode", "filter-only");
        assertThat(requests.due(TENANT)).isEmpty();
        assertThat(hides(requests)).isTrue();
        limits = limits.with("deletionMode", "disabled");
        assertThat(requests.due(TENANT)).isEmpty();
        assertThat(hides(requests)).isFalse();
    }

    @Test
    void a_request_that_is_being_applied_is_taken_back_by_force_only() throws IOException {
        DeleteRequests requests = open();
        DeleteRequest request = ask(requests, "{app=\"a\"}");
        pass(CANCEL_PERIOD);
        List<Deletions.Due> due = requests.due(TENANT);
        requests.progressed(TENANT, due, 0.5);
        assertThat(requests.list(TENANT).get(0).doneShare()).isEqualTo(0.5);
        assertThat(requests.cancel(TENANT, request.id(), false)).isEqualTo(Cancellation.STARTED);
        assertThat(requests.cancel(TENANT, request.id(), true)).isEqualTo(Cancellation.DONE);
        requests.applied(TENANT, due);
        assertThat(listed(requests)).isEmpty();
        assertThat(hides(requests)).isFalse();
    }

    @Test
    void a_request_that_was_applied_stays_listed_and_hides_rows_until_no_query_can_see_old_segments()
            throws IOException {
        DeleteRequests requests = open();
        DeleteRequest request = ask(requests, "{app=\"a\"}");
        pass(CANCEL_PERIOD);
        requests.applied(TENANT, requests.due(TENANT));
        assertThat(requests.due(TENANT)).isEmpty();
        assertThat(requests.pending()).isZero();
        assertThat(requests.cancel(TENANT, request.id(), true)).isEqualTo(Cancellation.PROCESSED);
        for (DeleteRequests one : List.of(requests, open())) {
            assertThat(one.list(TENANT).get(0).processed()).isTrue();
            assertThat(hides(one)).isTrue();
        }
        pass(Duration.ofMinutes(10));
        for (DeleteRequests one : List.of(requests, open())) {
            assertThat(one.list(TENANT).get(0).processed()).isTrue();
            assertThat(hides(one)).isFalse();
        }
    }

    @Test
    void a_request_of_a_tenant_that_has_no_segments_is_applied_by_the_next_round(@TempDir Path folder)
            throws IOException {
        UpkeepFixture fixture = new UpkeepFixture(folder);
        DeleteRequests requests =
                DeleteRequests.open(fixture.store, tenant -> limits, CANCEL_PERIOD, fixture.clock(), new Random(1));
        fixture.deletions = requests;
        ask(requests, "{app=\"a\"}");
        assertThat(fixture.upkeep().round()).isTrue();
        assertThat(requests.list(TENANT).get(0).processed()).isFalse();
        fixture.advance(CANCEL_PERIOD);
        assertThat(fixture.upkeep().round()).isTrue();
        assertThat(requests.list(TENANT).get(0).processed()).isTrue();
        assertThat(fixture.manifests.tenants()).as("nothing was written for it").isEmpty();
    }

    @Test
    void objects_of_requests_that_are_long_over_are_deleted() throws IOException {
        DeleteRequests requests = open();
        DeleteRequest cancelled = ask(requests, "{app=\"a\"}");
        ask(requests, "{app=\"b\"}");
        requests.cancel(TENANT, cancelled.id(), false);
        pass(CANCEL_PERIOD);
        requests.applied(TENANT, requests.due(TENANT));
        pass(Duration.ofDays(31));
        requests.refresh();
        requests.refresh();
        assertThat(store.objects()).isEmpty();
        assertThat(listed(requests)).isEmpty();
        assertThat(requests.hidden(TENANT)).isSameAs(RowFilter.NONE);
    }

    @Test
    void a_put_whose_answer_was_lost_is_an_error_and_in_force_after_a_refresh_as_it_may_be() throws IOException {
        DeleteRequests requests = open();
        store.faults((operation, key) -> operation == Operation.PUT_IF_ABSENT ? Fault.AFTER : Fault.NONE);
        assertThatThrownBy(() -> ask(requests, "{app=\"a\"}")).isInstanceOf(IOException.class);
        store.faults((operation, key) -> Fault.NONE);
        requests.refresh();
        assertThat(hides(requests)).isTrue();
    }

    @Test
    void a_damaged_request_hides_nothing_and_keeps_nobody_from_starting() throws IOException {
        ask(open(), "{app=\"a\"}");
        ask(open(), "{app=\"b\"}");
        String damaged = store.objects().keySet().iterator().next();
        byte[] bytes = store.objects().get(damaged).clone();
        for (int i = 0; i < bytes.length; i++) {
            byte[] flipped = bytes.clone();
            flipped[i] ^= 1;
            store.objects().put(damaged, flipped);
            assertThat(listed(open())).hasSize(1);
        }
    }

    @Test
    void requests_of_a_tenant_whose_name_is_like_the_folder_are_its_own() throws IOException {
        DeleteRequests requests = open();
        TenantId tenant = new TenantId("deletes");
        store.putIfAbsent("deletes/manifest/00000000000000000001", ObjectBody.of(new byte[1]));
        DeleteRequest request = requests.add(tenant, "{a=\"b\"}", DeleteQuery.parse("{a=\"b\"}"), START, END, 1000);
        assertThat(open().list(tenant))
                .extracting(DeleteRequests.Listed::request)
                .containsExactly(request);
        assertThat(store.list("deletes/manifest/", "")).hasSize(1);
    }

    @Test
    void the_bytes_of_a_request_are_those_of_the_documentation() throws IOException {
        DeleteRequest request = new DeleteRequest(TENANT, "0a1b2c3d", "{a=\"b\"}", START, END, END + 1, 3_600_000);
        assertThat(HexFormat.of().formatHex(request.encode())).isEqualTo(EXAMPLE.replace(" ", ""));
        assertThat(DeleteRequest.decode("key", request.encode())).isEqualTo(request);
    }

    private static final String EXAMPLE = "5344454c 01 0174 083061316232633364 077b613d2262227d"
            + "00f451c28c010000 80e288c28c010000 81e288c28c010000 80ee360000000000 a3f51b89";
}
