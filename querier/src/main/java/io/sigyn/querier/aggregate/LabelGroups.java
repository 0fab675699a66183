package io.sigyn.querier.aggregate;

import io.sigyn.model.Labels;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/** Reduces label sets to some labels, or to all but some. Immutable. */
final class LabelGroups {
    private final Set<String> names;
    private final boolean without;

    private LabelGroups(Collection<String> names, boolean without) {
        this.names = new TreeSet<>(names);
        this.without = without;
    }

    static LabelGroups by(List<String> names) {
        return new LabelGroups(names, false);
    }

    static LabelGroups without(List<String> names) {
        return new LabelGroups(names, true);
    }

    Labels of(Labels labels) {
        if (names.isEmpty()) {
            return without ? labels : Labels.EMPTY;
        }
        Labels.Builder builder = Labels.builder();
        for (int i = 0; i < labels.size(); i++) {
            if (names.contains(labels.name(i)) != without) {
                builder.set(labels.name(i), labels.value(i));
            }
        }
        return builder.build();
    }
}
