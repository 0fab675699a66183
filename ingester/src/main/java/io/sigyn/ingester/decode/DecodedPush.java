package io.sigyn.ingester.decode;

import java.nio.ByteBuffer;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * What a push holds: streams, each with a run of entries, whose lines and metadata are places in one buffer. For one
 * thread at a time; meant to be reset and used again.
 */
public final class DecodedPush {
    /** The time of an entry that came without one; Loki takes it for the first of January of the year 1. */
    public static final long NO_TIME = Long.MIN_VALUE;

    private static final int PAIR = 4;
    private static final int KEPT_ENTRIES = 1 << 16;

    private byte[] buffer = new byte[0];
    private Decompressor.@Nullable Bytes snappyMessage;

    private StreamLabels[] streams = new StreamLabels[16];
    private int[] streamEnds = new int[16];
    private int streamCount;

    private long[] timestamps = new long[256];
    private int[] lineOffsets = new int[256];
    private int[] lineLengths = new int[256];
    private int[] pairEnds = new int[256];
    private int entryCount;

    private int[] pairs = new int[256 * PAIR];
    private int pairCount;

    /** Forgets everything; memory is kept unless there is much of it. */
    void reset(byte[] buffer) {
        this.buffer = buffer;
        snappyMessage = null;
        Arrays.fill(streams, 0, streamCount, null);
        streamCount = 0;
        entryCount = 0;
        pairCount = 0;
        if (timestamps.length > KEPT_ENTRIES || pairs.length > KEPT_ENTRIES * PAIR) {
            timestamps = new long[256];
            lineOffsets = new int[256];
            lineLengths = new int[256];
            pairEnds = new int[256];
            pairs = new int[256 * PAIR];
        }
    }

    /** For a decoder whose buffer moved as it grew. */
    void buffer(byte[] moved) {
        buffer = moved;
    }

    void addEntry(long timestampNanos, int lineOffset, int lineLength) {
        if (entryCount == timestamps.length) {
            int larger = entryCount * 2;
            timestamps = Arrays.copyOf(timestamps, larger);
            lineOffsets = Arrays.copyOf(lineOffsets, larger);
            lineLengths = Arrays.copyOf(lineLengths, larger);
            pairEnds = Arrays.copyOf(pairEnds, larger);
        }
        timestamps[entryCount] = timestampNanos;
        lineOffsets[entryCount] = lineOffset;
        lineLengths[entryCount] = lineLength;
        pairEnds[entryCount] = pairCount;
        entryCount++;
    }

    /** Adds metadata to the entry that is added next. */
    void addPair(int nameOffset, int nameLength, int valueOffset, int valueLength) {
        int at = pairCount * PAIR;
        if (at == pairs.length) {
            pairs = Arrays.copyOf(pairs, at * 2);
        }
        pairs[at] = nameOffset;
        pairs[at + 1] = nameLength;
        pairs[at + 2] = valueOffset;
        pairs[at + 3] = valueLength;
        pairCount++;
    }

    /** Ends a stream: the entries added since the last one are its. */
    void endStream(StreamLabels stream) {
        if (streamCount == streams.length) {
            streams = Arrays.copyOf(streams, streamCount * 2);
            streamEnds = Arrays.copyOf(streamEnds, streamCount * 2);
        }
        streams[streamCount] = stream;
        streamEnds[streamCount] = entryCount;
        streamCount++;
    }

    /** Says that all of it, and nothing else, is in a message of Loki's push as a Snappy block. */
    void snappyMessage(Decompressor.Bytes message) {
        snappyMessage = message;
    }

    /** The message that it came as, unchanged, if that was Loki's push as a Snappy block. Not a copy. */
    public @Nullable ByteBuffer snappyMessage() {
        Decompressor.Bytes message = snappyMessage;
        return message == null ? null : ByteBuffer.wrap(message.array(), message.offset(), message.length());
    }

    /** Takes back the entries from {@code entries} on. */
    void truncate(int entries) {
        entryCount = entries;
        pairCount = entries == 0 ? 0 : pairEnds[entries - 1];
    }

    /** Takes back pairs that no entry has. */
    void truncatePairs(int count) {
        pairCount = count;
    }

    void clearStreams() {
        truncate(0);
        streamCount = 0;
    }

    int pairCount() {
        return pairCount;
    }

    public byte[] buffer() {
        return buffer;
    }

    public int streams() {
        return streamCount;
    }

    public StreamLabels stream(int stream) {
        return streams[stream];
    }

    /** The first entry of a stream. */
    public int from(int stream) {
        return stream == 0 ? 0 : streamEnds[stream - 1];
    }

    /** The entry after the last of a stream. */
    public int to(int stream) {
        return streamEnds[stream];
    }

    public int entries() {
        return entryCount;
    }

    public long timestamp(int entry) {
        return timestamps[entry];
    }

    public void timestamp(int entry, long timestampNanos) {
        timestamps[entry] = timestampNanos;
        snappyMessage = null;
    }

    public int lineOffset(int entry) {
        return lineOffsets[entry];
    }

    public int lineLength(int entry) {
        return lineLengths[entry];
    }

    /** Cuts a line. */
    public void lineLength(int entry, int length) {
        lineLengths[entry] = length;
        snappyMessage = null;
    }

    /** The first pair of an entry's metadata. */
    public int pairsFrom(int entry) {
        return entry == 0 ? 0 : pairEnds[entry - 1];
    }

    public int pairsTo(int entry) {
        return pairEnds[entry];
    }

    public int nameOffset(int pair) {
        return pairs[pair * PAIR];
    }

    public int nameLength(int pair) {
        return pairs[pair * PAIR + 1];
    }

    public int valueOffset(int pair) {
        return pairs[pair * PAIR + 2];
    }

    public int valueLength(int pair) {
        return pairs[pair * PAIR + 3];
    }
}
