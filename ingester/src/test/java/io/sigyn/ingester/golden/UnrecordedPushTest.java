package io.sigyn.ingester.golden;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.github.luben.zstd.Zstd;
import io.sigyn.ingester.ManualClock;
import io.sigyn.ingester.PushBody;
import io.sigyn.ingester.RejectedPushException;
import io.sigyn.ingester.ViewRows;
import io.sigyn.model.TenantId;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Pushes next to the recorded ones. */
class UnrecordedPushTest {
    private static final TenantId TENANT = new TenantId("t");
    private static final String LINE =
            "{\"streams\":[{\"stream\":{\"app\":\"a\"},\"values\":[[\"1704067200000000000\",\"x\"]]}]}";

    private PushTarget target;

    @BeforeEach
    void open() throws IOException {
        target = PushTarget.open(new ManualClock(Instant.parse("2026-11-24T12:00:00Z")));
    }

    @AfterEach
    void close() throws Exception {
        target.close();
    }

    private void push(PushBody.Endpoint endpoint, String encoding, byte[] body) throws RejectedPushException {
        target.push(TENANT, new PushBody(endpoint, "application/json", encoding, body, 0, body.length));
    }

    private void otlp(String record) throws RejectedPushException {
        String body = "{\"resourceLogs\":[{\"scopeLogs\":[{\"logRecords\":["
                + "{\"timeUnixNano\":\"1704067200000000000\",\"body\":{\"stringValue\":\"x\"}," + record + "}]}]}]}";
        push(PushBody.Endpoint.OTLP, "", body.getBytes(StandardCharsets.UTF_8));
    }

    @Test
    void zstd_is_undone_and_what_only_says_to_be_zstd_is_as_unknown_as_to_Loki() throws Exception {
        byte[] plain = LINE.getBytes(StandardCharsets.UTF_8);
        push(PushBody.Endpoint.PUSH, "zstd", Zstd.compress(plain));
        assertThat(target.rows("t")).hasSize(1);
        assertThatThrownBy(() -> push(PushBody.Endpoint.PUSH, "zstd", plain))
                .isInstanceOf(RejectedPushException.class)
                .hasMessage("Content-Encoding \"zstd\" not supported");
        push(PushBody.Endpoint.OTLP, "zstd", "{}".getBytes(StandardCharsets.UTF_8));
    }

    @Test
    void ids_of_traces_and_spans_have_their_length_or_none() throws Exception {
        otlp("\"traceId\":\"0102030405060708090a0b0c0d0e0f10\",\"spanId\":\"0102030405060708\"");
        otlp("\"traceId\":\"\",\"spanId\":\"\"");
        assertThatThrownBy(() -> otlp("\"traceId\":\"0102\"")).hasMessage("invalid length for TraceID");
        assertThatThrownBy(() -> otlp("\"spanId\":\"0102\"")).hasMessage("invalid length for SpanID");
    }

    @Test
    void numbers_of_severity_have_a_sign() throws Exception {
        otlp("\"severityNumber\":-1");
        List<ViewRows.Row> rows = target.rows("t");
        assertThat(rows).singleElement().asString().contains("severity_number").contains("-1");
    }
}
