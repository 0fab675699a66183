package io.sigyn.server.api;

import io.sigyn.ingester.PushSubscription;
import io.sigyn.model.Labels;
import io.sigyn.querier.QueryResult;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.util.List;
import java.util.Map;

/** Messages of a tail, in today's form or in that of {@code /api/prom/tail}. Immutable. */
final class TailFrames {

    private static final long SECOND = 1_000_000_000L;

    private final List<String> flags;
    private final boolean legacy;

    TailFrames(List<String> flags, boolean legacy) {
        this.flags = flags;
        this.legacy = legacy;
    }

    boolean categorized() {
        return LokiJsonEncoder.categorized(flags);
    }

    byte[] frame(List<QueryResult.Line> lines, List<PushSubscription.Dropped> dropped) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try {
            JsonWriter json = new JsonWriter(out);
            json.raw("{\"streams\":");
            if (legacy) {
                legacyStreams(json, lines, false);
            } else {
                LokiJsonEncoder.streams(json, lines, categorized());
            }
            if (!dropped.isEmpty()) {
                json.raw(",\"dropped_entries\":");
                dropped(json, dropped);
            } else if (legacy) {
                json.raw(",\"dropped_entries\":null");
            }
            if (!flags.isEmpty()) {
                json.raw(",\"encodingFlags\":");
                LokiJsonEncoder.strings(json, flags);
            }
            json.raw(legacy ? "}\n" : "}").flush();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return out.toByteArray();
    }

    private static void dropped(JsonWriter json, List<PushSubscription.Dropped> dropped) throws IOException {
        json.raw("[");
        for (int i = 0; i < dropped.size(); i++) {
            json.raw(i == 0 ? "{\"timestamp\":\"" : ",{\"timestamp\":\"");
            json.number(dropped.get(i).timestampNanos()).raw("\",\"labels\":");
            LokiJsonEncoder.labels(json, dropped.get(i).stream());
            json.raw("}");
        }
        json.raw("]");
    }

    /** Streams with their labels as text, and times of RFC 3339. */
    static void legacyStreams(JsonWriter json, List<QueryResult.Line> lines, boolean categorize) throws IOException {
        json.raw("[");
        String comma = "";
        for (Map.Entry<Labels, List<QueryResult.Line>> stream :
                LokiJsonEncoder.byStream(lines, categorize).entrySet()) {
            json.raw(comma)
                    .raw("{\"labels\":")
                    .string(stream.getKey().toString())
                    .raw(",\"entries\":[");
            comma = ",";
            for (int i = 0; i < stream.getValue().size(); i++) {
                QueryResult.Line line = stream.getValue().get(i);
                json.raw(i == 0 ? "{\"ts\":" : ",{\"ts\":").string(rfc3339(line.timestampNanos()));
                json.raw(",\"line\":").string(line.line()).raw("}");
            }
            json.raw("]}");
        }
        json.raw("]");
    }

    /** In UTC, with as many decimals as it takes. */
    static String rfc3339(long nanos) {
        Instant whole = Instant.ofEpochSecond(Math.floorDiv(nanos, SECOND));
        long rest = Math.floorMod(nanos, SECOND);
        String text = whole.toString();
        if (rest == 0) {
            return text;
        }
        String fraction = Long.toString(SECOND + rest).substring(1).replaceFirst("0+$", "");
        return text.substring(0, text.length() - 1) + "." + fraction + "Z";
    }
}
