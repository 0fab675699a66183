package io.sigyn.logql.pipeline;

import io.sigyn.logql.ast.Stage;
import io.sigyn.model.LabelMatcher;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** What can be said of stages as a whole: in which order they run, what they read, what may be looked for before. Stateless. */
final class StageOrder {
    private StageOrder() {}

    /**
     * Line filters go first, as far as nothing holds them back: {@code line_format} and {@code unpack}, which change the
     * line, and label filters. That {@code decolorize} does not hold them back is Loki's way, and shows.
     */
    static List<Stage> filtersFirst(List<Stage> stages) {
        List<Stage> ordered = new ArrayList<>(stages.size());
        int front = 0; // where the next line filter goes
        for (Stage stage : stages) {
            if (stage instanceof Stage.LineFilter) {
                ordered.add(front++, stage);
            } else {
                ordered.add(stage);
                if (holdsFilters(stage)) {
                    front = ordered.size();
                }
            }
        }
        return ordered;
    }

    private static boolean holdsFilters(Stage stage) {
        return stage instanceof Stage.LineFormat || stage instanceof Stage.Unpack || stage instanceof Stage.LabelFilter;
    }

    static boolean isParser(Stage stage) {
        return stage instanceof Stage.Json
                || stage instanceof Stage.Logfmt
                || stage instanceof Stage.Regexp
                || stage instanceof Stage.Pattern
                || stage instanceof Stage.Unpack;
    }

    /** Without the line formats that nothing looks at afterwards, errors and all; for counts. */
    static List<Stage> withoutIdleFormats(List<Stage> stages) {
        List<Stage> kept = new ArrayList<>(stages.size());
        for (int i = 0; i < stages.size(); i++) {
            boolean idle = stages.get(i) instanceof Stage.LineFormat
                    && stages.subList(i + 1, stages.size()).stream().noneMatch(StageOrder::looksAtLine);
            if (!idle) {
                kept.add(stages.get(i));
            }
        }
        return kept;
    }

    private static boolean looksAtLine(Stage stage) {
        return isParser(stage)
                || stage instanceof Stage.LineFilter
                || templates(stage).stream().anyMatch(TextTemplate::usesLine);
    }

    static boolean readsLine(Stage stage) {
        if (stage instanceof Stage.LineFormat || stage instanceof Stage.LabelFormat) {
            return templates(stage).stream().anyMatch(TextTemplate::usesLine);
        }
        return !(stage instanceof Stage.LabelFilter || stage instanceof Stage.Drop || stage instanceof Stage.Keep);
    }

    /** The labels that stages look at by name, or null if a template may look at any. */
    static @Nullable Set<String> labelsRead(List<? extends Stage> stages) {
        Set<String> names = new TreeSet<>();
        for (Stage stage : stages) {
            if (stage instanceof Stage.LabelFilter filter) {
                LabelFilters.addNames(filter.predicate(), names);
            } else if (stage instanceof Stage.LabelFormat format) {
                format.assignments().stream()
                        .filter(Stage.LabelFormat.Assignment::rename)
                        .forEach(assignment -> names.add(assignment.value()));
            }
            for (TextTemplate template : templates(stage)) {
                Set<String> some = template.labelNames();
                if (some == null) {
                    return null;
                }
                names.addAll(some);
            }
        }
        return names;
    }

    private static List<TextTemplate> templates(Stage stage) {
        if (stage instanceof Stage.LineFormat format) {
            return List.of(TextTemplate.ofLine(format.template()));
        }
        List<TextTemplate> templates = new ArrayList<>();
        if (stage instanceof Stage.LabelFormat format) {
            for (Stage.LabelFormat.Assignment assignment : format.assignments()) {
                if (!assignment.rename()) {
                    templates.add(TextTemplate.ofLabel(assignment.label(), assignment.value()));
                }
            }
        }
        return templates;
    }

    /** @param ordered as {@link #filtersFirst} leaves them */
    static LinePrefilter prefilter(List<Stage> ordered) {
        List<LinePrefilter.Clause> clauses = new ArrayList<>();
        List<LinePrefilter.MetadataValue> metadata = new ArrayList<>();
        boolean rawLine = true;
        boolean rawLabels = true;
        for (Stage stage : ordered) {
            if (stage instanceof Stage.LineFilter filter && rawLine) {
                LinePrefilter.Clause clause = LineFilters.clause(filter);
                if (clause != null) {
                    clauses.add(clause);
                }
            } else if (stage instanceof Stage.LabelFilter filter && rawLabels) {
                addValues(filter.predicate(), metadata);
            }
            rawLine &= !(stage instanceof Stage.LineFormat
                    || stage instanceof Stage.Unpack
                    || stage instanceof Stage.Decolorize);
            rawLabels &= !isParser(stage) && !(stage instanceof Stage.LabelFormat);
        }
        return new LinePrefilter(clauses, metadata);
    }

    private static void addValues(Stage.Predicate predicate, List<LinePrefilter.MetadataValue> values) {
        if (predicate instanceof Stage.Predicate.And and) {
            addValues(and.left(), values);
            addValues(and.right(), values);
        } else if (predicate instanceof Stage.Predicate.StringMatch match) {
            LabelMatcher matcher = match.matcher();
            boolean wanted = matcher.operator() == LabelMatcher.Operator.EQUAL
                    && !matcher.value().isEmpty()
                    && !matcher.name().equals(LabelNames.ERROR);
            if (wanted) {
                values.add(new LinePrefilter.MetadataValue(matcher.name(), matcher.value()));
            }
        }
    }
}
