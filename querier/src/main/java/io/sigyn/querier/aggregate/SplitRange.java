package io.sigyn.querier.aggregate;

import io.sigyn.logql.ast.SampleExpr;
import io.sigyn.logql.ast.SampleExpr.Grouping;
import io.sigyn.logql.ast.SampleExpr.LabelReplace;
import io.sigyn.logql.ast.SampleExpr.LogRange;
import io.sigyn.logql.ast.SampleExpr.RangeAggregation;
import io.sigyn.logql.ast.SampleExpr.VectorAggregation;
import io.sigyn.logql.ast.SampleExpr.VectorOperator;
import io.sigyn.logql.ast.Stage;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How Loki answers an instant query over a long range: it cuts the range into pieces of an hour, pushes the aggregation
 * around it down to each, and merges. That is not the answer to the query as it is written where the merge does not commute
 * with what was pushed down, or where labels that are grouped by are only made by label_replace in between. Loki's users see
 * these answers, so they are given here too. Only such queries become a SplitRange; for all others both ways agree.
 */
record SplitRange(RangeAggregation range, VectorAggregation around, VectorOperator merge, long pieceNanos) {

    /** Null where the aggregation can be computed as it is written. */
    static @Nullable SplitRange of(VectorAggregation node, long pieceNanos) {
        if (pieceNanos == 0) {
            return null;
        }
        SampleExpr inner = node.operand();
        while (inner instanceof LabelReplace replace) {
            inner = replace.operand();
        }
        if (!(inner instanceof RangeAggregation range) || range.range().rangeNanos() <= pieceNanos) {
            return null;
        }
        VectorOperator merge = mergeOf(range, node.operator());
        boolean differs = inner != node.operand() || merge != VectorOperator.SUM;
        return merge != null && differs ? new SplitRange(range, node, merge, pieceNanos) : null;
    }

    /** What joins the pieces; null where Loki does not push the aggregation down, or not at all. */
    private static @Nullable VectorOperator mergeOf(RangeAggregation range, VectorOperator around) {
        boolean extremes = around == VectorOperator.MAX || around == VectorOperator.MIN;
        if (around != VectorOperator.SUM && !extremes) {
            return null;
        }
        return switch (range.operator()) {
            case COUNT_OVER_TIME, BYTES_OVER_TIME, SUM_OVER_TIME ->
                around == VectorOperator.SUM ? VectorOperator.SUM : extractsLabels(range) ? around : null;
            case RATE, BYTES_RATE -> around == VectorOperator.SUM ? VectorOperator.SUM : null;
            case MAX_OVER_TIME -> VectorOperator.MAX;
            case MIN_OVER_TIME -> VectorOperator.MIN;
            case RATE_COUNTER,
                    AVG_OVER_TIME,
                    STDVAR_OVER_TIME,
                    STDDEV_OVER_TIME,
                    QUANTILE_OVER_TIME,
                    FIRST_OVER_TIME,
                    LAST_OVER_TIME,
                    ABSENT_OVER_TIME -> null;
        };
    }

    private static boolean extractsLabels(RangeAggregation range) {
        return range.range().stages().stream()
                .anyMatch(stage -> stage instanceof Stage.Json
                        || stage instanceof Stage.Logfmt
                        || stage instanceof Stage.Regexp
                        || stage instanceof Stage.Pattern
                        || stage instanceof Stage.Unpack);
    }

    /** The aggregation of each piece of the range, the latest first; the oldest may be shorter. */
    List<RangeAggregation> pieces() {
        // A rate is a sum over the whole range divided by its length: there, one piece is enough.
        if (merge == VectorOperator.SUM) {
            return List.of(range);
        }
        LogRange whole = range.range();
        List<RangeAggregation> pieces = new ArrayList<>();
        for (long from = 0; from < whole.rangeNanos(); from += pieceNanos) {
            LogRange piece = new LogRange(
                    whole.selector(),
                    whole.stages(),
                    whole.unwrap(),
                    Math.min(pieceNanos, whole.rangeNanos() - from),
                    whole.offsetNanos() + from);
            pieces.add(new RangeAggregation(range.operator(), range.parameter(), piece, range.grouping()));
        }
        return pieces;
    }

    /** The aggregation that merges the pieces. */
    VectorAggregation merging() {
        Grouping grouping = range.grouping();
        return new VectorAggregation(merge, 0, range, grouping == null ? new Grouping(true, List.of()) : grouping);
    }
}
