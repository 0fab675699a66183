package io.sigyn.querier.scan;

import io.sigyn.index.View;
import io.sigyn.logql.pipeline.CompiledSamples;
import io.sigyn.logql.pipeline.SamplePipeline;
import io.sigyn.model.EntryMetadata;
import io.sigyn.model.Labels;
import io.sigyn.model.Selector;
import io.sigyn.model.TimeRange;
import io.sigyn.querier.scan.ScanPlan.BlockWork;
import io.sigyn.storage.CorruptDataException;
import io.sigyn.storage.block.Column;
import io.sigyn.storage.block.Rows;
import io.sigyn.storage.block.StreamRun;
import java.io.IOException;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Takes samples of all rows of a range, reading no more columns than they depend on: rows whose labels are known without
 * looking at them are counted by their timestamps alone, a whole run at once where it falls into the same windows. For
 * one range aggregation of one query; its workers run in parallel, each with a sink of its own.
 */
public final class SampleScan<S extends SampleSink> {
    private static final EnumSet<Column> TIMES = EnumSet.of(Column.TIMESTAMPS);
    private static final EnumSet<Column> LENGTHS = EnumSet.of(Column.TIMESTAMPS, Column.LINE_LENGTHS);
    private static final EnumSet<Column> LINES = EnumSet.of(Column.TIMESTAMPS, Column.LINE_LENGTHS, Column.LINES);
    private static final EnumSet<Column> METADATA = EnumSet.of(Column.METADATA);
    private static final byte[] NO_LINE = {};
    private static final String EXTRACTED = "_extracted"; // a stream has a label of the name
    private static final int CHECK_EVERY = 1024;
    private static final int MAX_PIPELINES = 1024;
    private static final long MAX_PIPELINE_BYTES = 16 << 20; // of a worker

    private final QueryContext context;
    private final CompiledSamples compiled;
    private final MetadataNeed need;
    private final TimeRange range;
    private final List<BlockWork> blocks;
    private final ReadAhead ahead;

    private SampleScan(QueryContext context, CompiledSamples compiled, MetadataNeed need, ScanPlan plan) {
        this.context = context;
        this.compiled = compiled;
        this.need = need;
        this.range = plan.range();
        this.blocks = plan.blocks();
        this.ahead = new ReadAhead(blocks);
    }

    /** Whether the metadata of a stream's rows can change their samples' labels. */
    public interface MetadataNeed {
        boolean of(Labels stream);
    }

    /** What is scanned. */
    public record Wanted(Selector selector, TimeRange range, MetadataNeed metadata, LogScan.BytesCheck bytesCheck) {}

    /** Runs over all rows and returns the sinks, to be merged. */
    public static <S extends SampleSink> List<S> run(
            View view, CompiledSamples compiled, Wanted wanted, QueryContext context, Supplier<S> sinks)
            throws IOException {
        ScanPlan plan = ScanPlan.of(view, wanted.selector(), wanted.range(), compiled.prefilter(), context);
        wanted.bytesCheck().check(plan.lineBytes());
        SampleScan<S> scan = new SampleScan<>(context, compiled, wanted.metadata(), plan);
        List<SampleScan<S>.Worker> workers = BlockLoop.run(context, scan.blocks.size(), () -> scan.worker(sinks.get()));
        return workers.stream().map(worker -> worker.sink).toList();
    }

    private Worker worker(S sink) {
        return new Worker(sink);
    }

    /** One thread's part. */
    private final class Worker implements BlockLoop.Worker {
        private final S sink;
        private final Map<Labels, Bound> pipelines = new HashMap<>();
        private final CandidateRows candidates = new CandidateRows(compiled.prefilter());
        private long lines;
        private long kept;
        private long bytes;
        private long pipelineBytes;

        Worker(S sink) {
            this.sink = sink;
        }

        @Override
        public boolean work(int task) throws IOException {
            BlockWork work = blocks.get(task);
            lines = 0;
            kept = 0;
            bytes = 0;
            BlockColumns columns = new BlockColumns(work);
            sink.startBlock(task);
            if (compiled.needsLines()) {
                ahead.reading(task, LINES);
            }
            try {
                for (RunWork run : work.runs()) {
                    scanRun(run, columns);
                }
            } catch (CorruptDataException reported) {
                context.counters().blocksDamaged.increment(); // what else there is makes up the answer
            }
            if (columns.wasRead()) {
                context.counters().blocksRead.increment();
            }
            context.counters().lines(work.live(), lines, bytes);
            boundMemory();
            context.counters().linesKept.add(kept);
            return true;
        }

        private void scanRun(RunWork work, BlockColumns columns) throws IOException {
            Bound bound = bound(work.run().stream());
            if (compiled.isPlain() && !bound.needsMetadata) {
                if (compiled.value() == CompiledSamples.Value.ONE) {
                    count(work, columns, bound);
                    return;
                } else if (compiled.value() == CompiledSamples.Value.LINE_LENGTH) {
                    sumLengths(work, columns, bound);
                    return;
                }
            }
            if (candidates.canSearch() && compiled.needsLines()) {
                search(work, columns, bound);
            } else {
                scan(work, columns, bound);
            }
        }

