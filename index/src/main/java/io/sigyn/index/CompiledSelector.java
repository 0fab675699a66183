package io.sigyn.index;

import io.sigyn.model.Labels;
import io.sigyn.model.Selector;
import java.util.List;

/** A selector ready to test streams: all its matchers must match. Immutable, thread-safe. */
public record CompiledSelector(List<CompiledMatcher> matchers) {
    public CompiledSelector {
        matchers = List.copyOf(matchers);
    }

    /** @throws IllegalArgumentException if a regex is none */
    public static CompiledSelector compile(Selector selector) {
        return new CompiledSelector(
                selector.matchers().stream().map(CompiledMatcher::compile).toList());
    }

    public boolean matches(Labels stream) {
        for (CompiledMatcher matcher : matchers) {
            if (!matcher.matches(stream.getOrEmpty(matcher.name()))) {
                return false;
            }
        }
        return true;
    }
}
