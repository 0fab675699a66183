package io.sigyn.logql;

import static io.sigyn.model.GoQuote.quote;

import io.sigyn.logql.ast.Expr;
import io.sigyn.logql.ast.LogQuery;
import io.sigyn.logql.ast.SampleExpr;
import io.sigyn.logql.ast.SampleExpr.Grouping;
import io.sigyn.logql.ast.SampleExpr.LogRange;
import io.sigyn.logql.ast.SampleExpr.VectorMatching;
import io.sigyn.logql.ast.SampleExpr.VectorMatching.Cardinality;
import io.sigyn.logql.ast.Stage;
import io.sigyn.logql.go.GoDuration;
import io.sigyn.logql.go.GoFloat;
import io.sigyn.logql.go.PrometheusDuration;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Expressions on one line. For one thread, for one expression. */
final class ExprText implements SampleExpr.Visitor<StringBuilder> {
    private final StageText stages;
    private final int maxLength;
    private final StringBuilder out = new StringBuilder();

    private ExprText(StageText stages, int maxLength) {
        this.stages = stages;
        this.maxLength = maxLength;
    }

    static String of(Expr expr, StageText stages) {
        return new ExprText(stages, Integer.MAX_VALUE).expr(expr).toString();
    }

    /** In Loki's style, or null if that is longer than so many bytes. Costs no more than the text that fits. */
    static @Nullable String of(Expr expr, int maxBytes) {
        StringBuilder text = new ExprText(StageText.LOKI, maxBytes).expr(expr);
        boolean fits = text.length() <= maxBytes && text.toString().getBytes(StandardCharsets.UTF_8).length <= maxBytes;
        return fits ? text.toString() : null;
    }

    private StringBuilder expr(Expr expr) {
        if (out.length() > maxLength) {
            return out;
        } else if (expr instanceof LogQuery query) {
            out.append(stages.of(query.selector()));
            return stages(query.stages());
        }
        return ((SampleExpr) expr).accept(this);
    }

    private StringBuilder stages(List<Stage> all) {
        all.forEach(stage -> out.append(' ').append(stages.of(stage)));
        return out;
    }

    private void range(LogRange range) {
        out.append(stages.of(range.selector()));
        stages(range.stages());
        if (range.unwrap() != null) {
            out.append(' ').append(stages.unwrap(range.unwrap()));
            range.unwrap().filters().forEach(filter -> out.append(' ').append(stages.of(filter)));
        }
        out.append('[').append(PrometheusDuration.format(range.rangeNanos())).append(']');
        if (range.offsetNanos() != 0) {
            out.append(" offset ").append(GoDuration.format(range.offsetNanos()));
        }
    }

    @Override
    public StringBuilder rangeAggregation(SampleExpr.RangeAggregation node) {
        out.append(node.operator().spelling()).append('(');
        if (node.parameter() != null) {
            out.append(GoFloat.format(node.parameter())).append(',');
        }
        range(node.range());
        out.append(')');
        return node.grouping() == null ? out : out.append(' ').append(grouping(node.grouping(), ","));
    }

    @Override
    public StringBuilder vectorAggregation(SampleExpr.VectorAggregation node) {
        out.append(node.operator().spelling());
        if (node.grouping() != null) {
            out.append(' ').append(grouping(node.grouping(), ","));
        }
        out.append('(');
        if (node.parameter() != 0) {
            out.append(node.parameter()).append(',');
        }
        return expr(node.operand()).append(')');
    }

    private String grouping(Grouping grouping, String separator) {
        return grouping(grouping, separator, stages);
    }

    static String grouping(Grouping grouping, String separator, StageText stages) {
        return (grouping.without() ? "without" : "by") + " (" + stages.names(grouping.labels(), separator) + ")";
    }

    /** Loki has parentheses around each; to be read again, only those are needed that precedence does not imply. */
    @Override
    public StringBuilder binaryOperation(SampleExpr.BinaryOperation node) {
        if (!stages.isExact()) {
            out.append('(');
        }
        operand(node.left(), node.left().needsParentheses(node.operator(), true));
        out.append(' ').append(operator(node, ",", stages)).append(' ');
        operand(node.right(), node.right().needsParentheses(node.operator(), false));
        return stages.isExact() ? out : out.append(')');
    }

    private void operand(SampleExpr operand, boolean needsParentheses) {
        boolean parenthesised = stages.isExact() && needsParentheses;
        if (parenthesised) {
            out.append('(');
        }
        expr(operand);
        if (parenthesised) {
            out.append(')');
        }
    }

    /** With a blank at the end where labels are matched but no group is, as Loki has it. */
    static String operator(SampleExpr.BinaryOperation node, String separator, StageText stages) {
        VectorMatching matching = node.matching();
        StringBuilder text = new StringBuilder(node.operator().symbol());
        if (matching.returnBool()) {
            text.append(" bool");
        }
        boolean grouped =
                matching.cardinality() == Cardinality.MANY_TO_ONE || matching.cardinality() == Cardinality.ONE_TO_MANY;
        if (matching.on() || !matching.labels().isEmpty() || grouped) {
            text.append(matching.on() ? " on (" : " ignoring (")
                    .append(stages.names(matching.labels(), separator))
                    .append(") ");
        }
        if (grouped) {
            text.append(matching.cardinality() == Cardinality.MANY_TO_ONE ? "group_left" : "group_right");
            if (!matching.include().isEmpty()) {
                text.append(" (")
                        .append(stages.names(matching.include(), separator))
                        .append(')');
            } else if (stages.isExact()) {
                text.append(" ()"); // else a parenthesis of what follows would be taken for this
            }
        }
        return text.toString();
    }

    @Override
    public StringBuilder labelReplace(SampleExpr.LabelReplace node) {
        out.append("label_replace(");
        expr(node.operand());
        for (String argument : List.of(node.target(), node.replacement(), node.source(), node.regex())) {
            out.append(',').append(quote(argument));
        }
        return out.append(')');
    }

    /** What can't be written as a number is written as what gives it. */
    @Override
    public StringBuilder literal(SampleExpr.Literal node) {
        double value = node.value();
        if (!stages.isExact() || Double.isFinite(value)) {
            return out.append(GoFloat.formatGeneral(value));
        } else if (Double.isNaN(value)) {
            return out.append("(0 / 0)");
        }
        return out.append(value > 0 ? "(1e308 * 10)" : "(-1e308 * 10)");
    }

    @Override
    public StringBuilder vectorLiteral(SampleExpr.VectorLiteral node) {
        double value = node.value();
        String number = stages.isExact() ? GoFloat.formatGeneral(value) : GoFloat.format(value, 'f', 6);
        return out.append("vector(").append(number).append(')');
    }
}
