package io.sigyn.logql.pipeline;

import io.sigyn.model.EntryMetadata;
import io.sigyn.model.Labels;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The stages of a log query at work on the lines of one stream. For one thread. */
final class LineRun implements LinePipeline {
    private final LineState state;
    private final StagePlan.StageRun[] stages;
    private final LabelTable<LineLabels> table = new LabelTable<>(LineLabels::memoryBytes);
    private final KeyBuffer key = new KeyBuffer();
    private @Nullable LineLabels labels;

    LineRun(Labels stream, List<StagePlan> plans) {
        this.state = new LineState(stream, ParserNeeds.ALL, true);
        this.stages = plans.stream().map(plan -> plan.bind(state)).toArray(StagePlan.StageRun[]::new);
    }

    @Override
    public boolean process(long timestampNanos, byte[] buffer, int offset, int length, EntryMetadata metadata) {
        labels = null;
        state.begin(timestampNanos, buffer, offset, length, metadata);
        for (StagePlan.StageRun stage : stages) {
            if (!stage.run()) {
                return false;
            }
        }
        return true;
    }

    @Override
    public byte[] lineBuffer() {
        return state.line;
    }

    @Override
    public int lineOffset() {
        return state.offset;
    }

    @Override
    public int lineLength() {
        return state.length;
    }

    @Override
    public LineLabels labels() {
        LineLabels known = labels;
        if (known == null) {
            putLabels(key, state);
            known = table.get(key, () -> LabelSets.ofLine(state));
            labels = known;
        }
        return known;
    }

    @Override
    public long heldBytes() {
        return table.sizeBytes();
    }

    /** Gathers all that the labels of a line depend on. */
    static void putLabels(KeyBuffer key, LineState state) {
        key.clear();
        for (int i = 0; i < state.labelCount(); i++) {
            NameRef ref = state.labelAt(i);
            if (ref != null) {
                key.put(ref.id + 1);
                key.put(state.originAt(i));
                key.put(state.bufferAt(i), state.offsetAt(i), state.lengthAt(i));
            }
        }
        key.put(0);
        for (int i = 0; i < state.stream.size(); i++) {
            if (!state.showsStreamLabel(i)) {
                key.put(i + 1);
            }
        }
        if (state.hasError() || !state.errorDetails.isEmpty()) {
            key.put(0);
            key.put(state.error);
            key.put(state.errorDetails);
            key.put((state.preservesError ? 1 : 0) + (state.isTouched() ? 2 : 0));
        }
    }
}
