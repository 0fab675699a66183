package io.sigyn.logql.ast;

import io.sigyn.model.LabelMatcher;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** One step of a log pipeline. Immutable. */
public sealed interface Stage {

    <R> R accept(Visitor<R> visitor);

    /** {@code |= "a" or "b"}, {@code |~ "a.*"}, {@code |> "<_> x"}, {@code |= ip("10.0.0.0/8")}: alternatives, at least one. */
    record LineFilter(Operator operator, List<Alternative> alternatives) implements Stage {
        public LineFilter {
            alternatives = List.copyOf(alternatives);
        }

        /** What is looked for; {@code ip} where it was written as {@code ip("...")}. */
        public record Alternative(String text, boolean ip) {}

        public enum Operator {
            CONTAINS("|="),
            NOT_CONTAINS("!="),
            MATCHES("|~"),
            NOT_MATCHES("!~"),
            PATTERN("|>"),
            NOT_PATTERN("!>");

            private final String symbol;

            Operator(String symbol) {
                this.symbol = symbol;
            }

            public String symbol() {
                return symbol;
            }

            public boolean isNegative() {
                return this == NOT_CONTAINS || this == NOT_MATCHES || this == NOT_PATTERN;
            }
        }

        @Override
        public <R> R accept(Visitor<R> visitor) {
            return visitor.lineFilter(this);
        }
    }

    /** {@code | json}, {@code | json a="b.c", d="e"}; with expressions only these labels are extracted. */
    record Json(List<Extraction> extractions) implements Stage {
        public Json {
            extractions = List.copyOf(extractions);
        }

        @Override
        public <R> R accept(Visitor<R> visitor) {
            return visitor.json(this);
        }
    }

    /** {@code | logfmt --strict --keep-empty a="b"}. */
    record Logfmt(boolean strict, boolean keepEmpty, List<Extraction> extractions) implements Stage {
        public Logfmt {
            extractions = List.copyOf(extractions);
        }

        @Override
        public <R> R accept(Visitor<R> visitor) {
            return visitor.logfmt(this);
        }
    }

    /** {@code label="expression"}; a bare {@code label} stands for {@code label="label"}. */
    record Extraction(String label, String expression) {}

    /** {@code | regexp "(?P<name>...)"}. */
    record Regexp(String regex) implements Stage {
        @Override
        public <R> R accept(Visitor<R> visitor) {
            return visitor.regexp(this);
        }
    }

    /** {@code | pattern "<ip> - <_>"}. */
    record Pattern(String pattern) implements Stage {
        @Override
        public <R> R accept(Visitor<R> visitor) {
            return visitor.pattern(this);
        }
    }

    /** {@code | unpack}. */
    record Unpack() implements Stage {
        @Override
        public <R> R accept(Visitor<R> visitor) {
            return visitor.unpack(this);
        }
    }

    /** {@code | status >= 500 and app="x"}. */
    record LabelFilter(Predicate predicate) implements Stage {
        @Override
        public <R> R accept(Visitor<R> visitor) {
            return visitor.labelFilter(this);
        }
    }

    /** {@code | line_format "{{.app}}"}. */
    record LineFormat(String template) implements Stage {
        @Override
        public <R> R accept(Visitor<R> visitor) {
            return visitor.lineFormat(this);
        }
    }

    /** {@code | label_format a=b, c="{{.d}}"}. */
    record LabelFormat(List<Assignment> assignments) implements Stage {
        public LabelFormat {
            assignments = List.copyOf(assignments);
        }

        /** {@code label=source} renames; {@code label="template"} computes. */
        public record Assignment(String label, String value, boolean rename) {}

        @Override
        public <R> R accept(Visitor<R> visitor) {
            return visitor.labelFormat(this);
        }
    }

    /** {@code | decolorize}. */
    record Decolorize() implements Stage {
        @Override
        public <R> R accept(Visitor<R> visitor) {
            return visitor.decolorize(this);
        }
    }

    /** {@code | drop a, b="x"}. */
    record Drop(List<LabelChoice> choices) implements Stage {
        public Drop {
            choices = List.copyOf(choices);
        }

        @Override
        public <R> R accept(Visitor<R> visitor) {
            return visitor.drop(this);
        }
    }

    /** {@code | keep a, b="x"}. */
    record Keep(List<LabelChoice> choices) implements Stage {
        public Keep {
            choices = List.copyOf(choices);
        }

        @Override
        public <R> R accept(Visitor<R> visitor) {
            return visitor.keep(this);
        }
    }

    /** A label by name, or by a matcher on its value. */
    record LabelChoice(String name, @Nullable LabelMatcher matcher) {}

    /** A condition on labels. */
    sealed interface Predicate {
        /** Both: written with {@code and}, a comma, or nothing but a blank. */
        record And(Predicate left, Predicate right) implements Predicate {}

        record Or(Predicate left, Predicate right) implements Predicate {}

        record StringMatch(LabelMatcher matcher) implements Predicate {}

        record NumberMatch(String label, Comparison comparison, double value) implements Predicate {}

        record DurationMatch(String label, Comparison comparison, long nanos) implements Predicate {}

        record BytesMatch(String label, Comparison comparison, long bytes) implements Predicate {}

        /** {@code label=ip("10.0.0.0/8")}; negated for {@code !=}. */
        record IpMatch(String label, boolean negated, String pattern) implements Predicate {}
    }

    /** How a label's number is compared. */
    enum Comparison {
        EQUAL("=="),
        NOT_EQUAL("!="),
        GREATER(">"),
        GREATER_EQUAL(">="),
        LESS("<"),
        LESS_EQUAL("<=");

        private final String symbol;

        Comparison(String symbol) {
            this.symbol = symbol;
        }

        public String symbol() {
            return symbol;
        }
    }

    /** One method for each kind of stage. */
    interface Visitor<R> {
        R lineFilter(LineFilter stage);

        R json(Json stage);

        R logfmt(Logfmt stage);

        R regexp(Regexp stage);

        R pattern(Pattern stage);

        R unpack(Unpack stage);

        R labelFilter(LabelFilter stage);

        R lineFormat(LineFormat stage);

        R labelFormat(LabelFormat stage);

        R decolorize(Decolorize stage);

        R drop(Drop stage);

        R keep(Keep stage);
    }
}
