package io.sigyn.logql.pipeline;

import io.sigyn.logql.regex.ByteRegex;
import io.sigyn.model.EntryMetadata;
import io.sigyn.model.LabelMatcher;
import io.sigyn.model.Labels;
import io.sigyn.model.Selector;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The entries of the conformance data set, as they are stored: in order, without duplicates. */
final class PipelineDataset {
    /** One entry; its metadata are raw, as pushes in JSON store them. */
    record Entry(long timestampNanos, byte[] line, EntryMetadata metadata) {}

    private final Map<Labels, List<Entry>> streams = new LinkedHashMap<>();

    static PipelineDataset load() {
        PipelineDataset dataset = new PipelineDataset();
        for (Map<String, Object> push : JsonTree.lines("/conformance/dataset.jsonl")) {
            for (Object stream : JsonTree.list(push.get("streams"))) {
                dataset.add(JsonTree.map(stream));
            }
        }
        dataset.streams
                .values()
                .forEach(entries -> entries.sort((a, b) -> Long.compare(a.timestampNanos(), b.timestampNanos())));
        return dataset;
    }

    private void add(Map<String, Object> stream) {
        List<Entry> entries = streams.computeIfAbsent(labels(stream.get("stream")), key -> new ArrayList<>());
        for (Object value : JsonTree.list(stream.get("values"))) {
            List<Object> parts = JsonTree.list(value);
            long timestamp = Long.parseLong((String) parts.get(0));
            byte[] line = ((String) parts.get(1)).getBytes(StandardCharsets.UTF_8);
            boolean known = entries.stream()
                    .anyMatch(entry -> entry.timestampNanos() == timestamp && Arrays.equals(entry.line(), line));
            if (!known) {
                Map<String, Object> metadata = parts.size() > 2 ? JsonTree.map(parts.get(2)) : Map.of();
                entries.add(new Entry(timestamp, line, metadata(metadata)));
            }
        }
    }

    static Labels labels(Object object) {
        Labels.Builder labels = Labels.builder();
        JsonTree.map(object).forEach((name, value) -> labels.set(name, (String) value));
        return labels.build();
    }

    private static EntryMetadata metadata(Map<String, Object> values) {
        List<String> names = List.copyOf(values.keySet());
        byte[][] buffers = values.values().stream()
                .map(value -> raw((String) value).getBytes(StandardCharsets.UTF_8))
                .toArray(byte[][]::new);
        return metadata(names, buffers);
    }

    static EntryMetadata metadata(List<String> names, byte[][] values) {
        return new EntryMetadata() {
            @Override
            public int size() {
                return names.size();
            }

            @Override
            public String name(int index) {
                return names.get(index);
            }

            @Override
            public byte[] valueBuffer(int index) {
                return values[index];
            }

            @Override
            public int valueOffset(int index) {
                return 0;
            }

            @Override
            public int valueLength(int index) {
                return values[index].length;
            }
        };
    }

    /** The spelling in JSON, since escapes in metadata stay as they are. */
    private static String raw(String value) {
        return value.replace("\\", "\\\\")
                .replace("\"", "\\\"")
                .replace("\n", "\\n")
                .replace("\t", "\\t");
    }

    Map<Labels, List<Entry>> select(Selector selector) {
        Map<Labels, List<Entry>> selected = new LinkedHashMap<>();
        streams.forEach((labels, entries) -> {
            if (selector.matchers().stream().allMatch(matcher -> matches(matcher, labels))) {
                selected.put(labels, entries);
            }
        });
        return selected;
    }

    private static boolean matches(LabelMatcher matcher, Labels labels) {
        String value = labels.getOrEmpty(matcher.name());
        byte[] bytes = value.getBytes(StandardCharsets.UTF_8);
        boolean positive = matcher.operator().isRegex()
                ? ByteRegex.forWholeValues(matcher.value()).matches(bytes, 0, bytes.length)
                : value.equals(matcher.value());
        return positive != matcher.operator().isNegative();
    }
}
