package io.sigyn.querier.scan;

import io.sigyn.index.View;
import io.sigyn.logql.pipeline.CompiledLines;
import io.sigyn.logql.pipeline.LinePipeline;
import io.sigyn.model.Labels;
import io.sigyn.model.Selector;
import io.sigyn.model.TimeRange;
import io.sigyn.querier.scan.ScanPlan.BlockWork;
import io.sigyn.storage.CorruptDataException;
import io.sigyn.storage.block.Column;
import io.sigyn.storage.block.Rows;
import io.sigyn.storage.block.StreamRun;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * Finds the first lines that pass a pipeline, in the direction of a query. Blocks are read in that direction; as soon as
 * some worker holds as many lines as are wanted, rows and blocks beyond the last of them are not looked at any more.
 * Memory depends on the number of lines wanted, not on the data. For one query; its workers run in parallel.
 */
public final class LogScan {
    private static final EnumSet<Column> LINES = EnumSet.of(Column.TIMESTAMPS, Column.LINE_LENGTHS, Column.LINES);
    private static final EnumSet<Column> ALL = EnumSet.allOf(Column.class);
    private static final EnumSet<Column> METADATA = EnumSet.of(Column.METADATA);
    private static final int CHECK_EVERY = 1024;
    private static final int MAX_PIPELINES = 1024;
    private static final long MAX_PIPELINE_BYTES = 16 << 20; // of a worker

    private final QueryContext context;
    private final CompiledLines compiled;
    private final boolean forward;
    private final int limit;
    private final List<BlockWork> blocks;
    private final TimeRange range;
    private final ReadAhead ahead;
    private final AtomicLong bound; // no line beyond this time can matter

    private LogScan(QueryContext context, CompiledLines compiled, boolean forward, int limit, ScanPlan plan) {
        this.context = context;
        this.compiled = compiled;
        this.forward = forward;
        this.limit = limit;
        this.range = plan.range();
        this.blocks = new ArrayList<>(plan.blocks());
        this.blocks.sort(
                forward
                        ? Comparator.comparingLong(BlockWork::minTimestamp)
                        : Comparator.comparingLong(BlockWork::maxTimestamp).reversed());
        this.ahead = new ReadAhead(blocks);
        this.bound = new AtomicLong(forward ? Long.MAX_VALUE : Long.MIN_VALUE);
    }

    /** What is to be found: {@code limit} lines from one end of a range. */
    public record Wanted(Selector selector, TimeRange range, boolean forward, int limit, BytesCheck bytesCheck) {}

    /** Told how many bytes of lines a query is about to read at most; may refuse. */
    public interface BytesCheck {
        void check(long bytes);
    }

    /** The lines in their order; fewer than wanted only where there are no more. */
    public static List<FoundLine> run(View view, CompiledLines compiled, Wanted wanted, QueryContext context)
            throws IOException {
        ScanPlan plan = ScanPlan.of(view, wanted.selector(), wanted.range(), compiled.prefilter(), context);
        wanted.bytesCheck().check(plan.lineBytes());
        LogScan scan = new LogScan(context, compiled, wanted.forward(), wanted.limit(), plan);
        List<Worker> workers = BlockLoop.run(context, scan.blocks.size(), scan::worker);
        List<FoundLine> all = new ArrayList<>();
        workers.forEach(worker -> all.addAll(worker.best));
        all.sort(FoundLine.order(wanted.forward()));
        return all.size() > wanted.limit() ? new ArrayList<>(all.subList(0, wanted.limit())) : all;
    }

    private Worker worker() {
        return new Worker();
    }

    private boolean beyondBound(long time) {
        return forward ? time > bound.get() : time < bound.get();
    }

    /** One thread's lines, the worst on top. */
    private final class Worker implements BlockLoop.Worker {
        private final Comparator<FoundLine> order = FoundLine.order(forward);
        private final PriorityQueue<FoundLine> best = new PriorityQueue<>(order.reversed());
        private final Map<Labels, LinePipeline> pipelines = new HashMap<>();
        private final CandidateRows candidates = new CandidateRows(compiled.prefilter());
        private long lines;
        private long bytes;
        private long pipelineBytes;

        @Override
        public boolean work(int task) throws IOException {
            BlockWork work = blocks.get(task);
            if (beyondBound(forward ? work.minTimestamp() : work.maxTimestamp())) {
                return false;
            }
            lines = 0;
            bytes = 0;
            context.counters().blocksRead.increment();
            try {
                read(task, work);
            } catch (CorruptDataException reported) {
                context.counters().blocksDamaged.increment(); // what else there is makes up the answer
            }
            context.counters().lines(work.live(), lines, bytes);
            boundMemory();
            return true;
        }

