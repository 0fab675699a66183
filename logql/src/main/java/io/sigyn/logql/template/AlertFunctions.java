package io.sigyn.logql.template;

import io.sigyn.logql.go.GoException;
import io.sigyn.logql.go.GoFloat;
import io.sigyn.logql.go.GoInt;
import io.sigyn.logql.go.GoPrintf;
import io.sigyn.logql.go.GoString;
import io.sigyn.logql.go.GoStringMap;
import io.sigyn.logql.go.GoTime;
import io.sigyn.logql.go.GoZone;
import io.sigyn.logql.go.PrometheusDuration;
import io.sigyn.logql.regex.TextMatcher;
import io.sigyn.logql.template.Function.Arguments;
import io.trino.re2j.Pattern;
import java.net.URI;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The functions that Prometheus adds for alerts. Strings are bytes; a sample is a map of Labels and Value. */
final class AlertFunctions {
    private static final GoType STRING = GoType.STRING;
    private static final GoType ANY = GoType.ANY;
    private static final double NANOS = 1e9;
    private static final String LABELS = "Labels";
    private static final String VALUE = "Value";

    static final List<Function> ALL = List.of(
            Function.of("query", AlertFunctions::query, STRING),
            Function.of("first", a -> first(a.any(0)), ANY),
            Function.of("label", a -> label(a.string(0), a.any(1)), STRING, ANY),
            Function.of("value", a -> sample(a.any(0)).get(VALUE), ANY),
            Function.of("strvalue", a -> label("__value__", a.any(0)), ANY),
            Function.of("sortByLabel", a -> sortByLabel(a.string(0), a.any(1)), STRING, ANY),
            Function.variadic("args", AlertFunctions::numbered, ANY),
            Function.of("reReplaceAll", AlertFunctions::replaceAll, STRING, STRING, STRING),
            Function.of("match", AlertFunctions::match, STRING, STRING),
            Function.of("safeHtml", a -> a.string(0), STRING),
            Function.of("title", a -> StringFunctions.title(a.string(0)), STRING),
            Function.of("toUpper", a -> StringFunctions.upper(a.string(0)), STRING),
            Function.of("toLower", a -> StringFunctions.lower(a.string(0)), STRING),
            Function.of("stripPort", a -> stripPort(a.string(0)), STRING),
            Function.of("stripDomain", a -> stripDomain(a.string(0)), STRING),
            Function.of("graphLink", a -> link(a.string(0), 0), STRING),
            Function.of("tableLink", a -> link(a.string(0), 1), STRING),
            Function.of("humanize", a -> Humanized.number(toFloat(a.any(0))), ANY),
            Function.of("humanize1024", a -> Humanized.binary(toFloat(a.any(0))), ANY),
            Function.of("humanizeDuration", a -> Humanized.duration(toFloat(a.any(0))), ANY),
            Function.of("humanizePercentage", a -> Humanized.digits(toFloat(a.any(0)) * 100) + "%", ANY),
            Function.of("humanizeTimestamp", a -> timestamp(toFloat(a.any(0))), ANY),
            Function.of("toTime", a -> toTime(toFloat(a.any(0))), ANY),
            Function.of("parseDuration", a -> PrometheusDuration.parse(GoString.text(a.string(0))) / NANOS, STRING),
            Function.of("externalURL", a -> GoString.of(a.run().alert().externalUrl())),
            Function.of("pathPrefix", a -> pathPrefix(a.run().alert().externalUrl())));

    private AlertFunctions() {}

    private static List<Object> query(Arguments arguments) {
        String query = GoString.text(arguments.string(0));
        try {
            List<Object> samples = new ArrayList<>();
            for (AlertTemplate.Sample sample : arguments.run().alert().query().run(query)) {
                arguments.run().charge(128L + 64L * sample.labels().size());
                samples.add(Map.of(LABELS, AlertTemplate.map(sample.labels()), VALUE, sample.value()));
            }
            return samples;
        } catch (AlertTemplate.QueryFailure e) {
            throw new GoException(String.valueOf(e.getMessage()));
        }
    }

    private static Map<?, ?> sample(@Nullable Object value) {
        if (value instanceof Map<?, ?> sample && sample.get(LABELS) instanceof GoStringMap) {
            return sample;
        }
        throw new GoException("wrong type for value; expected *template.sample; got " + Values.typeName(value));
    }

    private static List<?> samples(@Nullable Object value) {
        if (value instanceof List<?> samples) {
            return samples;
        }
        throw new GoException("wrong type for value; expected template.queryResult; got " + Values.typeName(value));
    }

    private static Object first(@Nullable Object value) {
        List<?> samples = samples(value);
        if (samples.isEmpty()) {
            throw new GoException("first() called on vector with no elements");
        }
        return sample(Boxed.open(samples.get(0)));
    }

    private static String label(String name, @Nullable Object value) {
        return sample(value).get(LABELS) instanceof GoStringMap labels
                ? labels.values().getOrDefault(name, "")
                : "";
    }

    private static List<?> sortByLabel(String name, @Nullable Object value) {
        List<Object> sorted = new ArrayList<>(samples(value));
        sorted.sort(Comparator.comparing(sample -> label(name, Boxed.open(sample))));
        return sorted;
    }

    /** Arguments as {@code arg0}, {@code arg1}: how more than one is handed to a template. */
    private static Map<String, Object> numbered(Arguments arguments) {
        Map<String, Object> byName = new HashMap<>();
        for (int i = 0; i < arguments.count(); i++) {
            Object value = arguments.any(i);
            if (value != null) {
                byName.put("arg" + i, value);
            }
        }
        return byName;
    }

