package io.sigyn.logql.parse;

import io.sigyn.logql.LogQlSyntaxException;
import io.sigyn.logql.ast.Expr;
import io.sigyn.logql.ast.LogQuery;
import io.sigyn.logql.ast.SampleExpr;
import io.sigyn.logql.ast.SampleExpr.BinaryOperation;
import io.sigyn.logql.ast.SampleExpr.BinaryOperator;
import io.sigyn.logql.ast.SampleExpr.Grouping;
import io.sigyn.logql.ast.SampleExpr.Literal;
import io.sigyn.logql.ast.SampleExpr.RangeAggregation;
import io.sigyn.logql.ast.SampleExpr.RangeOperator;
import io.sigyn.logql.ast.SampleExpr.VectorAggregation;
import io.sigyn.logql.ast.SampleExpr.VectorMatching;
import io.sigyn.logql.ast.SampleExpr.VectorMatching.Cardinality;
import io.sigyn.logql.ast.SampleExpr.VectorOperator;
import io.sigyn.logql.go.GoException;
import io.sigyn.logql.go.GoFloat;
import io.sigyn.model.Selector;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import org.antlr.v4.runtime.Token;
import org.antlr.v4.runtime.misc.ParseCancellationException;
import org.antlr.v4.runtime.tree.TerminalNode;
import org.jspecify.annotations.Nullable;

/**
 * Builds the tree of a parsed text: gives operators their operands by precedence, computes what is constant, and refuses
 * what the grammar lets through. For one thread, for one text.
 *
 * <p>{@link LogQlSyntaxException} is thrown for what means nothing. {@link ParseCancellationException} says that the text
 * is not in the language although the grammar took it.
 */
final class AstBuilder {
    /** So many operations may be in a query that are not computed at once: trees are walked recursively. */
    static final int MAX_OPERATIONS = 500;

    private final StageBuilder stages = new StageBuilder();
    private final Complaints complaints = new Complaints();
    private final boolean anySelector;
    private int operations;

    private AstBuilder(boolean anySelector) {
        this.anySelector = anySelector;
    }

    /** @param anySelector whether also one that every stream satisfies will do */
    static Expr build(LogQL.WholeLogQueryContext query, boolean anySelector) {
        AstBuilder builder = new AstBuilder(anySelector);
        Expr expr = builder.logQuery(query.logQuery());
        builder.complaints.throwFirst();
        return expr;
    }

    static Expr build(LogQL.WholeSampleQueryContext query) {
        AstBuilder builder = new AstBuilder(false);
        Expr expr = builder.sampleExpr(query.sampleExpr());
        builder.complaints.throwFirst();
        return expr;
    }

    // ---- lines

    private LogQuery logQuery(LogQL.LogQueryContext context) {
        LogQL.LogQueryContext inner = context;
        while (inner.logQuery() != null) {
            inner = inner.logQuery();
        }
        Selector selector = selector(inner.selector());
        return new LogQuery(selector, stages.stages(inner.stage()));
    }

    private Selector selector(LogQL.SelectorContext context) {
        int order = complaints.enter();
        Selector selector = stages.selector(context);
        if (!anySelector && !Matchers.selectsSomething(selector)) {
            complaints.add(order, Matchers.TOO_WEAK);
        }
        return selector;
    }

    // ---- operators

    /** Operands and operators in turn, by precedence: one stack for each kind, as long as what follows binds tighter. */
    private SampleExpr sampleExpr(LogQL.SampleExprContext context) {
        int order = complaints.enter();
        List<LogQL.OperandContext> operands = context.operand();
        List<LogQL.OperatorContext> operators = context.operator();
        Deque<SampleExpr> values = new ArrayDeque<>();
        Deque<Operator> pending = new ArrayDeque<>();
        values.push(operand(operands.get(0)));
        for (int i = 1; i < operands.size(); i++) {
            Operator operator = operator(operators.get(i - 1), operands.get(i));
            while (!pending.isEmpty() && pending.element().bindsBefore(operator)) {
                apply(order, pending.pop(), values);
            }
            pending.push(operator);
            values.push(operand(operands.get(i)));
        }
        while (!pending.isEmpty()) {
            apply(order, pending.pop(), values);
        }
        return values.pop();
    }

    private record Operator(BinaryOperator operator, VectorMatching matching) {
        boolean bindsBefore(Operator next) {
            int difference = operator.precedence() - next.operator.precedence();
            return difference > 0 || (difference == 0 && operator != BinaryOperator.POW);
        }
    }

