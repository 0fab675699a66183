package io.sigyn.server.config;

import io.sigyn.model.TenantId;
import io.sigyn.model.TenantLimits;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The limits of every tenant: the defaults, or what the runtime configuration says. {@link #reload} takes a changed
 * file; a bad one is reported and the limits stay as they were. Thread-safe.
 */
public final class TenantOverrides {
    private static final Logger log = LoggerFactory.getLogger(TenantOverrides.class);

    private final TenantLimits defaults;
    private final List<Path> files;
    private volatile Map<String, TenantLimits> byTenant;
    private volatile String readText = "";
    private volatile boolean lastReloadGood = true;

    /** Reads the files once; throws {@link ConfigException} if they cannot be used. */
    public TenantOverrides(TenantLimits defaults, List<Path> files) {
        this.defaults = defaults;
        this.files = List.copyOf(files);
        StringBuilder text = new StringBuilder();
        this.byTenant = read(text);
        this.readText = text.toString();
    }

    public TenantLimits of(TenantId tenant) {
        return byTenant.getOrDefault(tenant.value(), defaults);
    }

    /** Whether the last {@link #reload} could use the files. */
    public boolean lastReloadGood() {
        return lastReloadGood;
    }

    /** Reads the files again; called by one thread at a time. */
    public void reload() {
        try {
            StringBuilder text = new StringBuilder();
            Map<String, TenantLimits> read = read(text);
            lastReloadGood = true;
            if (!readText.contentEquals(text)) {
                byTenant = read;
                readText = text.toString();
                log.info("runtime configuration read again, tenants={}", read.size());
            }
        } catch (ConfigException e) {
            lastReloadGood = false;
            log.error("runtime configuration not taken over, the limits stay as they were: {}", e.getMessage());
        }
    }

    private Map<String, TenantLimits> read(StringBuilder readInto) {
        Map<String, TenantLimits> limits = new HashMap<>();
        for (Path file : files) {
            String text = ConfigLoader.read(file);
            readInto.append(text).append('\n');
            take(file.toString(), YamlValue.parse(file.toString(), text), limits);
        }
        return Map.copyOf(limits);
    }

    private void take(String source, YamlValue root, Map<String, TenantLimits> into) {
        if (!(root instanceof YamlValue.Mapping mapping)) {
            throw new ConfigException(source + ": not a mapping (expected: overrides, then limits by tenant)");
        }
        KnownKeys known = new KnownKeys();
        LimitsReader reader = new LimitsReader(source);
        mapping.entries().forEach((key, value) -> {
            if (key.equals("overrides")) {
                entries(value).forEach((tenant, limits) -> into.put(tenant, limits(known, reader, source, limits)));
            } else if (!key.equals("configs") && !key.equals("multi_kv_config")) {
                int line = Objects.requireNonNullElse(mapping.keyLines().get(key), root.line());
                throw new ConfigException(
                        source + ":" + line + ": " + key + ": there is no such key; nearest is overrides");
            }
        });
    }

    private TenantLimits limits(KnownKeys known, LimitsReader reader, String source, YamlValue value) {
        TenantLimits limits = defaults;
        for (Map.Entry<String, YamlValue> entry : entries(value).entrySet()) {
            TenantLimits changed = reader.with(limits, entry.getKey(), entry.getValue());
            String path = "limits_config." + entry.getKey();
            if (changed != null) {
                limits = changed;
            } else if (!known.meansNothing(path)) {
                throw new ConfigException(source + ":" + entry.getValue().line() + ": " + entry.getKey()
                        + ": there is no such limit; nearest is "
                        + known.nearest(path).replace("limits_config.", ""));
            }
        }
        return limits;
    }

    private static Map<String, YamlValue> entries(YamlValue value) {
        return value instanceof YamlValue.Mapping mapping ? mapping.entries() : Map.of();
    }
}
