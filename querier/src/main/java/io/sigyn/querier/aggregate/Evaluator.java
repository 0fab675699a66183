package io.sigyn.querier.aggregate;

import io.sigyn.logql.ast.SampleExpr;
import io.sigyn.logql.ast.SampleExpr.BinaryOperation;
import io.sigyn.logql.ast.SampleExpr.LabelReplace;
import io.sigyn.logql.ast.SampleExpr.Literal;
import io.sigyn.logql.ast.SampleExpr.RangeAggregation;
import io.sigyn.logql.ast.SampleExpr.VectorAggregation;
import io.sigyn.logql.ast.SampleExpr.VectorLiteral;
import io.sigyn.model.Labels;
import io.sigyn.querier.QueryException;
import io.sigyn.querier.QueryException.Kind;
import io.sigyn.querier.aggregate.Operand.Scalar;
import io.sigyn.querier.aggregate.Operand.Vector;
import io.sigyn.querier.scan.QueryContext;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Evaluates a metric query at all steps of its grid. For one query. */
public final class Evaluator implements SampleExpr.Visitor<Operand> {
    private final RangeEvaluator ranges;
    private final StepGrid grid;
    private final QueryContext context;
    private final long splitNanos;

    /**
     * @param splitNanos the length of range beyond which an instant query is split as {@link SplitRange} says, or 0
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
        SplitRange split = SplitRange.of(node, splitNanos);
        if (split != null) {
            return replaceLabels(node.operand(), new Vector(pieces(split)));
        }
        if (node.operand() instanceof RangeAggregation range) {
            return new Vector(ranges.evaluate(range, node));
        }
        return evaluate(node.operand());
    }

    private List<StepSeries> pieces(SplitRange split) {
        List<StepSeries> all = new ArrayList<>();
        for (RangeAggregation piece : split.pieces()) {
            all.addAll(new VectorAggregator(split.around(), grid.count(), context)
                    .aggregate(ranges.evaluate(piece, split.around())));
        }
        return new VectorAggregator(split.merging(), grid.count(), context).aggregate(all);
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
        List<StepSeries> replaced = new LabelReplacer(node).replace(series(evaluate(node.operand())));
        replaced.forEach(series -> context.reserve(series.labels().memoryBytes()));
        return new Vector(replaced);
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
        // The grammar takes a number here, the evaluation does not; the words are Loki's, its trailing blank too.
        throw new QueryException(
                Kind.INTERNAL,
                "unexpected expr type (*syntax.LiteralExpr) for Evaluator type (*logql.DefaultEvaluator) ");
    }
}
