package io.sigyn.querier;

import io.sigyn.model.Labels;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What the write path adds to streams and entries, in the least form that the corpus needs. */
final class Discovery {
    private static final Set<String> LEVEL_NAMES =
            Set.of("level", "LEVEL", "Level", "severity", "SEVERITY", "Severity", "lvl", "LVL", "Lvl", "log.level");
    private static final List<String> KNOWN =
            List.of("trace", "debug", "info", "warn", "warning", "error", "err", "critical", "fatal");
    private static final Pattern JSON_LEVEL =
            Pattern.compile("\"(?:level|LEVEL|Level|severity|lvl|log.level)\"\\s*:\\s*\"([^\"]*)\"");
    private static final Pattern LOGFMT_LEVEL =
            Pattern.compile("(?:^|\\s)(?:level|LEVEL|Level|severity|lvl|log.level)=\"?([A-Za-z]+)\"?");

    private Discovery() {}

    static Labels withServiceName(Labels labels, List<String> sources) {
        if (sources.isEmpty() || labels.has("service_name")) {
            return labels;
        }
        for (String source : sources) {
            String value = labels.get(source);
            if (value != null) {
                return labels.with("service_name", value);
            }
        }
        return labels.with("service_name", "unknown_service");
    }

    static String level(Labels labels, Map<String, String> metadata, String line) {
        for (int i = 0; i < labels.size(); i++) {
            if (LEVEL_NAMES.contains(labels.name(i))) {
                return labels.value(i);
            }
        }
        for (Map.Entry<String, String> pair : metadata.entrySet()) {
            if (LEVEL_NAMES.contains(pair.getKey())) {
                return pair.getValue();
            }
        }
        String number = metadata.get("severity_number");
        if (number != null) {
            return ofNumber(number);
        }
        boolean json = line.strip().startsWith("{") && line.strip().endsWith("}");
        Matcher field = (json ? JSON_LEVEL : LOGFMT_LEVEL).matcher(line);
        if (field.find()) {
            String value = field.group(1).toLowerCase(Locale.ROOT);
            if (KNOWN.contains(value)) {
                return value.equals("err") ? "error" : value.equals("warning") ? "warn" : value;
            }
        }
        return ofWords(line);
    }

    private static String ofNumber(String number) {
        try {
            int severity = Integer.parseInt(number);
            String[] names = {"trace", "debug", "info", "warn", "error", "fatal"};
            return severity < 1 || severity > 24 ? "unknown" : names[(severity - 1) / 4];
        } catch (NumberFormatException e) {
            return "info";
        }
    }

    private static String ofWords(String line) {
        if (hasAny(line, "info", "INFO")) {
            return "info";
        } else if (hasAny(line, "err:", "ERR:", "error", "ERROR")) {
            return "error";
        } else if (hasAny(line, "warn:", "WARN:", "warning", "WARNING")) {
            return "warn";
        } else if (hasAny(line, "CRITICAL:", "critical:")) {
            return "critical";
        } else if (hasAny(line, "debug:", "DEBUG:")) {
            return "debug";
        }
        return "unknown";
    }

    private static boolean hasAny(String line, String... words) {
        for (String word : words) {
            if (line.contains(word)) {
                return true;
            }
        }
        return false;
    }
}
