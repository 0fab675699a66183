package io.sigyn.logql.parse;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.antlr.v4.runtime.Token;

/**
 * LogQL once more, in the shape that Loki's error messages show: as productions for a parser that reads from left to
 * right, keeps a stack and looks one token ahead. Which token is refused and what was expected there depends on that
 * shape, so it can't follow from the grammar that queries are parsed with. Immutable.
 *
 * <p>Terminals are spelled as {@link LogQL} names them. Symbols are numbered: 0 is the end of the text, then the
 * terminals by their type, then the others; the first of these is the start.
 */
final class Productions {
    private static final String TEXT = """
            query: expr
            expr: log | sample

            log: selector | selector pipeline | OPEN_PARENTHESIS log CLOSE_PARENTHESIS

            sample: rangeAggregation | vectorAggregation | binary | literal | labelReplace | vectorLiteral
                | OPEN_PARENTHESIS sample CLOSE_PARENTHESIS

            range: selector RANGE
                | selector RANGE offset
                | OPEN_PARENTHESIS selector CLOSE_PARENTHESIS RANGE
                | OPEN_PARENTHESIS selector CLOSE_PARENTHESIS RANGE offset
                | selector RANGE unwrap
                | selector RANGE offset unwrap
                | OPEN_PARENTHESIS selector CLOSE_PARENTHESIS RANGE unwrap
                | OPEN_PARENTHESIS selector CLOSE_PARENTHESIS RANGE offset unwrap
                | selector unwrap RANGE
                | selector unwrap RANGE offset
                | OPEN_PARENTHESIS selector unwrap CLOSE_PARENTHESIS RANGE
                | OPEN_PARENTHESIS selector unwrap CLOSE_PARENTHESIS RANGE offset
                | selector pipeline RANGE
                | selector pipeline RANGE offset
                | OPEN_PARENTHESIS selector pipeline CLOSE_PARENTHESIS RANGE
                | OPEN_PARENTHESIS selector pipeline CLOSE_PARENTHESIS RANGE offset
                | selector pipeline unwrap RANGE
                | selector pipeline unwrap RANGE offset
                | OPEN_PARENTHESIS selector pipeline unwrap CLOSE_PARENTHESIS RANGE
                | OPEN_PARENTHESIS selector pipeline unwrap CLOSE_PARENTHESIS RANGE offset
                | selector RANGE pipeline
                | selector RANGE offset pipeline
                | selector RANGE pipeline unwrap
                | selector RANGE offset pipeline unwrap
                | OPEN_PARENTHESIS range CLOSE_PARENTHESIS

            unwrap: PIPE UNWRAP IDENTIFIER
                | PIPE UNWRAP conversion OPEN_PARENTHESIS IDENTIFIER CLOSE_PARENTHESIS
                | unwrap PIPE labelFilter
            conversion: BYTES_CONV | DURATION_CONV | DURATION_SECONDS_CONV
            offset: OFFSET DURATION

            rangeAggregation: rangeOperator OPEN_PARENTHESIS range CLOSE_PARENTHESIS
                | rangeOperator OPEN_PARENTHESIS NUMBER COMMA range CLOSE_PARENTHESIS
                | rangeOperator OPEN_PARENTHESIS range CLOSE_PARENTHESIS grouping
                | rangeOperator OPEN_PARENTHESIS NUMBER COMMA range CLOSE_PARENTHESIS grouping
            vectorAggregation: vectorOperator OPEN_PARENTHESIS sample CLOSE_PARENTHESIS
                | vectorOperator grouping OPEN_PARENTHESIS sample CLOSE_PARENTHESIS
                | vectorOperator OPEN_PARENTHESIS sample CLOSE_PARENTHESIS grouping
                | vectorOperator OPEN_PARENTHESIS NUMBER COMMA sample CLOSE_PARENTHESIS
                | vectorOperator OPEN_PARENTHESIS NUMBER COMMA sample CLOSE_PARENTHESIS grouping
                | vectorOperator grouping OPEN_PARENTHESIS NUMBER COMMA sample CLOSE_PARENTHESIS
            labelReplace: LABEL_REPLACE OPEN_PARENTHESIS sample COMMA STRING COMMA STRING COMMA STRING COMMA STRING
                CLOSE_PARENTHESIS
            grouping: BY OPEN_PARENTHESIS labels CLOSE_PARENTHESIS | BY OPEN_PARENTHESIS CLOSE_PARENTHESIS
                | WITHOUT OPEN_PARENTHESIS labels CLOSE_PARENTHESIS | WITHOUT OPEN_PARENTHESIS CLOSE_PARENTHESIS
            labels: IDENTIFIER | labels COMMA IDENTIFIER

            selector: OPEN_BRACE matchers CLOSE_BRACE | OPEN_BRACE CLOSE_BRACE
            matchers: matcher | matchers COMMA matcher
            matcher: IDENTIFIER EQ STRING | IDENTIFIER NEQ STRING | IDENTIFIER RE STRING | IDENTIFIER NRE STRING

            pipeline: stage | pipeline stage
            stage: lineFilters | PIPE logfmt | PIPE parser | PIPE labelFilter | PIPE LINE_FMT STRING | PIPE DECOLORIZE
                | PIPE LABEL_FMT assignments | PIPE DROP choices | PIPE KEEP choices
            lineFilters: lineFilter | lineFilters lineFilter
            lineFilter: lineOperator STRING
                | lineOperator IP OPEN_PARENTHESIS STRING CLOSE_PARENTHESIS
                | lineOperator STRING OR needles
                | lineFilter OR needles
            needles: STRING | IP OPEN_PARENTHESIS STRING CLOSE_PARENTHESIS | STRING OR needles
            lineOperator: PIPE_MATCH | PIPE_EXACT | PIPE_PATTERN | NRE | NEQ | NPA
            logfmt: LOGFMT | LOGFMT flags | LOGFMT extractions | LOGFMT flags extractions
            flags: PARSER_FLAG | flags PARSER_FLAG
            parser: JSON | JSON extractions | REGEXP STRING | UNPACK | PATTERN STRING
            extractions: extraction | extractions COMMA extraction
            extraction: IDENTIFIER EQ STRING | IDENTIFIER
            assignments: assignment | assignments COMMA assignment
            assignment: IDENTIFIER EQ IDENTIFIER | IDENTIFIER EQ STRING
            choices: choice | choices COMMA choice
            choice: IDENTIFIER | matcher

            labelFilter: matcher | ipCondition | unitCondition | numberCondition
                | OPEN_PARENTHESIS labelFilter CLOSE_PARENTHESIS
                | labelFilter labelFilter | labelFilter AND labelFilter | labelFilter COMMA labelFilter
                | labelFilter OR labelFilter
            ipCondition: IDENTIFIER EQ IP OPEN_PARENTHESIS STRING CLOSE_PARENTHESIS
                | IDENTIFIER NEQ IP OPEN_PARENTHESIS STRING CLOSE_PARENTHESIS
            unitCondition: IDENTIFIER GT unit | IDENTIFIER GTE unit | IDENTIFIER LT unit | IDENTIFIER LTE unit
                | IDENTIFIER NEQ unit | IDENTIFIER EQ unit | IDENTIFIER CMP_EQ unit
            unit: DURATION | BYTES
            numberCondition: IDENTIFIER GT literal | IDENTIFIER GTE literal | IDENTIFIER LT literal
                | IDENTIFIER LTE literal | IDENTIFIER NEQ literal | IDENTIFIER EQ literal | IDENTIFIER CMP_EQ literal

            binary: expr OR modifiers expr | expr AND modifiers expr | expr UNLESS modifiers expr
                | expr ADD modifiers expr | expr SUB modifiers expr | expr MUL modifiers expr
                | expr DIV modifiers expr | expr MOD modifiers expr | expr POW modifiers expr
                | expr CMP_EQ modifiers expr | expr NEQ modifiers expr | expr GT modifiers expr
                | expr GTE modifiers expr | expr LT modifiers expr | expr LTE modifiers expr
            bool: EMPTY | BOOL
            matching: bool ON OPEN_PARENTHESIS labels CLOSE_PARENTHESIS
                | bool ON OPEN_PARENTHESIS CLOSE_PARENTHESIS
                | bool IGNORING OPEN_PARENTHESIS labels CLOSE_PARENTHESIS
                | bool IGNORING OPEN_PARENTHESIS CLOSE_PARENTHESIS
            modifiers: bool | matching | matching group
                | matching group OPEN_PARENTHESIS CLOSE_PARENTHESIS
                | matching group OPEN_PARENTHESIS labels CLOSE_PARENTHESIS
            group: GROUP_LEFT | GROUP_RIGHT
            literal: NUMBER | ADD NUMBER | SUB NUMBER
            vectorLiteral: VECTOR OPEN_PARENTHESIS NUMBER CLOSE_PARENTHESIS

            rangeOperator: COUNT_OVER_TIME | RATE | RATE_COUNTER | BYTES_OVER_TIME | BYTES_RATE | AVG_OVER_TIME
                | SUM_OVER_TIME | MIN_OVER_TIME | MAX_OVER_TIME | STDVAR_OVER_TIME | STDDEV_OVER_TIME
                | QUANTILE_OVER_TIME | FIRST_OVER_TIME | LAST_OVER_TIME | ABSENT_OVER_TIME
            vectorOperator: SUM | AVG | COUNT | MAX | MIN | STDDEV | STDVAR | BOTTOMK | TOPK | APPROX_TOPK | SORT
                | SORT_DESC
            """;