    private void apply(int order, Operator operator, Deque<SampleExpr> values) {
        SampleExpr right = values.pop();
        SampleExpr left = values.pop();
        BinaryOperator symbol = operator.operator;
        if (symbol.isSet() && (left instanceof Literal || right instanceof Literal)) {
            boolean atLeft = left instanceof Literal;
            Literal literal = (Literal) (atLeft ? left : right);
            complaints.add(
                    order,
                    "unexpected literal for " + (atLeft ? "left" : "right")
                            + " leg of logical/set binary operation (" + symbol.symbol() + "): "
                            + GoFloat.format(literal.value(), 'f', 6));
        } else if (left instanceof Literal a && right instanceof Literal b) {
            values.push(new Literal(Constants.compute(symbol, a.value(), b.value())));
            return;
        }
        if (++operations > MAX_OPERATIONS) {
            throw new LogQlSyntaxException(
                    "parse error : more than " + MAX_OPERATIONS + " binary operations in one query");
        }
        values.push(new BinaryOperation(symbol, left, right, operator.matching));
    }

    private Operator operator(LogQL.OperatorContext context, LogQL.OperandContext right) {
        boolean returnBool = context.BOOL() != null;
        LogQL.MatchingContext matching = context.matching();
        VectorMatching result = new VectorMatching(returnBool, false, List.of(), Cardinality.ONE_TO_ONE, List.of());
        if (matching != null) {
            boolean labelsClosed = context.CLOSE_PARENTHESIS() != null;
            if (context.group() != null && !labelsClosed && right instanceof LogQL.ParenthesisedContext) {
                throw new ParseCancellationException(); // the parenthesis belongs to group_left, and holds no labels
            }
            result = new VectorMatching(
                    returnBool,
                    matching.ON() != null,
                    names(matching.labels()),
                    cardinality(context.group()),
                    names(context.labels()));
        }
        return new Operator(binaryOperator(context.start.getType()), result);
    }

    private static Cardinality cardinality(LogQL.@Nullable GroupContext group) {
        if (group == null) {
            return Cardinality.ONE_TO_ONE;
        }
        return group.GROUP_LEFT() != null ? Cardinality.MANY_TO_ONE : Cardinality.ONE_TO_MANY;
    }

    private static BinaryOperator binaryOperator(int token) {
        return switch (token) {
            case LogQL.OR -> BinaryOperator.OR;
            case LogQL.AND -> BinaryOperator.AND;
            case LogQL.UNLESS -> BinaryOperator.UNLESS;
            case LogQL.CMP_EQ -> BinaryOperator.EQUAL;
            case LogQL.NEQ -> BinaryOperator.NOT_EQUAL;
            case LogQL.LT -> BinaryOperator.LESS;
            case LogQL.LTE -> BinaryOperator.LESS_EQUAL;
            case LogQL.GT -> BinaryOperator.GREATER;
            case LogQL.GTE -> BinaryOperator.GREATER_EQUAL;
            case LogQL.ADD -> BinaryOperator.ADD;
            case LogQL.SUB -> BinaryOperator.SUB;
            case LogQL.MUL -> BinaryOperator.MUL;
            case LogQL.DIV -> BinaryOperator.DIV;
            case LogQL.MOD -> BinaryOperator.MOD;
            default -> BinaryOperator.POW;
        };
    }

    // ---- operands

    private SampleExpr operand(LogQL.OperandContext context) {
        if (context instanceof LogQL.ParenthesisedContext nested) {
            return sampleExpr(nested.sampleExpr());
        } else if (context instanceof LogQL.LiteralContext literal) {
            return literal(literal);
        } else if (context instanceof LogQL.VectorLiteralContext vector) {
            return vectorLiteral(vector);
        } else if (context instanceof LogQL.RangeAggregationContext range) {
            return rangeAggregation(range);
        } else if (context instanceof LogQL.VectorAggregationContext vector) {
            return vectorAggregation(vector);
        }
        return labelReplace((LogQL.LabelReplaceContext) context);
    }

    private SampleExpr literal(LogQL.LiteralContext context) {
        int order = complaints.enter();
        try {
            return new Literal(StageBuilder.number(context.number()));
        } catch (GoException notANumber) {
            complaints.add(order, "unable to parse literal as a float: " + notANumber.getMessage());
            return new Literal(0);
        }
    }

    private SampleExpr vectorLiteral(LogQL.VectorLiteralContext context) {
        int order = complaints.enter();
        try {
            return new SampleExpr.VectorLiteral(GoFloat.parse(context.NUMBER().getText()));
        } catch (GoException notANumber) {
            complaints.add(order, "unable to parse vectorExpr literal as a float: " + notANumber.getMessage());
            return new SampleExpr.VectorLiteral(0);
        }
    }

    private SampleExpr labelReplace(LogQL.LabelReplaceContext context) {
        int order = complaints.enter();
        SampleExpr operand = sampleExpr(context.sampleExpr());
        List<TerminalNode> strings = context.STRING();
        String regex = strings.get(3).getText();
        try {
            GoRegexSyntax.parse("^(?:" + regex + ")$");
        } catch (IllegalArgumentException badRegex) {
            complaints.add(order, "invalid regex in label_replace: " + badRegex.getMessage());
        }
        return new SampleExpr.LabelReplace(
                operand,
                strings.get(0).getText(),
                strings.get(1).getText(),
                strings.get(2).getText(),
                regex);
    }

