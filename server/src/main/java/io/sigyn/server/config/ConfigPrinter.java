package io.sigyn.server.config;

import io.sigyn.model.TenantLimits;
import java.lang.reflect.RecordComponent;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** Prints the effective configuration as YAML: secrets masked, what is not a default with where it came from. */
public final class ConfigPrinter {
    private static final String MASK = "********";

    private ConfigPrinter() {}

    public static String print(SigynConfig config) {
        return print(config.settings(), config.limits(), config.schema(), false);
    }

    /** As Loki's {@code /config?mode=}: {@code diff} has what is not a default, {@code defaults} what would be without it. */
    public static String print(SigynConfig config, String mode) {
        return switch (mode) {
            case "diff" -> print(config.settings(), config.limits(), config.schema(), true);
            case "defaults" -> print(new Settings(Map.of()), TenantLimits.defaults(), Optional.empty(), false);
            default -> print(config);
        };
    }

    private static String print(
            Settings settings, TenantLimits limits, Optional<YamlValue> schema, boolean onlyChanged) {
        StringBuilder out = new StringBuilder();
        Node root = new Node();
        for (Setting setting : Setting.ALL.values()) {
            if (!onlyChanged || !settings.text(setting.path()).equals(setting.fallback())) {
                root.at(setting.path()).line = line(settings, setting);
            }
        }
        for (RecordComponent component : TenantLimits.class.getRecordComponents()) {
            String limit = limit(component, limits);
            if (!onlyChanged || !limit.equals(limit(component, TenantLimits.defaults()))) {
                root.at("limits_config." + LimitsReader.key(component.getName())).line = limit;
            }
        }
        schema.ifPresent(given -> root.at("schema_config").raw = given);
        if (schema.isEmpty() && !onlyChanged) {
            root.at("schema_config").line = " {}";
        }
        root.print(out, "");
        return out.toString();
    }

    private static String line(Settings settings, Setting setting) {
        String text = settings.text(setting.path());
        String shown = setting.kind() == Setting.Kind.SECRET && !text.isEmpty() ? MASK : scalar(withoutPassword(text));
        return " " + shown + (settings.isSet(setting.path()) ? " # " + settings.source(setting.path()) : "");
    }

    /** A URL may hold a user with his password. */
    private static String withoutPassword(String text) {
        return text.replaceAll("(://)[^/@\\s]*@", "$1" + MASK + "@");
    }

    private static String scalar(String text) {
        boolean plain = text.matches("[A-Za-z0-9/_][A-Za-z0-9/_.,:+-]*") && !text.endsWith(":");
        return plain
                ? text
                : "\"" + text.replace("\\", "\\\\").replace("\"", "\\\"").replace("\n", "\\n") + "\"";
    }

    private static String limit(RecordComponent component, TenantLimits limits) {
        try {
            Object value = component.getAccessor().invoke(limits);
            return " " + limitText(component, value);
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException("limit " + component.getName() + " cannot be read", e);
        }
    }

    private static String limitText(RecordComponent component, Object value) {
        if (value instanceof Duration duration) {
            return GoDuration.format(duration);
        } else if (component.getType() == long.class) {
            return ByteSize.format((Long) value);
        } else if (value instanceof List<?> list) {
            return scalarList(list);
        } else if (value instanceof Instant instant) {
            return instant.equals(Instant.EPOCH) ? "0" : instant.toString();
        } else if (value instanceof Record) {
            return scalar(value.toString());
        }
        return scalar(value.toString());
    }

    private static String scalarList(List<?> list) {
        return "["
                + String.join(
                        ", ", list.stream().map(item -> scalar(item.toString())).toList()) + "]";
    }

    /** A key with what is below it. */
    private static final class Node {
        private final Map<String, Node> children = new TreeMap<>();
        private String line = "";
        private YamlValue raw = new YamlValue.Text("", true, 0);

        Node at(String path) {
            Node node = this;
            for (String part : path.split("\\.")) {
                node = node.children.computeIfAbsent(part, ignored -> new Node());
            }
            return node;
        }

        void print(StringBuilder out, String indent) {
            children.forEach((name, node) -> {
                out.append(indent).append(name).append(':').append(node.line).append('\n');
                node.print(out, indent + "  ");
                printRaw(out, indent + "  ", node.raw);
            });
        }

        private static void printRaw(StringBuilder out, String indent, YamlValue value) {
            if (value instanceof YamlValue.Mapping mapping) {
                mapping.entries().forEach((name, child) -> {
                    String text = child instanceof YamlValue.Text leaf ? " " + scalar(leaf.text()) : "";
                    out.append(indent).append(name).append(':').append(text).append('\n');
                    printRaw(out, indent + "  ", child);
                });
            } else if (value instanceof YamlValue.Sequence sequence) {
                for (YamlValue item : sequence.items()) {
                    out.append(indent).append("-\n");
                    printRaw(out, indent + "  ", item);
                }
            }
        }
    }
}
