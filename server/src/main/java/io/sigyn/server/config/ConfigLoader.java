package io.sigyn.server.config;

import io.sigyn.model.TenantLimits;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** Merges defaults, file, environment and flags, later ones winning, into a {@link SigynConfig}. For one thread. */
public final class ConfigLoader {
    private final KnownKeys known = new KnownKeys();
    private final Settings.Builder settings = new Settings.Builder();
    private final List<String> meaningless = new ArrayList<>();
    private final UnaryOperator<@Nullable String> environment;
    private TenantLimits limits = TenantLimits.defaults();
    private @Nullable YamlValue schema;
    private final Map<String, YamlValue> blocks = new HashMap<>();

    private ConfigLoader(UnaryOperator<@Nullable String> environment) {
        this.environment = environment;
    }

    /** Reads what the command line names; throws {@link ConfigException} if it cannot be used. */
    public static SigynConfig load(CommandLine commandLine, UnaryOperator<@Nullable String> environment) {
        return new ConfigLoader(environment).load(commandLine);
    }

    private SigynConfig load(CommandLine commandLine) {
        String file = commandLine.value("config.file");
        if (file.isEmpty()) {
            withoutFile();
        } else {
            readFile(firstThatExists(file), commandLine.has("config.expand-env"));
        }
        for (Setting setting : Setting.ALL.values()) {
            String value = environment.apply(setting.variable());
            if (value != null) {
                settings.set(setting, value, "environment variable " + setting.variable());
            }
        }
        for (Setting setting : Setting.ALL.values()) {
            if (commandLine.flags().containsKey(setting.flag())) {
                settings.set(setting, commandLine.value(setting.flag()), "flag -" + setting.flag());
            }
        }
        List<String> warnings = meaningless.isEmpty()
                ? List.of()
                : List.of("keys of Loki that mean nothing to Sigyn are ignored: " + String.join(", ", meaningless));
        return new ConfigAssembly(settings.build(), Optional.ofNullable(schema), blocks).assemble(limits, warnings);
    }

    /** Someone trying it out: this machine only, one tenant. */
    private void withoutFile() {
        String source = "default without a file";
        settings.set(setting("auth_enabled"), "false", source);
        settings.set(setting("server.http_listen_address"), "127.0.0.1", source);
    }

    private static Setting setting(String path) {
        Setting setting = Setting.ALL.get(path);
        if (setting == null) {
            throw new IllegalArgumentException("setting: " + path + " (expected: one of the registry)");
        }
        return setting;
    }

    private static Path firstThatExists(String files) {
        for (String file : files.split(",")) {
            Path path = Path.of(file.strip());
            if (Files.exists(path)) {
                return path;
            }
        }
        throw new ConfigException(files + ": no such file (named by -config.file)");
    }

    private void readFile(Path file, boolean expand) {
        String text = read(file);
        YamlValue root = YamlValue.parse(file.toString(), expand ? EnvExpander.expand(text, environment) : text);
        walk(file.toString(), "", root);
    }

    static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (NoSuchFileException e) {
            throw new ConfigException(file + ": no such file");
        } catch (IOException e) {
            throw new ConfigException(file + ": cannot be read: " + e.getMessage());
        }
    }

    private void walk(String source, String prefix, YamlValue value) {
        if (value instanceof YamlValue.Text text && text.isNull()) {
            return;
        }
        if (!(value instanceof YamlValue.Mapping mapping)) {
            throw new ConfigException(source + ":" + value.line() + ": " + (prefix.isEmpty() ? "the file" : prefix)
                    + " is a single value or a list (expected: keys and values)");
        }
        for (Map.Entry<String, YamlValue> entry : mapping.entries().entrySet()) {
            String path = prefix.isEmpty() ? entry.getKey() : prefix + "." + entry.getKey();
            int line = mapping.keyLines().getOrDefault(entry.getKey(), value.line());
            take(source, path, line, entry.getValue());
        }
    }

    private void take(String source, String path, int line, YamlValue value) {
        Setting setting = Setting.ALL.get(path);
        if (setting != null) {
            settings.set(setting, scalar(source, path, line, value), source + ":" + line);
        } else if (path.startsWith("limits_config.") && takeLimit(source, path, value)) {
            return;
        } else if (path.equals("schema_config")) {
            schema = value;
        } else if (RulesReader.BLOCKS.contains(path)) {
            blocks.put(path, value);
            meaningless.addAll(RulesReader.meaningless(path, value));
        } else if (known.meansNothing(path) && !known.hasSettingsBelow(path)) {
            refuseOtherStores(source, path, line, value);
            meaningless.add(path);
        } else if (known.isBlock(path)) {
            walk(source, path, value);
        } else {
            throw new ConfigException(
                    source + ":" + line + ": " + path + ": there is no such key; nearest is " + known.nearest(path));
        }
    }

    private boolean takeLimit(String source, String path, YamlValue value) {
        String key = path.substring("limits_config.".length());
        TenantLimits changed = new LimitsReader(source).with(limits, key, value);
        if (changed == null) {
            return false;
        }
        limits = changed;
        return true;
    }

    /** Logs of someone who asked for another store must not end on this machine's disk in silence. */
    private static void refuseOtherStores(String source, String path, int line, YamlValue value) {
        boolean other = path.matches("common\\.storage\\.(gcs|azure|swift|bos|cos|alibabacloud)");
        if (other
                && value instanceof YamlValue.Mapping mapping
                && !mapping.entries().isEmpty()) {
            throw new ConfigException(
                    source + ":" + line + ": " + path + ": Sigyn keeps its objects in a folder or in S3 (expected:"
                            + " common.storage.filesystem or common.storage.s3)");
        }
    }

    private static String scalar(String source, String path, int line, YamlValue value) {
        if (value instanceof YamlValue.Text text) {
            return text.isNull() ? "" : text.text();
        }
        if (value instanceof YamlValue.Sequence sequence) {
            List<String> items = new ArrayList<>();
            sequence.items().forEach(item -> items.add(scalar(source, path, item.line(), item)));
            return String.join(",", items);
        }
        throw new ConfigException(source + ":" + line + ": " + path + " is a mapping (expected: a single value)");
    }
}
