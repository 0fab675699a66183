package io.sigyn.server.golden;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.BiConsumer;
import java.util.regex.Pattern;
import java.util.zip.GZIPInputStream;

/** Says how an answer differs from what was recorded; nothing is a match. */
final class Comparison {
    private static final int SHORT = 300;

    private Comparison() {}

    static List<String> response(Map<String, Object> expect, RawHttp.Answer answer, Placeholders values)
            throws IOException {
        List<String> differences = new ArrayList<>();
        Object wanted = expect.get("status");
        List<Object> statuses = wanted instanceof List<?> ? Json.list(wanted) : List.of(wanted);
        boolean statusGood = statuses.stream().anyMatch(status -> ((BigDecimal) status).intValue() == answer.status());
        if (!statusGood) {
            differences.add("status: want " + wanted + ", got " + answer.status() + " (body \"" + shorten(answer.text())
                    + "\")");
        }
        if (expect.get("headers") instanceof Map<?, ?> headers) {
            Json.map(headers).forEach((name, want) -> header(name, want, answer, values, differences));
        }
        if (statusGood && expect.get("body") instanceof Map<?, ?> body) {
            differences.addAll(body(Json.map(values.resolveAll(body)), answer));
        }
        return differences;
    }

    private static void header(
            String name, Object want, RawHttp.Answer answer, Placeholders values, List<String> differences) {
        String got = answer.header(name);
        boolean same;
        if (want == Json.NULL) {
            same = got == null;
        } else {
            String text = values.resolve((String) want);
            if (text.startsWith("@regex:")) {
                same = got != null && Pattern.matches(text.substring(7), got);
            } else if (name.equals("content-type")) {
                same = got != null && loose(text).equals(loose(got));
            } else {
                same = text.equals(got);
            }
        }
        if (!same) {
            differences.add("header " + name + ": want " + want + ", got " + got);
        }
    }

    private static String loose(String contentType) {
        return contentType.replaceAll("\\s", "").toLowerCase(Locale.ROOT);
    }

    private static List<String> body(Map<String, Object> want, RawHttp.Answer answer) throws IOException {
        byte[] bytes = answer.body();
        if ("gzip".equals(answer.header("content-encoding"))) {
            bytes = new GZIPInputStream(new ByteArrayInputStream(bytes)).readAllBytes();
        }
        String text = new String(bytes, StandardCharsets.UTF_8);
        if (want.containsKey("any")) {
            return List.of();
        } else if (want.get("text") instanceof String exact) {
            return text.equals(exact) ? List.of() : List.of("body: want \"" + exact + "\", got \"" + text + "\"");
        } else if (want.get("regex") instanceof String regex) {
            boolean matches =
                    Pattern.compile(regex, Pattern.DOTALL).matcher(text).matches();
            return matches ? List.of() : List.of("body: want /" + regex + "/, got \"" + text + "\"");
        } else if (want.containsKey("parts")) {
            return parts(want, text);
        } else if (want.containsKey("contains")) {
            return Json.list(want.get("contains")).stream()
                    .filter(part -> !text.contains((String) part))
                    .map(part -> "body lacks \"" + part + "\"")
                    .toList();
        } else if (want.containsKey("json")) {
            return json(want, text);
        }
        return want.isEmpty() ? List.of() : List.of("unknown matcher " + want.keySet());
    }

    private static List<String> parts(Map<String, Object> want, String text) {
        String line = text.endsWith("\n") ? text.substring(0, text.length() - 1) : text;
        List<String> got =
                new ArrayList<>(Arrays.asList(line.split(Pattern.quote((String) want.get("separator")), -1)));
        List<String> wanted = new ArrayList<>();
        Json.list(want.get("parts")).forEach(part -> wanted.add((String) part));
        got.sort(Comparator.naturalOrder());
        wanted.sort(Comparator.naturalOrder());
        return got.equals(wanted) ? List.of() : List.of("body: want parts " + wanted + ", got " + got);
    }

    private static List<String> json(Map<String, Object> want, String text) {
        Object got;
        try {
            got = Json.parse(text);
        } catch (IOException e) {
            return List.of("body: not JSON: \"" + shorten(text) + "\"");
        }
        List<Object> ignore = Json.list(want.getOrDefault("ignore", List.of()));
        List<Object> unordered = Json.list(want.getOrDefault("unordered", List.of()));
        List<String> differences = new ArrayList<>();
        compare(normalise(want.get("json"), ignore, unordered), normalise(got, ignore, unordered), "$", differences);
        return differences;
    }

    private static Object normalise(Object value, List<Object> ignore, List<Object> unordered) {
        Object copy = Json.copy(value);
        ignore.forEach(path -> places(copy, steps((String) path), Comparison::remove));
        List<Object> deepestFirst = new ArrayList<>(unordered);
        deepestFirst.sort(
                Comparator.comparing((Object path) -> ((String) path).length()).reversed());
        for (Object path : deepestFirst) {
            if (path.equals("$")) {
                sort(copy);
            } else {
                places(copy, steps((String) path), (container, key) -> sort(child(container, key)));
            }
        }
        return copy;
    }

