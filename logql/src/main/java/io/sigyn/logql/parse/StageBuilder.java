package io.sigyn.logql.parse;

import io.sigyn.logql.LogQlSyntaxException;
import io.sigyn.logql.ast.SampleExpr.Unwrap;
import io.sigyn.logql.ast.Stage;
import io.sigyn.logql.ast.Stage.Comparison;
import io.sigyn.logql.ast.Stage.Extraction;
import io.sigyn.logql.ast.Stage.LabelChoice;
import io.sigyn.logql.ast.Stage.LabelFilter;
import io.sigyn.logql.ast.Stage.LabelFormat.Assignment;
import io.sigyn.logql.ast.Stage.LineFilter;
import io.sigyn.logql.ast.Stage.LineFilter.Alternative;
import io.sigyn.logql.ast.Stage.Predicate;
import io.sigyn.logql.go.GoException;
import io.sigyn.logql.go.GoFloat;
import io.sigyn.model.LabelMatcher;
import io.sigyn.model.Selector;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import org.antlr.v4.runtime.Token;
import org.antlr.v4.runtime.tree.TerminalNode;
import org.jspecify.annotations.Nullable;

/** Builds selectors and stages. What is wrong in one of them is told at once, before what is wrong further on. */
final class StageBuilder {
    /** So many conditions may be chained: trees are walked recursively. */
    static final int MAX_CONDITIONS = 500;

    // ---- selectors

    Selector selector(LogQL.SelectorContext context) {
        return new Selector(context.matcher().stream().map(this::matcher).toList());
    }

    private LabelMatcher matcher(LogQL.MatcherContext context) {
        LabelMatcher.Operator operator;
        if (context.EQ() != null) {
            operator = LabelMatcher.Operator.EQUAL;
        } else if (context.NEQ() != null) {
            operator = LabelMatcher.Operator.NOT_EQUAL;
        } else {
            operator = context.RE() != null ? LabelMatcher.Operator.MATCHES : LabelMatcher.Operator.NOT_MATCHES;
        }
        String value = context.STRING().getText();
        if (operator.isRegex()) {
            Checks.regex(value);
        }
        return new LabelMatcher(context.IDENTIFIER().getText(), operator, value);
    }

    // ---- stages

    List<Stage> stages(List<LogQL.StageContext> contexts) {
        List<Stage> stages = new ArrayList<>();
        for (LogQL.StageContext context : contexts) {
            if (context.lineFilter() != null) {
                lineFilter(context.lineFilter(), stages);
            } else {
                stages.add(pipeStage(context.pipeStage()));
            }
        }
        return stages;
    }

    /** {@code != "a" or "b"} means neither, so each is a stage of its own. */
    private static void lineFilter(LogQL.LineFilterContext context, List<Stage> stages) {
        LineFilter.Operator operator = lineOperator(context.start.getType());
        List<Alternative> alternatives = new ArrayList<>();
        for (LogQL.NeedleContext needle : context.needle()) {
            alternatives.add(new Alternative(needle.STRING().getText(), needle.IP() != null));
        }
        if (operator.isNegative()) {
            alternatives.forEach(each -> stages.add(new LineFilter(operator, List.of(each))));
        } else {
            stages.add(new LineFilter(operator, effective(alternatives)));
        }
    }

    /** As in Loki, `or` behind an ip(...) that is itself behind an `or` replaces all but the first alternative. */
    private static List<Alternative> effective(List<Alternative> alternatives) {
        int from = 1;
        for (int i = 1; i < alternatives.size() - 1; i++) {
            if (alternatives.get(i).ip()) {
                from = i + 1;
            }
        }
        List<Alternative> effective = new ArrayList<>(alternatives.subList(0, 1));
        effective.addAll(alternatives.subList(from, alternatives.size()));
        return effective;
    }

