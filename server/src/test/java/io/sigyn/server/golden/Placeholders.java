package io.sigyn.server.golden;

import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The values that a scenario's texts refer to: one reading of the clock, the run, the tenant, what was captured. */
final class Placeholders {
    private static final Pattern REFERENCE = Pattern.compile(
            "\\{\\{(now_ns|now_ms|now_s|now_rfc3339nano|now_rfc3339|run|tenant|cap\\.\\w+)(?:([+-])(\\d+)(ns|ms|s|m|h|d))?}}");
    private static final DateTimeFormatter SECONDS =
            DateTimeFormatter.ofPattern("yyyy-MM-dd'T'HH:mm:ss").withZone(ZoneOffset.UTC);
    private static final long SECOND = 1_000_000_000L;

    private final long nowNanos = System.currentTimeMillis() * 1_000_000L;
    private final String run;
    private final Map<String, String> captured = new HashMap<>();
    private String tenant = "";

    Placeholders(String run) {
        this.run = run;
    }

    void tenant(String template) {
        tenant = resolve(template);
    }

    String tenant() {
        return tenant;
    }

    void capture(String name, String value) {
        captured.put(name, value);
    }

    String resolve(String text) {
        Matcher reference = REFERENCE.matcher(text);
        StringBuilder out = new StringBuilder();
        while (reference.find()) {
            reference.appendReplacement(out, Matcher.quoteReplacement(value(reference)));
        }
        return reference.appendTail(out).toString();
    }

    Object resolveAll(Object value) {
        if (value instanceof String text) {
            return resolve(text);
        } else if (value instanceof Map<?, ?>) {
            Map<String, Object> out = new LinkedHashMap<>();
            Json.map(value).forEach((key, child) -> out.put(resolve(key), resolveAll(child)));
            return out;
        } else if (value instanceof List<?>) {
            List<Object> out = new ArrayList<>();
            Json.list(value).forEach(child -> out.add(resolveAll(child)));
            return out;
        }
        return value;
    }

    private String value(Matcher reference) {
        String name = reference.group(1);
        if (name.equals("run")) {
            return run;
        } else if (name.equals("tenant")) {
            return tenant;
        } else if (name.startsWith("cap.")) {
            return captured.getOrDefault(name.substring(4), "");
        }
        long nanos = nowNanos;
        if (reference.group(2) != null) {
            long offset = Long.parseLong(reference.group(3)) * unit(reference.group(4));
            nanos += reference.group(2).equals("-") ? -offset : offset;
        }
        return switch (name) {
            case "now_ns" -> Long.toString(nanos);
            case "now_ms" -> Long.toString(nanos / 1_000_000);
            case "now_s" -> Long.toString(nanos / SECOND);
            default ->
                SECONDS.format(Instant.ofEpochSecond(nanos / SECOND)) + (name.endsWith("nano") ? fraction(nanos) : "")
                        + "Z";
        };
    }

    private static String fraction(long nanos) {
        String digits = Long.toString(SECOND + nanos % SECOND).substring(1).replaceFirst("0+$", "");
        return digits.isEmpty() ? "" : "." + digits;
    }

    private static long unit(String unit) {
        return switch (unit) {
            case "ns" -> 1;
            case "ms" -> 1_000_000;
            case "s" -> SECOND;
            case "m" -> 60 * SECOND;
            case "h" -> 3600 * SECOND;
            default -> 86400 * SECOND;
        };
    }
}
