package io.sigyn.ingester;

import static org.assertj.core.api.Assertions.assertThat;

import io.sigyn.ingester.PushBody.Endpoint;
import io.sigyn.ingester.decode.PushDecoder;
import io.sigyn.ingester.decode.StreamTable;
import io.sigyn.ingester.log.LoggedPush;
import io.sigyn.ingester.log.PushRecordEncoder;
import io.sigyn.ingester.log.PushRecordReader;
import io.sigyn.ingester.validate.PushValidator;
import io.sigyn.ingester.validate.TenantStreams;
import io.sigyn.ingester.validate.ValidatedPush;
import io.sigyn.model.Labels;
import io.sigyn.model.TenantId;
import io.sigyn.model.TenantLimits;
import io.sigyn.storage.Seeds;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.xerial.snappy.Snappy;

/** Bodies that nobody meant: each is stored or refused, and nothing else happens. */
class PushFuzzTest {
    private static final TenantId TENANT = new TenantId("t");
    private static final String JSON = "{\"streams\":[{\"stream\":{\"app\":\"a\\u00e9\",\"n\":1},\"values\":"
            + "[[\"1795521600000000000\",\"l\\\"ine\",{\"k\":\"v\"}],[\"1795521600000000001\",\"level=error\"]]}]}";
    private static final String LEGACY = "{\"streams\":[{\"labels\":\"{app=\\\"a\\\"}\",\"entries\":"
            + "[{\"ts\":\"2026-11-24T12:00:00.5Z\",\"line\":\"x\"}]}]}";
    private static final String OTLP = "{\"resourceLogs\":[{\"resource\":{\"attributes\":[{\"key\":\"service.name\","
            + "\"value\":{\"stringValue\":\"s\"}}]},\"scopeLogs\":[{\"logRecords\":[{\"timeUnixNano\":\"1795521600000000000\","
            + "\"body\":{\"kvlistValue\":{\"values\":[{\"key\":\"a\",\"value\":{\"doubleValue\":1.5}}]}},"
            + "\"traceId\":\"5b8efff798038103d269b633813fc60c\"}]}]}]}";
    private static final byte[] PROTOBUF =
            hex("0a250a097b6170703d2261227d12180a0608c0a29ed806120b6c6576656c3d6572726f721a" + "060a016b120176");

    private static byte[] hex(String text) {
        return java.util.HexFormat.of().parseHex(text);
    }

    @Test
    void any_body_is_stored_or_refused() {
        Instant now = Instant.ofEpochSecond(1_795_521_600L);
        ManualClock clock = new ManualClock(now);
        PushDecoder decoder = new PushDecoder(1 << 20, clock);
        PushValidator validator = new PushValidator(4 << 20, Instant.EPOCH, Duration.ofHours(1), clock);
        StreamTable table = new StreamTable();
        IngesterMetrics.Tenant metrics = new IngesterMetrics().tenant(TENANT);
        int[] stored = new int[1];
        PushDecoder.Space space = new PushDecoder.Space();
        PushRecordEncoder encoder = new PushRecordEncoder();
        Seeds.forEach(60_000, seed -> {
            PushBody body = body(new Random(seed));
            ValidatedPush valid = new ValidatedPush();
            try {
                validator.validate(
                        decoder.decode(body, table, TenantLimits.defaults(), space),
                        new TenantStreams(TENANT),
                        TenantLimits.defaults(),
                        metrics,
                        valid);
                if (valid.acceptedEntries() > 0) {
                    assertThat(readBack(encoder.encode(TENANT, valid)))
                            .isEqualTo(rows(encoder.encode(TENANT, valid)::rowsTo));
                    stored[0]++;
                }
            } catch (RejectedPushException refused) {
                assertThat(refused.status()).isIn(400, 413);
                assertThat(refused.getMessage()).isNotEmpty();
            }
        });
        assertThat(stored[0]).isGreaterThan(100);
    }

    private static List<String> readBack(LoggedPush push) throws IOException {
        ByteArrayOutputStream record = new ByteArrayOutputStream();
        for (ByteBuffer part : push.payload()) {
            record.write(part.array(), part.arrayOffset() + part.position(), part.remaining());
        }
        byte[] bytes = record.toByteArray();
        return rows(sink -> {
            PushRecordReader reader = new PushRecordReader();
            reader.decode(push.type(), bytes, 0, bytes.length);
            reader.give(sink);
        });
    }

    private interface Rows {
        void to(PushRecordReader.Sink sink) throws IOException;
    }