    private static LineFilter.Operator lineOperator(int token) {
        return switch (token) {
            case LogQL.PIPE_EXACT -> LineFilter.Operator.CONTAINS;
            case LogQL.NEQ -> LineFilter.Operator.NOT_CONTAINS;
            case LogQL.PIPE_MATCH -> LineFilter.Operator.MATCHES;
            case LogQL.NRE -> LineFilter.Operator.NOT_MATCHES;
            case LogQL.PIPE_PATTERN -> LineFilter.Operator.PATTERN;
            default -> LineFilter.Operator.NOT_PATTERN;
        };
    }

    private Stage pipeStage(LogQL.PipeStageContext context) {
        if (context instanceof LogQL.JsonContext json) {
            return new Stage.Json(extractions(json.extractions()));
        } else if (context instanceof LogQL.LogfmtContext logfmt) {
            return logfmt(logfmt);
        } else if (context instanceof LogQL.RegexpContext regexp) {
            Checks.regexpParser(regexp.STRING().getText());
            return new Stage.Regexp(regexp.STRING().getText());
        } else if (context instanceof LogQL.PatternContext pattern) {
            Checks.patternParser(pattern.STRING().getText());
            return new Stage.Pattern(pattern.STRING().getText());
        } else if (context instanceof LogQL.LineFormatContext format) {
            return new Stage.LineFormat(format.STRING().getText());
        } else if (context instanceof LogQL.LabelFormatContext format) {
            return new Stage.LabelFormat(
                    format.assignment().stream().map(StageBuilder::assignment).toList());
        } else if (context instanceof LogQL.DropContext drop) {
            return new Stage.Drop(
                    drop.labelChoice().stream().map(this::labelChoice).toList());
        } else if (context instanceof LogQL.KeepContext keep) {
            return new Stage.Keep(
                    keep.labelChoice().stream().map(this::labelChoice).toList());
        } else if (context instanceof LogQL.FilterByLabelsContext filter) {
            return new LabelFilter(labelFilter(filter.labelFilter()));
        }
        return context instanceof LogQL.UnpackContext ? new Stage.Unpack() : new Stage.Decolorize();
    }

    private static Stage logfmt(LogQL.LogfmtContext context) {
        boolean strict = false;
        boolean keepEmpty = false;
        for (TerminalNode flag : context.PARSER_FLAG()) {
            strict |= flag.getText().equals("--strict");
            keepEmpty |= flag.getText().equals("--keep-empty");
        }
        return new Stage.Logfmt(strict, keepEmpty, extractions(context.extractions()));
    }

    private static List<Extraction> extractions(LogQL.@Nullable ExtractionsContext context) {
        List<Extraction> extractions = new ArrayList<>();
        if (context != null) {
            for (LogQL.ExtractionContext extraction : context.extraction()) {
                String label = extraction.IDENTIFIER().getText();
                TerminalNode expression = extraction.STRING();
                extractions.add(new Extraction(label, expression == null ? label : expression.getText()));
            }
        }
        return extractions;
    }

    private static Assignment assignment(LogQL.AssignmentContext context) {
        String label = context.IDENTIFIER(0).getText();
        return context.STRING() == null
                ? new Assignment(label, context.IDENTIFIER(1).getText(), true)
                : new Assignment(label, context.STRING().getText(), false);
    }

    private LabelChoice labelChoice(LogQL.LabelChoiceContext context) {
        if (context.matcher() == null) {
            return new LabelChoice(context.IDENTIFIER().getText(), null);
        }
        LabelMatcher matcher = matcher(context.matcher());
        return new LabelChoice(matcher.name(), matcher);
    }

    // ---- label filters

    /** {@code and} binds tighter than {@code or}; what is joined by a comma or a blank takes all to its right. */
    private Predicate labelFilter(LogQL.LabelFilterContext context) {
        List<LogQL.ConditionContext> conditions = context.condition();
        if (conditions.size() > MAX_CONDITIONS) {
            throw new LogQlSyntaxException(
                    "parse error : more than " + MAX_CONDITIONS + " conditions in one label filter");
        }
        Deque<Predicate> values = new ArrayDeque<>();
        Deque<Integer> pending = new ArrayDeque<>();
        values.push(condition(conditions.get(0)));
        int next = 1; // the child behind it: a link, or a condition where there is none
        for (int i = 1; i < conditions.size(); i++) {
            int link = LogQL.COMMA;
            if (context.getChild(next) instanceof LogQL.LinkContext written) {
                link = written.start.getType();
                next++;
            }
            next++;
            while (!pending.isEmpty() && joinsBefore(pending.element(), link)) {
                join(pending.pop(), values);
            }
            pending.push(link);
            values.push(condition(conditions.get(i)));
        }
        while (!pending.isEmpty()) {
            join(pending.pop(), values);
        }
        return values.pop();
    }

