package io.sigyn.logql.parse;

import io.sigyn.logql.LogQlSyntaxException;
import io.sigyn.logql.parse.Productions.Production;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Finds the token at which Loki refuses a text, and what it says then. It parses the text again, with {@link LalrTable},
 * which also shows what Loki would have noticed before it came to that token. For one thread, for one text.
 */
final class SyntaxOracle {
    /** A message lists what was expected only if that is not more. */
    private static final int MAX_EXPECTED = 4;

    /** Built when the first query is refused. */
    private static final class Table {
        static final LalrTable TABLE = new LalrTable();
    }

    /** What a symbol on the stack is: its text if it is a token, its kind if it is an expression. */
    private record Value(String text, Kind kind, @Nullable String complaint) {}

    private enum Kind {
        SELECTOR("*syntax.MatchersExpr"),
        PIPELINE("*syntax.PipelineExpr"),
        OTHER("");

        private final String typeName;

        Kind(String typeName) {
            this.typeName = typeName;
        }
    }

    private final LalrTable table = Table.TABLE;
    private final List<LogQlToken> tokens;
    private final LogQlLexer.@Nullable Failure lexerFailure;
    private final List<Integer> states = new ArrayList<>(List.of(0));
    private final List<Value> values = new ArrayList<>();

    private SyntaxOracle(LogQlLexer.Result result) {
        this.tokens = result.tokens();
        this.lexerFailure = result.failure();
    }

    /** What Loki says about a text that is refused. */
    static LogQlSyntaxException explain(LogQlLexer.Result result) {
        try {
            return new LogQlSyntaxException(new SyntaxOracle(result).run());
        } catch (LogQlSyntaxException atOnce) {
            return atOnce;
        }
    }

    private String run() {
        int next = 0;
        while (true) {
            int state = states.get(states.size() - 1);
            if (table.looksAhead(state)) {
                LogQlToken token = tokens.get(next);
                int symbol = Productions.symbol(token);
                if (table.accepts(state, symbol)) {
                    return lexerFailure == null ? complaint() : message(lexerFailure);
                }
                int shifted = table.shift(state, symbol);
                if (shifted >= 0) {
                    push(shifted, new Value(token.getText(), Kind.OTHER, null));
                    next++;
                    continue;
                }
                if (table.reduce(state, symbol) == 0) {
                    return refusal(state, token, next);
                }
            }
            reduce(table.reduce(state, Productions.symbol(tokens.get(next))));
        }
    }

    private String refusal(int state, LogQlToken token, int index) {
        if (lexerFailure != null && lexerFailure.tokenIndex() <= index) {
            return message(lexerFailure);
        }
        String text = "syntax error: unexpected " + TokenNames.displayName(token.getType());
        List<Integer> expected = table.expected(state);
        if (!expected.isEmpty() && expected.size() <= MAX_EXPECTED) {
            text += expected.stream()
                    .map(TokenNames::displayName)
                    .collect(Collectors.joining(" or ", ", expecting ", ""));
        }
        return message(text, token.getLine(), token.getCharPositionInLine());
    }

    private static String message(LogQlLexer.Failure failure) {
        return message(failure.message(), failure.line(), failure.column());
    }

    private static String message(String text, int line, int column) {
        return line == 0 && column == 0
                ? "parse error : " + text
                : "parse error at line " + line + ", col " + column + ": " + text;
    }

    private String complaint() {
        String complaint = values.get(values.size() - 1).complaint;
        return "parse error : " + (complaint == null ? "syntax error" : complaint);
    }

    // ---- reductions

    private void push(int state, Value value) {
        states.add(state);
        values.add(value);
    }

    private void reduce(int index) {
        Production production = table.production(index);
        int from = values.size() - production.right().length;
        List<Value> parts = List.copyOf(values.subList(from, values.size()));
        values.subList(from, values.size()).clear();
        states.subList(from + 1, states.size()).clear();
        int next = table.afterReduction(states.get(states.size() - 1), production.left());
        push(next, value(production, parts));
    }

    private static Value value(Production production, List<Value> parts) {
        switch (production.name()) {
            case "matcher" -> {
                if (production.right()[1] == LogQL.RE || production.right()[1] == LogQL.NRE) {
                    Checks.regex(parts.get(2).text);
                }
            }
            case "parser" -> {
                if (production.right()[0] == LogQL.REGEXP) {
                    Checks.regexpParser(parts.get(1).text);
                } else if (production.right()[0] == LogQL.PATTERN) {
                    Checks.patternParser(parts.get(1).text);
                }
            }
            case "log" -> {
                Kind kind = parts.size() == 1 ? Kind.SELECTOR : parts.size() == 2 ? Kind.PIPELINE : parts.get(1).kind;
                return new Value("", kind, null);
            }
            case "binary" -> {
                return binary(production.right()[1], parts);
            }
            default -> {}
        }
        Kind kind = production.name().equals("expr") ? parts.get(0).kind : Kind.OTHER;
        return new Value("", kind, firstComplaint(parts));
    }

    private static @Nullable String firstComplaint(List<Value> parts) {
        for (Value part : parts) {
            if (part.complaint != null) {
                return part.complaint;
            }
        }
        return null;
    }

    private static Value binary(int operator, List<Value> parts) {
        Value left = parts.get(0);
        Value right = parts.get(3);
        if (left.kind == Kind.OTHER && right.kind == Kind.OTHER) {
            return new Value("", Kind.OTHER, firstComplaint(parts));
        }
        boolean atLeft = left.kind != Kind.OTHER;
        return new Value(
                "",
                Kind.OTHER,
                "unexpected type for " + (atLeft ? "left" : "right") + " leg of binary operation ("
                        + TokenNames.displayName(operator) + "): " + (atLeft ? left : right).kind.typeName);
    }
}
