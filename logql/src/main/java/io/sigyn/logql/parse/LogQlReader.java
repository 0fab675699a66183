package io.sigyn.logql.parse;

import io.sigyn.logql.LogQlSyntaxException;
import io.sigyn.logql.ast.Expr;
import java.nio.charset.StandardCharsets;
import org.antlr.v4.runtime.BailErrorStrategy;
import org.antlr.v4.runtime.CommonTokenStream;
import org.antlr.v4.runtime.ListTokenSource;
import org.antlr.v4.runtime.misc.ParseCancellationException;

/** Text to tree, or to what Loki would say about it. Stateless; the parser's tables are shared by all threads. */
public final class LogQlReader {
    /** Loki's limit. */
    static final int MAX_BYTES = 128 * 1024;

    /** Parentheses may nest so deep: parsing is recursive. */
    static final int MAX_DEPTH = 400;

    private LogQlReader() {}

    /** @throws LogQlSyntaxException if it is not LogQL */
    public static Expr read(String text) {
        return read(text, false);
    }

    /** The same, but a log query's selector may be one that every stream satisfies. */
    public static Expr readAnySelector(String text) {
        return read(text, true);
    }

    private static Expr read(String text, boolean anySelector) {
        checkSize(text);
        LogQlLexer.Result result = LogQlLexer.tokenize(text);
        checkDepth(result);
        if (result.failure() == null) {
            try {
                return parse(result, anySelector);
            } catch (ParseCancellationException notInTheLanguage) {
                // said below, in other words
            }
        }
        throw SyntaxOracle.explain(result);
    }

    private static void checkSize(String text) {
        int bytes = text.length() > MAX_BYTES / 3 ? text.getBytes(StandardCharsets.UTF_8).length : 0;
        if (bytes > MAX_BYTES) {
            throw new LogQlSyntaxException("parse error : input size too long (" + bytes + " > " + MAX_BYTES + ")");
        }
    }

    private static void checkDepth(LogQlLexer.Result result) {
        int depth = 0;
        for (LogQlToken token : result.tokens()) {
            if (token.getType() == LogQL.OPEN_PARENTHESIS && ++depth > MAX_DEPTH) {
                throw new LogQlSyntaxException("parse error at line " + token.getLine() + ", col "
                        + token.getCharPositionInLine() + ": more than " + MAX_DEPTH + " nested parentheses");
            } else if (token.getType() == LogQL.CLOSE_PARENTHESIS) {
                depth--;
            }
        }
    }

    private static Expr parse(LogQlLexer.Result result, boolean anySelector) {
        LogQL parser = new LogQL(new CommonTokenStream(new ListTokenSource(result.tokens())));
        parser.removeErrorListeners();
        parser.setErrorHandler(new BailErrorStrategy());
        int first = 0;
        while (result.tokens().get(first).getType() == LogQL.OPEN_PARENTHESIS) {
            first++;
        }
        return result.tokens().get(first).getType() == LogQL.OPEN_BRACE
                ? AstBuilder.build(parser.wholeLogQuery(), anySelector)
                : AstBuilder.build(parser.wholeSampleQuery());
    }
}
