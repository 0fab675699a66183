package io.sigyn.ingester;

import static org.assertj.core.api.Assertions.assertThat;

import io.sigyn.model.TenantId;
import io.sigyn.model.TenantLimits;
import io.sigyn.model.TimeRange;
import io.sigyn.storage.disk.SimulatedDisk;
import io.sigyn.storage.object.MemoryObjectStore;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Answers are kept by the version of a range: it must change before a push that touches the range is acknowledged. */
class ViewVersionTest {
    private static final TenantId TENANT = new TenantId("a");
    private static final Instant NOW = Instant.parse("2026-11-24T12:00:00Z");
    private static final long MINUTE = 60_000_000_000L;
    private static final long BASE = NOW.getEpochSecond() * 1_000_000_000L - 60 * MINUTE;
    private static final TimeRange RANGE = new TimeRange(BASE, BASE + 10 * MINUTE);

    private TestIngester ingester;

    @BeforeEach
    void open() throws Exception {
        IngesterConfig config = IngesterConfig.of(Path.of("/wal"), tenant -> TenantLimits.defaults());
        ingester = TestIngester.open(config, new SimulatedDisk(1), new MemoryObjectStore(), new ManualClock(NOW));
    }

    @AfterEach
    void close() {
        ingester.close();
    }

    private void push(long timeNanos, String line) {
        byte[] body = ("{\"streams\":[{\"stream\":{\"app\":\"a\"},\"values\":[[\"" + timeNanos + "\",\"" + line
                        + "\"]]}]}")
                .getBytes(StandardCharsets.UTF_8);
        ingester.get()
                .push(TENANT, new PushBody(PushBody.Endpoint.PUSH, "application/json", "", body, 0, body.length))
                .toCompletableFuture()
                .join();
    }

    private Object version() throws Exception {
        return ingester.get().version(TENANT, RANGE);
    }

    @Test
    void it_stays_while_nothing_comes() throws Exception {
        push(BASE, "one");
        assertThat(version()).isEqualTo(version());
    }

    @Test
    void a_push_into_the_range_changes_it_however_late() throws Exception {
        push(BASE + 5 * MINUTE, "one");
        Object before = version();
        push(BASE + 1, "late");
        assertThat(version()).isNotEqualTo(before);
    }

    @Test
    void a_push_outside_of_the_range_does_not() throws Exception {
        push(BASE, "one");
        Object before = version();
        push(BASE + 30 * MINUTE, "later");
        assertThat(version()).isEqualTo(before);
    }

    @Test
    void a_push_after_a_flush_changes_it() throws Exception {
        push(BASE, "one");
        ingester.get().flush().toCompletableFuture().join();
        Object before = version();
        push(BASE + 1, "two");
        assertThat(version()).isNotEqualTo(before);
    }
}
