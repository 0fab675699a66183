package io.sigyn.querier;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** One case of the corpus. */
record ConformanceCase(
        String name,
        String category,
        String tenant,
        String path,
        Map<String, List<String>> parameters,
        boolean categorize,
        boolean ordered,
        boolean anySeries,
        List<Answer> expected) {

    /** A status with a parsed JSON body, or a text. */
    record Answer(int status, Object body) {}

    static ConformanceCase parse(String line) {
        Map<String, Object> json = Json.object(Json.parse(line));
        Map<String, List<String>> parameters = new LinkedHashMap<>();
        Json.object(json.get("params")).forEach((name, value) -> {
            List<String> values = new ArrayList<>();
            if (value instanceof List<?> several) {
                several.forEach(one -> values.add((String) one));
            } else {
                values.add((String) value);
            }
            parameters.put(name, values);
        });
        List<Answer> expected = new ArrayList<>();
        expected.add(answer(json.get("expect")));
        if (json.containsKey("variants")) {
            Json.list(json.get("variants"))
                    .forEach(variant -> expected.add(answer(Json.object(variant).get("expect"))));
        }
        String flags = "";
        if (json.containsKey("headers")) {
            flags = Json.strings(json.get("headers")).getOrDefault("X-Loki-Response-Encoding-Flags", "");
        }
        return new ConformanceCase(
                (String) json.get("name"),
                (String) json.get("category"),
                (String) json.get("tenant"),
                (String) json.get("path"),
                parameters,
                List.of(flags.split(",", -1)).stream().map(String::trim).anyMatch("categorize-labels"::equals),
                Boolean.TRUE.equals(json.get("ordered")),
                Boolean.TRUE.equals(json.get("any_series")),
                expected);
    }

    private static Answer answer(Object expect) {
        Map<String, Object> map = Json.object(expect);
        return new Answer(((Double) map.get("status")).intValue(), map.get("body"));
    }

    String parameter(String name) {
        return parameters.getOrDefault(name, List.of("")).get(0);
    }
}