        /** Counts rows by time only; a run in one window is not even read. */
        private void count(RunWork work, BlockColumns columns, Bound bound) throws IOException {
            StreamRun run = work.run();
            Labels series = bound.plainSeries();
            if (isOfOneKind(work)) {
                lines += run.toRow() - run.fromRow();
                kept += run.toRow() - run.fromRow();
                sink.addSum(series, run.minTimestampNanos(), run.toRow() - run.fromRow(), run.toRow() - run.fromRow());
                return;
            }
            Rows rows = columns.atLeast(TIMES);
            int from = RowBounds.first(rows, run, range);
            int to = RowBounds.end(rows, run, range);
            lines += to - from;
            LeftOut leftOut = work.leftOut(rows, false);
            for (int row = from; row < to; ) {
                long time = rows.timestamp(row);
                int next = RowBounds.firstAfter(rows, row + 1, to, sink.sameWindowsUntil(time));
                int count = next - row - leftOut.within(row, next);
                kept += count;
                if (count > 0) {
                    sink.addSum(series, time, count, count);
                }
                row = next;
            }
        }

        /** Whether all rows of a run are wanted, once each, and lie in the same windows. */
        private boolean isOfOneKind(RunWork work) {
            StreamRun run = work.run();
            return !work.mayLeaveOut()
                    && run.minTimestampNanos() >= range.startNanos()
                    && run.maxTimestampNanos() < range.endNanos()
                    && sink.sameWindowsUntil(run.minTimestampNanos()) >= run.maxTimestampNanos();
        }

        private void sumLengths(RunWork work, BlockColumns columns, Bound bound) throws IOException {
            StreamRun run = work.run();
            Labels series = bound.plainSeries();
            if (isOfOneKind(work)) {
                lines += run.toRow() - run.fromRow();
                kept += run.toRow() - run.fromRow();
                sink.addSum(series, run.minTimestampNanos(), run.lineBytes(), run.toRow() - run.fromRow());
                return;
            }
            Rows rows = columns.atLeast(LENGTHS);
            int from = RowBounds.first(rows, run, range);
            int to = RowBounds.end(rows, run, range);
            lines += to - from;
            LeftOut leftOut = work.leftOut(rows, false);
            for (int row = from; row < to; ) {
                long time = rows.timestamp(row);
                int next = RowBounds.firstAfter(rows, row + 1, to, sink.sameWindowsUntil(time));
                long sum = 0;
                int count = 0;
                for (; row < next; row++) {
                    if (!leftOut.contains(row)) {
                        sum += rows.lineLength(row);
                        count++;
                    }
                }
                kept += count;
                if (count > 0) {
                    sink.addSum(series, time, sum, count);
                }
            }
        }

        private void search(RunWork work, BlockColumns columns, Bound bound) throws IOException {
            StreamRun run = work.run();
            Rows rows = columns.atLeast(LINES);
            int from = RowBounds.first(rows, run, range);
            int to = RowBounds.end(rows, run, range);
            if (from >= to) {
                return;
            }
            IntList found = candidates.find(rows, from, to);
            lines += to - from;
            bytes += rows.contiguous() ? rows.lineEnd(to - 1) - rows.lineStart(from) : run.lineBytes();
            if (found.size() == 0) {
                return;
            }
            LeftOut leftOut = work.leftOut(rows, true);
            boolean withMetadata = bound.needsMetadata && columns.metadataMatters();
            Rows.@Nullable MetadataCursor metadata = withMetadata ? columns.metadata() : null;
            for (int i = 0; i < found.size(); i++) {
                int row = found.get(i);
                process(rows, row, bound, metadata, columns, leftOut);
                if ((i + 1) % CHECK_EVERY == 0) {
                    context.check();
                }
            }
        }

        private void scan(RunWork work, BlockColumns columns, Bound bound) throws IOException {
            StreamRun run = work.run();
            boolean needsLines = compiled.needsLines();
            boolean needsLengths = compiled.value() == CompiledSamples.Value.LINE_LENGTH;
            boolean withMetadata = bound.needsMetadata && columns.metadataMatters();
            Rows rows = columns.atLeast(needsLines ? LINES : needsLengths ? LENGTHS : TIMES, withMetadata);
            int from = RowBounds.first(rows, run, range);
            int to = RowBounds.end(rows, run, range);
            if (from >= to) {
                return;
            }
            LeftOut leftOut = work.leftOut(rows, needsLines);
            Rows.@Nullable MetadataCursor metadata = withMetadata ? columns.metadata() : null;
            lines += to - from;
            for (int row = from; row < to; row++) {
                if (needsLines) {
                    bytes += rows.lineEnd(row) - rows.lineStart(row);
                    process(rows, row, bound, metadata, columns, leftOut);
                } else {
                    processWithoutLine(rows, row, needsLengths, bound, metadata, leftOut);
                }
                if ((row + 1) % CHECK_EVERY == 0) {
                    context.check();
                }
            }
        }

