package io.sigyn.ingester.golden;

import io.sigyn.ingester.ViewRows;
import io.sigyn.model.Labels;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Answers the simple questions of the scenarios from stored rows; null where a question is not simple. */
final class Answers {
    private static final Pattern SELECTOR = Pattern.compile("\\{(\\w+)(=~?)\"([^\"]*)\"}");

    private Answers() {}

    /** A set of labels and the rows under it, as {@code [timestamp, line]}. */
    static @Nullable Map<Map<String, String>, List<List<String>>> streams(
            List<ViewRows.Row> rows, Map<String, String> query) {
        Matcher selector = SELECTOR.matcher(query.getOrDefault("query", ""));
        if (!selector.matches() || !query.containsKey("start")) {
            return null;
        }
        long start = Long.parseLong(query.get("start"));
        long end = Long.parseLong(query.get("end"));
        Map<Map<String, String>, List<List<String>>> streams = new LinkedHashMap<>();
        for (ViewRows.Row row : rows) {
            String value = row.stream().getOrEmpty(selector.group(1));
            boolean matches =
                    selector.group(2).equals("=") ? value.equals(selector.group(3)) : value.matches(selector.group(3));
            if (matches && row.timestampNanos() >= start && row.timestampNanos() < end) {
                streams.computeIfAbsent(labels(row), any -> new ArrayList<>())
                        .add(List.of(Long.toString(row.timestampNanos()), row.line()));
            }
        }
        if (query.getOrDefault("direction", "backward").equals("backward")) {
            streams.values().forEach(java.util.Collections::reverse);
        }
        return streams;
    }

    private static Map<String, String> labels(ViewRows.Row row) {
        Map<String, String> labels = new TreeMap<>(row.stream().toMap());
        Map<String, String> metadata = new TreeMap<>();
        for (int i = 0; i < row.metadata().size(); i += 2) {
            metadata.put(normal(row.metadata().get(i)), row.metadata().get(i + 1));
        }
        metadata.forEach((name, value) -> labels.put(row.stream().has(name) ? name + "_extracted" : name, value));
        return labels;
    }

    private static String normal(String name) {
        String plain = name.replaceAll("[^\\p{L}0-9_]", "_");
        if (plain.matches("[0-9].*")) {
            return "key_" + plain;
        }
        return plain.matches("_(?!_).*") ? "key" + plain : plain;
    }

    static Set<Map<String, String>> series(List<ViewRows.Row> rows) {
        Set<Map<String, String>> series = new java.util.HashSet<>();
        for (ViewRows.Row row : rows) {
            series.add(row.stream().toMap());
        }
        return series;
    }

    static Set<String> labelNames(List<ViewRows.Row> rows) {
        Set<String> names = new TreeSet<>();
        for (ViewRows.Row row : rows) {
            Labels stream = row.stream();
            for (int i = 0; i < stream.size(); i++) {
                names.add(stream.name(i));
            }
        }
        return names;
    }
}
