package io.sigyn.ruler.rule;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
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

/**
 * A mapping of a YAML document, its fields taken one by one. Types are as lenient as Go's decoder: any scalar is a text, a
 * null is as good as nothing. For one thread.
 */
final class YamlFields {
    private static final int MAX_LETTERS = 64 << 20;

    private final Map<String, Node> fields;
    private final int line;

    private YamlFields(Map<String, Node> fields, int line) {
        this.fields = fields;
        this.line = line;
    }

    /** The first document of a text; an empty one has no fields. */
    static YamlFields parse(String yaml) throws RuleFormatException {
        try {
            LoadSettings settings = LoadSettings.builder()
                    .setLabel("rules")
                    .setCodePointLimit(MAX_LETTERS)
                    .build();
            for (Node root : new Compose(settings).composeAllFromString(yaml)) {
                return of(root);
            }
            return new YamlFields(Map.of(), 1);
        } catch (MarkedYamlEngineException e) {
            int line = e.getProblemMark().map(Mark::getLine).orElse(0) + 1;
            throw new RuleFormatException("line " + line + ": not YAML: " + e.getProblem(), e);
        } catch (YamlEngineException e) {
            throw new RuleFormatException("not YAML: " + e.getMessage(), e);
        } catch (StackOverflowError e) {
            throw new RuleFormatException("nested too deeply");
        }
    }

    private static YamlFields of(Node node) throws RuleFormatException {
        int line = line(node);
        if (isNull(node)) {
            return new YamlFields(Map.of(), line);
        } else if (!(node instanceof MappingNode mapping)) {
            throw new RuleFormatException("line " + line + ": not a mapping (expected: keys and values)");
        } else {
            Map<String, Node> fields = new LinkedHashMap<>();
            for (NodeTuple tuple : mapping.getValue()) {
                String key = text(tuple.getKeyNode());
                if (fields.put(key, tuple.getValueNode()) != null) {
                    throw new RuleFormatException("line " + line(tuple.getKeyNode()) + ": " + key + " is there twice");
                }
            }
            return new YamlFields(fields, line);
        }
    }

    /** Refuses fields other than these. */
    void allowOnly(String... names) throws RuleFormatException {
        for (Map.Entry<String, Node> field : fields.entrySet()) {
            if (!List.of(names).contains(field.getKey())) {
                throw new RuleFormatException("line " + line(field.getValue()) + ": " + field.getKey()
                        + ": there is no such key (expected: one of " + String.join(", ", names) + ")");
            }
        }
    }

    /** A text, empty if it is not there. */
    String text(String name) throws RuleFormatException {
        Node node = fields.get(name);
        return node == null || isNull(node) ? "" : text(node);
    }

    /** The letters of a scalar, empty for anything else. */
    String letters(String name) {
        return fields.get(name) instanceof ScalarNode scalar ? scalar.getValue() : "";
    }

    /** The text of a field, if there is one and it is no null. */
    Optional<String> ifPresent(String name) throws RuleFormatException {
        Node node = fields.get(name);
        return node == null || isNull(node) ? Optional.empty() : Optional.of(text(node));
    }

    Map<String, String> texts(String name) throws RuleFormatException {
        Map<String, String> texts = new TreeMap<>();
        Node node = fields.get(name);
        if (node != null) {
            YamlFields entries = of(node);
            for (String key : entries.fields.keySet()) {
                texts.put(key, entries.text(key));
            }
        }
        return texts;
    }

    /** A list of mappings. */
    List<YamlFields> list(String name) throws RuleFormatException {
        @Nullable Node node = fields.get(name);
        if (node == null || isNull(node)) {
            return List.of();
        }
        if (!(node instanceof SequenceNode sequence)) {
            throw new RuleFormatException("line " + line(node) + ": " + name + " is no list (expected: a list)");
        }
        List<YamlFields> items = new ArrayList<>();
        for (Node item : sequence.getValue()) {
            items.add(of(item));
        }
        return items;
    }

    int line() {
        return line;
    }

    private static String text(Node node) throws RuleFormatException {
        if (node instanceof ScalarNode scalar) {
            return scalar.getValue();
        }
        throw new RuleFormatException("line " + line(node) + ": a list or mapping (expected: a single value)");
    }

    private static boolean isNull(Node node) {
        return node instanceof ScalarNode && node.getTag().equals(Tag.NULL);
    }

    private static int line(Node node) {
        return node.getStartMark().map(Mark::getLine).orElse(0) + 1;
    }
}
