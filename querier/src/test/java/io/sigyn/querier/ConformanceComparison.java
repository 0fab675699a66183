package io.sigyn.querier;

import io.sigyn.logql.go.GoString;
import io.sigyn.model.Labels;
import io.sigyn.querier.ConformanceCase.Answer;
import io.sigyn.querier.QueryResult.Line;
import io.sigyn.querier.QueryResult.Matrix;
import io.sigyn.querier.QueryResult.Sample;
import io.sigyn.querier.QueryResult.Scalar;
import io.sigyn.querier.QueryResult.Streams;
import io.sigyn.querier.QueryResult.Vector;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;

/** Compares an answer with a recorded one; every method gives the empty string where they agree, else what differs. */
final class ConformanceComparison {
    private static final double TOLERANCE = 1e-9;
    private static final Pattern SERIES_IN_ERROR = Pattern.compile(
            "^pipeline error: '.*?' for series: '.*'\\.\n(Use a label filter .*?!=)\".*?\"\\)", Pattern.DOTALL);

    private final ConformanceCase test;

    ConformanceComparison(ConformanceCase test) {
        this.test = test;
    }

    String error(Answer expected, int status, String message) {
        if (expected.status() != status) {
            return "status " + status + " instead of " + expected.status() + ": " + message + "\n      expected "
                    + shortened(String.valueOf(expected.body()));
        }
        String want = String.valueOf(expected.body());
        if (test.anySeries() ? masked(want).equals(masked(message)) : want.equals(message)) {
            return "";
        }
        return "\n      expected " + want + "\n      got      " + message;
    }

    private static String masked(String message) {
        return SERIES_IN_ERROR.matcher(message).replaceFirst("$1");
    }

    String data(Answer expected, QueryResult.Data got) {
        if (expected.status() != 200) {
            return "an answer instead of status " + expected.status() + ": " + expected.body();
        }
        Map<String, Object> data = Json.object(Json.object(expected.body()).get("data"));
        String type = got.getClass().getSimpleName().toLowerCase(java.util.Locale.ROOT);
        if (!type.equals(data.get("resultType"))) {
            return type + " instead of " + data.get("resultType");
        }
        List<Object> result = Json.list(data.get("result"));
        if (got instanceof Streams streams) {
            return diff(streamsOf(result), streamsOf(streams));
        } else if (got instanceof Matrix matrix) {
            return diffMatrix(result, matrix);
        } else if (got instanceof Vector vector) {
            return diffVector(result, vector);
        }
        return sameValue((String) result.get(1), ((Scalar) got).value())
                ? ""
                : "expected " + result.get(1) + ", got " + ((Scalar) got).value();
    }

    private static String diff(Object expected, Object got) {
        return expected.equals(got)
                ? ""
                : "\n      expected " + shortened(expected.toString()) + "\n      got      "
                        + shortened(got.toString());
    }

    private static String shortened(String text) {
        return text.length() <= 1500 ? text : text.substring(0, 1500) + "...";
    }

    /** By label set, then groups of equal times, each sorted. */
    private static Map<Labels, List<String>> streamsOf(List<Object> result) {
        Map<Labels, List<String>> streams = new TreeMap<>();
        for (Object one : result) {
            Map<String, Object> stream = Json.object(one);
            List<String> entries =
                    streams.computeIfAbsent(Labels.of(Json.strings(stream.get("stream"))), key -> new ArrayList<>());
            for (Object value : Json.list(stream.get("values"))) {
                List<Object> parts = Json.list(value);
                String third = parts.size() > 2 ? " " + categories(Json.object(parts.get(2))) : "";
                entries.add(parts.get(0) + " " + parts.get(1) + third);
            }
        }
        streams.values().forEach(ConformanceComparison::sortEqualTimes);
        return streams;
    }

    private static Map<String, Object> categories(Map<String, Object> third) {
        Map<String, Object> sorted = new TreeMap<>();
        third.forEach((name, labels) -> sorted.put(name, new TreeMap<>(Json.object(labels))));
        return sorted;
    }

