package io.sigyn.querier;

import io.sigyn.logql.go.GoException;
import io.sigyn.logql.go.GoFloat;
import io.sigyn.model.Labels;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Pattern;

/** Counts the values of labels, leaving out labels that have nothing but ids and numbers. For one thread. */
final class DetectedLabels {
    private static final Set<String> ALWAYS = Set.of("cluster", "namespace", "instance", "pod");
    private static final Pattern UUID = Pattern.compile(
            "(urn:uuid:)?\\{?[0-9a-fA-F]{8}-?[0-9a-fA-F]{4}-?[0-9a-fA-F]{4}-?[0-9a-fA-F]{4}-?[0-9a-fA-F]{12}}?");

    private final Map<String, Set<String>> values = new TreeMap<>();

    void add(Labels stream) {
        for (int i = 0; i < stream.size(); i++) {
            values.computeIfAbsent(stream.name(i), key -> new HashSet<>()).add(stream.value(i));
        }
    }

    MetadataResult.DetectedLabels result() {
        List<MetadataResult.DetectedLabel> labels = values.entrySet().stream()
                .filter(label -> ALWAYS.contains(label.getKey())
                        || !label.getValue().stream().allMatch(DetectedLabels::isId))
                .map(label -> new MetadataResult.DetectedLabel(
                        label.getKey(), label.getValue().size()))
                .toList();
        return new MetadataResult.DetectedLabels(labels);
    }

    private static boolean isId(String value) {
        if (UUID.matcher(value).matches()) {
            return true;
        }
        try {
            double number = GoFloat.parse(value);
            return !Double.isNaN(number);
        } catch (GoException e) {
            return false;
        }
    }
}
