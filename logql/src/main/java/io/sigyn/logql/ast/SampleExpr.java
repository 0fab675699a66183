package io.sigyn.logql.ast;

import io.sigyn.model.Selector;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A query whose answer is numbers over time. Immutable. */
public sealed interface SampleExpr extends Expr {

    <R> R accept(Visitor<R> visitor);

    /** Whether this must be in parentheses to be an operand: it is an operation and precedence gives its operands away. */
    default boolean needsParentheses(BinaryOperator around, boolean asLeft) {
        if (!(this instanceof BinaryOperation inner)) {
            return false;
        }
        int difference = inner.operator.precedence() - around.precedence();
        boolean takenFirst = difference > 0 || (difference == 0 && asLeft != (around == BinaryOperator.POW));
        return !takenFirst;
    }

    /** {@code rate({app="api"} | json [5m] offset 1m) by (x)}. */
    record RangeAggregation(
            RangeOperator operator,
            @Nullable Double parameter,
            LogRange range,
            @Nullable Grouping grouping) implements SampleExpr {
        @Override
        public <R> R accept(Visitor<R> visitor) {
            return visitor.rangeAggregation(this);
        }
    }

    /** {@code sum by (app) (...)}, {@code topk(3, ...)}; parameter is the k of topk, bottomk and approx_topk, else 0. */
    record VectorAggregation(
            VectorOperator operator,
            int parameter,
            SampleExpr operand,
            @Nullable Grouping grouping) implements SampleExpr {
        @Override
        public <R> R accept(Visitor<R> visitor) {
            return visitor.vectorAggregation(this);
        }
    }

    /** {@code left / on (app) group_left right}. */
    record BinaryOperation(BinaryOperator operator, SampleExpr left, SampleExpr right, VectorMatching matching)
            implements SampleExpr {
        @Override
        public <R> R accept(Visitor<R> visitor) {
            return visitor.binaryOperation(this);
        }
    }

    /** {@code label_replace(operand, "target", "replacement", "source", "regex")}. */
    record LabelReplace(SampleExpr operand, String target, String replacement, String source, String regex)
            implements SampleExpr {
        @Override
        public <R> R accept(Visitor<R> visitor) {
            return visitor.labelReplace(this);
        }
    }

    /** A number. */
    record Literal(double value) implements SampleExpr {
        @Override
        public <R> R accept(Visitor<R> visitor) {
            return visitor.literal(this);
        }
    }

    /** {@code vector(1)}: one sample without labels. */
    record VectorLiteral(double value) implements SampleExpr {
        @Override
        public <R> R accept(Visitor<R> visitor) {
            return visitor.vectorLiteral(this);
        }
    }

    /** Lines over a range of time up to each step: {@code {app="api"} | unwrap x [5m] offset -1m}. */
    record LogRange(
            Selector selector, List<Stage> stages, @Nullable Unwrap unwrap, long rangeNanos, long offsetNanos) {
        public LogRange {
            stages = List.copyOf(stages);
        }
    }

    /** {@code | unwrap duration(label) | filter}: the number taken from a label; filters after it see its errors. */
    record Unwrap(String label, Conversion conversion, List<Stage.LabelFilter> filters) {
        public Unwrap {
            filters = List.copyOf(filters);
        }

        /** How the text of the label becomes a number. */
        public enum Conversion {
            NUMBER,
            BYTES,
            DURATION,
            DURATION_SECONDS
        }
    }

    /** {@code by (a, b)} or {@code without (a, b)}. */
    record Grouping(boolean without, List<String> labels) {
        public Grouping {
            labels = List.copyOf(labels);
        }
    }

