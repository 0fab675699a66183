package io.sigyn.querier;

import io.sigyn.logql.LogQlParser;
import io.sigyn.logql.LogQlSyntaxException;
import io.sigyn.model.Selector;
import org.jspecify.annotations.Nullable;

/** Reads the selectors of series requests, which are more lenient than those of queries. Stateless. */
final class SeriesSelector {
    private static final String TOO_WIDE = "parse error : queries require at least one regexp or equality matcher";

    private SeriesSelector() {}

    /** The selector, or null for one that every stream satisfies, which is no error but finds nothing. */
    static @Nullable Selector parse(String text) {
        try {
            return LogQlParser.parseSelector(text);
        } catch (LogQlSyntaxException e) {
            if (String.valueOf(e.getMessage()).startsWith(TOO_WIDE)) {
                return null;
            }
            throw e;
        }
    }
}
