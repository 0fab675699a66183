package io.sigyn.server.config;

import io.sigyn.ruler.relabel.RelabelRule;
import io.sigyn.ruler.relabel.Relabeling;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Reads lists of relabelling rules as Prometheus writes them; mistakes are pointed at by line. Stateless. */
final class RelabelReader {
    private RelabelReader() {}

    /** The rules of a list, none where there is no list. {@code path} names it in messages. */
    static Relabeling read(String path, @Nullable YamlValue value) {
        if (value == null || (value instanceof YamlValue.Text text && text.isNull())) {
            return Relabeling.NONE;
        }
        if (!(value instanceof YamlValue.Sequence list)) {
            throw refused(path, value, "is no list (expected: relabelling rules, each with a - in front)");
        }
        List<RelabelRule> rules = new ArrayList<>();
        for (YamlValue item : list.items()) {
            if (!(item instanceof YamlValue.Mapping rule)) {
                throw refused(path, item, "is no rule (expected: keys such as source_labels and action)");
            }
            try {
                rules.add(new RelabelRule(fields(rule)));
            } catch (IllegalArgumentException e) {
                throw refused(path, rule, Objects.requireNonNullElse(e.getMessage(), e.toString()));
            }
        }
        return new Relabeling(rules);
    }

    private static ConfigException refused(String path, YamlValue where, String problem) {
        return new ConfigException("line " + where.line() + ": " + path + ": " + problem);
    }

    private static RelabelRule.Fields fields(YamlValue.Mapping rule) {
        RelabelRule.Fields fields = RelabelRule.Fields.defaults();
        for (Map.Entry<String, YamlValue> entry : rule.entries().entrySet()) {
            fields = with(fields, entry.getKey(), entry.getValue());
        }
        return fields;
    }

    private static RelabelRule.Fields with(RelabelRule.Fields fields, String key, YamlValue value) {
        String text = value instanceof YamlValue.Text single && !single.isNull() ? single.text() : "";
        return switch (key) {
            case "source_labels" -> fields.withSourceLabels(texts(value));
            case "separator" -> fields.withSeparator(text);
            case "regex" -> fields.withRegex(text);
            case "modulus" -> fields.withModulus(Long.parseLong(text));
            case "target_label" -> fields.withTargetLabel(text);
            case "replacement" -> fields.withReplacement(text);
            case "action" -> fields.withAction(action(text));
            default ->
                throw new IllegalArgumentException(key + ": there is no such key (expected: source_labels,"
                        + " separator, regex, modulus, target_label, replacement or action)");
        };
    }

    private static List<String> texts(YamlValue value) {
        List<String> texts = new ArrayList<>();
        if (value instanceof YamlValue.Sequence list) {
            list.items().forEach(item -> texts.add(item instanceof YamlValue.Text text ? text.text() : ""));
        }
        return texts;
    }

    private static RelabelRule.Action action(String text) {
        for (RelabelRule.Action action : RelabelRule.Action.values()) {
            if (action.name().toLowerCase(Locale.ROOT).equals(text.toLowerCase(Locale.ROOT))) {
                return action;
            }
        }
        throw new IllegalArgumentException("action: \"" + text + "\" (expected: replace, keep, drop, keepequal,"
                + " dropequal, hashmod, labelmap, labeldrop, labelkeep, lowercase or uppercase)");
    }
}
