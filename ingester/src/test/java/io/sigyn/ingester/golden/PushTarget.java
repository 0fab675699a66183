package io.sigyn.ingester.golden;

import io.sigyn.ingester.IngesterMetrics;
import io.sigyn.ingester.ManualClock;
import io.sigyn.ingester.PushBody;
import io.sigyn.ingester.decode.DecodedPush;
import io.sigyn.ingester.decode.PushDecoder;
import io.sigyn.ingester.decode.StreamTable;
import io.sigyn.ingester.validate.LevelDetector;
import io.sigyn.ingester.validate.PushValidator;
import io.sigyn.ingester.validate.TenantStreams;
import io.sigyn.ingester.validate.ValidatedPush;
import io.sigyn.model.Labels;
import io.sigyn.model.TenantId;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Decodes, validates and keeps what is accepted. */
final class PushTarget implements Stored, AutoCloseable {
    private final Map<TenantId, TenantStreams> streams = new HashMap<>();
    private final Map<TenantId, StreamTable> tables = new HashMap<>();
    private final Map<String, List<Row>> rows = new HashMap<>();
    private final PushDecoder decoder;
    private final PushValidator validator;
    private final IngesterMetrics metrics = new IngesterMetrics();

    private PushTarget(ManualClock clock) {
        decoder = new PushDecoder(64 << 20, clock);
        validator = new PushValidator(4 << 20, Instant.parse("2020-01-01T00:00:00Z"), Duration.ofHours(1), clock);
    }

    static PushTarget open(ManualClock clock) {
        return new PushTarget(clock);
    }

    void push(TenantId tenant, PushBody body) {
        DecodedPush push =
                decoder.decode(body, tables.computeIfAbsent(tenant, any -> new StreamTable()), GoldenLimits.of(tenant));
        ValidatedPush valid = new ValidatedPush();
        validator.validate(
                push,
                streams.computeIfAbsent(tenant, TenantStreams::new),
                GoldenLimits.of(tenant),
                metrics.tenant(tenant),
                valid);
        LevelDetector levels = new LevelDetector();
        for (int s = 0; s < push.streams(); s++) {
            Labels labels = push.stream(s).labels();
            for (int e = push.from(s); e < push.to(s); e++) {
                if (valid.isAccepted(e)) {
                    keep(tenant, row(push, e, labels, valid, levels));
                }
            }
        }
        if (valid.refusal() != null) {
            throw valid.refusal();
        }
    }

    private static Row row(DecodedPush push, int e, Labels labels, ValidatedPush valid, LevelDetector levels) {
        List<String> metadata = new ArrayList<>();
        for (int p = push.pairsFrom(e); p < push.pairsTo(e); p++) {
            metadata.add(text(push.buffer(), push.nameOffset(p), push.nameLength(p)));
            metadata.add(text(push.buffer(), push.valueOffset(p), push.valueLength(p)));
        }
        if (valid.levels()) {
            byte[] level = LevelDetector.ofStream(labels);
            if (level == null) {
                levels.detect(push, e);
            } else {
                levels.set(level);
            }
            metadata.add("detected_level");
            metadata.add(text(levels.buffer(), levels.offset(), levels.length()));
        }
        return new Row(
                labels, push.timestamp(e), text(push.buffer(), push.lineOffset(e), push.lineLength(e)), metadata);
    }

    private static String text(byte[] buffer, int offset, int length) {
        return new String(buffer, offset, length, StandardCharsets.UTF_8);
    }

    private void keep(TenantId tenant, Row row) {
        List<Row> all = rows.computeIfAbsent(tenant.value(), any -> new ArrayList<>());
        boolean known = all.stream()
                .anyMatch(r -> r.stream().equals(row.stream())
                        && r.timestampNanos() == row.timestampNanos()
                        && r.line().equals(row.line()));
        if (!known) {
            all.add(row);
        }
    }

    @Override
    public List<Row> rows(String tenant) {
        List<Row> sorted = new ArrayList<>(rows.getOrDefault(tenant, List.of()));
        sorted.sort(Comparator.comparingLong(Row::timestampNanos));
        return sorted;
    }

    @Override
    public void close() {}
}
