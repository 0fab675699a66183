package io.sigyn.logql;

import io.sigyn.logql.ast.Expr;
import io.sigyn.logql.ast.Stage;

/** Tree to text. Stateless. */
public final class LogQlPrinter {
    private LogQlPrinter() {}

    /** On one line, such that {@code LogQlParser.parse(print(e))} equals {@code e}. */
    public static String print(Expr expr) {
        return ExprText.of(expr, StageText.EXACT);
    }

    /**
     * As Loki formats a query: on one line if that is short, else split and indented. Not always the same query when it
     * is read again: as in Loki, sizes are rounded, and {@code NaN} can't be read.
     */
    public static String format(Expr expr) {
        return SplitText.of(expr);
    }

    /**
     * As Loki prints a query where it tells of it, on one line however long: with parentheses around each binary operation.
     * Not always the same query when it is read again.
     */
    public static String printAsLoki(Expr expr) {
        return ExprText.of(expr, StageText.LOKI);
    }

    /** As Loki names a stage in its messages: {@code | json a="b"}. */
    public static String print(Stage stage) {
        return StageText.LOKI.of(stage);
    }
}
