package io.sigyn.querier;

import io.sigyn.ingester.PushBody;
import io.sigyn.ingester.decode.DecodedPush;
import io.sigyn.ingester.decode.PushDecoder;
import io.sigyn.ingester.decode.StreamTable;
import io.sigyn.ingester.validate.LevelDetector;
import io.sigyn.model.Labels;
import io.sigyn.model.TenantId;
import io.sigyn.model.TenantLimits;
import io.sigyn.querier.MemoryBlock.MemoryEntry;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;

/** The corpus: the entries of each tenant as they are stored, and the tenants' limits. */
final class ConformanceData {
    private ConformanceData() {}

    static List<String> lines(String resource) {
        try (InputStream in = ConformanceData.class.getResourceAsStream("/conformance/" + resource);
                BufferedReader reader = new BufferedReader(
                        new InputStreamReader(Objects.requireNonNull(in, resource), StandardCharsets.UTF_8))) {
            return reader.lines().filter(line -> !line.isBlank()).toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** As a push of each line of the data set would store them. */
    static Map<TenantId, List<MemoryEntry>> entries() {
        Map<TenantId, List<MemoryEntry>> all = new TreeMap<>();
        PushDecoder decoder = new PushDecoder(16 << 20, InstantSource.fixed(Instant.EPOCH));
        for (String line : lines("dataset.jsonl")) {
            int streams = line.indexOf("\"streams\":");
            TenantId tenant =
                    new TenantId((String) Json.object(Json.parse(line)).get("tenant"));
            byte[] body = ("{" + line.substring(streams)).getBytes(StandardCharsets.UTF_8);
            PushBody push = new PushBody(PushBody.Endpoint.PUSH, "application/json", "", body, 0, body.length);
            TenantLimits limits = limits(tenant);
            List<MemoryEntry> entries = all.computeIfAbsent(tenant, key -> new ArrayList<>());
            addAll(
                    decoder.decode(push, new StreamTable(), limits, new PushDecoder.Space()),
                    limits.discoverLogLevels(),
                    entries);
        }
        return all;
    }

    private static void addAll(DecodedPush push, boolean levels, List<MemoryEntry> entries) {
        LevelDetector detector = new LevelDetector();
        for (int stream = 0; stream < push.streams(); stream++) {
            Labels labels = push.stream(stream).labels();
            byte[] streamLevel = LevelDetector.ofStream(labels);
            for (int entry = push.from(stream); entry < push.to(stream); entry++) {
                Map<String, String> metadata = new LinkedHashMap<>();
                for (int pair = push.pairsFrom(entry); pair < push.pairsTo(entry); pair++) {
                    metadata.put(
                            text(push, push.nameOffset(pair), push.nameLength(pair)),
                            text(push, push.valueOffset(pair), push.valueLength(pair)));
                }
                if (levels) {
                    if (streamLevel == null) {
                        detector.detect(push, entry);
                    } else {
                        detector.set(streamLevel);
                    }
                    metadata.put(
                            "detected_level",
                            new String(
                                    detector.buffer(), detector.offset(), detector.length(), StandardCharsets.UTF_8));
                }
                String line = text(push, push.lineOffset(entry), push.lineLength(entry));
                entries.add(new MemoryEntry(labels, push.timestamp(entry), entries.size(), line, metadata));
            }
        }
    }

    private static String text(DecodedPush push, int offset, int length) {
        return new String(push.buffer(), offset, length, StandardCharsets.UTF_8);
    }

    static TenantLimits limits(TenantId tenant) {
        TenantLimits defaults = TenantLimits.defaults().with("splitQueriesByInterval", Duration.ZERO);
        TenantLimits plain = defaults.with("discoverServiceName", List.of()).with("discoverLogLevels", false);
        return switch (tenant.value()) {
            case "plain" -> plain;
            case "limited" ->
                plain.with("maxEntriesLimitPerQuery", 50)
                        .with("maxQuerySeries", 5)
                        .with("maxQueryLength", Duration.ofHours(6))
                        .with("maxQueryRange", Duration.ofMinutes(30));
            case "strict" -> plain.with("requiredLabels", List.of("app")).with("minimumLabelsNumber", 2);
            default -> defaults;
        };
    }
}
