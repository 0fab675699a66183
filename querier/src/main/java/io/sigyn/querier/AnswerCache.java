package io.sigyn.querier;

import io.sigyn.logql.pipeline.LineLabels;
import io.sigyn.model.Labels;
import io.sigyn.querier.QueryResult.Data;
import io.sigyn.querier.QueryResult.Matrix;
import io.sigyn.querier.QueryResult.Scalar;
import io.sigyn.querier.QueryResult.Series;
import io.sigyn.querier.QueryResult.Streams;
import io.sigyn.querier.QueryResult.Vector;
import java.util.IdentityHashMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Answers that were given, up to a number of bytes; those that nobody asked for the longest go first. An answer is never
 * stale, since its key has the version of its data in it. Thread-safe.
 */
final class AnswerCache {
    private static final int MAX_SHARE = 8; // of the whole, for one answer
    private static final int LABEL_BYTES = 64;
    private static final int OBJECT_BYTES = 64;
    private static final int KEY_BYTES = 512;

    private final long maxBytes;
    private final LinkedHashMap<AnswerKey, Kept> answers = new LinkedHashMap<>(16, 0.75f, true);
    private long bytes;

    AnswerCache(long maxBytes) {
        this.maxBytes = maxBytes;
    }

    private record Kept(Data data, long bytes) {}

    synchronized @Nullable Data get(AnswerKey key) {
        Kept kept = answers.get(key);
        return kept == null ? null : kept.data();
    }

    void put(AnswerKey key, Data data) {
        long size = KEY_BYTES + 2L * key.request().query().length() + sizeOf(data);
        if (size > maxBytes / MAX_SHARE) {
            return;
        }
        synchronized (this) {
            Kept before = answers.put(key, new Kept(data, size));
            bytes += size - (before == null ? 0 : before.bytes());
            Iterator<Map.Entry<AnswerKey, Kept>> oldest = answers.entrySet().iterator();
            while (bytes > maxBytes && oldest.hasNext()) {
                bytes -= oldest.next().getValue().bytes();
                oldest.remove();
            }
        }
    }

    synchronized long bytes() {
        return bytes;
    }

    private static long sizeOf(Data data) {
        long size = OBJECT_BYTES;
        if (data instanceof Streams streams) {
            IdentityHashMap<LineLabels, Boolean> counted = new IdentityHashMap<>();
            for (QueryResult.Line line : streams.lines()) {
                size += OBJECT_BYTES + line.line().length;
                if (counted.put(line.labels(), true) == null) {
                    size += sizeOf(line.labels().all()) + sizeOf(line.labels().parsed());
                }
            }
        } else if (data instanceof Matrix matrix) {
            for (Series series : matrix.series()) {
                size += OBJECT_BYTES + sizeOf(series.labels()) + 16L * series.values().length;
            }
        } else if (data instanceof Vector vector) {
            for (QueryResult.Sample sample : vector.samples()) {
                size += OBJECT_BYTES + sizeOf(sample.labels());
            }
        } else if (data instanceof Scalar) {
            size += OBJECT_BYTES;
        }
        return size;
    }

    private static long sizeOf(Labels labels) {
        long size = OBJECT_BYTES;
        for (int i = 0; i < labels.size(); i++) {
            size += LABEL_BYTES + labels.name(i).length() + labels.value(i).length();
        }
        return size;
    }
}