    /** How the samples of two vectors find each other. */
    record VectorMatching(
            boolean returnBool, boolean on, List<String> labels, Cardinality cardinality, List<String> include) {
        /** Nothing was written. */
        public static final VectorMatching DEFAULT =
                new VectorMatching(false, false, List.of(), Cardinality.ONE_TO_ONE, List.of());

        public VectorMatching {
            labels = List.copyOf(labels);
            include = List.copyOf(include);
        }

        /** MANY_TO_ONE is group_left, ONE_TO_MANY is group_right. */
        public enum Cardinality {
            ONE_TO_ONE,
            MANY_TO_ONE,
            ONE_TO_MANY,
            MANY_TO_MANY
        }
    }

    /** What is computed of the lines or unwrapped values of a range. */
    enum RangeOperator {
        RATE("rate"),
        RATE_COUNTER("rate_counter"),
        COUNT_OVER_TIME("count_over_time"),
        BYTES_RATE("bytes_rate"),
        BYTES_OVER_TIME("bytes_over_time"),
        AVG_OVER_TIME("avg_over_time"),
        SUM_OVER_TIME("sum_over_time"),
        MIN_OVER_TIME("min_over_time"),
        MAX_OVER_TIME("max_over_time"),
        STDVAR_OVER_TIME("stdvar_over_time"),
        STDDEV_OVER_TIME("stddev_over_time"),
        QUANTILE_OVER_TIME("quantile_over_time"),
        FIRST_OVER_TIME("first_over_time"),
        LAST_OVER_TIME("last_over_time"),
        ABSENT_OVER_TIME("absent_over_time");

        private final String spelling;

        RangeOperator(String spelling) {
            this.spelling = spelling;
        }

        public String spelling() {
            return spelling;
        }
    }

    /** What is computed across series at one instant. */
    enum VectorOperator {
        SUM("sum"),
        AVG("avg"),
        COUNT("count"),
        MAX("max"),
        MIN("min"),
        STDDEV("stddev"),
        STDVAR("stdvar"),
        TOPK("topk"),
        BOTTOMK("bottomk"),
        APPROX_TOPK("approx_topk"),
        SORT("sort"),
        SORT_DESC("sort_desc");

        private final String spelling;

        VectorOperator(String spelling) {
            this.spelling = spelling;
        }

        public String spelling() {
            return spelling;
        }
    }

    /** Arithmetic, comparison and set operators. */
    enum BinaryOperator {
        OR("or"),
        AND("and"),
        UNLESS("unless"),
        ADD("+"),
        SUB("-"),
        MUL("*"),
        DIV("/"),
        MOD("%"),
        POW("^"),
        EQUAL("=="),
        NOT_EQUAL("!="),
        GREATER(">"),
        GREATER_EQUAL(">="),
        LESS("<"),
        LESS_EQUAL("<=");

        private final String symbol;

        BinaryOperator(String symbol) {
            this.symbol = symbol;
        }

        public String symbol() {
            return symbol;
        }

        /** Of two operators, the one with the higher number takes its operands first. */
        public int precedence() {
            return switch (this) {
                case OR -> 1;
                case AND, UNLESS -> 2;
                case EQUAL, NOT_EQUAL, GREATER, GREATER_EQUAL, LESS, LESS_EQUAL -> 3;
                case ADD, SUB -> 4;
                case MUL, DIV, MOD -> 5;
                case POW -> 6;
            };
        }

        public boolean isSet() {
            return this == OR || this == AND || this == UNLESS;
        }

        public boolean isComparison() {
            return switch (this) {
                case EQUAL, NOT_EQUAL, GREATER, GREATER_EQUAL, LESS, LESS_EQUAL -> true;
                case OR, AND, UNLESS, ADD, SUB, MUL, DIV, MOD, POW -> false;
            };
        }
    }

    /** One method for each kind of node. */
    interface Visitor<R> {
        R rangeAggregation(RangeAggregation node);

        R vectorAggregation(VectorAggregation node);

        R binaryOperation(BinaryOperation node);

        R labelReplace(LabelReplace node);

        R literal(Literal node);

        R vectorLiteral(VectorLiteral node);
    }
}
