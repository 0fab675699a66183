package io.sigyn.server.config;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * The command line as Loki reads its own: {@code -flag=value}, {@code -flag value} or {@code --flag}, and commands
 * without a dash. Immutable.
 */
public record CommandLine(Map<String, String> flags, List<String> commands) {
    /** Flags that are no settings. */
    public static final Map<String, String> OWN_FLAGS = ownFlags();

    /** Flags of the tools: {@code verify}, {@code inspect}, {@code repair} and {@code export}. */
    public static final Map<String, String> TOOL_FLAGS = toolFlags();

    private static final Set<String> SWITCHES = Set.of(
            "config.expand-env",
            "verify-config",
            "help",
            "h",
            "version",
            "print-config-stderr",
            "json",
            "apply",
            "dry-run");

    private static Map<String, String> toolFlags() {
        Map<String, String> flags = new LinkedHashMap<>();
        flags.put("tenant", "verify, inspect, repair: this tenant only; export: which one (default: fake)");
        flags.put("json", "inspect: print JSON");
        flags.put("apply", "repair: do it; without it, only say what would be done");
        flags.put("dry-run", "repair: only say what would be done");
        flags.put("query", "export: a log query; {} for everything (default)");
        flags.put("from", "export: first time, RFC 3339 or nanoseconds since 1970");
        flags.put("to", "export: time after the last, as above");
        return flags;
    }

    private static Map<String, String> ownFlags() {
        Map<String, String> flags = new LinkedHashMap<>();
        flags.put("config.file", "read this configuration (Loki's YAML); of several, by commas, the first that exists");
        flags.put("config.expand-env", "put environment variables into it: ${VAR}, ${VAR:-default}");
        flags.put("verify-config", "check the configuration and exit");
        flags.put("print-config-stderr", "print the effective configuration at start");
        flags.put("help", "print this");
        flags.put("version", "print the version");
        return flags;
    }

    /** Reads arguments; throws {@link ConfigException} for a flag that there is not. */
    public static CommandLine parse(List<String> arguments) {
        Map<String, Setting> byFlag = new TreeMap<>();
        Setting.ALL.values().forEach(setting -> byFlag.put(setting.flag(), setting));
        Map<String, String> flags = new LinkedHashMap<>();
        List<String> commands = new ArrayList<>();
        for (int i = 0; i < arguments.size(); i++) {
            String argument = arguments.get(i);
            if (!argument.startsWith("-") || argument.equals("-")) {
                commands.add(argument);
                continue;
            }
            String flag = argument.replaceFirst("^--?", "");
            int equals = flag.indexOf('=');
            String name = equals < 0 ? flag : flag.substring(0, equals);
            Setting setting = byFlag.get(name);
            if (setting == null && !isOwn(name)) {
                throw new ConfigException("flag -" + name + ": there is no such flag (`sigyn --help` lists them)");
            }
            boolean isSwitch = SWITCHES.contains(name) || (setting != null && setting.kind() == Setting.Kind.BOOL);
            if (equals >= 0) {
                flags.put(name, flag.substring(equals + 1));
            } else if (isSwitch) {
                flags.put(name, "true");
            } else if (i + 1 < arguments.size()) {
                flags.put(name, arguments.get(++i));
            } else {
                throw new ConfigException("flag -" + name + ": has no value (expected: -" + name + "=value)");
            }
        }
        return new CommandLine(Map.copyOf(flags), List.copyOf(commands));
    }

    private static boolean isOwn(String name) {
        return OWN_FLAGS.containsKey(name) || TOOL_FLAGS.containsKey(name) || name.equals("h");
    }

    public boolean has(String flag) {
        return !flags.getOrDefault(flag, "false").equals("false");
    }

    public String value(String flag) {
        return flags.getOrDefault(flag, "");
    }
}