        private void read(int task, BlockWork work) throws IOException {
            boolean search = candidates.canSearch();
            ahead.reading(task, search ? LINES : ALL);
            context.counters().storedBytes.add(work.block().storedBytes(search ? LINES : ALL));
            Rows rows = work.block().read(search ? LINES : ALL);
            Rows.@Nullable MetadataCursor metadata = search ? null : rows.metadata();
            for (RunWork run : work.runs()) {
                if (search) {
                    metadata = searchRun(run, rows, metadata);
                } else if (metadata != null) {
                    scanRun(run, rows, metadata);
                }
            }
        }

        private void scanRun(RunWork work, Rows rows, Rows.MetadataCursor metadata) throws IOException {
            StreamRun run = work.run();
            int from = RowBounds.first(rows, run, range);
            int to = RowBounds.end(rows, run, range);
            if (from >= to || beyondBound(rows.timestamp(forward ? from : to - 1))) {
                return;
            }
            LeftOut leftOut = work.leftOut(rows, true);
            LinePipeline pipeline = pipeline(run.stream());
            for (int i = from; i < to; i++) {
                int row = forward ? i : to - 1 - (i - from);
                if (beyondBound(rows.timestamp(row))) {
                    break;
                }
                visit(work, rows, metadata, pipeline, row, leftOut);
            }
        }

        /** Looks at the rows that hold the needle only; reads metadata when the first of them is found. */
        private Rows.@Nullable MetadataCursor searchRun(RunWork work, Rows rows, Rows.@Nullable MetadataCursor cursor)
                throws IOException {
            StreamRun run = work.run();
            int from = RowBounds.first(rows, run, range);
            int to = RowBounds.end(rows, run, range);
            if (from >= to || beyondBound(rows.timestamp(forward ? from : to - 1))) {
                return cursor;
            }
            long searched = rows.contiguous() ? rows.lineEnd(to - 1) - rows.lineStart(from) : run.lineBytes();
            IntList found = candidates.find(rows, from, to);
            if (found.size() == 0) {
                lines += to - from;
                bytes += searched;
                return cursor;
            }
            lines += to - from - found.size();
            bytes += searched;
            Rows.MetadataCursor metadata = cursor == null ? metadata(work) : cursor;
            LeftOut leftOut = work.leftOut(rows, true);
            LinePipeline pipeline = pipeline(run.stream());
            for (int i = 0; i < found.size(); i++) {
                int row = found.get(forward ? i : found.size() - 1 - i);
                if (beyondBound(rows.timestamp(row))) {
                    break;
                }
                visit(work, rows, metadata, pipeline, row, leftOut);
            }
            return metadata;
        }

        private Rows.MetadataCursor metadata(RunWork work) throws IOException {
            context.counters().storedBytes.add(work.block().storedBytes(METADATA));
            return work.block().read(METADATA).metadata();
        }

        private void visit(
                RunWork work, Rows rows, Rows.MetadataCursor metadata, LinePipeline pipeline, int row, LeftOut leftOut)
                throws IOException {
            if (leftOut.contains(row)) {
                return;
            }
            if (++lines % CHECK_EVERY == 0) {
                context.check();
            }
            int start = rows.lineStart(row);
            int length = rows.lineEnd(row) - start;
            bytes += length;
            long time = rows.timestamp(row);
            if (pipeline.process(time, rows.lines(), start, length, metadata.moveTo(row))) {
                int lineStart = pipeline.lineOffset();
                byte[] line = Arrays.copyOfRange(pipeline.lineBuffer(), lineStart, lineStart + pipeline.lineLength());
                context.counters().linesKept.increment();
                add(new FoundLine(time, work.run().stream(), work.arrival(), row, line, pipeline.labels()));
            }
        }

        private void add(FoundLine line) {
            if (best.size() < limit) {
                context.reserve(line.sizeBytes());
                best.add(line);
                if (best.size() == limit) {
                    tighten();
                }
                return;
            }
            FoundLine worst = best.element();
            if (order.compare(line, worst) < 0) {
                best.remove();
                context.release(worst.sizeBytes());
                context.reserve(line.sizeBytes());
                best.add(line);
                tighten();
            }
        }

        private void tighten() {
            long time = best.element().timestampNanos();
            bound.accumulateAndGet(time, forward ? Math::min : Math::max);
        }

        /** Pipelines remember labels: what they hold counts, and is let go when it is much. */
        private void boundMemory() {
            long bytesNow = pipelines.values().stream()
                    .mapToLong(LinePipeline::heldBytes)
                    .sum();
            if (bytesNow > MAX_PIPELINE_BYTES) {
                pipelines.clear();
                bytesNow = 0;
            }
            context.reserve(bytesNow - pipelineBytes);
            pipelineBytes = bytesNow;
        }

        private LinePipeline pipeline(Labels stream) {
            LinePipeline pipeline = pipelines.get(stream);
            if (pipeline == null) {
                if (pipelines.size() == MAX_PIPELINES) {
                    pipelines.clear();
                }
                pipeline = compiled.bind(stream);
                pipelines.put(stream, pipeline);
            }
            return pipeline;
        }
    }
}