    private Map<Labels, List<String>> streamsOf(Streams got) {
        Map<Labels, List<String>> streams = new TreeMap<>();
        for (Line line : got.lines()) {
            Labels key =
                    test.categorize() ? line.labels().stream() : line.labels().all();
            String text = line.timestampNanos() + " " + GoString.text(GoString.of(line.line(), 0, line.line().length));
            if (test.categorize()) {
                Map<String, Object> third = new TreeMap<>();
                if (!line.labels().structuredMetadata().isEmpty()) {
                    third.put(
                            "structuredMetadata",
                            line.labels().structuredMetadata().toMap());
                }
                if (!line.labels().parsed().isEmpty()) {
                    third.put("parsed", line.labels().parsed().toMap());
                }
                text += " " + third;
            }
            streams.computeIfAbsent(key, k -> new ArrayList<>()).add(text);
        }
        streams.values().forEach(ConformanceComparison::sortEqualTimes);
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
        return entry.substring(0, entry.indexOf(' '));
    }

    private static String diffMatrix(List<Object> expected, Matrix got) {
        Map<Labels, List<Object>> want = new TreeMap<>();
        for (Object one : expected) {
            Map<String, Object> series = Json.object(one);
            want.put(Labels.of(Json.strings(series.get("metric"))), Json.list(series.get("values")));
        }
        Map<Labels, QueryResult.Series> have = new TreeMap<>();
        got.series().forEach(series -> have.put(series.labels(), series));
        if (!want.keySet().equals(have.keySet())) {
            return diff(want.keySet(), have.keySet());
        }
        for (Map.Entry<Labels, List<Object>> one : want.entrySet()) {
            QueryResult.Series series = have.get(one.getKey());
            boolean same = series.values().length == one.getValue().size();
            StringBuilder points = new StringBuilder();
            for (int i = 0; i < series.values().length; i++) {
                points.append("[").append(series.timestampsMillis()[i] / 1000.0).append(", ");
                points.append(series.values()[i]).append("] ");
                if (i < one.getValue().size()) {
                    List<Object> point = Json.list(one.getValue().get(i));
                    same &= Math.round((Double) point.get(0) * 1000) == series.timestampsMillis()[i]
                            && sameValue((String) point.get(1), series.values()[i]);
                }
            }
            if (!same) {
                return one.getKey() + diff(one.getValue(), points);
            }
        }
        return "";
    }

    private String diffVector(List<Object> expected, Vector got) {
        List<Map.Entry<Labels, String>> want = new ArrayList<>();
        for (Object one : expected) {
            Map<String, Object> sample = Json.object(one);
            List<Object> value = Json.list(sample.get("value"));
            want.add(Map.entry(Labels.of(Json.strings(sample.get("metric"))), (String) value.get(1)));
            if (Math.round((Double) value.get(0) * 1000) != got.timestampMillis()) {
                return "time " + got.timestampMillis() + " instead of " + value.get(0);
            }
        }
        List<Sample> have = new ArrayList<>(got.samples());
        if (test.ordered()) {
            for (int i = 0; i < Math.min(want.size(), have.size()); i++) {
                if (!sameValue(want.get(i).getValue(), have.get(i).value())) {
                    return "order: " + diff(want, have);
                }
            }
        }
        want.sort(Map.Entry.comparingByKey());
        have.sort(Comparator.comparing(Sample::labels));
        boolean same = want.size() == have.size();
        for (int i = 0; same && i < want.size(); i++) {
            same = want.get(i).getKey().equals(have.get(i).labels())
                    && sameValue(want.get(i).getValue(), have.get(i).value());
        }
        return same ? "" : diff(want, have);
    }

    private static boolean sameValue(String expected, double got) {
        switch (expected) {
            case "NaN":
                return Double.isNaN(got);
            case "+Inf":
                return got == Double.POSITIVE_INFINITY;
            case "-Inf":
                return got == Double.NEGATIVE_INFINITY;
            default:
                double want = Double.parseDouble(expected);
                return want == got || Math.abs(want - got) <= TOLERANCE * Math.max(Math.abs(want), Math.abs(got));
        }
    }
}
