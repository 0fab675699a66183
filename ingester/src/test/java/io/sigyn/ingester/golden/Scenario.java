package io.sigyn.ingester.golden;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** One recorded scenario, its placeholders filled in. */
final class Scenario {
    private static final Pattern PLACEHOLDER = Pattern.compile("\\{\\{(\\w+)(?:([+-]\\d+)(ns|ms|s|m|h|d))?}}");

    private final Map<String, Object> json;
    private final Instant now;
    private final String run;

    Scenario(Map<String, Object> json, Instant now, String run) {
        this.json = json;
        this.now = now;
        this.run = run;
    }

    static List<Scenario> load(String area, Instant now) throws IOException {
        List<Object> scenarios =
                Json.list(Json.map(Json.read("/http-golden/" + area + ".json")).get("scenarios"));
        List<Scenario> loaded = new ArrayList<>();
        for (Object scenario : scenarios) {
            loaded.add(new Scenario(Json.map(scenario), now, "r" + loaded.size()));
        }
        return loaded;
    }

    String id() {
        return (String) json.get("id");
    }

    List<Step> steps() {
        List<Step> steps = new ArrayList<>();
        for (Object step : Json.list(json.get("steps"))) {
            steps.add(new Step(Json.map(step)));
        }
        return steps;
    }

    /** Replaces the placeholders that are known and leaves others. */
    String fill(String text) {
        return PLACEHOLDER.matcher(text).replaceAll(match -> Matcher.quoteReplacement(value(match)));
    }

    private String value(java.util.regex.MatchResult match) {
        Instant time = now;
        if (match.group(2) != null) {
            long amount = Long.parseLong(match.group(2));
            time = switch (match.group(3)) {
                case "ns" -> time.plusNanos(amount);
                case "ms" -> time.plusMillis(amount);
                case "s" -> time.plusSeconds(amount);
                case "m" -> time.plusSeconds(60 * amount);
                case "h" -> time.plusSeconds(3600 * amount);
                default -> time.plusSeconds(86400 * amount);
            };
        }
        return switch (match.group(1)) {
            case "run" -> run;
            case "tenant" -> tenant();
            case "now_ns" -> Long.toString(time.getEpochSecond() * 1_000_000_000L + time.getNano());
            case "now_s" -> Long.toString(time.getEpochSecond());
            case "now_rfc3339" ->
                DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss'Z'")
                        .withZone(ZoneOffset.UTC)
                        .format(time);
            default -> match.group();
        };
    }

    private String tenant() {
        Object tenant = json.get("tenant");
        return tenant == null ? "" : fill((String) tenant);
    }

    /** A request and what is expected of it. */
    final class Step {
        private final Map<String, Object> step;

        Step(Map<String, Object> step) {
            this.step = step;
        }

        String name() {
            return step.containsKey("name") ? (String) step.get("name") : "wait";
        }

        int waitSeconds() {
            Object wait = step.get("wait_s");
            return wait == null ? 0 : ((Number) wait).intValue();
        }

        boolean isRequest(String method, String... paths) {
            return method.equals(step.get("method")) && List.of(paths).contains(step.get("path"));
        }

        String path() {
            return (String) step.get("path");
        }

        String header(String name) {
            Map<String, Object> headers = step.get("headers") == null ? Map.of() : Json.map(step.get("headers"));
            if (!headers.containsKey(name)) {
                return name.equals("X-Scope-OrgID") ? Scenario.this.tenant() : "";
            }
            Object value = headers.get(name);
            return value == null ? "" : fill((String) value);
        }

        Map<String, String> query() {
            Map<String, String> query = new LinkedHashMap<>();
            if (step.get("query") != null) {
                for (Object pair : Json.list(step.get("query"))) {
                    query.put((String) Json.list(pair).get(0), fill((String)
                            Json.list(pair).get(1)));
                }
            }
            return query;
        }

        byte[] body() {
            return step.get("body") == null ? new byte[0] : body(Json.map(step.get("body")));
        }

        private byte[] body(Map<String, Object> body) {
            if (body.containsKey("text")) {
                return fill((String) body.get("text")).getBytes(StandardCharsets.UTF_8);
            } else if (body.containsKey("base64")) {
                return Base64.getDecoder().decode((String) body.get("base64"));
            } else if (body.containsKey("repeat")) {
                return ((String) body.get("repeat"))
                        .repeat(((Number) body.get("times")).intValue())
                        .getBytes(StandardCharsets.UTF_8);
            }
            ByteArrayOutputStream out = new ByteArrayOutputStream();
            for (Object part : Json.list(body.get("parts"))) {
                out.writeBytes(body(Json.map(part)));
            }
            return out.toByteArray();
        }

        Map<String, Object> expected() {
            return Json.map(step.get("expect"));
        }

        List<Integer> statuses() {
            Object status = expected().get("status");
            List<Object> all = status instanceof List<?> ? Json.list(status) : List.of(status);
            return all.stream().map(each -> ((Number) each).intValue()).collect(Collectors.toList());
        }

        Map<String, Object> expectedBody() {
            Object body = expected().get("body");
            return body == null ? Map.of("any", true) : Json.map(body);
        }

        Scenario scenario() {
            return Scenario.this;
        }
    }
}
