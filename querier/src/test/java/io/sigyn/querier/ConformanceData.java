package io.sigyn.querier;

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

    static Map<TenantId, List<MemoryEntry>> entries() {
        Map<TenantId, List<MemoryEntry>> all = new TreeMap<>();
        for (String line : lines("dataset.jsonl")) {
            Map<String, Object> push = Json.object(Json.parse(line));
            TenantId tenant = new TenantId((String) push.get("tenant"));
            List<MemoryEntry> entries = all.computeIfAbsent(tenant, key -> new ArrayList<>());
            for (Object stream : Json.list(push.get("streams"))) {
                addStream(Json.object(stream), limits(tenant), entries);
            }
        }
        return all;
    }

    private static void addStream(Map<String, Object> stream, TenantLimits limits, List<MemoryEntry> entries) {
        Labels labels = Labels.of(Json.strings(stream.get("stream")));
        Labels stored = Discovery.withServiceName(labels, limits.discoverServiceName());
        for (Object value : Json.list(stream.get("values"))) {
            List<Object> parts = Json.list(value);
            String line = (String) parts.get(1);
            Map<String, String> metadata = new LinkedHashMap<>();
            if (parts.size() > 2) {
                Json.strings(parts.get(2)).forEach((name, text) -> metadata.put(name, raw(text)));
            }
            if (limits.discoverLogLevels()) {
                metadata.put("detected_level", Discovery.level(labels, metadata, line));
            }
            entries.add(new MemoryEntry(stored, Long.parseLong((String) parts.get(0)), entries.size(), line, metadata));
        }
    }

    /** Metadata keeps the escape sequences of the JSON that it came in. */
    private static String raw(String text) {
        StringBuilder raw = new StringBuilder();
        for (char c : text.toCharArray()) {
            switch (c) {
                case '"' -> raw.append("\\\"");
                case '\\' -> raw.append("\\\\");
                case '\n' -> raw.append("\\n");
                case '\r' -> raw.append("\\r");
                case '\t' -> raw.append("\\t");
                case '\b' -> raw.append("\\b");
                case '\f' -> raw.append("\\f");
                default -> raw.append(c < ' ' ? String.format("\\u%04x", (int) c) : String.valueOf(c));
            }
        }
        return raw.toString();
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
