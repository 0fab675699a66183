package io.sigyn.index;

import io.sigyn.model.Labels;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Live streams by their labels, each with what is kept for it (its chunk). Streams are only added. Thread-safe: a stream
 * whose add has returned is found by every select that begins after it.
 */
public final class LiveLabelIndex<C> {
    private final ConcurrentHashMap<Labels, Entry<C>> byLabels = new ConcurrentHashMap<>();
    private final ConcurrentHashMap<String, ConcurrentHashMap<String, Entries<C>>> postings = new ConcurrentHashMap<>();
    private final Entries<C> all = new Entries<>();

    private record Entry<C>(Labels stream, C kept) {}

    /** Appended to by one thread at a time, read by any; what is below the size does not change. */
    private static final class Entries<C> {
        private Object[] array = new Object[2];
        private volatile int size;

        synchronized void add(Entry<C> entry) {
            if (size == array.length) {
                array = Arrays.copyOf(array, 2 * size);
            }
            array[size] = entry;
            size = size + 1; // publishes the array and the entry
        }

        int size() {
            return size;
        }

        @SuppressWarnings("unchecked") // only entries are put in
        Entry<C> get(int index) {
            return (Entry<C>) array[index];
        }
    }

    /** What is kept for a stream; made and indexed by the first who asks. */
    public C getOrAdd(Labels stream, Function<Labels, C> create) {
        Entry<C> entry = byLabels.get(stream);
        if (entry == null) {
            entry = byLabels.computeIfAbsent(stream, labels -> add(new Entry<>(labels, create.apply(labels))));
        }
        return entry.kept;
    }

    public @Nullable C get(Labels stream) {
        Entry<C> entry = byLabels.get(stream);
        return entry == null ? null : entry.kept;
    }

    /** All that is kept for streams that match, in no order. */
    public List<C> select(CompiledSelector selector) {
        List<CompiledMatcher> rest = new ArrayList<>(selector.matchers());
        List<Entries<C>> candidates = candidates(rest);
        List<C> selected = new ArrayList<>();
        Map<CompiledMatcher, Map<String, Boolean>> known = new HashMap<>();
        for (Entries<C> entries : candidates) {
            int size = entries.size();
            for (int i = 0; i < size; i++) {
                Entry<C> entry = entries.get(i);
                if (matches(entry.stream, rest, known)) {
                    selected.add(entry.kept);
                }
            }
        }
        return selected;
    }

    public Collection<C> all() {
        return select(new CompiledSelector(List.of()));
    }

    public int size() {
        return all.size();
    }

    public SortedSet<String> names() {
        return new TreeSet<>(postings.keySet());
    }

    public SortedSet<String> values(String name) {
        return new TreeSet<>(
                postings.getOrDefault(name, new ConcurrentHashMap<>()).keySet());
    }

    private Entry<C> add(Entry<C> entry) {
        Labels stream = entry.stream;
        for (int i = 0; i < stream.size(); i++) {
            postings.computeIfAbsent(stream.name(i), name -> new ConcurrentHashMap<>())
                    .computeIfAbsent(stream.value(i), value -> new Entries<>())
                    .add(entry);
        }
        all.add(entry);
        return entry;
    }

    /**
     * The fewest entries among which all that match must be; takes the matcher that they satisfy off the list. Those that
     * name their values come first: an expression is held against the values of its label only if these are fewer than the
     * streams that are left, each of which it would else be held against.
     */
    private List<Entries<C>> candidates(List<CompiledMatcher> matchers) {
        List<Entries<C>> best = List.of(all);
        long bestSize = all.size();
        CompiledMatcher satisfied = null;
        List<CompiledMatcher> cheapestFirst = new ArrayList<>(matchers);
        cheapestFirst.sort(Comparator.comparing(matcher -> matcher.onlyValues() == null));
        for (CompiledMatcher matcher : cheapestFirst) {
            if (!matcher.matchesEmpty() && (matcher.onlyValues() != null || valuesOf(matcher.name()) < bestSize)) {
                List<Entries<C>> matching = matching(matcher);
                long size = matching.stream().mapToLong(Entries::size).sum();
                if (size < bestSize) {
                    best = matching;
                    bestSize = size;
                    satisfied = matcher;
                }
            }
        }
        matchers.remove(satisfied);
        return best;
    }

    private int valuesOf(String name) {
        Map<String, Entries<C>> values = postings.get(name);
        return values == null ? 0 : values.size();
    }

    private List<Entries<C>> matching(CompiledMatcher matcher) {
        Map<String, Entries<C>> values = postings.get(matcher.name());
        if (values == null) {
            return List.of();
        }
        List<Entries<C>> matching = new ArrayList<>();
        Set<String> only = matcher.onlyValues();
        if (only != null) {
            for (String value : only) {
                Entries<C> entries = values.get(value);
                matching.addAll(entries == null ? Collections.emptyList() : List.of(entries));
            }
        } else {
            values.forEach((value, entries) -> {
                if (matcher.matches(value)) {
                    matching.add(entries);
                }
            });
        }
        return matching;
    }

    /** Each value is given to a matcher once. */
    private static boolean matches(
            Labels stream, List<CompiledMatcher> matchers, Map<CompiledMatcher, Map<String, Boolean>> known) {
        for (CompiledMatcher matcher : matchers) {
            String value = stream.getOrEmpty(matcher.name());
            Map<String, Boolean> results = known.computeIfAbsent(matcher, ignored -> new HashMap<>());
            if (!results.computeIfAbsent(value, matcher::matches)) {
                return false;
            }
        }
        return true;
    }
}
