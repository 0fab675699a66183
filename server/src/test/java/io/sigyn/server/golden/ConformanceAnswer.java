package io.sigyn.server.golden;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;

/** Says how an answer to a LogQL query differs from the recorded one, by the rules of the corpus; empty is a match. */
final class ConformanceAnswer {
    private static final double TOLERANCE = 1e-9;
    private static final Pattern ANY_SERIES = Pattern.compile(
            "pipeline error: '.*?' for series: '.*'\\.\n(Use a label filter .*?!=)\".*?\"\\)", Pattern.DOTALL);

    private final boolean ordered;
    private final boolean anySeries;

    ConformanceAnswer(Map<String, Object> test) {
        this.ordered = Boolean.TRUE.equals(test.get("ordered"));
        this.anySeries = Boolean.TRUE.equals(test.get("any_series"));
    }

    String difference(Map<String, Object> expected, int status, String contentType, Object body) {
        int wanted = ((BigDecimal) expected.get("status")).intValue();
        if (status != wanted) {
            return "status " + status + " instead of " + wanted + ": " + body;
        }
        String wantedType = (String) expected.get("content_type");
        boolean failed = status >= 300;
        if (!mediaType(wantedType, failed).equals(mediaType(contentType, failed))) {
            return "content type " + contentType + " instead of " + wantedType;
        }
        Object wantedBody = expected.get("body");
        if (failed || !(data(wantedBody) instanceof Map<?, ?>)) {
            return same(masked(wantedBody), masked(body));
        }
        return data(body) instanceof Map<?, ?>
                ? results(Json.map(data(wantedBody)), Json.map(data(body)))
                : same(wantedBody, body);
    }

    private static Object data(Object body) {
        return body instanceof Map<?, ?> map ? map.get("data") : null;
    }

    private static String mediaType(String contentType, boolean whole) {
        String text = contentType == null ? "" : contentType.replace(" ", "").toLowerCase(Locale.ROOT);
        return whole ? text : text.split(";")[0];
    }

    private Object masked(Object body) {
        return anySeries && body instanceof String text
                ? ANY_SERIES.matcher(text).replaceAll("any series $1")
                : body;
    }

    private static String same(Object wanted, Object got) {
        return wanted.equals(got) ? "" : "\n  want " + wanted + "\n  got  " + got;
    }

    private String results(Map<String, Object> wanted, Map<String, Object> got) {
        String type = (String) wanted.get("resultType");
        if (!type.equals(got.get("resultType"))) {
            return "result type " + got.get("resultType") + " instead of " + type;
        }
        String flags = same(sorted(wanted.get("encodingFlags")), sorted(got.get("encodingFlags")));
        if (!flags.isEmpty()) {
            return "encoding flags " + flags;
        }
        return switch (type) {
            case "streams" -> same(streams(wanted), streams(got));
            case "matrix" -> same(series(wanted, "values"), series(got, "values"));
            case "scalar" ->
                same(
                        new Value(text(Json.list(wanted.get("result")).get(1))),
                        new Value(text(Json.list(got.get("result")).get(1))));
            default -> vectors(wanted, got);
        };
    }

    private String vectors(Map<String, Object> wanted, Map<String, Object> got) {
        String values = ordered ? same(order(wanted), order(got)) : "";
        return values.isEmpty() ? same(series(wanted, "value"), series(got, "value")) : values;
    }

    private static List<Value> order(Map<String, Object> data) {
        List<Value> values = new ArrayList<>();
        Json.list(data.get("result"))
                .forEach(one -> values.add(
                        new Value(text(Json.list(Json.map(one).get("value")).get(1)))));
        return values;
    }

    private static List<String> sorted(Object flags) {
        List<String> sorted = new ArrayList<>();
        if (flags instanceof List<?> list) {
            list.forEach(flag -> sorted.add(String.valueOf(flag)));
        }
        sorted.sort(Comparator.naturalOrder());
        return sorted;
    }

    /** By labels; entries of the same time in any order. */
    private static Map<String, List<String>> streams(Map<String, Object> data) {
        Map<String, List<String>> streams = new TreeMap<>();
        for (Object one : Json.list(data.get("result"))) {
            Map<String, Object> stream = Json.map(one);
            List<String> entries =
                    streams.computeIfAbsent(Json.canonical(stream.get("stream")), key -> new ArrayList<>());
            Json.list(stream.get("values")).forEach(entry -> entries.add(Json.canonical(entry)));
        }
        streams.values().forEach(ConformanceAnswer::sortEqualTimes);
        return streams;
    }

    private static void sortEqualTimes(List<String> entries) {
        for (int from = 0; from < entries.size(); ) {
            int to = from + 1;
            while (to < entries.size() && time(entries.get(to)).equals(time(entries.get(from)))) {
                to++;
            }
            entries.subList(from, to).sort(Comparator.naturalOrder());
            from = to;
        }
    }

    private static String time(String entry) {
        return entry.substring(0, entry.indexOf(','));
    }

    private static Map<String, List<List<Object>>> series(Map<String, Object> data, String field) {
        Map<String, List<List<Object>>> all = new TreeMap<>();
        for (Object one : Json.list(data.get("result"))) {
            Map<String, Object> series = Json.map(one);
            List<List<Object>> points = new ArrayList<>();
            List<Object> values = Json.list(series.get(field));
            (field.equals("value") ? List.<Object>of(values) : values)
                    .forEach(point -> points.add(point(Json.list(point))));
            all.put(Json.canonical(series.get("metric")), points);
        }
        return all;
    }

    private static List<Object> point(List<Object> pair) {
        long millis = Math.round(((BigDecimal) pair.get(0)).doubleValue() * 1000);
        return List.of(millis, new Value(text(pair.get(1))));
    }

    private static String text(Object value) {
        return (String) value;
    }

    /** A number as it is printed; equal within the tolerance of the corpus. */
    private record Value(String text) {
        @Override
        public boolean equals(Object other) {
            return other instanceof Value that && (text.equals(that.text) || isNear(that.text));
        }

        private boolean isNear(String other) {
            if (!text.matches("[-0-9.]+") || !other.matches("[-0-9.]+")) {
                return false;
            }
            double a = Double.parseDouble(text);
            double b = Double.parseDouble(other);
            return a == b || Math.abs(a - b) <= TOLERANCE * Math.max(Math.abs(a), Math.abs(b));
        }

        @Override
        public int hashCode() {
            return 0;
        }

        @Override
        public String toString() {
            return text;
        }
    }
}
