package io.sigyn.index;

import io.sigyn.model.LabelMatcher;
import io.sigyn.model.Labels;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Live streams by their labels, each with what is kept for it (its chunk). Streams are only added. Thread-safe: a stream
 * whose add has returned is found by every select that begins after it.
 */
public final class LiveLabelIndex<C> {
    private record Stream<C>(Labels labels, C kept) {}

    private final Map<Labels, C> streams = new ConcurrentHashMap<>();
    private final Map<String, Map<String, Collection<Stream<C>>>> postings = new ConcurrentHashMap<>();

    /** What is kept for a stream; made and indexed by the first who asks. */
    public C getOrAdd(Labels stream, Function<Labels, C> create) {
        C kept = streams.get(stream);
        return kept != null ? kept : streams.computeIfAbsent(stream, labels -> add(labels, create.apply(labels)));
    }

    private C add(Labels labels, C kept) {
        Stream<C> stream = new Stream<>(labels, kept);
        for (int i = 0; i < labels.size(); i++) {
            postings.computeIfAbsent(labels.name(i), name -> new ConcurrentHashMap<>())
                    .computeIfAbsent(labels.value(i), value -> new ConcurrentLinkedQueue<>())
                    .add(stream);
        }
        return kept;
    }

    public @Nullable C get(Labels stream) {
        return streams.get(stream);
    }

    /** All that is kept for streams that match, in no order. */
    public List<C> select(CompiledSelector selector) {
        List<C> selected = new ArrayList<>();
        for (CompiledMatcher matcher : selector.matchers()) {
            if (matcher.matcher().operator() == LabelMatcher.Operator.EQUAL
                    && !matcher.matcher().value().isEmpty()) {
                for (Stream<C> stream :
                        posting(matcher.name(), matcher.matcher().value())) {
                    if (selector.matches(stream.labels())) {
                        selected.add(stream.kept());
                    }
                }
                return selected;
            }
        }
        streams.forEach((labels, kept) -> {
            if (selector.matches(labels)) {
                selected.add(kept);
            }
        });
        return selected;
    }

    private Collection<Stream<C>> posting(String name, String value) {
        Map<String, Collection<Stream<C>>> values = postings.get(name);
        Collection<Stream<C>> posting = values == null ? null : values.get(value);
        return posting == null ? List.of() : posting;
    }

    /** All that is kept, in no order. */
    public Collection<C> all() {
        return streams.values();
    }

    public int size() {
        return streams.size();
    }

    public SortedSet<String> names() {
        return new TreeSet<>(postings.keySet());
    }

    public SortedSet<String> values(String name) {
        Map<String, Collection<Stream<C>>> values = postings.get(name);
        return values == null ? new TreeSet<>() : new TreeSet<>(values.keySet());
    }
}