    /** What a sink is told, as text. */
    private static List<String> rows(Rows rows) throws IOException {
        List<String> told = new ArrayList<>();
        rows.to(new PushRecordReader.Sink() {
            @Override
            public boolean tenant(TenantId tenant) {
                told.add(tenant.value());
                return true;
            }

            @Override
            public void stream(Labels stream, int entries, long lineBytes) {
                told.add(stream + " " + entries + " " + lineBytes);
            }

            @Override
            public void entry(
                    long timestampNanos,
                    byte[] lineBuffer,
                    int lineOffset,
                    int lineLength,
                    byte[] metadataBuffer,
                    int metadataOffset,
                    int metadataLength) {
                told.add(timestampNanos + " "
                        + new String(lineBuffer, lineOffset, lineLength, StandardCharsets.ISO_8859_1) + " "
                        + new String(metadataBuffer, metadataOffset, metadataLength, StandardCharsets.ISO_8859_1));
            }
        });
        return told;
    }

    private static PushBody body(Random random) throws Exception {
        int kind = random.nextInt(5);
        byte[] plain = switch (kind) {
            case 0 -> JSON.getBytes(StandardCharsets.UTF_8);
            case 1 -> LEGACY.getBytes(StandardCharsets.UTF_8);
            case 2 -> OTLP.getBytes(StandardCharsets.UTF_8);
            default -> PROTOBUF.clone();
        };
        plain = damage(plain, random);
        Endpoint endpoint = kind == 1 ? Endpoint.LEGACY : kind == 2 || kind == 4 ? Endpoint.OTLP : Endpoint.PUSH;
        String encoding = "";
        if (kind == 3) {
            plain = Snappy.compress(plain);
        } else if (random.nextInt(4) == 0) {
            encoding = "gzip";
            ByteArrayOutputStream out = new ByteArrayOutputStream();
            try (GZIPOutputStream gzip = new GZIPOutputStream(out)) {
                gzip.write(plain);
            }
            plain = out.toByteArray();
        } else if (random.nextInt(20) == 0) {
            encoding = random.nextBoolean() ? "deflate" : "zstd";
        }
        if (random.nextInt(4) == 0) {
            plain = damage(plain, random);
        }
        String type = kind < 3 ? "application/json" : "application/x-protobuf";
        return new PushBody(endpoint, type, encoding, plain, 0, plain.length);
    }

    private static byte[] damage(byte[] whole, Random random) {
        byte[] bytes = whole.clone();
        for (int i = random.nextInt(4); i > 0 && bytes.length > 0; i--) {
            switch (random.nextInt(4)) {
                case 0 -> bytes[random.nextInt(bytes.length)] = (byte) random.nextInt();
                case 1 -> bytes[random.nextInt(bytes.length)] ^= (byte) (1 << random.nextInt(8));
                case 2 -> bytes = java.util.Arrays.copyOf(bytes, random.nextInt(bytes.length + 1));
                default -> {
                    int from = random.nextInt(bytes.length);
                    int length = random.nextInt(bytes.length - from);
                    System.arraycopy(bytes, from, bytes, random.nextInt(bytes.length - length), length);
                }
            }
        }
        return bytes;
    }

    @Test
    void a_small_body_that_means_a_huge_one_is_refused() throws Exception {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (GZIPOutputStream gzip = new GZIPOutputStream(out)) {
            gzip.write(new byte[64 << 20]);
        }
        PushDecoder decoder = new PushDecoder(1 << 20, new ManualClock(Instant.EPOCH));
        byte[] bomb = out.toByteArray();
        PushBody body = new PushBody(Endpoint.PUSH, "application/json", "gzip", bomb, 0, bomb.length);
        org.assertj.core.api.Assertions.assertThatThrownBy(
                        () -> decoder.decode(body, new StreamTable(), TenantLimits.defaults(), new PushDecoder.Space()))
                .isInstanceOfSatisfying(
                        RejectedPushException.class,
                        refused -> assertThat(refused.status()).isEqualTo(413));
    }

    @Test
    void deep_json_is_refused() {
        byte[] deep = ("{\"x\":" + "[".repeat(100_000)).getBytes(StandardCharsets.UTF_8);
        PushDecoder decoder = new PushDecoder(1 << 20, new ManualClock(Instant.EPOCH));
        PushBody body = new PushBody(Endpoint.PUSH, "application/json", "", deep, 0, deep.length);
        org.assertj.core.api.Assertions.assertThatThrownBy(
                        () -> decoder.decode(body, new StreamTable(), TenantLimits.defaults(), new PushDecoder.Space()))
                .isInstanceOf(RejectedPushException.class);
    }
}
