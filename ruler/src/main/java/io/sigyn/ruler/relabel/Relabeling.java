package io.sigyn.ruler.relabel;

import io.sigyn.model.Labels;
import java.util.List;
import java.util.Optional;

/** Rules that are applied to labels one after the other, until one drops what has them. Immutable, thread-safe. */
public record Relabeling(List<RelabelRule> rules) {
    /** Changes nothing. */
    public static final Relabeling NONE = new Relabeling(List.of());

    public Relabeling {
        rules = List.copyOf(rules);
    }

    /** The labels afterwards; empty if they are dropped, as are those of which none is left. */
    public Optional<Labels> apply(Labels labels) {
        Optional<Labels> changed = Optional.of(labels);
        for (RelabelRule rule : rules) {
            changed = changed.flatMap(rule::apply);
        }
        return changed.filter(left -> !left.isEmpty() || labels.isEmpty());
    }
}
