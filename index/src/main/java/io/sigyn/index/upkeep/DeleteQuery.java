package io.sigyn.index.upkeep;

import io.sigyn.index.CompiledSelector;
import io.sigyn.logql.LogQlParser;
import io.sigyn.logql.LogQlSyntaxException;
import io.sigyn.logql.ast.LogQuery;
import io.sigyn.logql.ast.Stage;
import io.sigyn.logql.pipeline.CompiledLines;
import io.sigyn.logql.pipeline.LinePipeline;
import io.sigyn.logql.pipeline.PipelineCompiler;
import io.sigyn.model.EntryMetadata;
import io.sigyn.model.Labels;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Which rows a delete request means: those of the selected streams that pass all stages. As in Loki, any selector will do,
 * {@code {}} too; and a filter that is no valid regular expression is accepted, but means nothing. Immutable, thread-safe.
 */
public final class DeleteQuery {
    private final CompiledSelector selector;
    private final List<Stage> stages;
    private final boolean valid;

    private DeleteQuery(CompiledSelector selector, List<Stage> stages, boolean valid) {
        this.selector = selector;
        this.stages = stages;
        this.valid = valid;
    }

    /** @throws LogQlSyntaxException if it is no log query */
    public static DeleteQuery parse(String text) {
        LogQuery query = LogQlParser.parseAnyLogQuery(text);
        return new DeleteQuery(CompiledSelector.compile(query.selector()), query.stages(), compiles(query.stages()));
    }

    private static boolean compiles(List<Stage> stages) {
        try {
            PipelineCompiler.compileLines(stages);
            return true;
        } catch (LogQlSyntaxException e) {
            return false;
        }
    }

    /** Whether some rows of the selected streams may be kept for what they are. */
    public boolean filters() {
        return stages.stream()
                .anyMatch(stage -> stage instanceof Stage.LineFilter || stage instanceof Stage.LabelFilter);
    }

    /** Whether it can mean any row at all. */
    boolean valid() {
        return valid;
    }

    /** The rows meant between two instants, both inclusive; for one query or one compaction, by any number of threads. */
    public RowFilter rows(long startNanos, long endNanos) {
        return valid ? new Meant(startNanos, endNanos) : RowFilter.NONE;
    }

    private final class Meant implements RowFilter {
        private final long startNanos;
        private final long endNanos;
        private volatile @Nullable CompiledLines compiled;

        Meant(long startNanos, long endNanos) {
            this.startNanos = startNanos;
            this.endNanos = endNanos;
        }

        @Override
        public @Nullable StreamFilter of(Labels stream, long minTimestampNanos, long maxTimestampNanos) {
            if (maxTimestampNanos < startNanos || minTimestampNanos > endNanos || !selector.matches(stream)) {
                return null;
            }
            if (!stages.isEmpty()) {
                return new Lines(stream, startNanos, endNanos, compiled());
            }
            boolean all = startNanos <= minTimestampNanos && maxTimestampNanos <= endNanos;
            return all ? StreamFilter.ALL : new Times(startNanos, endNanos);
        }

        private CompiledLines compiled() {
            CompiledLines lines = compiled;
            if (lines == null) {
                lines = PipelineCompiler.compileLines(stages);
                compiled = lines;
            }
            return lines;
        }
    }

    /** Whatever lies between two instants. */
    private record Times(long startNanos, long endNanos) implements RowFilter.StreamFilter {
        @Override
        public boolean drops(long timestampNanos, byte[] buffer, int offset, int length, EntryMetadata metadata) {
            return timestampNanos >= startNanos && timestampNanos <= endNanos;
        }

        @Override
        public boolean readsRows() {
            return false;
        }
    }

    /** What passes the stages; they are bound to the stream when the first row comes. */
    private static final class Lines implements RowFilter.StreamFilter {
        private final Labels stream;
        private final long startNanos;
        private final long endNanos;
        private final CompiledLines compiled;
        private @Nullable LinePipeline pipeline;

        Lines(Labels stream, long startNanos, long endNanos, CompiledLines compiled) {
            this.stream = stream;
            this.startNanos = startNanos;
            this.endNanos = endNanos;
            this.compiled = compiled;
        }

        @Override
        public boolean drops(long timestampNanos, byte[] buffer, int offset, int length, EntryMetadata metadata) {
            if (timestampNanos < startNanos || timestampNanos > endNanos) {
                return false;
            }
            LinePipeline bound = pipeline;
            if (bound == null) {
                bound = compiled.bind(stream);
                pipeline = bound;
            }
            return bound.process(timestampNanos, buffer, offset, length, metadata);
        }
    }
}
