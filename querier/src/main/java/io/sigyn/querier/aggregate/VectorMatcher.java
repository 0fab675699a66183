package io.sigyn.querier.aggregate;

import io.sigyn.logql.ast.SampleExpr.VectorMatching;
import io.sigyn.logql.ast.SampleExpr.VectorMatching.Cardinality;
import io.sigyn.model.Labels;
import io.sigyn.querier.QueryException;
import io.sigyn.querier.QueryException.Kind;
import io.sigyn.querier.scan.QueryContext;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Finds the series of two vectors that belong together, and refuses ambiguity at the first step that has it: series that
 * have points at different steps only do not compete. For one query.
 */
final class VectorMatcher {
    /** What finding the partner of a series takes. */
    static final long MATCHED_BYTES = 200;

    private final VectorMatching matching;
    private final int steps;
    private final QueryContext context;
    private final LabelGroups signature;

    VectorMatcher(VectorMatching matching, int steps, QueryContext context) {
        this.matching = matching;
        this.steps = steps;
        this.context = context;
        this.signature = signature(matching);
    }

    static LabelGroups signature(VectorMatching matching) {
        return matching.on() ? LabelGroups.by(matching.labels()) : LabelGroups.without(matching.labels());
    }

    /** Two series with equal matching labels, and the labels of what is computed of them. */
    record Pair(StepSeries many, StepSeries one, Labels labels) {}

    /** The pairs of all steps; a pair counts where both have a point. */
    List<Pair> match(List<StepSeries> many, List<StepSeries> one) {
        context.reserve(MATCHED_BYTES * (many.size() + one.size()));
        Map<Labels, List<StepSeries>> bySignature = new HashMap<>();
        for (StepSeries series : one) {
            bySignature
                    .computeIfAbsent(signature.of(series.labels()), key -> new ArrayList<>(1))
                    .add(series);
        }
        FirstError error = new FirstError();
        String side = matching.cardinality() == Cardinality.ONE_TO_MANY ? "left" : "right";
        bySignature
                .values()
                .forEach(
                        competing -> error.at(
                                firstShared(competing),
                                0,
                                "found duplicate series on the " + side
                                        + " hand-side;many-to-many matching not allowed: matching labels must be unique on one side"));
        Map<Labels, List<Pair>> results = new HashMap<>();
        List<Pair> pairs = new ArrayList<>();
        for (StepSeries series : many) {
            context.check();
            Labels key = signature.of(series.labels());
            for (StepSeries other : bySignature.getOrDefault(key, List.of())) {
                Pair pair = new Pair(series, other, resultLabels(series.labels(), other.labels()));
                pairs.add(pair);
                Labels unique = matching.cardinality() == Cardinality.ONE_TO_ONE ? key : pair.labels();
                results.computeIfAbsent(unique, k -> new ArrayList<>(1)).add(pair);
            }
        }
        results.values().forEach(competing -> error.at(firstSharedPair(competing), 1, ambiguity()));
        error.throwIfAny();
        return pairs;
    }

    private String ambiguity() {
        return matching.cardinality() == Cardinality.ONE_TO_ONE
                ? "multiple matches for labels: many-to-one matching must be explicit (group_left/group_right)"
                : "multiple matches for labels: grouping labels must ensure unique matches";
    }

    private Labels resultLabels(Labels many, Labels one) {
        Labels labels = many;
        if (matching.cardinality() == Cardinality.ONE_TO_ONE) {
            labels = signature.of(many);
        }
        if (matching.include().isEmpty()) {
            return labels;
        }
        Labels.Builder builder = labels.toBuilder();
        for (String name : matching.include()) {
            String value = one.getOrEmpty(name);
            if (value.isEmpty()) {
                builder.remove(name);
            } else {
                builder.set(name, value);
            }
        }
        return builder.build();
    }

    /** The first step at which two of the series have a point, or -1. */
    private int firstShared(List<StepSeries> series) {
        if (series.size() < 2) {
            return -1;
        }
        for (int step = 0; step < steps; step++) {
            int present = 0;
            for (StepSeries one : series) {
                if (one.hasAt(step) && ++present > 1) {
                    return step;
                }
            }
        }
        return -1;
    }

    private int firstSharedPair(List<Pair> pairs) {
        if (pairs.size() < 2) {
            return -1;
        }
        for (int step = 0; step < steps; step++) {
            int present = 0;
            for (Pair pair : pairs) {
                if (pair.many().hasAt(step) && pair.one().hasAt(step) && ++present > 1) {
                    return step;
                }
            }
        }
        return -1;
    }

    /** The message of the earliest step counts; at the same step what is checked first. */
    private static final class FirstError {
        private int step = Integer.MAX_VALUE;
        private int rank;
        private String message = "";

        void at(int errorStep, int errorRank, String text) {
            if (errorStep >= 0 && (errorStep < step || (errorStep == step && errorRank < rank))) {
                step = errorStep;
                rank = errorRank;
                message = text;
            }
        }

        void throwIfAny() {
            if (step != Integer.MAX_VALUE) {
                throw new QueryException(Kind.INTERNAL, message);
            }
        }
    }
}
