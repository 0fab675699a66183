package io.sigyn.querier.aggregate;

import io.sigyn.logql.ast.SampleExpr.LabelReplace;
import io.sigyn.model.Labels;
import java.util.ArrayList;
import java.util.List;

/** Sets a label from what a regular expression finds in another. Immutable. */
final class LabelReplacer {
    private final LabelReplace node;
    private final AnchoredRegex regex;
    private final GoExpansion replacement;

    LabelReplacer(LabelReplace node) {
        this.node = node;
        this.regex = new AnchoredRegex(node.regex());
        this.replacement = new GoExpansion(node.replacement());
    }

    List<StepSeries> replace(List<StepSeries> series) {
        List<StepSeries> replaced = new ArrayList<>(series.size());
        for (StepSeries one : series) {
            replaced.add(one.withLabels(replace(one.labels())));
        }
        return replaced;
    }

    private Labels replace(Labels labels) {
        AnchoredRegex.Match match = regex.match(labels.getOrEmpty(node.source()));
        if (match == null) {
            return labels;
        }
        String value = replacement.expand(match);
        return value.isEmpty() ? labels.without(node.target()) : labels.with(node.target(), value);
    }
}
