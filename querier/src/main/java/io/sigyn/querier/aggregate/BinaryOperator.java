package io.sigyn.querier.aggregate;

import io.sigyn.logql.ast.SampleExpr;
import io.sigyn.logql.ast.SampleExpr.BinaryOperation;
import io.sigyn.logql.ast.SampleExpr.VectorMatching;
import io.sigyn.logql.ast.SampleExpr.VectorMatching.Cardinality;
import io.sigyn.querier.aggregate.Operand.Scalar;
import io.sigyn.querier.aggregate.Operand.Vector;
import io.sigyn.querier.scan.QueryContext;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Computes one binary operation at all steps. For one query. */
final class BinaryOperator {
    private final SampleExpr.BinaryOperator operator;
    private final VectorMatching matching;
    private final int steps;
    private final QueryContext context;

    BinaryOperator(BinaryOperation node, int steps, QueryContext context) {
        this.operator = node.operator();
        this.matching = node.matching();
        this.steps = steps;
        this.context = context;
    }

    Operand apply(Operand left, Operand right) {
        if (left instanceof Scalar a) {
            return right instanceof Scalar b
                    ? new Scalar(compute(a.value(), b.value()))
                    : new Vector(withNumber(((Vector) right).series(), a.value(), true));
        }
        List<StepSeries> series = ((Vector) left).series();
        if (right instanceof Scalar b) {
            return new Vector(withNumber(series, b.value(), false));
        }
        List<StepSeries> others = ((Vector) right).series();
        return new Vector(
                operator.isSet()
                        ? new SetOperator(operator, matching, steps, context).apply(series, others)
                        : matched(series, others));
    }

    /** What a comparison keeps is the vector's value, on whichever side the number stands. */
    private List<StepSeries> withNumber(List<StepSeries> series, double number, boolean numberLeft) {
        boolean filter = operator.isComparison() && !matching.returnBool();
        List<StepSeries> result = new ArrayList<>(series.size());
        for (StepSeries one : series) {
            context.reserve(64L + 8L * one.values().length);
            double[] values = one.values().clone();
            for (int i = 0; i < values.length; i++) {
                if (!StepSeries.isAbsent(values[i])) {
                    double computed = numberLeft ? compute(number, values[i]) : compute(values[i], number);
                    if (!filter) {
                        values[i] = StepSeries.point(computed);
                    } else if (computed == 0) {
                        values[i] = StepSeries.ABSENT;
                    }
                }
            }
            addIfAny(new StepSeries(one.labels(), one.firstStep(), values), result);
        }
        return result;
    }

    private static void addIfAny(StepSeries series, List<StepSeries> result) {
        if (series.firstPoint() >= 0) {
            result.add(series);
        }
    }

    /** Each sample of the side that may have many finds the one on the other side with the same matching labels. */
    private List<StepSeries> matched(List<StepSeries> left, List<StepSeries> right) {
        boolean swapped = matching.cardinality() == Cardinality.ONE_TO_MANY;
        List<VectorMatcher.Pair> pairs =
                new VectorMatcher(matching, steps, context).match(swapped ? right : left, swapped ? left : right);
        List<StepSeries> result = new ArrayList<>(pairs.size());
        for (VectorMatcher.Pair pair : pairs) {
            StepSeries a = swapped ? pair.one() : pair.many();
            StepSeries b = swapped ? pair.many() : pair.one();
            addIfAny(new StepSeries(pair.labels(), 0, combined(a, b)), result);
        }
        return result;
    }

    private double[] combined(StepSeries left, StepSeries right) {
        boolean filter = operator.isComparison() && !matching.returnBool();
        context.reserve(8L * steps);
        double[] values = new double[steps];
        Arrays.fill(values, StepSeries.ABSENT);
        int end = Math.min(left.endStep(), right.endStep());
        for (int step = Math.max(left.firstStep(), right.firstStep()); step < end; step++) {
            double a = left.at(step);
            double b = right.at(step);
            if (!StepSeries.isAbsent(a) && !StepSeries.isAbsent(b)) {
                double computed = compute(a, b);
                if (!filter) {
                    values[step] = StepSeries.point(computed);
                } else if (computed != 0) {
                    values[step] = a;
                }
            }
        }
        return values;
    }

    private double compute(double a, double b) {
        return switch (operator) {
            case ADD -> a + b;
            case SUB -> a - b;
            case MUL -> a * b;
            case DIV -> b == 0 ? Double.NaN : a / b;
            case MOD -> b == 0 ? Double.NaN : a % b;
            case POW -> pow(a, b);
            case EQUAL -> a == b ? 1 : 0;
            case NOT_EQUAL -> a != b ? 1 : 0;
            case GREATER -> a > b ? 1 : 0;
            case GREATER_EQUAL -> a >= b ? 1 : 0;
            case LESS -> a < b ? 1 : 0;
            case LESS_EQUAL -> a <= b ? 1 : 0;
            case OR, AND, UNLESS -> throw new IllegalStateException("a set operation on numbers: " + operator);
        };
    }

    /** As Go and C have it, where Java differs: 1 to any power is 1, and so is -1 to an infinite one. */
    private static double pow(double a, double b) {
        if (a == 1 || (a == -1 && Double.isInfinite(b))) {
            return 1;
        }
        return Math.pow(a, b);
    }
}
