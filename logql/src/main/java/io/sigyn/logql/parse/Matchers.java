package io.sigyn.logql.parse;

import io.sigyn.model.LabelMatcher;
import io.sigyn.model.Selector;

/** Which selectors may be asked for. Stateless. */
final class Matchers {
    static final String TOO_WEAK = "queries require at least one regexp or equality matcher that does not have an "
            + "empty-compatible value. For instance, app=~\".*\" does not meet this requirement, but app=~\".+\" will";

    private Matchers() {}

    /** Whether a stream without labels would not be selected: a selector must not mean every stream. */
    static boolean selectsSomething(Selector selector) {
        return selector.matchers().stream().anyMatch(matcher -> !matchesEmpty(matcher));
    }

    private static boolean matchesEmpty(LabelMatcher matcher) {
        return switch (matcher.operator()) {
            case EQUAL -> matcher.value().isEmpty();
            case NOT_EQUAL -> !matcher.value().isEmpty();
            case MATCHES -> GoRegexSyntax.parse(matcher.value()).matchesEmpty();
            case NOT_MATCHES -> !GoRegexSyntax.parse(matcher.value()).matchesEmpty();
        };
    }
}
