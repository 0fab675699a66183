package io.sigyn.querier.aggregate;

import io.sigyn.logql.ast.SampleExpr;
import io.sigyn.logql.ast.SampleExpr.VectorMatching;
import io.sigyn.model.Labels;
import io.sigyn.querier.scan.QueryContext;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** {@code and}, {@code or}, {@code unless}: keeps samples by whether the other side has one with equal matching labels. */
final class SetOperator {
    private final SampleExpr.BinaryOperator operator;
    private final LabelGroups signature;
    private final int steps;
    private final QueryContext context;

    SetOperator(SampleExpr.BinaryOperator operator, VectorMatching matching, int steps, QueryContext context) {
        this.operator = operator;
        this.signature = VectorMatcher.signature(matching);
        this.steps = steps;
        this.context = context;
    }

    List<StepSeries> apply(List<StepSeries> left, List<StepSeries> right) {
        return switch (operator) {
            case AND -> filtered(left, presence(right), true);
            case UNLESS -> filtered(left, presence(right), false);
            case OR -> {
                List<StepSeries> all = new ArrayList<>(left);
                all.addAll(filtered(right, presence(left), false));
                yield all;
            }
            default -> throw new IllegalStateException("not a set operation: " + operator);
        };
    }

    /** The steps at which there is any sample with these matching labels. */
    private Map<Labels, BitSet> presence(List<StepSeries> series) {
        context.reserve((VectorMatcher.MATCHED_BYTES + steps / 8L) * series.size());
        Map<Labels, BitSet> presence = new HashMap<>();
        for (StepSeries one : series) {
            BitSet at = presence.computeIfAbsent(signature.of(one.labels()), key -> new BitSet(steps));
            one.forEachPoint((step, value) -> at.set(step));
        }
        return presence;
    }

    private List<StepSeries> filtered(List<StepSeries> series, Map<Labels, BitSet> presence, boolean keepPresent) {
        List<StepSeries> kept = new ArrayList<>();
        for (StepSeries one : series) {
            BitSet at = presence.getOrDefault(signature.of(one.labels()), new BitSet(0));
            context.reserve(8L * one.values().length);
            double[] values = one.values().clone();
            for (int i = 0; i < values.length; i++) {
                if (at.get(one.firstStep() + i) != keepPresent) {
                    values[i] = StepSeries.ABSENT;
                }
            }
            StepSeries filtered = new StepSeries(one.labels(), one.firstStep(), values);
            if (filtered.firstPoint() >= 0) {
                kept.add(filtered);
            }
        }
        return kept;
    }
}