    private SampleExpr vectorAggregation(LogQL.VectorAggregationContext context) {
        int order = complaints.enter();
        VectorOperator operator = vectorOperator(context.vectorOperator().start);
        TerminalNode parameter = context.arguments().NUMBER();
        Grouping written = grouping(context.grouping());
        // by () is what nothing means too
        Grouping grouping =
                written != null && (written.without() || !written.labels().isEmpty()) ? written : null;
        SampleExpr operand = sampleExpr(context.arguments().sampleExpr());
        String text = parameter == null ? null : parameter.getText();
        int count = Aggregations.check(operator, text, grouping, message -> complaints.add(order, message));
        return new VectorAggregation(operator, count, operand, grouping);
    }

    private static VectorOperator vectorOperator(Token token) {
        return VectorOperator.valueOf(LogQL.VOCABULARY.getSymbolicName(token.getType()));
    }

    private SampleExpr rangeAggregation(LogQL.RangeAggregationContext context) {
        int order = complaints.enter();
        RangeOperator operator = RangeOperator.valueOf(
                LogQL.VOCABULARY.getSymbolicName(context.rangeOperator().start.getType()));
        SampleExpr.LogRange range = range(context.range());
        Grouping grouping = grouping(context.grouping());
        String parameter = context.NUMBER() == null ? null : context.NUMBER().getText();
        Double value = Aggregations.check(
                operator, parameter, range.unwrap() != null, grouping, message -> complaints.add(order, message));
        return new RangeAggregation(operator, value, range, grouping);
    }

    private static @Nullable Grouping grouping(LogQL.@Nullable GroupingContext context) {
        return context == null ? null : new Grouping(context.WITHOUT() != null, names(context.labels()));
    }

    private static List<String> names(LogQL.@Nullable LabelsContext context) {
        List<String> names = new ArrayList<>();
        if (context != null) {
            context.IDENTIFIER().forEach(node -> names.add(node.getText()));
        }
        return names;
    }

    // ---- ranges

    private SampleExpr.LogRange range(LogQL.RangeContext context) {
        RangeParts parts = new RangeParts();
        LogQL.RangeContext inner = context;
        Deque<LogQL.RangeContext> outer = new ArrayDeque<>();
        while (inner.selector() == null) {
            outer.push(inner);
            inner = inner.range();
        }
        Selector selector = selector(inner.selector());
        parts.add(inner.rangePart());
        while (!outer.isEmpty()) {
            parts.close();
            parts.add(outer.pop().rangePart());
        }
        return parts.finish(selector);
    }

    /**
     * The parts of a range in the orders that there are: stages and unwrap before the duration, where one pair of
     * parentheses may go around all that, or after it, and then only outermost parentheses follow.
     */
    private final class RangeParts {
        private final List<LogQL.StageContext> written = new ArrayList<>();
        private LogQL.@Nullable UnwrapContext unwrap;
        private final List<LogQL.StageContext> unwrapFilters = new ArrayList<>();
        private @Nullable LogQlToken duration;
        private @Nullable LogQlToken offset;
        private boolean enclosed; // parentheses closed before the duration
        private boolean stagesBeforeDuration;
        private boolean closed; // parentheses closed after it: complete

        void add(List<LogQL.RangePartContext> parts) {
            for (LogQL.RangePartContext part : parts) {
                require(!closed);
                if (part.RANGE() != null) {
                    require(duration == null);
                    duration = (LogQlToken) part.RANGE().getSymbol();
                    stagesBeforeDuration = !written.isEmpty() || unwrap != null;
                } else if (part.OFFSET() != null) {
                    require(duration != null && offset == null && !behindDuration());
                    offset = (LogQlToken) part.DURATION().getSymbol();
                } else {
                    require(mayContinue());
                    addStage(part);
                }
            }
        }

        private boolean behindDuration() {
            return !stagesBeforeDuration && (!written.isEmpty() || unwrap != null);
        }

        /** Stages stand on one side of the duration, and not between parentheses and it. */
        private boolean mayContinue() {
            return duration == null ? !enclosed : !stagesBeforeDuration;
        }

        private void addStage(LogQL.RangePartContext part) {
            if (part.unwrap() != null) {
                require(unwrap == null && !(enclosed && !written.isEmpty()));
                unwrap = part.unwrap();
            } else if (unwrap == null) {
                require(!enclosed);
                written.add(part.stage());
            } else {
                require(part.stage().pipeStage() instanceof LogQL.FilterByLabelsContext);
                unwrapFilters.add(part.stage());
            }
        }

        void close() {
            if (duration == null) {
                require(!enclosed);
                enclosed = true;
            } else {
                closed = true;
            }
        }

        SampleExpr.LogRange finish(Selector selector) {
            require(duration != null);
            return new SampleExpr.LogRange(
                    selector,
                    stages.stages(written),
                    unwrap == null ? null : stages.unwrap(unwrap, unwrapFilters),
                    java.util.Objects.requireNonNull(duration).value(),
                    offset == null ? 0 : offset.value());
        }

        private void require(boolean condition) {
            if (!condition) {
                throw new ParseCancellationException();
            }
        }
    }
}
