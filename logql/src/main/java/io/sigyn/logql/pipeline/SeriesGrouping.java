package io.sigyn.logql.pipeline;

import io.sigyn.logql.ast.SampleExpr;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Which labels of a line name its series: all but some, or some of all. Immutable.
 *
 * @param without whether {@code labels} are left out, instead of being all there are
 */
record SeriesGrouping(boolean without, List<String> labels) {
    static final SeriesGrouping NOTHING = new SeriesGrouping(false, List.of());
    static final SeriesGrouping EVERYTHING = new SeriesGrouping(true, List.of());

    SeriesGrouping {
        labels = List.copyOf(labels);
    }

    static SeriesGrouping of(SampleExpr.@Nullable Grouping grouping) {
        return grouping == null ? NOTHING : new SeriesGrouping(grouping.without(), grouping.labels());
    }

    SeriesGrouping alsoWithout(String label) {
        List<String> more = new ArrayList<>(labels);
        more.add(label);
        return new SeriesGrouping(true, more);
    }

    boolean isNothing() {
        return !without && labels.isEmpty();
    }
}
