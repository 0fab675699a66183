package io.sigyn.ingester.live;

import io.sigyn.model.Labels;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * One stream's rows in one generation, each (time, line) once. Thread-safe: its lock is held for copying a push's rows in
 * memory, and for a reader to note how many there are.
 */
final class LiveChunk {
    /** So many rows of one time are compared one by one. */
    private static final int MAX_RUN = 8;

    /** What a stream takes in the index and here, without its rows. */
    private static final int CHUNK_BYTES = 1000;

    private final Labels stream;
    private final int ordinal;
    private final LineArena arena;
    private final ReentrantLock lock = new ReentrantLock();
    private final List<ChunkPage> pages = new ArrayList<>(1);
    private @Nullable DuplicateIndex index;
    private long max = Long.MIN_VALUE;
    private int run;
    private long memoryBytes;
    private int rowsExpected;
    private long bytesExpected;

    /**
     * @param ordinal how many streams the tenant had in the generation before this one
     * @param arena where lines go
     */
    LiveChunk(Labels stream, int ordinal, LineArena arena) {
        this.stream = stream;
        this.ordinal = ordinal;
        this.arena = arena;
    }

    Labels stream() {
        return stream;
    }

    int ordinal() {
        return ordinal;
    }

    /** Begins a push's rows: takes the lock, and expects so many of them. */
    void begin(int rows, long lineBytes) {
        lock.lock();
        rowsExpected = rows;
        bytesExpected = lineBytes;
    }

    /**
     * Adds a row of the push that has begun.
     *
     * @return whether the row was added: one that is there already is not
     */
    boolean add(
            long timestamp,
            byte[] buffer,
            int lineOffset,
            int lineLength,
            byte[] metadataBuffer,
            int metadataOffset,
            int metadataLength) {
        if (index == null && !isDistinctByOrder(timestamp)) {
            if (timestamp == max && run <= MAX_RUN) {
                if (isInRun(buffer, lineOffset, lineLength)) {
                    return false;
                }
            } else {
                index = indexAll();
            }
        }
        DuplicateIndex indexed = index;
        int hash = 0;
        if (indexed != null) {
            hash = DuplicateIndex.hash(timestamp, buffer, lineOffset, lineLength);
            if (indexed.contains(hash, pages, timestamp, buffer, lineOffset, lineLength)) {
                return false;
            }
        }
        if (pages.isEmpty() || !last().hasRoom(lineLength)) {
            addPage(lineLength);
        }
        last().add(timestamp, buffer, lineOffset, lineLength, metadataBuffer, metadataOffset, metadataLength);
        rowsExpected--;
        bytesExpected -= lineLength;
        if (indexed != null) {
            indexed.add(hash, pages.size() - 1, last().rows - 1);
        }
        run = timestamp == max ? run + 1 : 1;
        max = Math.max(max, timestamp);
        return true;
    }

    /** Ends a push's rows and gives the lock back; returns how much more memory there is. */
    long end() {
        try {
            return takeMemoryGrowth();
        } finally {
            lock.unlock();
        }
    }

    private long takeMemoryGrowth() {
        long bytes = CHUNK_BYTES;
        for (ChunkPage page : pages) {
            bytes += page.memoryBytes();
        }
        DuplicateIndex indexed = index;
        bytes += indexed == null ? 0 : indexed.memoryBytes();
        long growth = bytes - memoryBytes;
        memoryBytes = bytes;
        return growth;
    }

    private boolean isDistinctByOrder(long timestamp) {
        return pages.isEmpty() || timestamp > max;
    }

    /** Rows are in order, so those of the newest time are the last ones. */
    private boolean isInRun(byte[] buffer, int lineOffset, int lineLength) {
        int left = run;
        for (int p = pages.size() - 1; p >= 0 && left > 0; p--) {
            ChunkPage page = pages.get(p);
            for (int row = page.rows - 1; row >= 0 && left > 0; row--) {
                if (page.isLine(row, buffer, lineOffset, lineLength)) {
                    return true;
                }
                left--;
            }
        }
        return false;
    }

    private DuplicateIndex indexAll() {
        DuplicateIndex all = new DuplicateIndex();
        for (int p = 0; p < pages.size(); p++) {
            ChunkPage page = pages.get(p);
            for (int row = 0; row < page.rows; row++) {
                int start = page.lineStart(row);
                all.add(
                        DuplicateIndex.hash(page.timestamps[row], page.lines, start, page.lineEnds[row] - start),
                        p,
                        row);
            }
        }
        return all;
    }

    private ChunkPage last() {
        return pages.get(pages.size() - 1);
    }

    /** Room for what is expected, and as much again as there is: pages grow with their stream and are never copied. */
    private void addPage(int lineLength) {
        long bytes = 0;
        int rows = 0;
        for (ChunkPage page : pages) {
            bytes += page.lineBytes;
            rows += page.rows;
        }
        int capacity = (int) Math.max(lineLength, Math.min(Math.max(bytes, bytesExpected), ChunkPage.MAX_LINE_BYTES));
        long average = Math.max(1, (bytes + Math.max(bytesExpected, lineLength)) / (rows + Math.max(1, rowsExpected)));
        int capacityRows =
                (int) Math.max(1, Math.min(capacity / average + capacity / average / 8 + 1, ChunkPage.MAX_ROWS));
        pages.add(new ChunkPage(capacityRows, arena.take(capacity), capacity));
    }

    /** Its rows as they are now. */
    List<PageView> snapshot() {
        lock.lock();
        try {
            List<PageView> views = new ArrayList<>(pages.size());
            for (ChunkPage page : pages) {
                if (page.rows > 0) {
                    views.add(new PageView(stream, page));
                }
            }
            return views;
        } finally {
            lock.unlock();
        }
    }
}
