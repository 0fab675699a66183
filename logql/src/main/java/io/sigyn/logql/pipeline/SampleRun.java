package io.sigyn.logql.pipeline;

import io.sigyn.logql.ast.SampleExpr.Unwrap;
import io.sigyn.logql.go.GoException;
import io.sigyn.logql.regex.Utf8;
import io.sigyn.model.EntryMetadata;
import io.sigyn.model.Labels;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The stages of a metric query at work on the lines of one stream. Labels with an empty value do not show in series. For one
 * thread.
 */
final class SampleRun implements SamplePipeline {
    static final String ERROR = "SampleExtractionErr";
    private static final int SHORT_BITS = 5;

    private final LineState state;
    private final StagePlan.StageRun[] stages;
    private final StagePlan.StageRun[] lateStages;
    private final CompiledSamples.Value kind;
    private final Unwrap.Conversion conversion;
    private final @Nullable NameRef unwrapped;
    private final boolean without;
    private final NameRef[] group;
    private final LabelTable<Labels> table = new LabelTable<>(Labels::memoryBytes);
    private final KeyBuffer key = new KeyBuffer();
    private final long[] shortValues = new long[1 << SHORT_BITS];
    private final byte[] shortLengths = new byte[1 << SHORT_BITS];
    private final @Nullable Labels[] shortSeries = new Labels[1 << SHORT_BITS];
    private double value;
    private @Nullable Labels series;

    SampleRun(Labels stream, SamplePlan plan) {
        this.state = new LineState(stream, plan.needs(), false);
        this.stages = bind(plan.stages());
        this.lateStages = bind(plan.lateStages());
        this.kind = plan.kind();
        Unwrap unwrap = plan.unwrap();
        this.unwrapped = unwrap == null ? null : state.ref(unwrap.label());
        this.conversion = unwrap == null ? Unwrap.Conversion.NUMBER : unwrap.conversion();
        this.without = plan.grouping().without();
        this.group =
                plan.grouping().labels().stream().distinct().map(state::ref).toArray(NameRef[]::new);
    }

    private StagePlan.StageRun[] bind(List<StagePlan> plans) {
        return plans.stream().map(plan -> plan.bind(state)).toArray(StagePlan.StageRun[]::new);
    }

    @Override
    public boolean process(long timestampNanos, byte[] buffer, int offset, int length, EntryMetadata metadata) {
        series = null;
        state.begin(timestampNanos, buffer, offset, length, metadata);
        for (StagePlan.StageRun stage : stages) {
            if (!stage.run()) {
                return false;
            }
        }
        NameRef label = unwrapped;
        if (label != null) {
            if (!state.find(label) || state.valueLength == 0) {
                return false;
            }
            unwrap();
            for (StagePlan.StageRun stage : lateStages) {
                if (!stage.run()) {
                    return false;
                }
            }
            return true;
        }
        value = kind == CompiledSamples.Value.LINE_LENGTH ? state.length : 1;
        return true;
    }

    private void unwrap() {
        try {
            value = LabelNumbers.unwrap(state, conversion);
        } catch (GoException e) {
            value = 0;
            state.fail(ERROR, e.text());
        }
    }

    @Override
    public long heldBytes() {
        return table.sizeBytes();
    }

    @Override
    public double value() {
        return value;
    }

    @Override
    public Labels series() {
        Labels known = series;
        if (known == null) {
            known = state.hasError() ? failedSeries() : without ? seriesWithout() : seriesBy();
            series = known;
        }
        return known;
    }

    @Override
    public boolean failed() {
        return state.hasError();
    }

    /** With all labels, whatever the grouping: otherwise the error might get lost. */
    private Labels failedSeries() {
        LineRun.putLabels(key, state);
        return table.get(key, () -> LabelSets.ofSeries(state));
    }

    private Labels seriesWithout() {
        for (NameRef ref : group) {
            state.remove(ref);
        }
        LineRun.putLabels(key, state);
        return table.get(key, () -> LabelSets.ofSeries(state));
    }

    private Labels seriesBy() {
        if (group.length != 1 || !state.find(group[0]) || state.valueLength == 0 || state.valueLength > Long.BYTES) {
            return slowSeriesBy();
        }
        // Most groupings are by a short value of one label: a level, a method, a status.
        long value = state.shortValue();
        int place = (int) ((value * 0x9E3779B97F4A7C15L + state.valueLength) >>> (64 - SHORT_BITS));
        Labels known = shortSeries[place];
        if (known == null || shortValues[place] != value || shortLengths[place] != state.valueLength) {
            shortLengths[place] = (byte) state.valueLength;
            shortValues[place] = value;
            known = slowSeriesBy();
            shortSeries[place] = known;
        }
        return known;
    }

    private Labels slowSeriesBy() {
        key.clear();
        for (int i = 0; i < group.length; i++) {
            if (state.find(group[i]) && state.valueLength > 0) {
                key.put(i + 1);
                key.put(state.valueBuffer, state.valueOffset, state.valueLength);
            }
        }
        return table.get(key, () -> {
            Labels.Builder labels = Labels.builder();
            for (NameRef ref : group) {
                if (state.find(ref) && state.valueLength > 0) {
                    labels.set(ref.name, Utf8.text(state.valueBuffer, state.valueOffset, state.valueLength));
                }
            }
            return labels.build();
        });
    }
}