    /** Pattern and replacement come first here, so that the text can come through a pipe. */
    private static String replaceAll(Arguments arguments) {
        return RegexFunctions.replaceAll(
                new Arguments(arguments.run(), List.of(arguments.string(0), arguments.string(2), arguments.string(1))),
                false);
    }

    private static Boolean match(Arguments arguments) {
        byte[] text = GoString.bytes(arguments.string(1));
        Pattern pattern = arguments.run().regex(arguments.string(0)).pattern();
        return new TextMatcher(pattern, text, 0, text.length).find();
    }

    private static String stripPort(String hostPort) {
        int colon = hostPort.lastIndexOf(':');
        boolean bracketed = hostPort.startsWith("[") && hostPort.indexOf("]:") == colon - 1 && colon > 0;
        if (bracketed) {
            return hostPort.substring(1, colon - 1);
        }
        return colon >= 0 && hostPort.indexOf(':') == colon ? hostPort.substring(0, colon) : hostPort;
    }

    private static String stripDomain(String hostPort) {
        int colon = hostPort.lastIndexOf(':');
        String host = stripPort(hostPort);
        boolean hasPort = !host.equals(hostPort);
        boolean isAddress = host.matches("[0-9.]+") || host.indexOf(':') >= 0;
        String first = isAddress ? host : host.split("\\.", 2)[0];
        if (host.indexOf(':') >= 0 && hasPort) {
            first = "[" + host + "]";
        }
        return hasPort ? first + hostPort.substring(colon) : first;
    }

    private static String link(String expression, int tab) {
        return "/graph?g0.expr=" + EncodingFunctions.urlEncode(expression) + "&g0.tab=" + tab;
    }

    private static String pathPrefix(String externalUrl) {
        try {
            String path = URI.create(externalUrl).getPath();
            return path == null ? "" : GoString.of(path);
        } catch (IllegalArgumentException e) {
            throw new GoException("external URL is no URL");
        }
    }

    private static double toFloat(@Nullable Object value) {
        if (value instanceof Double number) {
            return number;
        } else if (value instanceof GoInt number) {
            boolean duration = number.kind() == GoInt.Kind.DURATION;
            return duration ? number.value() / NANOS : (double) number.value();
        } else if (value instanceof String text) {
            return GoFloat.parse(GoString.text(text));
        }
        throw new GoException("can't convert " + Values.typeName(value) + " to float");
    }

    private static String timestamp(double seconds) {
        return Double.isNaN(seconds) || Double.isInfinite(seconds)
                ? Humanized.digits(seconds)
                : toTime(seconds).print();
    }

    private static GoTime toTime(double seconds) {
        if (Double.isNaN(seconds) || Math.abs(seconds) >= Long.MAX_VALUE / NANOS) {
            throw new GoException(GoFloat.formatGeneral(seconds) + " cannot be represented as a nanoseconds timestamp"
                    + " since it overflows int64");
        }
        long millis = Math.floorDiv((long) (seconds * NANOS), 1_000_000L);
        return GoTime.ofNanos(millis * 1_000_000L).in(GoZone.UTC);
    }

    /** Numbers for people: four digits, and a prefix or units of time. */
    private static final class Humanized {
        private static final String[] LARGE = {"k", "M", "G", "T", "P", "E", "Z", "Y"};
        private static final String[] SMALL = {"m", "u", "n", "p", "f", "a", "z", "y"};
        private static final String[] BINARY = {"ki", "Mi", "Gi", "Ti", "Pi", "Ei", "Zi", "Yi"};
        private static final long MINUTE = 60;
        private static final long HOUR = 60 * MINUTE;
        private static final long DAY = 24 * HOUR;

        static String digits(double value) {
            return GoPrintf.format("%.4g", List.of(value));
        }

        static String number(double value) {
            if (value == 0 || Double.isNaN(value) || Double.isInfinite(value)) {
                return digits(value);
            }
            return Math.abs(value) >= 1 ? scaledDown(value, 1000, LARGE) : scaledUp(value);
        }

        static String binary(double value) {
            if (Math.abs(value) <= 1 || Double.isNaN(value) || Double.isInfinite(value)) {
                return digits(value);
            }
            return scaledDown(value, 1024, BINARY);
        }

        private static String scaledDown(double value, int step, String[] prefixes) {
            double scaled = value;
            String prefix = "";
            for (int i = 0; i < prefixes.length && Math.abs(scaled) >= step; i++) {
                prefix = prefixes[i];
                scaled /= step;
            }
            return digits(scaled) + prefix;
        }

        private static String scaledUp(double value) {
            double scaled = value;
            String prefix = "";
            for (int i = 0; i < SMALL.length && Math.abs(scaled) < 1; i++) {
                prefix = SMALL[i];
                scaled *= 1000;
            }
            return digits(scaled) + prefix;
        }

        static String duration(double value) {
            if (Double.isNaN(value) || Double.isInfinite(value)) {
                return digits(value);
            } else if (value == 0) {
                return digits(value) + "s";
            } else if (Math.abs(value) < 1) {
                return scaledUp(value) + "s";
            }
            String sign = value < 0 ? "-" : "";
            long whole = (long) Math.abs(value);
            long days = whole / DAY;
            String small = (whole / MINUTE % 60) + "m " + whole % MINUTE + "s";
            if (days != 0) {
                return sign + days + "d " + whole / HOUR % 24 + "h " + small;
            } else if (whole >= HOUR) {
                return sign + whole / HOUR + "h " + small;
            }
            return whole >= MINUTE ? sign + small : sign + digits(Math.abs(value)) + "s";
        }
    }
}
