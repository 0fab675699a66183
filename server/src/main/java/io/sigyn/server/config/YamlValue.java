package io.sigyn.server.config;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.api.lowlevel.Compose;
import org.snakeyaml.engine.v2.exceptions.Mark;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.NodeTuple;
import org.snakeyaml.engine.v2.nodes.ScalarNode;
import org.snakeyaml.engine.v2.nodes.SequenceNode;
import org.snakeyaml.engine.v2.nodes.Tag;

/** A piece of YAML that still knows its line, so that a mistake can be pointed at. Immutable. */
public sealed interface YamlValue {
    int line();

    /** A text as written; {@code isNull} for an empty value, {@code null} or {@code ~}. */
    record Text(String text, boolean isNull, int line) implements YamlValue {}

    record Sequence(List<YamlValue> items, int line) implements YamlValue {}

    /** Entries in the order of the file; {@code keyLines} has the line of each key. */
    record Mapping(Map<String, YamlValue> entries, Map<String, Integer> keyLines, int line) implements YamlValue {}

    int MAX_DEPTH = 64;

    /** Parses one document; an empty one is an empty mapping. {@code source} names it in messages. */
    static YamlValue parse(String source, String text) {
        try {
            LoadSettings settings = LoadSettings.builder().setLabel(source).build();
            return new Compose(settings)
                    .composeString(text)
                    .map(node -> of(source, node, 0))
                    .orElseGet(() -> new Mapping(Map.of(), Map.of(), 1));
        } catch (MarkedYamlEngineException e) {
            int line = e.getProblemMark().map(Mark::getLine).orElse(0) + 1;
            throw new ConfigException(source + ":" + line + ": not YAML: " + e.getProblem());
        } catch (YamlEngineException e) {
            throw new ConfigException(source + ": not YAML: " + e.getMessage());
        }
    }

    private static YamlValue of(String source, Node node, int depth) {
        int line = node.getStartMark().map(Mark::getLine).orElse(0) + 1;
        if (depth > MAX_DEPTH) {
            throw new ConfigException(source + ":" + line + ": nested deeper than " + MAX_DEPTH + " levels");
        }
        if (node instanceof ScalarNode scalar) {
            return new Text(scalar.getValue(), scalar.getTag().equals(Tag.NULL), line);
        }
        if (node instanceof SequenceNode sequence) {
            List<YamlValue> items = new ArrayList<>();
            for (Node item : sequence.getValue()) {
                items.add(of(source, item, depth + 1));
            }
            return new Sequence(List.copyOf(items), line);
        }
        if (node instanceof MappingNode mapping) {
            return mapping(source, mapping, line, depth);
        }
        throw new ConfigException(source + ":" + line + ": neither a value, nor a list, nor a mapping");
    }

    private static YamlValue mapping(String source, MappingNode node, int line, int depth) {
        Map<String, YamlValue> entries = new LinkedHashMap<>();
        Map<String, Integer> keyLines = new LinkedHashMap<>();
        for (NodeTuple tuple : node.getValue()) {
            YamlValue key = of(source, tuple.getKeyNode(), depth + 1);
            if (!(key instanceof Text name)) {
                throw new ConfigException(source + ":" + key.line() + ": a key must be a plain word");
            }
            YamlValue value = of(source, tuple.getValueNode(), depth + 1);
            if (name.text().equals("<<") && value instanceof Mapping merged) {
                merged.entries().forEach(entries::putIfAbsent);
                merged.keyLines().forEach(keyLines::putIfAbsent);
            } else if (keyLines.containsKey(name.text()) && keyLines.get(name.text()) >= line) {
                throw new ConfigException(source + ":" + name.line() + ": " + name.text()
                        + " is there twice, first in line " + keyLines.get(name.text()));
            } else {
                entries.put(name.text(), value);
                keyLines.put(name.text(), name.line());
            }
        }
        return new Mapping(entries, keyLines, line);
    }
}
