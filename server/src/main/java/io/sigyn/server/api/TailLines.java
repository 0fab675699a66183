package io.sigyn.server.api;

import io.sigyn.index.CompiledSelector;
import io.sigyn.ingester.PushSubscription;
import io.sigyn.logql.ast.Stage;
import io.sigyn.logql.pipeline.CompiledLines;
import io.sigyn.logql.pipeline.LineLabels;
import io.sigyn.logql.pipeline.LinePipeline;
import io.sigyn.logql.pipeline.PipelineCompiler;
import io.sigyn.model.Labels;
import io.sigyn.querier.QueryResult;
import io.sigyn.storage.block.Rows;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What a tail's query makes of rows as they come in. As in Loki a query without stages shows the labels of the stream
 * alone, one with stages those of the line. For one thread at a time.
 */
final class TailLines {
    private static final int MAX_STREAMS = 10_000;

    private final CompiledSelector selector;
    private final CompiledLines compiled;
    private final boolean plain;
    private final Map<Labels, LinePipeline> pipelines = new HashMap<>();
    private final Set<Seen> sent = new HashSet<>();

    TailLines(CompiledSelector selector, List<Stage> stages, boolean categorized) {
        this.selector = selector;
        this.compiled = PipelineCompiler.compileLines(stages);
        this.plain = stages.isEmpty() && !categorized;
    }

    private record Seen(long timestampNanos, int hash) {
        static Seen of(long timestampNanos, byte[] bytes, int from, int to) {
            int hash = 1;
            for (int i = from; i < to; i++) {
                hash = 31 * hash + bytes[i];
            }
            return new Seen(timestampNanos, hash);
        }
    }

    /** A line that was found by looking back: it may come in once more, having been pushed while we looked. */
    void alreadySent(QueryResult.Line line) {
        sent.add(Seen.of(line.timestampNanos(), line.line(), 0, line.line().length));
    }

    /** All that was pushed while we looked back has come in. */
    void caughtUp() {
        sent.clear();
    }

    /** Adds the lines that the query keeps. */
    void take(PushSubscription.StreamRows stream, Collection<QueryResult.Line> into) {
        if (!selector.matches(stream.stream())) {
            return;
        }
        LinePipeline pipeline = pipelines.get(stream.stream());
        if (pipeline == null) {
            if (pipelines.size() >= MAX_STREAMS) {
                pipelines.clear();
            }
            pipeline = compiled.bind(stream.stream());
            pipelines.put(stream.stream(), pipeline);
        }
        Rows rows = stream.rows();
        Rows.MetadataCursor metadata = rows.metadata();
        for (int row = 0; row < rows.count(); row++) {
            take(stream.stream(), pipeline, rows, row, metadata.moveTo(row), into);
        }
    }

    private void take(
            Labels stream,
            LinePipeline pipeline,
            Rows rows,
            int row,
            Rows.MetadataCursor metadata,
            Collection<QueryResult.Line> into) {
        long timestamp = rows.timestamp(row);
        int start = rows.lineStart(row);
        int end = rows.lineEnd(row);
        if (!pipeline.process(timestamp, rows.lines(), start, end - start, metadata)) {
            return;
        }
        int from = pipeline.lineOffset();
        byte[] line = Arrays.copyOfRange(pipeline.lineBuffer(), from, from + pipeline.lineLength());
        if (!sent.isEmpty() && sent.remove(Seen.of(timestamp, line, 0, line.length))) {
            return;
        }
        LineLabels labels = plain ? new LineLabels(stream, stream, Labels.EMPTY, Labels.EMPTY) : pipeline.labels();
        into.add(new QueryResult.Line(timestamp, line, labels));
    }
}
