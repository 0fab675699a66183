package io.sigyn.model;

import java.util.List;
import java.util.stream.Collectors;

/** All matchers that a stream must satisfy, in the order of the query: {@code {app="api", env=~"p.*"}}. */
public record Selector(List<LabelMatcher> matchers) {
    /** Matches every stream. */
    public static final Selector ALL = new Selector(List.of());

    public Selector {
        matchers = List.copyOf(matchers);
    }

    @Override
    public String toString() {
        return matchers.stream().map(LabelMatcher::toString).collect(Collectors.joining(", ", "{", "}"));
    }
}
