package io.sigyn.logql.template;

import io.sigyn.logql.go.GoException;
import io.sigyn.logql.go.GoString;
import io.sigyn.logql.go.GoStringMap;
import io.sigyn.model.Labels;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/**
 * A compiled template of an alert's label or annotation, with Prometheus' variables and functions: {@code {{ $labels.app
 * }}}, {@code {{ $value | humanize }}}. Rendered once for each alert. Immutable and thread-safe; a render is bounded in
 * time, depth and size.
 */
public final class AlertTemplate {
    private static final String VARIABLES = "{{$labels := .Labels}}{{$externalLabels := .ExternalLabels}}"
            + "{{$externalURL := .ExternalURL}}{{$value := .Value}}";

    private final ParsedTemplate template;

    private AlertTemplate(ParsedTemplate template) {
        this.template = template;
    }

    /**
     * Compiles the template of an alert.
     *
     * @throws TemplateSyntaxException with the text of Go
     */
    public static AlertTemplate compile(String alertName, String text, InstantSource clock) {
        String name = "__alert_" + alertName;
        return new AlertTemplate(
                ParsedTemplate.parse(name, GoString.of(VARIABLES + text), FunctionTable.PROMETHEUS, clock));
    }

    /** What a template sees of its alert, and whom {@code query} asks. */
    public record Data(Labels labels, double value, Labels externalLabels, String externalUrl, Query query) {
        LabelLookup lookup() {
            return new LabelLookup() {
                @Override
                public @Nullable String get(String name) {
                    return labels.get(name);
                }

                @Override
                public void forEach(BiConsumer<String, String> consumer) {
                    labels.toMap().forEach(consumer);
                }
            };
        }

        Map<String, Object> dot() {
            return Map.of(
                    "Labels", map(labels),
                    "ExternalLabels", map(externalLabels),
                    "ExternalURL", GoString.of(externalUrl),
                    "Value", value);
        }
    }

    /** Answers the queries of templates. */
    @FunctionalInterface
    public interface Query {
        /** What an instant query gives; fails with a message for people. */
        List<Sample> run(String query) throws QueryFailure;
    }

    /** One sample of what a template asked for. */
    public record Sample(Labels labels, double value) {}

    /** A query of a template that cannot be answered. */
    public static final class QueryFailure extends Exception {
        private static final long serialVersionUID = 1;

        public QueryFailure(String message) {
            super(message, null, false, false);
        }
    }

    static GoStringMap map(Labels labels) {
        SortedMap<String, String> values = new TreeMap<>();
        labels.toMap().forEach((name, value) -> values.put(GoString.of(name), GoString.of(value)));
        return new GoStringMap(values);
    }

    /**
     * The text for one alert.
     *
     * @throws TemplateException with the text of Go
     */
    public String render(Data data) {
        try {
            return GoString.text(TemplateRun.of(template, data).execute(data.dot()));
        } catch (GoException e) {
            throw new TemplateException(e.text());
        }
    }
}