    /** From weakest to tightest; only the last is right-associative. */
    private static final List<List<Integer>> PRECEDENCE = List.of(
            List.of(LogQL.OR),
            List.of(LogQL.AND, LogQL.UNLESS),
            List.of(LogQL.CMP_EQ, LogQL.NEQ, LogQL.LT, LogQL.LTE, LogQL.GT, LogQL.GTE),
            List.of(LogQL.ADD, LogQL.SUB),
            List.of(LogQL.MUL, LogQL.DIV, LogQL.MOD),
            List.of(LogQL.POW));

    /** One production. The {@code name} is that of its left side, for {@link SyntaxOracle} to know it by. */
    record Production(String name, int left, int[] right) {}

    static final int END = 0;
    static final int TERMINALS = LogQL.VOCABULARY.getMaxTokenType() + 1;

    private final List<Production> productions = new ArrayList<>();
    private final Map<String, Integer> symbols = new LinkedHashMap<>();

    /** Production 0 has the start and then the end of the text on its right side. */
    Productions() {
        for (int type = 1; type < TERMINALS; type++) {
            symbols.put(LogQL.VOCABULARY.getSymbolicName(type), type);
        }
        symbols.put("EMPTY", END);
        List<String[]> rules = new ArrayList<>();
        for (String rule : TEXT.split("\\n(?=[a-zA-Z])")) {
            String[] sides = rule.split(":", 2);
            symbols.put(sides[0], symbols.size());
            rules.add(sides);
        }
        for (String[] rule : rules) {
            for (String alternative : rule[1].split("\\|")) {
                productions.add(new Production(rule[0], symbol(rule[0]), symbols(alternative)));
            }
        }
        Production first = productions.get(0);
        productions.set(0, new Production(first.name, first.left, new int[] {first.right[0], END}));
    }

    private int[] symbols(String alternative) {
        String names = alternative.strip();
        return names.equals("EMPTY")
                ? new int[0]
                : List.of(names.split("\\s+")).stream().mapToInt(this::symbol).toArray();
    }

    private int symbol(String name) {
        Integer symbol = symbols.get(name);
        if (symbol == null) {
            throw new AssertionError("no production for " + name);
        }
        return symbol;
    }

    static int symbol(Token token) {
        return token.getType() == Token.EOF ? END : token.getType();
    }

    List<Production> all() {
        return productions;
    }

    int symbolCount() {
        return symbols.size();
    }

    /** The precedence of a terminal, from 1 on, or 0. */
    static int precedence(int terminal) {
        for (int i = 0; i < PRECEDENCE.size(); i++) {
            if (PRECEDENCE.get(i).contains(terminal)) {
                return i + 1;
            }
        }
        return 0;
    }

    /** A production has the precedence of its last terminal. */
    int precedence(Production production) {
        int precedence = 0;
        for (int symbol : production.right) {
            if (symbol < TERMINALS) {
                precedence = precedence(symbol);
            }
        }
        return precedence;
    }

    static boolean isRightAssociative(int terminal) {
        return terminal == LogQL.POW;
    }
}
