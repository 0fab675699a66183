package io.sigyn.index;

import io.sigyn.model.Labels;
import java.util.Collection;
import java.util.List;
import java.util.SortedSet;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Live streams by their labels, each with what is kept for it (its chunk). Streams are only added. Thread-safe: a stream
 * whose add has returned is found by every select that begins after it.
 */
@SuppressWarnings({"DoNotCallSuggester", "UnusedVariable", "TypeParameterUnusedInFormals"}) // signatures first
public final class LiveLabelIndex<C> {

    /** What is kept for a stream; made and indexed by the first who asks. */
    public C getOrAdd(Labels stream, Function<Labels, C> create) {
        throw new UnsupportedOperationException();
    }

    public @Nullable C get(Labels stream) {
        throw new UnsupportedOperationException();
    }

    /** All that is kept for streams that match, in no order. */
    public List<C> select(CompiledSelector selector) {
        throw new UnsupportedOperationException();
    }

    public Collection<C> all() {
        throw new UnsupportedOperationException();
    }

    public int size() {
        throw new UnsupportedOperationException();
    }

    public SortedSet<String> names() {
        throw new UnsupportedOperationException();
    }

    public SortedSet<String> values(String name) {
        throw new UnsupportedOperationException();
    }
}
