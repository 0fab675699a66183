package io.sigyn.querier.aggregate;

import io.sigyn.logql.ast.SampleExpr;
import io.sigyn.logql.ast.SampleExpr.BinaryOperation;
import io.sigyn.logql.ast.SampleExpr.LabelReplace;
import io.sigyn.logql.ast.SampleExpr.Literal;
import io.sigyn.logql.ast.SampleExpr.RangeAggregation;
import io.sigyn.logql.ast.SampleExpr.VectorAggregation;
import io.sigyn.logql.ast.SampleExpr.VectorLiteral;
import io.sigyn.logql.ast.SampleExpr.VectorOperator;
import io.sigyn.model.Labels;
import io.sigyn.querier.aggregate.Operand.Scalar;
import io.sigyn.querier.aggregate.Operand.Vector;
import io.sigyn.querier.scan.QueryContext;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Evaluates a metric query at all steps of its grid. For one query. */
public final class Evaluator implements SampleExpr.Visitor<Operand> {
    private final RangeEvaluator ranges;
    private final StepGrid grid;
    private final QueryContext context;
    private final long splitNanos;

    /**
     * @param splitNanos the length of range from which on an instant query would be split in Loki, or 0; a sum around
     *     label_replace then groups before labels are replaced
     */
    public Evaluator(RangeEvaluator ranges, StepGrid grid, QueryContext context, long splitNanos) {
        this.ranges = ranges;
        this.grid = grid;
        this.context = context;
        this.splitNanos = splitNanos;
    }

    public Operand evaluate(SampleExpr expression) {
        context.check();
        return expression.accept(this);
    }

    @Override
    public Operand rangeAggregation(RangeAggregation node) {
        return new Vector(ranges.evaluate(node, null));
    }

    @Override
    public Operand vectorAggregation(VectorAggregation node) {
        List<StepSeries> operand = series(operandOf(node));
        return new Vector(new VectorAggregator(node, grid.count(), context).aggregate(operand));
    }

    private Operand operandOf(VectorAggregation node) {
        if (node.operand() instanceof RangeAggregation range) {
            return new Vector(ranges.evaluate(range, node));
        }
        RangeAggregation split = node.operator() == VectorOperator.SUM ? replacedRange(node.operand()) : null;
        if (split != null) {
            Vector grouped = new Vector(
                    new VectorAggregator(node, grid.count(), context).aggregate(ranges.evaluate(split, node)));
            return replaceLabels(node.operand(), grouped);
        }
        return evaluate(node.operand());
    }

    /** The range aggregation inside of label_replace, if the query counts as split. */
    private @Nullable RangeAggregation replacedRange(SampleExpr operand) {
        SampleExpr inner = operand;
        while (inner instanceof LabelReplace replace) {
            inner = replace.operand();
        }
        return inner != operand
                        && inner instanceof RangeAggregation range
                        && splitNanos > 0
                        && range.range().rangeNanos() > splitNanos
                        && isSplit(range)
                ? range
                : null;
    }

    private static boolean isSplit(RangeAggregation range) {
        return switch (range.operator()) {
            case RATE, BYTES_RATE, COUNT_OVER_TIME, BYTES_OVER_TIME, SUM_OVER_TIME, MIN_OVER_TIME, MAX_OVER_TIME ->
                true;
            case RATE_COUNTER,
                    AVG_OVER_TIME,
                    STDVAR_OVER_TIME,
                    STDDEV_OVER_TIME,
                    QUANTILE_OVER_TIME,
                    FIRST_OVER_TIME,
                    LAST_OVER_TIME,
                    ABSENT_OVER_TIME -> false;
        };
    }

    private static Operand replaceLabels(SampleExpr expression, Vector innermost) {
        if (expression instanceof LabelReplace replace) {
            Operand operand = replaceLabels(replace.operand(), innermost);
            return new Vector(new LabelReplacer(replace).replace(series(operand)));
        }
        return innermost;
    }

    @Override
    public Operand binaryOperation(BinaryOperation node) {
        Operand left = evaluate(node.left());
        Operand right = evaluate(node.right());
        return new BinaryOperator(node, grid.count(), context).apply(left, right);
    }

    @Override
    public Operand labelReplace(LabelReplace node) {
        return new Vector(new LabelReplacer(node).replace(series(evaluate(node.operand()))));
    }

    @Override
    public Operand literal(Literal node) {
        return new Scalar(node.value());
    }

    @Override
    public Operand vectorLiteral(VectorLiteral node) {
        return new Vector(List.of(constant(node.value(), grid)));
    }

    /** A series without labels that has the same value at every step. */
    public static StepSeries constant(double value, StepGrid grid) {
        double[] values = new double[grid.count()];
        Arrays.fill(values, StepSeries.point(value));
        return new StepSeries(Labels.EMPTY, 0, values);
    }

    private static List<StepSeries> series(Operand operand) {
        if (operand instanceof Vector vector) {
            return vector.series();
        }
        throw new IllegalStateException("a number where the parser has to give a vector: " + operand);
    }
}
