package io.sigyn.server.config;

import io.sigyn.model.TenantLimits;
import io.sigyn.model.TenantLimits.AttributeRule;
import io.sigyn.model.TenantLimits.OtlpConfig;
import io.sigyn.model.TenantLimits.RetentionRule;
import java.lang.reflect.RecordComponent;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Reads {@code limits_config}, and the same keys under a tenant's overrides, into {@link TenantLimits}. */
final class LimitsReader {
    /** The limits by their key in the file. */
    static final Map<String, RecordComponent> COMPONENTS = components();

    private final String source;

    LimitsReader(String source) {
        this.source = source;
    }

    private static Map<String, RecordComponent> components() {
        Map<String, RecordComponent> byKey = new LinkedHashMap<>();
        for (RecordComponent component : TenantLimits.class.getRecordComponents()) {
            byKey.put(key(component.getName()), component);
        }
        return byKey;
    }

    /** {@code maxLineSize} is {@code max_line_size}. */
    static String key(String component) {
        return component.replaceAll("([A-Z])", "_$1").toLowerCase(java.util.Locale.ROOT);
    }

    /** One limit changed, if the key is one that means something here; null otherwise. */
    @Nullable
    TenantLimits with(TenantLimits limits, String key, YamlValue value) {
        RecordComponent component = COMPONENTS.get(key);
        if (component == null) {
            return null;
        }
        try {
            return limits.with(component.getName(), read(component, value));
        } catch (IllegalArgumentException | DateTimeParseException e) {
            throw new ConfigException(source + ":" + value.line() + ": " + key + ": " + e.getMessage());
        }
    }

    private Object read(RecordComponent component, YamlValue value) {
        Class<?> type = component.getType();
        if (type == List.class) {
            return component.getName().equals("retentionStream") ? retentionRules(value) : strings(value);
        } else if (type == OtlpConfig.class) {
            return otlp(value);
        }
        String text = text(value);
        if (type == double.class) {
            return Double.parseDouble(text);
        } else if (type == int.class) {
            return Integer.parseInt(text);
        } else if (type == long.class) {
            return ByteSize.parse(text);
        } else if (type == boolean.class) {
            return bool(text);
        } else if (type == Duration.class) {
            return GoDuration.parse(text);
        } else if (type == Instant.class) {
            return text.equals("0") || text.isEmpty() ? Instant.EPOCH : instant(text);
        }
        return text;
    }

    private static Instant instant(String text) {
        String full = text.length() == 10 ? text + "T00:00:00Z" : text;
        return OffsetDateTime.parse(full).toInstant();
    }

    private static boolean bool(String text) {
        if (!text.equals("true") && !text.equals("false")) {
            throw new IllegalArgumentException("\"" + text + "\" (expected: true or false)");
        }
        return text.equals("true");
    }

    private static String text(YamlValue value) {
        if (value instanceof YamlValue.Text text) {
            return text.isNull() ? "" : text.text();
        }
        throw new IllegalArgumentException("a list or mapping (expected: a value)");
    }

    private static List<String> strings(YamlValue value) {
        if (value instanceof YamlValue.Sequence sequence) {
            return sequence.items().stream().map(LimitsReader::text).toList();
        }
        String text = text(value);
        return text.isEmpty() ? List.of() : List.of(text.split(","));
    }

    private static List<RetentionRule> retentionRules(YamlValue value) {
        List<RetentionRule> rules = new ArrayList<>();
        for (YamlValue item : sequence(value)) {
            Map<String, YamlValue> entries = mapping(item);
            rules.add(new RetentionRule(
                    text(required(entries, "selector")),
                    entries.containsKey("priority") ? Integer.parseInt(text(required(entries, "priority"))) : 0,
                    GoDuration.parse(text(required(entries, "period")))));
        }
        return rules;
    }

    private static OtlpConfig otlp(YamlValue value) {
        Map<String, YamlValue> entries = mapping(value);
        boolean ignoreDefaults = false;
        List<AttributeRule> resource = List.of();
        YamlValue resourceConfig = entries.get("resource_attributes");
        if (resourceConfig != null) {
            Map<String, YamlValue> inner = mapping(resourceConfig);
            YamlValue ignore = inner.get("ignore_defaults");
            ignoreDefaults = ignore != null && bool(text(ignore));
            resource = rules(inner.get("attributes_config"));
        }
        return new OtlpConfig(
                ignoreDefaults, resource, rules(entries.get("scope_attributes")), rules(entries.get("log_attributes")));
    }

    private static List<AttributeRule> rules(@Nullable YamlValue value) {
        List<AttributeRule> rules = new ArrayList<>();
        for (YamlValue item : value == null ? List.<YamlValue>of() : sequence(value)) {
            Map<String, YamlValue> entries = mapping(item);
            YamlValue attributes = entries.get("attributes");
            YamlValue regex = entries.get("regex");
            rules.add(new AttributeRule(
                    text(required(entries, "action")),
                    attributes == null ? List.of() : strings(attributes),
                    regex == null ? "" : text(regex)));
        }
        return rules;
    }

    private static YamlValue required(Map<String, YamlValue> entries, String key) {
        YamlValue value = entries.get(key);
        if (value == null) {
            throw new IllegalArgumentException("no " + key + " (expected: one in each rule)");
        }
        return value;
    }

    private static List<YamlValue> sequence(YamlValue value) {
        if (value instanceof YamlValue.Sequence sequence) {
            return sequence.items();
        }
        if (value instanceof YamlValue.Text text && text.isNull()) {
            return List.of();
        }
        throw new IllegalArgumentException("not a list (expected: a list of rules)");
    }

    private static Map<String, YamlValue> mapping(YamlValue value) {
        if (value instanceof YamlValue.Mapping mapping) {
            return mapping.entries();
        }
        if (value instanceof YamlValue.Text text && text.isNull()) {
            return Map.of();
        }
        throw new IllegalArgumentException("not a mapping (expected: keys and values)");
    }
}
