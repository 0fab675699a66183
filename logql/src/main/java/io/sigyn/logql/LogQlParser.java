package io.sigyn.logql;

import io.sigyn.logql.ast.Expr;
import io.sigyn.logql.ast.LogQuery;
import io.sigyn.logql.parse.LogQlReader;
import io.sigyn.model.Selector;

/**
 * Text to tree, the only way in. All methods are stateless, take linear time and answer what is not LogQL with a {@link
 * LogQlSyntaxException} whose message is Loki's.
 *
 * <p>Checked is the grammar, whether operators and aggregations fit what they are given, and the regular expressions and
 * patterns of matchers, {@code regexp} and {@code pattern}. Line filters, templates and paths are checked when a pipeline
 * is compiled from the stages.
 */
public final class LogQlParser {
    private LogQlParser() {}

    /** Any query. */
    public static Expr parse(String text) {
        return LogQlReader.read(text);
    }

    /** A query for lines, as tailing wants it. */
    public static LogQuery parseLogQuery(String text) {
        if (LogQlReader.read(text) instanceof LogQuery query) {
            return query;
        }
        throw new LogQlSyntaxException("only log selector is supported");
    }

    /** The same with any selector, one that every stream satisfies too, and {@code {}}: what a delete request may be. */
    public static LogQuery parseAnyLogQuery(String text) {
        if (LogQlReader.readAnySelector(text) instanceof LogQuery query) {
            return query;
        }
        throw new LogQlSyntaxException("only log selector is supported");
    }

    /** A selector alone: {@code {app="api"}}. */
    public static Selector parseSelector(String text) {
        if (LogQlReader.read(text) instanceof LogQuery query && query.stages().isEmpty()) {
            return query.selector();
        }
        throw new LogQlSyntaxException("only label matchers are supported");
    }
}
