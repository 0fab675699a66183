package io.sigyn.logql;

import static io.sigyn.model.GoQuote.quote;

import io.sigyn.logql.ast.Expr;
import io.sigyn.logql.ast.LogQuery;
import io.sigyn.logql.ast.SampleExpr;
import io.sigyn.logql.ast.SampleExpr.BinaryOperation;
import io.sigyn.logql.ast.SampleExpr.BinaryOperator;
import io.sigyn.logql.ast.SampleExpr.LabelReplace;
import io.sigyn.logql.ast.SampleExpr.LogRange;
import io.sigyn.logql.ast.SampleExpr.RangeAggregation;
import io.sigyn.logql.ast.SampleExpr.VectorAggregation;
import io.sigyn.logql.ast.Stage;
import io.sigyn.logql.go.GoFloat;
import io.sigyn.logql.go.PrometheusDuration;
import io.sigyn.model.Selector;
import java.util.List;

/**
 * Expressions in Loki's layout: each that is longer than a line is split into its parts, and these are indented and split
 * in turn. For one thread, for one expression.
 */
final class SplitText implements SampleExpr.Visitor<StringBuilder> {
    private static final int MAX_LINE_BYTES = 100;
    private static final StageText STAGES = StageText.LOKI;

    private final StringBuilder out = new StringBuilder();
    private int level;

    private SplitText() {}

    static String of(Expr expr) {
        SplitText text = new SplitText();
        text.expr(expr);
        return text.out.toString();
    }

    private void expr(Expr expr) {
        String line = ExprText.of(expr, MAX_LINE_BYTES);
        if (line != null) {
            indent().append(line);
        } else if (expr instanceof LogQuery query) {
            lines(query.selector(), query.stages());
        } else {
            ((SampleExpr) expr).accept(this);
        }
    }

    private StringBuilder indent() {
        return out.append("  ".repeat(level));
    }

    /** Begins a line that is indented by so many levels more than this expression. */
    private StringBuilder line(int deeper) {
        return out.append('\n').append("  ".repeat(level + deeper));
    }

    /** A part on lines of its own, one level deeper. */
    private void part(Expr expr) {
        out.append('\n');
        level++;
        expr(expr);
        level--;
    }

    // ---- lines

    /** Line filters that follow each other share a line. */
    private void lines(Selector selector, List<Stage> stages) {
        indent().append(STAGES.of(selector));
        boolean behindLineFilter = false;
        for (Stage stage : stages) {
            boolean isLineFilter = stage instanceof Stage.LineFilter;
            if (isLineFilter && behindLineFilter) {
                out.append(' ');
            } else {
                line(1);
            }
            out.append(STAGES.of(stage));
            behindLineFilter = isLineFilter;
        }
    }

    private void range(LogRange range) {
        level++;
        lines(range.selector(), range.stages());
        if (range.unwrap() != null) {
            line(1).append(STAGES.unwrap(range.unwrap()));
            range.unwrap().filters().forEach(filter -> line(1).append(STAGES.of(filter)));
        }
        level--;
        out.append(" [").append(PrometheusDuration.format(range.rangeNanos())).append(']');
        if (range.offsetNanos() != 0) {
            out.append(" offset ").append(PrometheusDuration.format(range.offsetNanos()));
        }
    }

    // ---- samples

    @Override
    public StringBuilder rangeAggregation(RangeAggregation node) {
        indent().append(node.operator().spelling()).append('(');
        if (node.parameter() != null) {
            line(1).append(GoFloat.format(node.parameter())).append(',');
        }
        out.append('\n');
        range(node.range());
        line(0).append(')');
        if (node.grouping() != null) {
            out.append(' ').append(ExprText.grouping(node.grouping(), ", ", STAGES));
        }
        return out;
    }

    @Override
    public StringBuilder vectorAggregation(VectorAggregation node) {
        indent().append(node.operator().spelling());
        if (node.grouping() != null) {
            out.append(' ').append(ExprText.grouping(node.grouping(), ", ", STAGES));
        }
        out.append('(');
        if (node.parameter() != 0) {
            line(1).append(node.parameter()).append(',');
        }
        part(node.operand());
        return line(0).append(')');
    }

    @Override
    public StringBuilder labelReplace(LabelReplace node) {
        indent().append("label_replace(");
        part(node.operand());
        for (String argument : List.of(node.target(), node.replacement(), node.source(), node.regex())) {
            out.append(',');
            line(1).append(quote(argument));
        }
        return line(0).append(')');
    }

    @Override
    public StringBuilder binaryOperation(BinaryOperation node) {
        operand(node.left(), node.operator(), true);
        out.append('\n');
        indent().append(ExprText.operator(node, ", ", STAGES));
        out.append('\n');
        operand(node.right(), node.operator(), false);
        return out;
    }

    /** In parentheses where it would be read in another way without; on one line it has them anyway. */
    private void operand(SampleExpr operand, BinaryOperator around, boolean left) {
        level++;
        if (operand.needsParentheses(around, left) && ExprText.of(operand, MAX_LINE_BYTES) == null) {
            indent().append('(');
            part(operand);
            line(0).append(')');
        } else {
            expr(operand);
        }
        level--;
    }

    @Override
    public StringBuilder literal(SampleExpr.Literal node) {
        throw new AssertionError("a number is longer than a line: " + node);
    }

    /** Only of a huge number. */
    @Override
    public StringBuilder vectorLiteral(SampleExpr.VectorLiteral node) {
        return indent().append("vector(")
                .append(GoFloat.format(node.value(), 'f', 6))
                .append(')');
    }
}