    private static boolean joinsBefore(int link, int nextLink) {
        return link != LogQL.COMMA && nextLink != LogQL.COMMA && (link == LogQL.AND || nextLink == LogQL.OR);
    }

    private static void join(int link, Deque<Predicate> values) {
        Predicate right = values.pop();
        Predicate left = values.pop();
        values.push(link == LogQL.OR ? new Predicate.Or(left, right) : new Predicate.And(left, right));
    }

    private Predicate condition(LogQL.ConditionContext context) {
        if (context instanceof LogQL.NestedFilterContext nested) {
            return labelFilter(nested.labelFilter());
        } else if (context instanceof LogQL.StringConditionContext string) {
            return new Predicate.StringMatch(matcher(string.matcher()));
        } else if (context instanceof LogQL.IpConditionContext ip) {
            return new Predicate.IpMatch(
                    ip.IDENTIFIER().getText(), ip.NEQ() != null, ip.STRING().getText());
        } else if (context instanceof LogQL.NumberConditionContext number) {
            return new Predicate.NumberMatch(
                    number.IDENTIFIER().getText(), comparison(number.comparison()), leniently(number.number()));
        } else if (context instanceof LogQL.DurationConditionContext duration) {
            LogQlToken token = (LogQlToken) duration.DURATION().getSymbol();
            return new Predicate.DurationMatch(
                    duration.IDENTIFIER().getText(), comparison(duration.comparison()), token.value());
        }
        LogQL.BytesConditionContext bytes = (LogQL.BytesConditionContext) context;
        LogQlToken token = (LogQlToken) bytes.BYTES().getSymbol();
        return new Predicate.BytesMatch(bytes.IDENTIFIER().getText(), comparison(bytes.comparison()), token.value());
    }

    private static Comparison comparison(LogQL.ComparisonContext context) {
        return switch (context.start.getType()) {
            case LogQL.EQ, LogQL.CMP_EQ -> Comparison.EQUAL;
            case LogQL.NEQ -> Comparison.NOT_EQUAL;
            case LogQL.GT -> Comparison.GREATER;
            case LogQL.GTE -> Comparison.GREATER_EQUAL;
            case LogQL.LT -> Comparison.LESS;
            default -> Comparison.LESS_EQUAL;
        };
    }

    /** In a filter, what is no float (as {@code 0x1F}) counts as 0. */
    private static double leniently(LogQL.NumberContext context) {
        try {
            return number(context);
        } catch (GoException notANumber) {
            return 0;
        }
    }

    static double number(LogQL.NumberContext context) {
        double value = GoFloat.parse(context.NUMBER().getText());
        return context.SUB() == null ? value : -value;
    }

    // ---- unwrap

    Unwrap unwrap(LogQL.UnwrapContext context, List<LogQL.StageContext> filters) {
        List<LabelFilter> after = new ArrayList<>();
        for (LogQL.StageContext filter : filters) {
            after.add((LabelFilter) pipeStage(filter.pipeStage()));
        }
        return new Unwrap(context.IDENTIFIER().getText(), conversion(context.conversion()), after);
    }

    private static Unwrap.Conversion conversion(LogQL.@Nullable ConversionContext context) {
        Token token = context == null ? null : context.start;
        if (token == null) {
            return Unwrap.Conversion.NUMBER;
        }
        return switch (token.getType()) {
            case LogQL.BYTES_CONV -> Unwrap.Conversion.BYTES;
            case LogQL.DURATION_CONV -> Unwrap.Conversion.DURATION;
            default -> Unwrap.Conversion.DURATION_SECONDS;
        };
    }
}
