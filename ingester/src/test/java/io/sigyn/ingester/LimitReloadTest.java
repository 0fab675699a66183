package io.sigyn.ingester;

import static org.assertj.core.api.Assertions.assertThat;

import io.sigyn.model.TenantId;
import io.sigyn.model.TenantLimits;
import io.sigyn.storage.disk.SimulatedDisk;
import io.sigyn.storage.object.MemoryObjectStore;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.CompletionException;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Every limit that can refuse a push holds from the moment that it is changed, and for its tenant alone. */
class LimitReloadTest {
    private static final Instant NOW = Instant.parse("2026-11-24T12:00:00Z");
    private static final long NANOS = NOW.getEpochSecond() * 1_000_000_000L;
    private static final TenantId LIMITED = new TenantId("limited");
    private static final TenantId OTHER = new TenantId("other");

    private volatile TenantLimits limits = TenantLimits.defaults();
    private int sequence;

    static Stream<Arguments> limits() {
        return Stream.of(
                Arguments.of("ingestionBurstSizeMb", 0.00001, 429, "Ingestion rate limit exceeded"),
                Arguments.of("maxLabelNameLength", 3, 400, "label name too long"),
                Arguments.of("maxLabelValueLength", 3, 400, "label value too long"),
                Arguments.of("maxLabelNamesPerSeries", 1, 400, "label names; limit 1"),
                Arguments.of("rejectOldSamplesMaxAge", Duration.ofMillis(1), 400, "timestamp too old"),
                Arguments.of("creationGracePeriod", Duration.ofHours(-1), 400, "timestamp too new"),
                Arguments.of("maxLineSize", 10L, 400, "Max entry size"),
                Arguments.of("maxStreamsPerUser", 1, 429, "Maximum active stream limit"),
                Arguments.of("maxGlobalStreamsPerUser", 1, 429, "Maximum active stream limit"),
                Arguments.of("perStreamRateLimitBurst", 5L, 429, "Per stream rate limit"),
                Arguments.of("allowStructuredMetadata", false, 400, "structured metadata, but"),
                Arguments.of("maxStructuredMetadataSize", 3L, 400, "structured metadata too large"),
                Arguments.of("maxStructuredMetadataEntriesCount", 1, 400, "too many structured metadata"),
                Arguments.of("blockIngestionUntil", NOW.plusSeconds(60), 260, "ingestion blocked"));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("limits")
    void a_limit_holds_from_when_it_is_changed(String limit, Object strict, int status, String message)
            throws IOException {
        IngesterConfig config = IngesterConfig.of(
                Path.of("/data"), tenant -> tenant.equals(LIMITED) ? limits : TenantLimits.defaults());
        ManualClock clock = new ManualClock(NOW);
        try (TestIngester ingester = TestIngester.open(config, new SimulatedDisk(1), new MemoryObjectStore(), clock)) {
            assertThat(push(ingester, LIMITED)).isEqualTo("204");
            limits = limits.with(limit, strict);
            assertThat(push(ingester, LIMITED)).startsWith(status + " ").contains(message);
            assertThat(push(ingester, OTHER)).isEqualTo("204");
            limits = TenantLimits.defaults();
            clock.advance(Duration.ofSeconds(1)); // for rates
            assertThat(push(ingester, LIMITED)).isEqualTo("204");
        }
    }

    /** A stream of its own, a long line of a second ago, metadata. */
    private String push(TestIngester ingester, TenantId tenant) {
        int number = sequence++;
        byte[] body = ("{\"streams\":[{\"stream\":{\"application\":\"a-" + number + "\",\"namespace\":\"space\"},"
                        + "\"values\":[[\"" + (NANOS - 1_000_000_000L + number)
                        + "\",\"a line of more than ten bytes\",{\"trace\":\"0123\",\"span\":\"4567\"}]]}]}")
                .getBytes(StandardCharsets.UTF_8);
        try {
            ingester.get()
                    .push(tenant, new PushBody(PushBody.Endpoint.PUSH, "application/json", "", body, 0, body.length))
                    .toCompletableFuture()
                    .join();
            return "204";
        } catch (CompletionException e) {
            RejectedPushException refused = (RejectedPushException) e.getCause();
            return refused.status() + " " + refused.getMessage();
        }
    }
}
