/**
 * LogQL as a sequence of tokens; LogQlLexer makes them, since which word is a function depends on what follows it.
 *
 * Every decision needs one or two tokens of lookahead, so parsing is linear. For that the grammar is a little wider
 * than the language in three places, and AstBuilder refuses what is too much: operands are listed flat, without
 * precedence; the parts of a range may come in any order; and group_left may be followed by a parenthesis that is not
 * its label list. Which token a refused query is refused at, and what was expected there, says SyntaxOracle.
 *
 * The order of the tokens is the order in which error messages list them.
 */
parser grammar LogQL;

tokens {
    IDENTIFIER, STRING, NUMBER, PARSER_FLAG, DURATION, RANGE, BYTES,
    EQ, RE, NRE, NPA, OPEN_BRACE, CLOSE_BRACE, OPEN_BRACKET, CLOSE_BRACKET, COMMA, DOT,
    PIPE_MATCH, PIPE_EXACT, PIPE_PATTERN, OPEN_PARENTHESIS, CLOSE_PARENTHESIS, BY, WITHOUT,
    COUNT_OVER_TIME, RATE, RATE_COUNTER, SUM, SORT, SORT_DESC, AVG, MAX, MIN, COUNT, STDDEV, STDVAR, BOTTOMK, TOPK,
    APPROX_TOPK, BYTES_OVER_TIME, BYTES_RATE, BOOL, JSON, REGEXP, LOGFMT, PIPE, LINE_FMT, LABEL_FMT, UNWRAP,
    AVG_OVER_TIME, SUM_OVER_TIME, MIN_OVER_TIME, MAX_OVER_TIME, STDVAR_OVER_TIME, STDDEV_OVER_TIME,
    QUANTILE_OVER_TIME, BYTES_CONV, DURATION_CONV, DURATION_SECONDS_CONV, FIRST_OVER_TIME, LAST_OVER_TIME,
    ABSENT_OVER_TIME, VECTOR, LABEL_REPLACE, UNPACK, OFFSET, PATTERN, IP, ON, IGNORING, GROUP_LEFT, GROUP_RIGHT,
    DECOLORIZE, DROP, KEEP,
    OR, AND, UNLESS, CMP_EQ, NEQ, LT, LTE, GT, GTE, ADD, SUB, MUL, DIV, MOD, POW
}

// Which of the two a text is, its first token says that is no parenthesis.
wholeLogQuery : logQuery EOF ;
wholeSampleQuery : sampleExpr EOF ;

// ---- lines

logQuery : OPEN_PARENTHESIS logQuery CLOSE_PARENTHESIS | selector stage* ;

selector : OPEN_BRACE (matcher (COMMA matcher)*)? CLOSE_BRACE ;

matcher : IDENTIFIER (EQ | NEQ | RE | NRE) STRING ;

stage : lineFilter | PIPE pipeStage ;

lineFilter : (PIPE_EXACT | NEQ | PIPE_MATCH | NRE | PIPE_PATTERN | NPA) needle (OR needle)* ;

needle : STRING | IP OPEN_PARENTHESIS STRING CLOSE_PARENTHESIS ;

pipeStage
    : JSON extractions?                                         # json
    | LOGFMT PARSER_FLAG* extractions?                          # logfmt
    | REGEXP STRING                                             # regexp
    | PATTERN STRING                                            # pattern
    | UNPACK                                                    # unpack
    | DECOLORIZE                                                # decolorize
    | LINE_FMT STRING                                           # lineFormat
    | LABEL_FMT assignment (COMMA assignment)*                  # labelFormat
    | DROP labelChoice (COMMA labelChoice)*                     # drop
    | KEEP labelChoice (COMMA labelChoice)*                     # keep
    | labelFilter                                               # filterByLabels
    ;

extractions : extraction (COMMA extraction)* ;

extraction : IDENTIFIER (EQ STRING)? ;

assignment : IDENTIFIER EQ (IDENTIFIER | STRING) ;

labelChoice : matcher | IDENTIFIER ;

// No word, a comma and `and` all mean both; how they group is AstBuilder's part.
labelFilter : condition (link? condition)* ;

link : AND | OR | COMMA ;

condition
    : OPEN_PARENTHESIS labelFilter CLOSE_PARENTHESIS            # nestedFilter
    | matcher                                                   # stringCondition
    | IDENTIFIER (EQ | NEQ) IP OPEN_PARENTHESIS STRING CLOSE_PARENTHESIS    # ipCondition
    | IDENTIFIER comparison number                              # numberCondition
    | IDENTIFIER comparison DURATION                            # durationCondition
    | IDENTIFIER comparison BYTES                               # bytesCondition
    ;

comparison : EQ | CMP_EQ | NEQ | LT | LTE | GT | GTE ;

number : (ADD | SUB)? NUMBER ;

// ---- samples

sampleExpr : operand (operator operand)* ;

operand
    : OPEN_PARENTHESIS sampleExpr CLOSE_PARENTHESIS             # parenthesised
    | number                                                    # literal
    | VECTOR OPEN_PARENTHESIS NUMBER CLOSE_PARENTHESIS          # vectorLiteral
    | rangeOperator OPEN_PARENTHESIS (NUMBER COMMA)? range CLOSE_PARENTHESIS grouping?      # rangeAggregation
    | vectorOperator grouping arguments                         # vectorAggregation
    | vectorOperator arguments grouping?                        # vectorAggregation
    | LABEL_REPLACE OPEN_PARENTHESIS sampleExpr COMMA STRING COMMA STRING COMMA STRING COMMA STRING
        CLOSE_PARENTHESIS                                       # labelReplace
    ;

arguments : OPEN_PARENTHESIS (NUMBER COMMA)? sampleExpr CLOSE_PARENTHESIS ;

grouping : (BY | WITHOUT) OPEN_PARENTHESIS labels? CLOSE_PARENTHESIS ;

labels : IDENTIFIER (COMMA IDENTIFIER)* ;

range : (OPEN_PARENTHESIS range CLOSE_PARENTHESIS | selector) rangePart* ;

rangePart : RANGE | OFFSET DURATION | unwrap | stage ;

unwrap : PIPE UNWRAP (IDENTIFIER | conversion OPEN_PARENTHESIS IDENTIFIER CLOSE_PARENTHESIS) ;

conversion : BYTES_CONV | DURATION_CONV | DURATION_SECONDS_CONV ;

operator
    : (OR | AND | UNLESS | CMP_EQ | NEQ | LT | LTE | GT | GTE | ADD | SUB | MUL | DIV | MOD | POW)
        BOOL? (matching (group (OPEN_PARENTHESIS labels? CLOSE_PARENTHESIS)?)?)?
    ;

matching : (ON | IGNORING) OPEN_PARENTHESIS labels? CLOSE_PARENTHESIS ;

group : GROUP_LEFT | GROUP_RIGHT ;

rangeOperator
    : COUNT_OVER_TIME | RATE | RATE_COUNTER | BYTES_OVER_TIME | BYTES_RATE | AVG_OVER_TIME | SUM_OVER_TIME
    | MIN_OVER_TIME | MAX_OVER_TIME | STDVAR_OVER_TIME | STDDEV_OVER_TIME | QUANTILE_OVER_TIME | FIRST_OVER_TIME
    | LAST_OVER_TIME | ABSENT_OVER_TIME
    ;

vectorOperator
    : SUM | AVG | COUNT | MAX | MIN | STDDEV | STDVAR | BOTTOMK | TOPK | APPROX_TOPK | SORT | SORT_DESC
    ;
