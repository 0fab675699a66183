package io.sigyn.ingester.validate;

import static org.assertj.core.api.Assertions.assertThat;

import io.sigyn.ingester.IngesterMetrics;
import io.sigyn.ingester.PushBody;
import io.sigyn.ingester.decode.PushDecoder;
import io.sigyn.ingester.decode.StreamTable;
import io.sigyn.model.TenantId;
import io.sigyn.model.TenantLimits;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import org.junit.jupiter.api.Test;

class FirstSchemaTest {
    private static final TenantId TENANT = new TenantId("a");
    private static final Instant NOW = Instant.ofEpochSecond(1_795_521_600L);
    private static final InstantSource CLOCK = InstantSource.fixed(NOW);

    @Test
    void a_stream_that_begins_before_the_first_schema_is_refused_with_the_time_of_its_entry() {
        PushValidator validator = new PushValidator(4 << 20, NOW.minusSeconds(100), Duration.ofHours(1), CLOCK);
        byte[] body = "{\"streams\":[{\"stream\":{\"app\":\"a\"},\"values\":[[\"1795521499500000000\",\"x\"]]}]}"
                .getBytes(StandardCharsets.UTF_8);
        PushBody push = new PushBody(PushBody.Endpoint.PUSH, "application/json", "", body, 0, body.length);
        ValidatedPush outcome = new ValidatedPush();
        validator.validate(
                new PushDecoder(1 << 20, CLOCK)
                        .decode(push, new StreamTable(), TenantLimits.defaults(), new PushDecoder.Space()),
                new TenantStreams(TENANT),
                TenantLimits.defaults(),
                new IngesterMetrics().tenant(TENANT),
                outcome);
        assertThat(outcome.refusal()).isNotNull();
        assertThat(outcome.refusal().status()).isEqualTo(500);
        assertThat(outcome.refusal()).hasMessage("failed to create stream: no schema config found for time 1795521499");
    }
}
