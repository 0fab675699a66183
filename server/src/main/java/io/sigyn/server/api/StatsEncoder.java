package io.sigyn.server.api;

import io.sigyn.querier.QueryStats;
import java.io.IOException;

/** The cost of a query in the layout of Loki's {@code stats}; what has no counterpart here is 0. Stateless. */
final class StatsEncoder {
    private static final double NANOS = 1e9;
    private static final String[] CACHES = {
        "chunk", "index", "result", "statsResult", "volumeResult", "seriesResult", "labelResult", "instantMetricResult"
    };

    private StatsEncoder() {}

    static void encode(JsonWriter json, QueryStats stats) throws IOException {
        json.raw("{\"summary\":{");
        summary(json, stats);
        json.raw("},\"querier\":{\"store\":");
        store(
                json,
                stats.blocksConsidered(),
                stats.blocksRead(),
                stats.bytesProcessed() - stats.liveBytes(),
                stats.linesProcessed() - stats.liveLines(),
                stats.compressedBytesRead(),
                0,
                0);
        json.raw("},\"ingester\":{\"totalReached\":1,\"totalChunksMatched\":0,\"totalBatches\":0,\"totalLinesSent\":0");
        json.raw(",\"store\":");
        store(json, 0, 0, 0, 0, 0, stats.liveBytes(), stats.liveLines());
        json.raw("},\"cache\":{");
        for (int i = 0; i < CACHES.length; i++) {
            json.raw(i == 0 ? "\"" : ",\"").raw(CACHES[i]).raw("\":{\"entriesFound\":0,\"entriesRequested\":0,");
            json.raw("\"entriesStored\":0,\"bytesReceived\":0,\"bytesSent\":0,\"requests\":0,\"downloadTime\":0,");
            json.raw("\"queryLengthServed\":0}");
        }
        json.raw("},\"index\":{\"totalChunks\":").number(stats.blocksConsidered());
        json.raw(",\"postFilterChunks\":").number(stats.blocksConsidered() - stats.blocksSkippedByFilter());
        json.raw(",\"shardsDuration\":0,\"usedBloomFilters\":")
                .raw(Boolean.toString(stats.blocksSkippedByFilter() > 0))
                .raw("}}");
    }

    private static void summary(JsonWriter json, QueryStats stats) throws IOException {
        double seconds = Math.max(stats.execNanos() / NANOS, 1e-9);
        json.raw("\"bytesProcessedPerSecond\":").number((long) (stats.bytesProcessed() / seconds));
        json.raw(",\"linesProcessedPerSecond\":").number((long) (stats.linesProcessed() / seconds));
        json.raw(",\"totalBytesProcessed\":").number(stats.bytesProcessed());
        json.raw(",\"totalLinesProcessed\":").number(stats.linesProcessed());
        json.raw(",\"execTime\":").number(stats.execNanos() / NANOS);
        json.raw(",\"queueTime\":").number(stats.queueNanos() / NANOS);
        json.raw(",\"subqueries\":0,\"totalEntriesReturned\":").number(stats.linesReturned());
        json.raw(",\"splits\":0,\"shards\":0,\"totalPostFilterLines\":").number(stats.linesKept());
        json.raw(",\"totalStructuredMetadataBytesProcessed\":0");
    }

    private static void store(
            JsonWriter json, long refs, long read, long bytes, long lines, long packed, long headBytes, long headLines)
            throws IOException {
        json.raw("{\"totalChunksRef\":")
                .number(refs)
                .raw(",\"totalChunksDownloaded\":")
                .number(read);
        json.raw(",\"chunksDownloadTime\":0,\"queryReferencedStructuredMetadata\":false,\"chunk\":{");
        json.raw("\"headChunkBytes\":")
                .number(headBytes)
                .raw(",\"headChunkLines\":")
                .number(headLines);
        json.raw(",\"decompressedBytes\":")
                .number(bytes)
                .raw(",\"decompressedLines\":")
                .number(lines);
        json.raw(",\"compressedBytes\":").number(packed).raw(",\"totalDuplicates\":0,\"postFilterLines\":0");
        json.raw(",\"headChunkStructuredMetadataBytes\":0,\"decompressedStructuredMetadataBytes\":0}");
        json.raw(",\"chunkRefsFetchTime\":0,\"congestionControlLatency\":0,\"pipelineWrapperFilteredLines\":0}");
    }
}
