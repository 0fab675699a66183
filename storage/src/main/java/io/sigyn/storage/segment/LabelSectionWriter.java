package io.sigyn.storage.segment;

import io.sigyn.model.Labels;
import io.sigyn.storage.ByteWriter;
import io.sigyn.storage.Numbers;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/** Collects streams and their runs, in order, and encodes the LABELS section. For one thread at a time. */
final class LabelSectionWriter {
    private final List<Labels> streams = new ArrayList<>();
    private long[] runCounts = new long[64];
    private long[] rows = new long[64];
    private long[] starts = new long[64];
    private long[] spans = new long[64];
    private long[] lineBytes = new long[64];
    private long[] metadataBytes = new long[64];
    private int runs;

    void addStream(Labels stream) {
        runCounts = grown(runCounts, streams.size());
        streams.add(stream);
    }

    /** A run of the stream added last. */
    void addRun(int rowCount, long minTimestamp, long maxTimestamp, long lineByteCount, long metadataByteCount) {
        rows = grown(rows, runs);
        starts = grown(starts, runs);
        spans = grown(spans, runs);
        lineBytes = grown(lineBytes, runs);
        metadataBytes = grown(metadataBytes, runs);
        rows[runs] = rowCount;
        starts[runs] = minTimestamp;
        spans[runs] = maxTimestamp - minTimestamp;
        lineBytes[runs] = lineByteCount;
        metadataBytes[runs] = metadataByteCount;
        runCounts[streams.size() - 1]++;
        runs++;
    }

    int streams() {
        return streams.size();
    }

    /** @param firstTimestamp of the segment, from which runs' times are counted; then nothing must be added any more */
    void encode(ByteWriter out, long firstTimestamp) {
        TreeMap<String, TreeMap<String, Integer>> names = new TreeMap<>();
        for (Labels stream : streams) {
            for (int i = 0; i < stream.size(); i++) {
                names.computeIfAbsent(stream.name(i), name -> new TreeMap<>()).put(stream.value(i), 0);
            }
        }
        out.varint(streams.size()).varint(runs).varint(names.size());
        for (Map.Entry<String, TreeMap<String, Integer>> name : names.entrySet()) {
            encodeName(name.getKey(), name.getValue(), out);
        }
        for (int i = 0; i < runs; i++) {
            starts[i] -= firstTimestamp;
        }
        Numbers.encode(runCounts, streams.size(), out);
        for (long[] numbers : List.of(rows, starts, spans, lineBytes, metadataBytes)) {
            Numbers.encode(numbers, runs, out);
        }
    }

    private void encodeName(String name, SortedMap<String, Integer> values, ByteWriter out) {
        Map<String, Integer> ordinals = new HashMap<>(2 * values.size());
        int[] lengths = new int[values.size()];
        ByteWriter utf8 = new ByteWriter();
        for (String value : values.keySet()) {
            byte[] bytes = value.getBytes(StandardCharsets.UTF_8);
            lengths[ordinals.size()] = bytes.length;
            utf8.bytes(bytes);
            ordinals.put(value, ordinals.size() + 1);
        }
        int[] valueOf = new int[streams.size()];
        for (int i = 0; i < valueOf.length; i++) {
            String value = streams.get(i).get(name);
            valueOf[i] = value == null ? 0 : ordinals.getOrDefault(value, 0);
        }
        out.text(name).varint(lengths.length);
        Numbers.encode(lengths, lengths.length, out);
        out.bytes(utf8);
        Numbers.encode(valueOf, valueOf.length, out);
    }

    private static long[] grown(long[] numbers, int index) {
        return index < numbers.length ? numbers : Arrays.copyOf(numbers, 2 * index);
    }
}
