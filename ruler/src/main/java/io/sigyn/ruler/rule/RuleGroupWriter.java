package io.sigyn.ruler.rule;

import io.sigyn.logql.go.PrometheusDuration;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/**
 * Spells rule groups as Loki answers them: YAML with four spaces, keys that are not set left out. As there, {@code
 * keep_firing_for} is not shown. Stateless.
 */
public final class RuleGroupWriter {
    private static final int STEP = 4;

    private final StringBuilder out = new StringBuilder();
    private final boolean whole;

    private RuleGroupWriter(boolean whole) {
        this.whole = whole;
    }

    /** One group, as {@code /rules/{namespace}/{group}} answers. */
    public static String write(RuleGroup group) {
        RuleGroupWriter writer = new RuleGroupWriter(false);
        writer.group(0, group);
        return writer.out.toString();
    }

    /** Groups by namespace, as {@code /rules} answers. */
    public static String write(List<Namespace> namespaces) {
        RuleGroupWriter writer = new RuleGroupWriter(false);
        namespaces.stream()
                .sorted((a, b) -> YamlText.compareKeys(a.name(), b.name()))
                .forEach(namespace -> {
                    writer.out.append(YamlText.key(namespace.name())).append(":\n");
                    writer.groups(namespace.groups());
                });
        return writer.out.toString();
    }

    /** All of a namespace, to be kept and read again by {@link RuleGroupReader#readNamespace}. */
    public static String writeNamespace(Namespace namespace) {
        RuleGroupWriter writer = new RuleGroupWriter(true);
        writer.out
                .append("namespace: ")
                .append(YamlText.scalar(namespace.name(), STEP))
                .append('\n');
        writer.out.append(namespace.groups().isEmpty() ? "groups: []\n" : "groups:\n");
        writer.groups(namespace.groups());
        return writer.out.toString();
    }

    private void groups(List<RuleGroup> groups) {
        for (RuleGroup group : groups) {
            dash(STEP);
            group(STEP + 2, group);
        }
    }

    private void dash(int indent) {
        out.append(" ".repeat(indent)).append("- ");
    }

    /** The keys of a group, the first one where the output stands. */
    private void group(int indent, RuleGroup group) {
        Fields fields = new Fields(indent, out.length());
        fields.text("name", group.name(), true);
        fields.duration("interval", group.interval());
        if (group.limit() != 0) {
            fields.plain("limit", Integer.toString(group.limit()));
        }
        if (group.rules().isEmpty()) {
            fields.plain("rules", "[]");
            return;
        }
        fields.open("rules");
        int below = nextStep(indent);
        for (Rule rule : group.rules()) {
            dash(below);
            rule(below + 2, rule);
        }
    }

    private void rule(int indent, Rule rule) {
        Fields fields = new Fields(indent, out.length());
        fields.text("record", rule.record(), rule.alert().isEmpty());
        fields.text("alert", rule.alert(), false);
        fields.text("expr", rule.expression(), true);
        fields.duration("for", rule.hold());
        if (whole) {
            fields.duration("keep_firing_for", rule.keepFiringFor());
        }
        fields.texts("labels", rule.labels());
        fields.texts("annotations", rule.annotations());
    }

    private static int nextStep(int indent) {
        return STEP * ((indent + STEP) / STEP);
    }

    /** Keys of one mapping; the first follows what is written already, the others begin lines. */
    private final class Fields {
        private final int indent;
        private final int start;

        Fields(int indent, int start) {
            this.indent = indent;
            this.start = start;
        }

        private void key(String name) {
            if (out.length() > start) {
                out.append(" ".repeat(indent));
            }
            out.append(name).append(':');
        }

        void plain(String name, String value) {
            key(name);
            out.append(' ').append(value).append('\n');
        }

        void text(String name, String value, boolean always) {
            if (always || !value.isEmpty()) {
                plain(name, YamlText.scalar(value, nextStep(indent)));
            }
        }

        void duration(String name, Duration value) {
            if (!value.isZero()) {
                plain(name, PrometheusDuration.format(value.toNanos()));
            }
        }

        void open(String name) {
            key(name);
            out.append('\n');
        }

        void texts(String name, Map<String, String> values) {
            if (!values.isEmpty()) {
                open(name);
                int below = nextStep(indent);
                values.entrySet().stream()
                        .sorted((a, b) -> YamlText.compareKeys(a.getKey(), b.getKey()))
                        .forEach(entry -> out.append(" ".repeat(below))
                                .append(YamlText.key(entry.getKey()))
                                .append(": ")
                                .append(YamlText.scalar(entry.getValue(), nextStep(below)))
                                .append('\n'));
            }
        }
    }
}