    private static void sort(Object value) {
        if (value instanceof List<?>) {
            Json.list(value).sort(Comparator.comparing(Json::canonical));
        }
    }

    private static void remove(Object container, Object key) {
        if (container instanceof Map<?, ?> map) {
            map.remove(key);
        } else {
            Json.list(container).remove((int) (Integer) key);
        }
    }

    static Object child(Object container, Object key) {
        return container instanceof Map<?, ?> map
                ? map.get(key)
                : Json.list(container).get((Integer) key);
    }

    /** {@code $.a[*].b} as a, *, b. */
    static List<String> steps(String path) {
        List<String> steps = new ArrayList<>();
        for (String part : path.replaceFirst("^\\$", "").split("[.\\[\\]]")) {
            if (!part.isEmpty()) {
                steps.add(part);
            }
        }
        return steps;
    }

    /** Calls with the container and key of each place that a path names; lists from their end, so that they may shrink. */
    static void places(Object value, List<String> steps, BiConsumer<Object, Object> action) {
        List<Object> keys = new ArrayList<>();
        String head = steps.get(0);
        if (value instanceof List<?> list) {
            for (int i = list.size() - 1; i >= 0; i--) {
                if (head.equals("*") || head.equals(Integer.toString(i))) {
                    keys.add(i);
                }
            }
        } else if (value instanceof Map<?, ?> map) {
            if (head.equals("*")) {
                keys.addAll(map.keySet());
            } else if (map.containsKey(head)) {
                keys.add(head);
            }
        }
        for (Object key : keys) {
            if (steps.size() == 1) {
                action.accept(value, key);
            } else {
                places(child(value, key), steps.subList(1, steps.size()), action);
            }
        }
    }

    /** Differences between a value with wildcards and a real one. */
    static void compare(Object want, Object got, String where, List<String> differences) {
        if (want instanceof String text && text.startsWith("@")) {
            if (!wildcard(text, got)) {
                differences.add(where + ": want " + text + ", got " + shorten(Json.canonical(got)));
            }
        } else if (want instanceof BigDecimal number && got instanceof BigDecimal other) {
            if (number.doubleValue() != other.doubleValue()) {
                differences.add(where + ": want " + number + ", got " + other);
            }
        } else if (want instanceof Map<?, ?> && got instanceof Map<?, ?>) {
            compareMaps(Json.map(want), Json.map(got), where, differences);
        } else if (want instanceof List<?> && got instanceof List<?>) {
            compareLists(Json.list(want), Json.list(got), where, differences);
        } else if (!want.equals(got)) {
            differences.add(
                    where + ": want " + shorten(Json.canonical(want)) + ", got " + shorten(Json.canonical(got)));
        }
    }

    private static void compareMaps(
            Map<String, Object> want, Map<String, Object> got, String where, List<String> differences) {
        want.forEach((key, value) -> {
            if (got.containsKey(key)) {
                compare(value, got.get(key), where + "." + key, differences);
            } else {
                differences.add(where + ": missing key " + key);
            }
        });
        got.keySet().stream()
                .filter(key -> !want.containsKey(key))
                .forEach(key -> differences.add(where + ": unexpected key " + key));
    }

    private static void compareLists(List<Object> want, List<Object> got, String where, List<String> differences) {
        if (want.size() != got.size()) {
            differences.add(where + ": want " + want.size() + " elements, got " + got.size() + ": want "
                    + shorten(Json.canonical(want)) + ", got " + shorten(Json.canonical(got)));
            return;
        }
        for (int i = 0; i < want.size(); i++) {
            compare(want.get(i), got.get(i), where + "[" + i + "]", differences);
        }
    }

    private static boolean wildcard(String want, Object got) {
        if (want.equals("@any")) {
            return true;
        } else if (want.equals("@string")) {
            return got instanceof String;
        } else if (want.equals("@number")) {
            return got instanceof BigDecimal;
        } else if (want.startsWith("@regex:")) {
            return got instanceof String text
                    && Pattern.compile(want.substring(7), Pattern.DOTALL)
                            .matcher(text)
                            .matches();
        } else if (want.startsWith("@approx")) {
            String[] parts = want.split(":");
            boolean rightKind = parts[0].equals("@approx-string") ? got instanceof String : got instanceof BigDecimal;
            try {
                double value = Double.parseDouble(parts[1]);
                return rightKind
                        && Math.abs(Double.parseDouble(got.toString()) - value)
                                <= Double.parseDouble(parts[2]) * Math.abs(value);
            } catch (NumberFormatException e) {
                return false;
            }
        }
        return want.equals(got);
    }

    private static String shorten(String text) {
        return text.length() <= SHORT ? text : text.substring(0, SHORT) + "...";
    }
}
