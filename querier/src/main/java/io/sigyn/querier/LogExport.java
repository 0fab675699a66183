package io.sigyn.querier;

import io.sigyn.index.View;
import io.sigyn.logql.ast.LogQuery;
import io.sigyn.logql.pipeline.LineLabels;
import io.sigyn.logql.pipeline.PipelineCompiler;
import io.sigyn.model.TimeRange;
import io.sigyn.querier.scan.FoundLine;
import io.sigyn.querier.scan.LogScan;
import io.sigyn.querier.scan.QueryContext;
import io.sigyn.querier.scan.QueryMemory;
import io.sigyn.querier.scan.ScanExecutor;
import java.io.IOException;
import java.time.Duration;
import java.util.List;

/**
 * Gives all lines that a log query finds in a view, oldest first, however many there are: page by page, so that memory
 * depends on a page and not on the data. Each is given once. For one thread.
 */
public final class LogExport {
    private static final int PAGE_LINES = 50_000;

    private final ScanExecutor executor;
    private final QueryMemory memory;
    private final int pageLines;

    /** @param memoryBytes what the lines of a page may hold */
    public LogExport(ScanExecutor executor, long memoryBytes) {
        this(executor, memoryBytes, PAGE_LINES);
    }

    LogExport(ScanExecutor executor, long memoryBytes, int pageLines) {
        this.executor = executor;
        this.memory = new QueryMemory(memoryBytes, memoryBytes);
        this.pageLines = pageLines;
    }

    /** Takes the lines. */
    public interface Sink {
        void line(long timestampNanos, byte[] line, LineLabels labels) throws IOException;
    }

    /** Returns how many lines were given. */
    public long run(View view, LogQuery query, TimeRange range, Sink sink) throws IOException {
        long given = 0;
        long from = range.startNanos();
        int done = 0; // lines at that very time that were given already
        int page = pageLines;
        while (true) {
            List<FoundLine> found;
            try {
                found = find(view, query, new TimeRange(from, range.endNanos()), page + done);
            } catch (QueryException tooMuch) {
                if (tooMuch.kind() != QueryException.Kind.BAD_REQUEST || page == 1) {
                    throw tooMuch;
                }
                page = Math.max(1, page / 4); // long lines
                continue;
            }
            for (FoundLine line : found.subList(Math.min(done, found.size()), found.size())) {
                sink.line(line.timestampNanos(), line.line(), line.labels());
                given++;
            }
            if (found.size() < page + done) {
                return given;
            }
            long last = found.get(found.size() - 1).timestampNanos();
            done = (int)
                    found.stream().filter(line -> line.timestampNanos() == last).count();
            from = last;
        }
    }

    private List<FoundLine> find(View view, LogQuery query, TimeRange range, int limit) throws IOException {
        try (QueryContext context =
                new QueryContext(view.tenant().value(), executor, new Cancellation(), Duration.ZERO, memory)) {
            return LogScan.run(
                    view,
                    PipelineCompiler.compileLines(query.stages()),
                    new LogScan.Wanted(query.selector(), range, true, limit, bytes -> {}),
                    context);
        }
    }
}
