package io.sigyn.querier;

/** What a query read and how long it took; the numbers behind Loki's {@code stats}. */
public record QueryStats(
        long bytesProcessed,
        long linesProcessed,
        long linesReturned,
        long blocksConsidered,
        long blocksRead,
        long blocksSkippedByFilter,
        long compressedBytesRead,
        long linesKept,
        long blocksDamaged,
        long liveLines,
        long liveBytes,
        long execNanos,
        long queueNanos) {

    public static final QueryStats NONE = ofKept(0, 0);

    /** Of an answer that was there already: nothing was read for it. */
    static QueryStats ofKept(long linesReturned, long execNanos) {
        return new QueryStats(0, 0, linesReturned, 0, 0, 0, 0, linesReturned, 0, 0, 0, execNanos, 0);
    }
}