        private void process(
                Rows rows,
                int row,
                Bound bound,
                Rows.@Nullable MetadataCursor metadata,
                BlockColumns columns,
                LeftOut leftOut)
                throws IOException {
            if (leftOut.contains(row)) {
                return;
            }
            int start = rows.lineStart(row);
            int length = rows.lineEnd(row) - start;
            long time = rows.timestamp(row);
            EntryMetadata entry = metadata == null ? EntryMetadata.NONE : metadata.moveTo(row);
            SamplePipeline pipeline = bound.pipeline;
            if (!pipeline.process(time, rows.lines(), start, length, entry)) {
                return;
            }
            if (metadata == null && bound.needsMetadata && pipeline.failed()) {
                // Its series shows all labels, those that nothing else depends on too.
                pipeline.process(
                        time, rows.lines(), start, length, columns.metadata().moveTo(row));
            }
            kept++;
            sink.add(pipeline.series(), time, pipeline.value());
        }

        private void processWithoutLine(
                Rows rows,
                int row,
                boolean needsLength,
                Bound bound,
                Rows.@Nullable MetadataCursor metadata,
                LeftOut leftOut)
                throws IOException {
            if (leftOut.contains(row)) {
                return;
            }
            long time = rows.timestamp(row);
            EntryMetadata entry = metadata == null ? EntryMetadata.NONE : metadata.moveTo(row);
            SamplePipeline pipeline = bound.pipeline;
            int length = needsLength ? rows.lineLength(row) : 0;
            if (pipeline.process(time, NO_LINE, 0, length, entry)) {
                kept++;
                sink.add(pipeline.series(), time, pipeline.value());
            }
        }

        /** Pipelines remember labels: what they hold counts, and is let go when it is much. */
        private void boundMemory() {
            long bytesNow = pipelines.values().stream()
                    .mapToLong(bound -> bound.pipeline.heldBytes())
                    .sum();
            if (bytesNow > MAX_PIPELINE_BYTES) {
                pipelines.clear();
                bytesNow = 0;
            }
            context.reserve(bytesNow - pipelineBytes);
            pipelineBytes = bytesNow;
        }

        private Bound bound(Labels stream) {
            Bound bound = pipelines.get(stream);
            if (bound == null) {
                if (pipelines.size() == MAX_PIPELINES) {
                    pipelines.clear();
                }
                bound = new Bound(compiled.bind(stream), need.of(stream));
                pipelines.put(stream, bound);
            }
            return bound;
        }
    }

    /** A pipeline for one stream. */
    private static final class Bound {
        private final SamplePipeline pipeline;
        private final boolean needsMetadata;
        private @Nullable Labels plainSeries;

        Bound(SamplePipeline pipeline, boolean needsMetadata) {
            this.pipeline = pipeline;
            this.needsMetadata = needsMetadata;
        }

        /** The series of every row, where neither line nor metadata matters. */
        Labels plainSeries() {
            Labels series = plainSeries;
            if (series == null) {
                if (!pipeline.process(0, NO_LINE, 0, 0, EntryMetadata.NONE)) {
                    throw new IllegalStateException("a pipeline without stages kept no line");
                }
                series = pipeline.series();
                plainSeries = series;
            }
            return series;
        }
    }

    /** The columns of a block, read when they are needed first. For one thread. */
    private final class BlockColumns {
        private final BlockWork work;
        private final EnumSet<Column> have = EnumSet.noneOf(Column.class);
        private @Nullable Rows rows;
        private Rows.@Nullable MetadataCursor metadata;
        private @Nullable Boolean matters;

        BlockColumns(BlockWork work) {
            this.work = work;
        }

        boolean wasRead() {
            return rows != null;
        }

        Rows atLeast(EnumSet<Column> columns) throws IOException {
            return atLeast(columns, false);
        }

        Rows atLeast(EnumSet<Column> columns, boolean withMetadata) throws IOException {
            Rows current = rows;
            if (current == null || !have.containsAll(columns)) {
                have.addAll(columns);
                if (withMetadata && metadata == null) {
                    have.add(Column.METADATA);
                }
                current = read(have);
                rows = current;
            }
            return current;
        }

        Rows.MetadataCursor metadata() throws IOException {
            Rows.MetadataCursor current = metadata;
            if (current == null) {
                Rows read = rows;
                current = read != null && have.contains(Column.METADATA)
                        ? read.metadata()
                        : read(METADATA).metadata();
                metadata = current;
            }
            return current;
        }

        private Rows read(EnumSet<Column> columns) throws IOException {
            context.counters().storedBytes.add(work.block().storedBytes(columns));
            return work.block().read(columns);
        }

        /** Whether rows have metadata that a sample's labels can depend on. */
        boolean metadataMatters() {
            if (matters == null) {
                matters = mayMatter(work.block().metadataNames());
            }
            return matters;
        }

        private boolean mayMatter(@Nullable List<String> names) {
            return names == null
                    || names.stream()
                            .anyMatch(name -> compiled.needsMetadata(name) || compiled.needsMetadata(name + EXTRACTED));
        }
    }
}
