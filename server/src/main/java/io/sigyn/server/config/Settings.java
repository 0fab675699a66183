package io.sigyn.server.config;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;

/** The value of every setting, with where it came from. Immutable. */
public final class Settings {
    private final Map<String, Value> values;

    Settings(Map<String, Value> values) {
        this.values = Map.copyOf(values);
    }

    /** A value as text; {@code source} is what the user would look for: a file with its line, a variable, a flag. */
    record Value(String text, String source) {}

    public String text(String path) {
        Value value = values.get(path);
        if (value != null) {
            return value.text;
        }
        Setting setting = Setting.ALL.get(path);
        if (setting == null) {
            throw new IllegalArgumentException("setting: " + path + " (expected: one of the registry)");
        }
        return setting.fallback();
    }

    /** Whether something other than the default gave it. */
    public boolean isSet(String path) {
        return values.containsKey(path);
    }

    public String source(String path) {
        Value value = values.get(path);
        return value == null ? "default" : value.source;
    }

    public boolean bool(String path) {
        return text(path).equals("true");
    }

    public int integer(String path) {
        return Integer.parseInt(text(path));
    }

    public Duration duration(String path) {
        return GoDuration.parse(text(path));
    }

    public long size(String path) {
        return ByteSize.parse(text(path));
    }

    /** Collects values; what is set later wins. */
    static final class Builder {
        private final Map<String, Value> values = new HashMap<>();

        void set(Setting setting, String text, String source) {
            try {
                setting.check(text);
            } catch (IllegalArgumentException e) {
                throw new ConfigException(source + ": " + setting.path() + ": " + e.getMessage());
            }
            values.put(setting.path(), new Value(text, source));
        }

        Settings build() {
            return new Settings(values);
        }
    }
}
